import APIMachinery
import DequeModule

/// The newest changes of a cache, which its watchers read from: the buffer of every one of them, so that a slow
/// watcher costs nothing and one that has fallen behind the oldest event is ended.
///
/// Bounded three ways: an event goes when there are more than `countMax`, when the superseded objects that events
/// hold exceed `bytesMax`, or when it is older than `age`, though the newest `countMin` stay.
struct EventHistory: Sendable {
  struct Bounds: Sendable {
    var countMin = 128
    var countMax = 65_536
    var bytesMax = 32 << 20
    /// As upstream's `DefaultEventFreshDuration`.
    var age = Duration.seconds(75)
  }

  /// Encodings of events further back than this are freed.
  private static let encodedCount = 256

  private var events: Deque<(event: CacheEvent, uptime: Duration)> = []
  /// The number of the first event that is still here; numbers go up by one with each event and are never reused.
  private(set) var firstNumber = 0
  private var bytes = 0
  private let bounds: Bounds
  /// Every change after this revision is here.
  private(set) var completeAfter: Revision

  init(after revision: Revision, bounds: Bounds) {
    completeAfter = revision
    self.bounds = bounds
  }

  /// The number that the next event will get.
  var endNumber: Int { firstNumber + events.count }

  mutating func append(_ event: CacheEvent, uptime: Duration) {
    events.append((event, uptime))
    bytes += event.retainedBytes
    if events.count > Self.encodedCount { events[events.count - 1 - Self.encodedCount].event.dropEncodings() }
    prune(uptime: uptime)
  }

  /// Forgets what is beyond the bounds.
  mutating func prune(uptime: Duration) {
    while let oldest = events.first, events.count > 1 {
      let isOld = events.count > bounds.countMin && uptime - oldest.uptime > bounds.age
      guard events.count > bounds.countMax || bytes > bounds.bytesMax || isOld else { return }
      events.removeFirst()
      firstNumber += 1
      bytes -= oldest.event.retainedBytes
      completeAfter = oldest.event.revision
    }
  }

  /// The number of the first event after `revision`; nil where events after it may have been forgotten.
  func number(after revision: Revision) -> Int? {
    if revision < completeAfter { return nil }
    var low = 0
    var high = events.count
    while low < high {
      let middle = (low + high) / 2
      if events[middle].event.revision <= revision { low = middle + 1 } else { high = middle }
    }
    return firstNumber + low
  }

  /// `countMax` events at most, from `number` on, which must not be below `firstNumber`.
  func events(from number: Int, countMax: Int) -> [CacheEvent] {
    let start = number - firstNumber
    let end = min(events.count, start + countMax)
    return (start..<max(start, end)).map { events[$0].event }
  }

  /// Undoes in `objects` every change after `revision`; false where some have been forgotten.
  func rewind(_ objects: inout SortedObjects, to revision: Revision) -> Bool {
    if revision < completeAfter { return false }
    for (event, _) in events.reversed() {
      if event.revision <= revision { break }
      if let previous = event.previous { objects.set(previous) } else { objects.remove(event.key) }
    }
    return true
  }
}
