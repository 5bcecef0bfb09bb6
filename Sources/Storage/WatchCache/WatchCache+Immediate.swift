import Synchronization

// Reads that don't wait. Right for an engine in this process, which gives a change to the cache before it
// acknowledges the write, so that the cache never lags behind what a client knows.
extension WatchCache {
  /// The object under `key`; nil where there is none, or the cache isn't loaded.
  public func object(key: String) -> CachedObject? {
    state.withLock { $0.objects.get(key) }
  }

  /// The newest state; nil where the cache isn't loaded or the request is about an older one.
  public func listImmediately(_ request: CacheListRequest) -> CacheList? {
    guard isReady, request.continueToken == nil else { return nil }
    switch request.freshness {
    case .newest, .any: return listNewest(request, from: nil)
    case .notOlderThan(let wanted): return wanted <= revision ? listNewest(request, from: nil) : nil
    case .exact: return nil
    }
  }

  /// The newest revision that changed one of the objects. Who derives something from all of them makes it anew when
  /// this has grown.
  public var lastChange: Revision { state.withLock { $0.lastChange } }
}
