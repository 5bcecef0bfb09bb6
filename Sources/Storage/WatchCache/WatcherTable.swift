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

/// The watchers of a cache, and which changes a waiting one waits for.
///
/// A watcher waits at the end of the history. A change looks up, by its key and its indexed values, the few groups
/// of watchers that it may concern, and wakes those; the others keep waiting, and when one is woken later it goes
/// on from the change that woke it.
struct WatcherTable: Sendable {
  /// What a group of watchers waits for.
  struct Interest: Hashable, Sendable {
    var scope: CacheScope
    var index: IndexedValue?
  }

  struct Watcher: Sendable {
    var interest: Interest
    var wantsBookmarks: Bool
    var bookmarkDue: Duration
    var bookmarkIsRequested = false
    var waiting: CheckedContinuation<CacheWake, Never>?
    var end: CacheWake?
  }

  /// A commit resumes this many watchers itself. The others are resumed by those: the store's writer does not
  /// pay for a thousand watchers.
  static let directWakesMax = 8
  static let chainedWakesMax = 4

  var watchers: [Int: Watcher] = [:]
  private var groups: [Interest: Set<Int>] = [:]
  var chained = CacheWakes()

  mutating func park(_ id: Int, _ waiting: CheckedContinuation<CacheWake, Never>) {
    guard let interest = watchers[id]?.interest else { return waiting.resume(returning: .ended(nil)) }
    watchers[id]?.waiting = waiting
    groups[interest, default: []].insert(id)
  }

  /// Takes the watcher out of its waiting place, where it waits.
  mutating func unpark(_ id: Int) -> CheckedContinuation<CacheWake, Never>? {
    guard let watcher = watchers[id], let waiting = watcher.waiting else { return nil }
    watchers[id]?.waiting = nil
    groups[watcher.interest]?.remove(id)
    if groups[watcher.interest]?.isEmpty == true { groups[watcher.interest] = nil }
    return waiting
  }

  mutating func wake(for event: CacheEvent, number: Int, indexes: [CacheIndex], _ wakes: inout CacheWakes) {
    if groups.isEmpty { return }
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
      wake(Interest(scope: scope), .events(from: number), &wakes)
      for value in values { wake(Interest(scope: scope, index: value), .events(from: number), &wakes) }
    }
  }

  private mutating func wake(_ interest: Interest, _ wake: CacheWake, _ wakes: inout CacheWakes) {
    guard let group = groups.removeValue(forKey: interest) else { return }
    for id in group {
      guard let waiting = watchers[id]?.waiting else { continue }
      watchers[id]?.waiting = nil
      wakes.list.append((waiting, wake))
    }
  }
}

extension CacheState {
  /// The wakes that the caller makes itself; the others are left for the watchers it wakes.
  mutating func takeFirstWakes(_ wakes: CacheWakes) -> CacheWakes {
    guard wakes.list.count > WatcherTable.directWakesMax else { return wakes }
    watchers.chained.list += wakes.list.dropFirst(WatcherTable.directWakesMax)
    return CacheWakes(list: Array(wakes.list.prefix(WatcherTable.directWakesMax)))
  }

  /// The wakes that a watcher just woken makes.
  mutating func takeChainedWakes() -> CacheWakes {
    let count = watchers.chained.list.count
    if count == 0 { return CacheWakes() }
    let taken = watchers.chained.list.suffix(WatcherTable.chainedWakesMax)
    watchers.chained.list.removeLast(taken.count)
    return CacheWakes(list: Array(taken))
  }

  mutating func wakeForBookmarks(uptime: Duration, interval: Duration) -> CacheWakes {
    var wakes = CacheWakes()
    for (id, watcher) in watchers.watchers
    where watcher.wantsBookmarks && watcher.bookmarkDue <= uptime && watcher.waiting != nil {
      watchers.watchers[id]?.bookmarkDue = uptime + interval
      if let waiting = watchers.unpark(id) { wakes.list.append((waiting, bookmark)) }
    }
    return wakes
  }

  /// A bookmark for a watcher that has seen everything there is for it.
  var bookmark: CacheWake { .bookmark(revision: revision, from: history.endNumber) }

  mutating func endWatchers(_ error: StoreError?) -> CacheWakes {
    var wakes = CacheWakes()
    for id in watchers.watchers.keys {
      watchers.watchers[id]?.end = .ended(error)
      if let waiting = watchers.unpark(id) { wakes.list.append((waiting, .ended(error))) }
    }
    return wakes
  }
}
