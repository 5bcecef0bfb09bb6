public import APIClient
public import APIMachinery
internal import FoundationEssentials
internal import HTTPTransport
public import Logging
internal import Telemetry

/// The cluster's name server, on each node for the node's own pods: answers from the API's objects, kept by informers;
/// everything else is asked elsewhere.
///
/// It listens on the first address of the node's pod range, which the pods' bridge has; the Service `kube-dns` leads
/// there. That address is the node's own, so no interface has to be made for it, and no other program of the machine
/// listens there.
public struct ClusterDNS: Sendable {
  private let options: ClusterDNSOptions
  private let time: any TimeSource
  private let random: any RandomSource
  private let logger: Logger

  public init(
    _ options: ClusterDNSOptions, time: any TimeSource = SystemTime(), random: any RandomSource = SystemRandom(),
    logger: Logger = Logger(label: "cluster-dns")
  ) {
    self.options = options
    self.time = time
    self.random = random
    self.logger = logger
  }

  /// Answers until the task is cancelled.
  ///
  /// Child tasks: the informers; the metrics' server; the one that waits for the address, listens, and publishes the
  /// Service.
  public func run(client: APIClient) async throws {
    let responder = makeResponder()
    let factory = InformerFactory(client: client, time: time, random: random)
    let nodes = watch(factory, into: responder)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await factory.run() }
      if let endpoint = options.metricsEndpoint {
        group.addTask { try await Self.metricsServer(responder).run(on: [endpoint], grace: .zero) }
      }
      group.addTask {
        // Half the cluster's names would make the other half's unknown.
        try await factory.waitForSync()
        let (listening, address) = try await listen(responder, nodes)
        logger.info("answering on \(address):\(listening.port)")
        await keepPublished(client, address: address, port: listening.port)
        await listening.stop()
      }
      try await group.next()
      group.cancelAll()
      try? await group.waitForAll()
    }
  }

  private func makeResponder() -> DNSResponder {
    let servers: [IPAddress] =
      switch options.forwarding {
      case .off: []
      case .servers(let servers): servers
      case .file(let path):
        ResolverConfiguration.servers((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
          .filter { $0 != options.bindAddress && $0 != options.serviceAddress }
      }
    return DNSResponder(
      resolver: ZoneResolver(
        domain: DNSName(options.domain), ownRanges: options.ownRanges, ttl: options.ttl,
        negativeTTL: options.negativeTTL), forwarder: servers.isEmpty ? nil : NetworkForwarder(servers: servers),
      time: time, random: random)
  }

  private func watch(_ factory: InformerFactory, into responder: DNSResponder) -> Informer<OwnNode> {
    let services = factory.informer(
      ListWatch(ResourcePath(GroupVersionResource(version: "v1", resource: "services"))) { ServiceEntry(json: $0) })
    services.addHandler { change in
      switch change {
      case .added(let service), .updated(_, let service): responder.change { $0.set(service) }
      case .deleted(let service): responder.change { $0.remove(service) }
      }
    }
    let slices = factory.informer(
      ListWatch(
        ResourcePath(GroupVersionResource(group: "discovery.k8s.io", version: "v1", resource: "endpointslices"))
      ) { SliceEntry(json: $0) })
    slices.addHandler { change in
      switch change {
      case .added(let slice): responder.change { $0.set(slice) }
      case .updated(let old, let slice):
        if old == slice { return }
        responder.change { zone in
          if old.service != slice.service { zone.remove(old) }
          zone.set(slice)
        }
      case .deleted(let slice): responder.change { $0.remove(slice) }
      }
    }
    let namespaces = factory.informer(
      ListWatch(ResourcePath(GroupVersionResource(version: "v1", resource: "namespaces"))) {
        $0[path: "metadata", "name"]?.stringValue
      })
    namespaces.addHandler { change in
      switch change {
      case .added(let name): responder.change { $0.setNamespace(name, exists: true) }
      case .updated: break
      case .deleted(let name): responder.change { $0.setNamespace(name, exists: false) }
      }
    }
    return factory.informer(
      ListWatch(
        ResourcePath(GroupVersionResource(version: "v1", resource: "nodes")),
        ListOptions(fieldSelector: "metadata.name=\(options.nodeName)")
      ) { OwnNode(json: $0) })
  }

  /// Listens as soon as the address is known and on an interface.
  private func listen(_ responder: DNSResponder, _ nodes: Informer<OwnNode>) async throws
    -> (DNSServer.Listening, IPAddress)
  {
    var attempts = 0
    while true {
      if let address = options.bindAddress ?? nodes.cache.all.compactMap(\.gateway).first {
        do {
          return (try await DNSServer(responder: responder).listen(on: address, port: options.port), address)
        } catch {
          // The bridge may not be there yet; say so only when it takes long.
          if attempts % 100 == 99 { logger.warning("can't listen on \(address):\(options.port): \(error)") }
        }
      }
      attempts += 1
      try await time.sleep(for: .milliseconds(100))
    }
  }

  private func keepPublished(_ client: APIClient, address: IPAddress, port: Int) async {
    guard let serviceAddress = options.serviceAddress else {
      while !Task.isCancelled { try? await time.sleep(for: .seconds(3600)) }
      return
    }
    let publisher = ServicePublisher(client: client, nodeName: options.nodeName, serviceAddress: serviceAddress)
    while !Task.isCancelled {
      do {
        try await publisher.publish(address: address, port: port)
        // Someone may have deleted it.
        try await time.sleep(for: .seconds(60))
      } catch {
        if Task.isCancelled { return }
        logger.warning("can't publish the Service kube-dns: \(error)")
        try? await time.sleep(for: .seconds(1))
      }
    }
  }

  private static func metricsServer(_ responder: DNSResponder) -> HTTPServer {
    HTTPServer(
      handler: FunctionHandler { request, _ in
        switch request.path {
        case "/metrics":
          APIResponse(
            status: 200, headers: Headers([("Content-Type", MetricRegistry.contentType)]),
            body: .bytes(responder.metrics.registry.text()))
        case "/health", "/ready": APIResponse(status: 200, body: .bytes(Array("OK".utf8)))
        default: APIResponse(status: 404, body: .bytes(Array("404 page not found\n".utf8)))
        }
      })
  }
}

/// What the DNS wants to know of its own Node.
struct OwnNode: Sendable, Equatable {
  /// The first address of the node's pod range.
  var gateway: IPAddress?

  init(json: JSONValue) {
    gateway = json[path: "spec", "podCIDR"]?.stringValue.flatMap { CIDR($0) }?.address(at: 1)
  }
}
