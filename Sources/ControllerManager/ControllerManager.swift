public import APIClient
public import APIMachinery
public import Telemetry

/// Runs the controllers, each of which makes one kind of object true.
public struct ControllerManager: Sendable {
  private let options: ControllerManagerOptions
  private let time: any TimeSource
  private let random: any RandomSource
  private let metrics: WorkQueueMetrics?

  /// - Parameters:
  ///   - options: Which controllers run, and how.
  ///   - time: The clock of all controllers.
  ///   - random: For names and jitter.
  ///   - metrics: Where `workqueue_*` metrics go.
  public init(
    options: ControllerManagerOptions = ControllerManagerOptions(), time: any TimeSource = SystemTime(),
    random: any RandomSource = SystemRandom(), metrics: MetricRegistry? = nil
  ) {
    self.metrics = metrics.map { WorkQueueMetrics(registry: $0) }
    self.options = options
    self.time = time
    self.random = random
  }

  /// Works until the task is cancelled. With `--leader-elect`, only while this instance holds the lease
  /// `kube-system/kube-controller-manager`; throws ``ClientError/Code/leadershipLost`` when it loses it.
  public func run(client: APIClient) async throws {
    let client = client.named("kube-controller-manager")
    guard options.leaderElect else { return await runControllers(client) }
    let election = LeaderElection(
      client: client, lease: ObjectKey(namespace: "kube-system", name: "kube-controller-manager"),
      identity: options.identity.isEmpty ? random.uuid() : options.identity, time: time, random: random)
    try await election.run { await runControllers(client) }
  }

  /// The children are the shared informers and one task per controller.
  private func runControllers(_ client: APIClient) async {
    let informers = InformerFactory(client: client, time: time, random: random)
    let context = ControllerContext(
      client: client, informers: informers, time: time, random: random, options: options, metrics: metrics)
    let controllers = ControllerList.all.compactMap { entry -> (any Controller)? in
      guard options.isEnabled(entry.name, aliases: entry.aliases, byDefault: entry.isOnByDefault) else { return nil }
      return entry.make(context)
    }
    await withDiscardingTaskGroup { group in
      group.addTask { await informers.run() }
      for controller in controllers { group.addTask { await controller.run() } }
    }
  }

  /// The names of all controllers, in the order in which they are started.
  public static var controllerNames: [String] { ControllerList.all.map(\.name) }
}
