public import APIMachinery
public import Logging
import Synchronization

/// The objects of one resource in memory, kept current by a subscription to the store. Serves consistent reads
/// and feeds watchers.
///
/// It loads itself at its first use. An engine in this process gives it every change before the write is
/// acknowledged, so that a read never waits; with a remote engine a read waits for the revision it needs.
public final class WatchCache: Sendable {
  /// What a cache is told about its resource.
  public struct Configuration: Sendable {
    /// The start of the resource's keys, with its slash: `/registry/pods/`. Keys go on with `namespace/name`, or
    /// with `name` where the resource has no namespaces.
    public var prefix: String
    public var header: HeaderReader
    /// The API group and resource, for metrics; the resource is the last step of `prefix` where it isn't set.
    public var group = ""
    public var resource: String
    public var indexes: [CacheIndex]
    /// How long a read waits for a revision that the store has not reached. As upstream's `blockTimeout`.
    public var revisionTimeout = Duration.seconds(3)
    /// How often a watcher that wants bookmarks gets one. As upstream's `defaultBookmarkFrequency`.
    public var bookmarkInterval = Duration.seconds(60)
    /// The most events kept for watchers to resume from.
    public var historyCountMax = 65_536
    /// The most bytes of superseded objects that these events may hold.
    public var historyBytesMax = 32 << 20
    /// How long events are kept at least, within these bounds.
    public var historyAge = Duration.seconds(75)
    /// How many of the store's newest revisions are replayed when the cache is loaded, so that watches begun
    /// before a restart can go on.
    public var replayedRevisionsMax: Revision = 2_000

    public init(prefix: String, indexes: [CacheIndex] = [], header: @escaping HeaderReader) {
      self.prefix = prefix
      resource = prefix.split(separator: "/").last.map(String.init) ?? ""
      self.indexes = indexes
      self.header = header
    }
  }

  public let configuration: Configuration
  let store: any Store
  let time: any TimeSource
  let logger: Logger
  let state: Mutex<CacheState>

  public init(
    _ configuration: Configuration, store: any Store, time: any TimeSource = SystemTime(),
    logger: Logger = Logger(label: "storage")
  ) {
    self.configuration = configuration
    self.store = store
    self.time = time
    self.logger = logger
    state = Mutex(CacheState(indexes: configuration.indexes, bounds: Self.bounds(configuration)))
  }

  static func bounds(_ configuration: Configuration) -> EventHistory.Bounds {
    EventHistory.Bounds(
      countMax: configuration.historyCountMax, bytesMax: configuration.historyBytesMax, age: configuration.historyAge)
  }

  /// How many objects it holds.
  public var count: Int { state.withLock { $0.objects.count } }

  /// The revision of the store that it has come to; 0 before it is loaded.
  public var revision: Revision { state.withLock { $0.revision } }

  /// How many watches run.
  public var watcherCount: Int { state.withLock { $0.watchers.count } }

  /// How many watches a write would have an event for: those of all objects, of the namespace's, and of the object. Watches
  /// by an index aren't counted: few of them look at any one object.
  public func watchCount(of key: String?, in namespace: String) -> Int {
    state.withLock { state in
      guard state.watchers.count > 0 else { return 0 }
      var count = state.watchers.count(WatcherInterest(scope: .all))
      if !namespace.isEmpty { count += state.watchers.count(WatcherInterest(scope: .namespace(namespace))) }
      if let key { count += state.watchers.count(WatcherInterest(scope: .object(key: key))) }
      return count
    }
  }

  /// How many of them wait for something to happen.
  public var waitingWatchers: Int { state.withLock { $0.watchers.waitingCount } }

  /// Whether it is loaded: reads need not wait for it.
  public var isReady: Bool {
    state.withLock { if case .ready = $0.phase { true } else { false } }
  }

  /// Forgets old events and gives watchers their bookmarks when due. ``WatchCaches`` calls this every few seconds.
  public func tick() {
    let uptime = time.uptime()
    let wakes = state.withLock { state in
      state.history.prune(uptime: uptime)
      let wakes = state.watchers.wakeForBookmarks(
        state.bookmark, uptime: uptime, interval: configuration.bookmarkInterval)
      return state.watchers.takeFirst(wakes)
    }
    wakes.resume()
  }

  /// Ends all watches, as if their time were over, when they have seen what there is; reads go on.
  public func endWatches() {
    state.withLock { $0.watchers.end(nil, history: $0.history) }.resume()
  }

  /// Ends the subscription and all watches, and forgets everything. A later use loads it again.
  public func unload() {
    let subscription = state.withLock { $0.subscription }
    subscription?.cancel()
    end(with: nil, phase: .unloaded)
  }

  /// Ends all watches with `error` and forgets everything.
  func end(with error: StoreError?, phase: CacheState.Phase) {
    let ended = state.withLock { state -> (CacheWakes, [CheckedContinuation<Void, any Error>]) in
      let wakes = state.watchers.end(error, history: state.history)
      let waiting = state.takeRevisionWaiters()
      // Whoever is loading decides the phase itself, and finds the store's error by its next call.
      if case .loading = state.phase { return (wakes, waiting) }
      state.reset(bounds: Self.bounds(configuration))
      state.phase = phase
      return (wakes, waiting)
    }
    ended.0.resume()
    for waiting in ended.1 { waiting.resume(throwing: error ?? .closed) }
  }
}

extension WatchCache {
  /// The keys of `scope`.
  func range(of scope: CacheScope) -> KeyRange {
    switch scope {
    case .all: KeyRange(prefix: configuration.prefix)
    case .namespace(let namespace): KeyRange(prefix: configuration.prefix + namespace + "/")
    case .object(let key): KeyRange(key: key)
    }
  }

  /// Waits until the cache is as fresh as asked. Throws upstream's "Too large resource version" where the store
  /// doesn't reach the revision in time.
  func waitUntilFresh(_ freshness: ReadFreshness) async throws {
    try await load()
    switch freshness {
    case .any: return
    case .newest: try await wait(for: try await store.currentRevision)
    case .notOlderThan(let revision), .exact(let revision): try await wait(for: revision)
    }
  }

  private func wait(for revision: Revision) async throws {
    if state.withLock({ $0.revision >= revision }) { return }
    let reached: Void? = try await Deadline.run(configuration.revisionTimeout, time: time) {
      try await self.reach(revision)
    }
    guard reached != nil else { throw APIError.tooLargeResourceVersion(revision, current: self.revision) }
  }

  private func reach(_ revision: Revision) async throws {
    let id = state.withLock { $0.takeID() }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let isThere = state.withLock { state in
          if state.revision >= revision || Task.isCancelled { return true }
          state.revisionWaiters[id] = (revision, continuation)
          return false
        }
        if isThere { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.revisionWaiters.removeValue(forKey: id) }?.waiting.resume()
    }
  }
}
