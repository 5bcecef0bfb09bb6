public import APIMachinery
import Synchronization

/// The watch caches of a server, one for each resource, and the service that keeps their time.
public final class WatchCaches: Sendable {
  /// How often old events are forgotten and bookmarks that are due are sent.
  public static let tickInterval = Duration.seconds(5)

  private let store: any Store
  private let time: any TimeSource
  private let caches = Mutex<[String: WatchCache]>([:])

  public init(store: any Store, time: any TimeSource = SystemTime()) {
    self.store = store
    self.time = time
  }

  /// The cache of the resource whose keys begin with `prefix`; made with `configuration` at the first call.
  ///
  /// - Parameter source: Where the resource's objects are read from, where it isn't the common store itself.
  public func cache(
    _ prefix: String, of source: (any Store)? = nil, _ configuration: () -> WatchCache.Configuration
  ) -> WatchCache {
    if let cache = caches.withLock({ $0[prefix] }) { return cache }
    let made = WatchCache(configuration(), store: source ?? store, time: time)
    return caches.withLock { caches in
      if let cache = caches[prefix] { return cache }
      caches[prefix] = made
      return made
    }
  }

  /// Ends the cache of a resource that is no longer served, and its watches.
  public func remove(_ prefix: String) {
    caches.withLock { $0.removeValue(forKey: prefix) }?.unload()
  }

  /// Those made so far.
  public var all: [WatchCache] { caches.withLock { Array($0.values) } }

  /// Runs until the task is cancelled.
  public func run() async throws {
    while true {
      try await time.sleep(for: Self.tickInterval)
      for cache in all { cache.tick() }
    }
  }
}
