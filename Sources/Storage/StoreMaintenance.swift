public import APIMachinery
public import Logging

/// Keeps a store's history within bounds and removes expired records: a service of the server that owns the store.
public struct StoreMaintenance: Sendable {
  /// How often, and how much.
  public struct Settings: Sendable {
    /// Each time, history before the revision of the time before is forgotten: it reaches back between one and two
    /// intervals. As kube-apiserver's `--etcd-compaction-interval`.
    public var compactionInterval = Duration.seconds(300)
    /// History beyond this many revisions is forgotten earlier.
    public var historyRevisionsMax: Revision = 100_000
    /// How often expired records are looked for, and history counted.
    public var expiryInterval = Duration.seconds(10)

    public init() {}
  }

  private let store: any Store
  private let time: any TimeSource
  private let settings: Settings
  private let logger: Logger

  public init(
    _ store: any Store, _ settings: Settings = Settings(), time: any TimeSource = SystemTime(),
    logger: Logger = Logger(label: "storage")
  ) {
    self.store = store
    self.settings = settings
    self.time = time
    self.logger = logger
  }

  /// Runs until the task is cancelled or the store is closed.
  public func run() async throws {
    var compaction = Compaction(settings: settings)
    while true {
      do {
        _ = try await store.removeExpired()
        let newest = try await store.currentRevision
        let oldest = try await store.oldestRevision
        if let target = compaction.target(uptime: time.uptime(), newest: newest, oldest: oldest) {
          try await store.compact(before: target)
        }
      } catch StoreError.closed {
        return
      } catch let error as StoreError {
        logger.error("The store's maintenance failed and will be tried again", metadata: ["error": "\(error)"])
      }
      try await time.sleep(for: settings.expiryInterval)
    }
  }

  /// Decides when to forget history, and how much.
  struct Compaction {
    let settings: Settings
    private var last: (uptime: Duration, newest: Revision)?

    init(settings: Settings) { self.settings = settings }

    mutating func target(uptime: Duration, newest: Revision, oldest: Revision) -> Revision? {
      let bounded = newest - settings.historyRevisionsMax
      var target = bounded
      if let last {
        if uptime - last.uptime >= settings.compactionInterval {
          target = max(target, last.newest)
          self.last = (uptime, newest)
        }
      } else {
        last = (uptime, newest)
      }
      return target > oldest ? target : nil
    }
  }
}
