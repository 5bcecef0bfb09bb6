public import APIClient
public import APIMachinery

/// Gives pods their nodes.
public struct KubeScheduler: Sendable {
  private let options: SchedulerOptions
  private let time: any TimeSource
  private let random: any RandomSource

  /// - Parameters:
  ///   - options: How it works.
  ///   - time: The clock, for back-off.
  ///   - random: Decides between equally good nodes.
  public init(
    options: SchedulerOptions = SchedulerOptions(), time: any TimeSource = SystemTime(),
    random: any RandomSource = SystemRandom()
  ) {
    self.options = options
    self.time = time
    self.random = random
  }

  /// Schedules until the task is cancelled. With leader election, only while this instance holds the lease
  /// `kube-system/kube-scheduler`; throws ``ClientError/Code/leadershipLost`` when it loses it.
  public func run(client: APIClient) async throws {
    let client = client.named("kube-scheduler")
    let scheduling = Scheduling(client: client, options: options, time: time, random: random)
    guard options.leaderElect else { return await scheduling.run() }
    let election = LeaderElection(
      client: client, lease: ObjectKey(namespace: "kube-system", name: "kube-scheduler"),
      identity: options.identity.isEmpty ? random.uuid() : options.identity, time: time, random: random)
    try await election.run { await scheduling.run() }
  }
}
