public import APIClient
public import APIMachinery
internal import HTTPTransport
public import LinuxSupport
public import Logging

/// Makes Services work on a node: what is sent to a cluster IP, NodePort, external or load balancer address reaches one
/// of the Service's endpoints. The kernel does it, by nftables maps; the proxy keeps them current.
public struct KubeProxy: Sendable {
  private let options: KubeProxyOptions
  private let filter: any PacketFilter
  private let time: any TimeSource
  private let random: any RandomSource
  private let logger: Logger

  /// - Parameter filter: The kernel's packet filter.
  public init(
    _ options: KubeProxyOptions, filter: any PacketFilter = NFTables(), time: any TimeSource = SystemTime(),
    random: any RandomSource = SystemRandom(), logger: Logger = Logger(label: "kube-proxy")
  ) {
    self.options = options
    self.filter = filter
    self.time = time
    self.random = random
    self.logger = logger
  }

  /// Keeps the rules current until the task is cancelled. The rules stay then, so that a restart interrupts nobody.
  ///
  /// Child tasks: the informers; the proxier that commits; the servers of health and metrics.
  public func run(client: APIClient) async throws {
    let tracking = try? ConnectionTrackingNetlink(NetlinkSocket(.netfilter))
    if tracking == nil { logger.warning("no connection tracking: UDP clients may stay with endpoints that are gone") }
    let health = ProxyHealth(time: time, limit: options.syncPeriod * 2)
    let proxier = Proxier(
      options: options, families: options.families, node: try nodeInfo(), filter: filter, tracking: tracking,
      health: health, time: time, logger: logger)
    if options.localhostNodePorts && options.nodePortAddresses.isEmpty { allowLocalhost() }

    let factory = InformerFactory(client: client, time: time, random: random)
    watch(factory, into: proxier)
    let checks = ServiceHealthServer(proxy: health, address: options.bindAddress, logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await factory.run() }
      group.addTask { try await serveHealth(health) }
      group.addTask {
        // Rules of half the cluster would refuse the connections of the other half.
        try await factory.waitForSync()
        await proxier.run { await checks.update(proxier.healthChecks()) }
      }
      try await group.next()
      group.cancelAll()
      try? await group.waitForAll()
    }
    await checks.stop()
  }

  /// Removes the proxy's tables, and sets kernel parameters back to what was noted in the file `formerParameters`.
  public static func cleanUp(
    filter: any PacketFilter = NFTables(), formerParameters: String? = nil
  ) async throws(LinuxError) {
    if let formerParameters { try SysctlJournal(path: formerParameters).restore() }
    for family in [NFTable.Family.ip, .ip6] where try await filter.tables(family).contains(RuleNames.table) {
      try await filter.commit(.remove(family: family, name: RuleNames.table))
    }
  }

  private func nodeInfo() throws -> NodeInfo {
    var addresses: [IPAddress]?
    if !options.nodePortAddresses.isEmpty {
      addresses = try RouteNetlink().addresses().map(\.address).filter { address in
        options.nodePortAddresses.contains { $0.contains(address) }
      }
    }
    return NodeInfo(
      name: options.nodeName, podRanges: options.clusterCIDRs, nodePortAddresses: addresses,
      localhostNodePorts: options.localhostNodePorts && addresses == nil, serviceRanges: options.serviceCIDRs,
      masqueradeAll: options.masqueradeAll, masqueradeMark: 1 << UInt32(options.masqueradeBit & 31))
  }

  /// Lets packets from 127.0.0.1 be sent on to pods; the table's guard keeps others from reaching 127.0.0.0/8.
  private func allowLocalhost() {
    do {
      let name = "net/ipv4/conf/all/route_localnet"
      if let path = options.formerParameters {
        try SysctlJournal(path: path).set(name, to: "1")
      } else {
        try Sysctl().set(name, to: "1")
      }
    } catch {
      logger.warning("NodePorts won't answer on 127.0.0.1: \(error)")
    }
  }

  private func watch(_ factory: InformerFactory, into proxier: Proxier) {
    let node = options.nodeName
    let services = factory.informer(
      ListWatch(
        ResourcePath(GroupVersionResource(version: "v1", resource: "services")),
        ListOptions(labelSelector: "!\(ServiceObject.proxyNameLabel)")
      ) { ServiceObject(json: $0) })
    services.addHandler { change in
      switch change {
      case .added(let service), .updated(_, let service): proxier.change { $0.set(service) }
      case .deleted(let service): proxier.change { $0.remove(service) }
      }
    }
    let slices = factory.informer(
      ListWatch(
        ResourcePath(GroupVersionResource(group: "discovery.k8s.io", version: "v1", resource: "endpointslices")),
        ListOptions(labelSelector: "!\(ServiceObject.proxyNameLabel),!\(SliceObject.headlessLabel)")
      ) { SliceObject(json: $0, node: node) })
    slices.addHandler { change in
      switch change {
      case .added(let slice): proxier.change { $0.set(slice) }
      case .updated(let old, let slice):
        proxier.change { state in
          if old.service != slice.service { state.remove(old) }
          state.set(slice)
        }
      case .deleted(let slice): proxier.change { $0.remove(slice) }
      }
    }
    let nodes = factory.informer(
      ListWatch(
        ResourcePath(GroupVersionResource(version: "v1", resource: "nodes")),
        ListOptions(fieldSelector: "metadata.name=\(node)")
      ) { OwnNode(json: $0) })
    nodes.addHandler { change in
      guard case .added(let node) = change else {
        if case .updated(_, let node) = change { Self.apply(node, to: proxier) }
        return
      }
      Self.apply(node, to: proxier)
    }
  }

  private static func apply(_ node: OwnNode, to proxier: Proxier) {
    proxier.health.setEligible(node.isEligible)
    proxier.change { state in state.setNode { $0.zone = node.zone } }
  }

  private func serveHealth(_ health: ProxyHealth) async throws {
    let handler = FunctionHandler { request, _ in
      switch request.path {
      case "/healthz": health.answer(withEligibility: true)
      case "/livez": health.answer(withEligibility: false)
      case "/metrics":
        APIResponse(
          status: 200, headers: Headers([("Content-Type", "text/plain; version=0.0.4; charset=utf-8")]),
          body: .bytes(Array(health.metrics.text.utf8)))
      case "/proxyMode":
        APIResponse(
          status: 200, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]),
          body: .bytes(Array("nftables".utf8)))
      default:
        APIResponse(
          status: 404, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]),
          body: .bytes(Array("404 page not found\n".utf8)))
      }
    }
    let endpoints = Set([options.healthzEndpoint, options.metricsEndpoint].compactMap { $0 })
    let server = HTTPServer(handler: handler, logger: logger)
    try await server.run(on: Array(endpoints), grace: .zero)
  }
}
