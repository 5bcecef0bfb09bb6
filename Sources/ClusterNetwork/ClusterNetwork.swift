public import APIClient
public import APIMachinery
public import LinuxSupport
public import Logging

/// Gives a node's pods their network: a bridge with the node's range of addresses, routes to the pods of other nodes,
/// and the configuration that the container runtime's plugins follow.
public struct ClusterNetwork: Sendable {
  private let options: ClusterNetworkOptions
  private let files: any FileSystem
  private let filter: any PacketFilter
  private let time: any TimeSource
  private let random: any RandomSource
  private let logger: Logger

  public init(
    _ options: ClusterNetworkOptions, files: any FileSystem = HostFileSystem(), filter: any PacketFilter = NFTables(),
    time: any TimeSource = SystemTime(), random: any RandomSource = SystemRandom(),
    logger: Logger = Logger(label: "cluster-network")
  ) {
    self.options = options
    self.files = files
    self.filter = filter
    self.time = time
    self.random = random
    self.logger = logger
  }

  /// How often everything is put right without a change: someone may have removed the bridge or a route.
  private static let resyncPeriod: Duration = .seconds(30)

  /// Keeps the network as it should be until the task is cancelled. Pods keep their network then.
  public func run(client: APIClient) async throws {
    let network = try nodeNetwork()
    try network.prepare()
    let factory = InformerFactory(client: client, time: time, random: random)
    let nodes = factory.informer(
      ListWatch(ResourcePath(GroupVersionResource(version: "v1", resource: "nodes"))) { NodeObject(json: $0) })
    let changed = Signal()
    nodes.addHandler { change in
      // Heartbeats change nothing that matters here.
      if case .updated(let old, let new) = change, old == new { return }
      changed.send()
    }
    await withDiscardingTaskGroup { group in
      group.addTask { await factory.run() }
      while !Task.isCancelled {
        let known = nodes.cache.all
        do {
          if let own = known.first(where: { $0.name == options.nodeName }), !own.podCIDRs.isEmpty {
            try await network.apply(own.podCIDRs)
          }
          try network.route(to: known)
          await changed.wait(upTo: Self.resyncPeriod, time)
        } catch {
          logger.error("can't set the pod network up: \(error)")
          try? await time.sleep(for: .seconds(1))
        }
      }
      group.cancelAll()
    }
  }

  /// The same without an API: for a node whose range is known.
  public func setUp(podCIDRs: [CIDR]) async throws {
    let network = try nodeNetwork()
    try network.prepare()
    try await network.apply(podCIDRs)
  }

  /// Undoes everything that ``run(client:)`` made: interfaces, routes, rules, files, kernel parameters.
  public func cleanUp() async throws {
    try await nodeNetwork().remove()
  }

  private func nodeNetwork() throws -> NodeNetwork {
    NodeNetwork(
      options: options, files: files, filter: filter, netlink: try RouteNetlink(), sysctl: Sysctl(files: files),
      logger: logger)
  }
}
