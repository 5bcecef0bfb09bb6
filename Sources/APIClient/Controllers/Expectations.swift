public import APIMachinery
import Synchronization

/// What a controller did but has not yet seen in its cache, per key: creations by count, deletions by uid.
/// While something is still expected, the cache shows an older world and must not be acted on.
///
/// As client-go's `UIDTrackingControllerExpectations`; expectations lapse after five minutes, in case a
/// watch event was lost to a relist.
public final class Expectations<Key: Hashable & Sendable>: Sendable {
  private struct Expected {
    var creations = 0
    var deletions: Set<String> = []
    var since: Duration
  }

  /// After this time expectations no longer count.
  static var lifetime: Duration { .seconds(300) }

  private let time: any TimeSource
  private let expected = Mutex<[Key: Expected]>([:])

  /// No expectations.
  public init(time: any TimeSource) {
    self.time = time
  }

  /// Whether the cache can be acted on for `key`.
  public func areSatisfied(_ key: Key) -> Bool {
    let now = time.uptime()
    return expected.withLock { expected in
      guard let entry = expected[key] else { return true }
      return (entry.creations <= 0 && entry.deletions.isEmpty) || now - entry.since > Self.lifetime
    }
  }

  /// Starts anew with `count` creations to be seen.
  public func expectCreations(_ count: Int, for key: Key) {
    let now = time.uptime()
    expected.withLock { $0[key] = Expected(creations: count, since: now) }
  }

  /// Starts anew with the deletions of these uids to be seen.
  public func expectDeletions(_ uids: some Sequence<String>, for key: Key) {
    let now = time.uptime()
    expected.withLock { $0[key] = Expected(deletions: Set(uids), since: now) }
  }

  /// A creation was seen, or failed.
  public func creationObserved(_ key: Key, count: Int = 1) {
    expected.withLock { $0[key]?.creations -= count }
  }

  /// The deletion of `uid` was seen, or failed.
  public func deletionObserved(_ key: Key, uid: String) {
    _ = expected.withLock { $0[key]?.deletions.remove(uid) }
  }

  /// Forgets a key whose object is gone.
  public func forget(_ key: Key) { expected.withLock { $0[key] = nil } }
}
