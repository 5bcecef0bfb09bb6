/// Why a waiting watcher goes on.
enum CacheWake: Sendable {
  /// There is an event for it; everything before number `from` is not for it.
  case events(from: Int)
  /// It gets a bookmark: everything before number `from` is not for it.
  case bookmark(revision: Revision, from: Int)
  /// The watch is over: cancelled, or for a reason.
  case ended(StoreError?)
}

/// Watchers to be resumed once the lock is released.
struct CacheWakes: Sendable {
  var list: [(waiting: CheckedContinuation<CacheWake, Never>, wake: CacheWake)] = []

  func resume() {
    for (waiting, wake) in list { waiting.resume(returning: wake) }
  }
}

/// What a watcher waits for.
struct WatcherInterest: Hashable, Sendable {
  var scope: CacheScope
  var index: IndexedValue?
}

/// The watchers with one interest. Touched only under the lock of the cache.
final class WatcherGroup: @unchecked Sendable {
  let interest: WatcherInterest
  fileprivate var watcherCount = 0
  fileprivate var waiting: [WatcherSlot] = []

  fileprivate init(_ interest: WatcherInterest) { self.interest = interest }
}

/// A watcher as its cache knows it. Touched only under the lock of the cache.
final class WatcherSlot: @unchecked Sendable {
  fileprivate let id: Int
  fileprivate let group: WatcherGroup
  fileprivate let wantsBookmarks: Bool
  fileprivate var bookmarkDue: Duration
  fileprivate var waiting: CheckedContinuation<CacheWake, Never>?
  /// Where it stands among those of its group that wait.
  fileprivate var position = 0
  var bookmarkIsRequested = false
  var end: CacheWake?
  /// What it may still read of after its watch was ended in order.
  fileprivate(set) var lastEvents: EventHistory?

  fileprivate init(id: Int, group: WatcherGroup, wantsBookmarks: Bool, bookmarkDue: Duration) {
    self.id = id
    self.group = group
    self.wantsBookmarks = wantsBookmarks
    self.bookmarkDue = bookmarkDue
  }

  /// The events from `number` on that came before the watch was ended in order.
  func unread(from number: Int, countMax: Int) -> [CacheEvent] {
    guard let lastEvents, number >= lastEvents.firstNumber else { return [] }
    return lastEvents.events(from: number, countMax: countMax)
  }

  fileprivate func end(_ wake: CacheWake, with history: EventHistory?) {
    guard end == nil else { return }
    end = wake
    lastEvents = history
  }
}

/// The watchers of a cache, and which changes a waiting one waits for.
///
/// A watcher waits at the end of the history. A change looks up, by its key and its indexed values, the few groups
/// of watchers that it may concern, and wakes those; the others keep waiting, and when one is woken later it goes
/// on from the change that woke it.
struct WatcherTable: Sendable {
  /// A commit resumes this many watchers itself. The others are resumed by those: the store's writer does not
  /// pay for a thousand watchers.
  private static let directWakesMax = 8
  private static let chainedWakesMax = 4

  private var slots: [Int: WatcherSlot] = [:]
  private var groups: [WatcherInterest: WatcherGroup] = [:]
  private(set) var waitingCount = 0
  private var chained = CacheWakes()

  var count: Int { slots.count }

  /// How many watchers have this interest.
  func count(_ interest: WatcherInterest) -> Int { groups[interest]?.watcherCount ?? 0 }

  mutating func add(id: Int, _ interest: WatcherInterest, wantsBookmarks: Bool, bookmarkDue: Duration) -> WatcherSlot {
    let group = groups[interest] ?? WatcherGroup(interest)
    groups[interest] = group
    group.watcherCount += 1
    let slot = WatcherSlot(id: id, group: group, wantsBookmarks: wantsBookmarks, bookmarkDue: bookmarkDue)
    slots[id] = slot
    return slot
  }

  /// Forgets the watcher; returns its continuation where it waits.
  mutating func remove(_ slot: WatcherSlot) -> CheckedContinuation<CacheWake, Never>? {
    guard slots.removeValue(forKey: slot.id) != nil else { return nil }
    let waiting = unpark(slot)
    slot.end = slot.end ?? .ended(nil)
    slot.lastEvents = nil
    slot.group.watcherCount -= 1
    if slot.group.watcherCount == 0 { groups[slot.group.interest] = nil }
    return waiting
  }

  mutating func park(_ slot: WatcherSlot, _ waiting: CheckedContinuation<CacheWake, Never>) {
    slot.waiting = waiting
    slot.position = slot.group.waiting.count
    slot.group.waiting.append(slot)
    waitingCount += 1
  }

  /// Takes the watcher out of its waiting place, where it waits.
  mutating func unpark(_ slot: WatcherSlot) -> CheckedContinuation<CacheWake, Never>? {
    guard let waiting = slot.waiting else { return nil }
    slot.waiting = nil
    waitingCount -= 1
    let last = slot.group.waiting.removeLast()
    if last !== slot {
      slot.group.waiting[slot.position] = last
      last.position = slot.position
    }
    return waiting
  }

  mutating func wake(for event: CacheEvent, number: Int, indexes: [CacheIndex], _ wakes: inout CacheWakes) {
    if waitingCount == 0 { return }
    var scopes: [CacheScope] = [.all, .object(key: event.key)]
    let namespace = event.current?.namespace ?? event.previous?.namespace ?? ""
    if !namespace.isEmpty { scopes.append(.namespace(namespace)) }
    var values: Set<IndexedValue> = []
    for index in indexes {
      if let value = event.current.flatMap(index.value) { values.insert(IndexedValue(index: index.name, value: value)) }
      if let value = event.previous.flatMap(index.value) {
        values.insert(IndexedValue(index: index.name, value: value))
      }
    }
    for scope in scopes {
      wake(WatcherInterest(scope: scope), .events(from: number), &wakes)
      for value in values { wake(WatcherInterest(scope: scope, index: value), .events(from: number), &wakes) }
    }
  }

  private mutating func wake(_ interest: WatcherInterest, _ wake: CacheWake, _ wakes: inout CacheWakes) {
    guard let group = groups[interest], !group.waiting.isEmpty else { return }
    waitingCount -= group.waiting.count
    for slot in group.waiting {
      if let waiting = slot.waiting { wakes.list.append((waiting, wake)) }
      slot.waiting = nil
    }
    group.waiting.removeAll(keepingCapacity: true)
  }

  /// The wakes that the caller makes itself; the others are left for the watchers it wakes.
  mutating func takeFirst(_ wakes: CacheWakes) -> CacheWakes {
    guard wakes.list.count > Self.directWakesMax else { return wakes }
    chained.list += wakes.list.dropFirst(Self.directWakesMax)
    return CacheWakes(list: Array(wakes.list.prefix(Self.directWakesMax)))
  }

  /// The wakes that a watcher just woken makes.
  mutating func takeChained() -> CacheWakes {
    if chained.list.isEmpty { return CacheWakes() }
    let taken = chained.list.suffix(Self.chainedWakesMax)
    chained.list.removeLast(taken.count)
    return CacheWakes(list: Array(taken))
  }

  /// Wakes those whose bookmark is due; one that is busy gets its bookmark when it has seen what there is.
  mutating func wakeForBookmarks(_ bookmark: CacheWake, uptime: Duration, interval: Duration) -> CacheWakes {
    var wakes = CacheWakes()
    for slot in slots.values where slot.wantsBookmarks && slot.bookmarkDue <= uptime {
      slot.bookmarkDue = uptime + interval
      if let waiting = unpark(slot) { wakes.list.append((waiting, bookmark)) } else { slot.bookmarkIsRequested = true }
    }
    return wakes
  }

  /// Ends all watchers. Where there is no error, those that are busy still get what `history` has for them: the
  /// deletions of the last objects of a resource that goes.
  mutating func end(_ error: StoreError?, history: EventHistory) -> CacheWakes {
    var wakes = CacheWakes()
    for slot in slots.values {
      slot.end(.ended(error), with: error == nil ? history : nil)
      if let waiting = unpark(slot) { wakes.list.append((waiting, .ended(error))) }
    }
    return wakes
  }
}

extension CacheState {
  /// A bookmark for a watcher that has seen everything there is for it.
  var bookmark: CacheWake { .bookmark(revision: revision, from: history.endNumber) }
}
