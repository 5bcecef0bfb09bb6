import APIMachinery
import Storage

extension APIServer {
  /// Loads the caches, restores what is derived from stored objects, and makes the objects every cluster has. When
  /// this returns the server can answer.
  public func start() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for cache in caches.all { group.addTask { try await cache.load() } }
      try await group.waitForAll()
    }
    serviceAllocation.restore(objects.objects(GroupResource("services"), namespace: nil))
    let transport = transport(as: .apiServer)
    serviceAllocation.use(transport)
    try await SystemObjects(transport: transport, configuration: configuration, allocation: serviceAllocation).make()
    try await RBACReconciler(transport: transport).run()
    markBootstrapped()
  }

  /// What runs beside the requests, until the task is cancelled: the caches' clock, the store's upkeep, the
  /// reconcilers of the server's own objects.
  public func runUpkeep() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [caches] in try await caches.run() }
      group.addTask { [store, time] in try await StoreMaintenance(store, time: time).run() }
      group.addTask { try await CustomResourceController(server: self).run() }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}
