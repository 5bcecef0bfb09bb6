import APIMachinery
import Storage

extension APIServer {
  /// Loads the caches, restores what is derived from stored objects, and makes the objects every cluster has. When
  /// this returns the server can answer.
  public func start() async throws {
    try await encryption.waitForPlugins()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for cache in caches.all { group.addTask { try await cache.load() } }
      try await group.waitForAll()
    }
    let services = objects.objects(GroupResource("services"), namespace: nil)
    let addresses = objects.objects(GroupResource("ipaddresses", group: "networking.k8s.io"), namespace: nil)
    serviceAllocation.restore(
      services: services,
      networks: objects.objects(GroupResource("servicecidrs", group: "networking.k8s.io"), namespace: nil),
      addresses: addresses)
    let transport = transport(as: .apiServer)
    serviceAllocation.use(transport)
    for case let plugin as any UsesTransport in admission.plugins { plugin.use(transport) }
    gate.open()
    await AddressRepair(allocation: serviceAllocation, services: services, addresses: addresses).run()
    try await SystemObjects(
      transport: transport, configuration: configuration, allocation: serviceAllocation, time: time
    ).make()
    try await RBACReconciler(transport: transport).run()
    await LocalAPIServices(server: self).registerBuiltIn()
    await publishAuthentication()
    try await FlowControlController(server: self).start()
    markBootstrapped()
  }

  /// Ends the server's work in order: `/readyz` says no, so that load balancers look elsewhere; after `delay` watches
  /// end, and requests that are under way have their time to be answered.
  func drain(delay: Duration) async {
    beginShutdown()
    if delay > .zero { try? await time.sleep(for: delay) }
    for cache in caches.all { cache.endWatches() }
    let deadline = time.uptime() + configuration.limits.requestTimeout
    while time.uptime() < deadline {
      let inFlight = flowControl.inFlight.inFlight
      if inFlight.reading + inFlight.mutating == 0 { return }
      do { try await time.sleep(for: .milliseconds(20)) } catch { return }
    }
  }

  /// Secrets from before they were encrypted by default. Where the operator says how, they are also told when, as
  /// upstream's: by writing the objects as they are.
  func encryptWhatWasStoredBefore() async throws {
    for resource in encryption.ownResources {
      guard let storage = resources.storage(resource), let store = storage.store as? EncryptingStore else { continue }
      try await EncryptionUpgrade(store: store, prefix: storage.keyPrefix).run()
    }
  }

  /// What the parts have to do beside the requests. One that has nothing more to do doesn't end the others.
  private func runBackground() async throws {
    await withDiscardingTaskGroup { group in
      for work in background { group.addTask { await work() } }
    }
    while true { try await time.sleep(for: .seconds(3600)) }
  }

  /// What runs beside the requests, until the task is cancelled: the caches' clock, the store's upkeep, the
  /// reconcilers of the server's own objects.
  public func runUpkeep() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [caches] in try await caches.run() }
      group.addTask { [store, time] in try await StoreMaintenance(store, time: time).run() }
      if let auditor { group.addTask { await auditor.run() } }
      group.addTask { try await FlowControlController(server: self).run() }
      group.addTask { try await CustomResourceController(server: self).run() }
      group.addTask {
        try await self.encryptWhatWasStoredBefore()
        try await self.encryption.run()
      }
      group.addTask { try await AggregationController(server: self).run() }
      group.addTask { try await self.runBackground() }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}
