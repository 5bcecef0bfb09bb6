/// The settings of the scheduler, with upstream's defaults.
public struct SchedulerOptions: Sendable {
  /// Schedules the pods that ask for a scheduler of this name.
  public var schedulerName = "default-scheduler"
  /// Bindings under way at a time.
  public var concurrentBindings = 64
  /// `--leader-elect`
  public var leaderElect = false
  /// This instance's name in leader election.
  public var identity = ""

  /// Upstream's defaults.
  public init() {}
}
