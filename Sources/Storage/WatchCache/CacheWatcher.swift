import APIMachinery
import Synchronization

extension WatchCache {
  /// Starts a watch. Throws upstream's "too old resource version" (410) where the history no longer reaches back
  /// to the start.
  public func watch(_ request: CacheWatchRequest) async throws -> CacheWatcher {
    switch request.start {
    case .after, .now: try await load()
    case .initialEvents(let freshness, _): try await waitUntilFresh(freshness)
    }
    let due = time.uptime() + configuration.bookmarkInterval
    let indexes = request.index.map { value in configuration.indexes.filter { $0.name == value.index } }
    return try state.withLock { state in
      var place = CacheWatcher.Place(number: state.history.endNumber)
      switch request.start {
      case .now: place.after = state.revision
      case .after(let revision):
        guard let number = state.history.number(after: revision) else {
          throw StorageErrors.tooOld(revision, oldest: state.history.completeAfter)
        }
        place.number = number
        place.after = revision
      case .initialEvents(_, let endsWithBookmark):
        place.after = state.revision
        place.initial = CacheWatcher.InitialEvents(
          objects: state.objects, rest: range(of: request.scope), revision: state.revision,
          endsWithBookmark: endsWithBookmark)
      }
      let slot = state.watchers.add(
        id: state.takeID(), WatcherInterest(scope: request.scope, index: request.index),
        wantsBookmarks: request.bookmarks, bookmarkDue: due)
      return CacheWatcher(
        slot, cache: self, range: range(of: request.scope),
        filter: CacheWatcher.filter(request, indexes: indexes ?? []), place: place)
    }
  }
}

/// A running watch of a cache, for one consumer.
///
/// It has no buffer of its own: it reads the history of the cache, which is bounded, and ends with "too old resource
/// version" (410) when it falls behind its oldest event.
public final class CacheWatcher: Sendable {
  /// The most events of one batch.
  public static let batchCountMax = 256

  struct InitialEvents {
    var objects: SortedObjects
    var rest: KeyRange
    var revision: Revision
    var endsWithBookmark: Bool
  }

  /// How far the consumer has come.
  struct Place {
    /// The number of the next event in the cache's history.
    var number: Int
    /// Events up to this revision are not for it.
    var after: Revision = 0
    var initial: InitialEvents?
  }

  private let slot: WatcherSlot
  private let cache: WatchCache
  private let range: KeyRange
  private let filter: ObjectFilter?
  private let place: Mutex<Place>

  init(_ slot: WatcherSlot, cache: WatchCache, range: KeyRange, filter: ObjectFilter?, place: Place) {
    self.slot = slot
    self.cache = cache
    self.range = range
    self.filter = filter
    self.place = Mutex(place)
  }

  deinit { cancel() }

  /// The request's filter together with its indexed value.
  static func filter(_ request: CacheWatchRequest, indexes: [CacheIndex]) -> ObjectFilter? {
    guard let wanted = request.index else { return request.filter }
    return { [filter = request.filter] object in
      indexes.contains { $0.value(object) == wanted.value } && (filter?(object) ?? true)
    }
  }

  /// The next events, one at least; waits for them. nil after the watch was cancelled. Throws 410 when the
  /// watcher has fallen too far behind, or the store's error when that has ended.
  public func next() async throws -> [WatchCacheEvent]? {
    if let initial = nextInitialEvents() { return initial }
    while true {
      let number = place.withLock { $0.number }
      switch cache.take(slot, from: number) {
      case .events(let events):
        let seen = see(events)
        if !seen.isEmpty { return seen }
      case .wait:
        switch await wait(at: number) {
        case .events(let from): place.withLock { $0.number = from }
        case .bookmark(let revision, let from):
          place.withLock { $0.number = from }
          return [.bookmark(revision: revision, endsInitialEvents: false)]
        case .ended(let error): return try end(error)
        }
      case .bookmark(let revision): return [.bookmark(revision: revision, endsInitialEvents: false)]
      case .behind(let oldest):
        cancel()
        throw StorageErrors.tooOld(place.withLock { $0.after }, oldest: oldest)
      case .ended(let error): return try end(error)
      }
    }
  }

  /// Ends the watch: a waiting or later ``next()`` returns nil.
  public func cancel() {
    cache.state.withLock { $0.watchers.remove(slot) }?.resume(returning: .ended(nil))
  }

  /// Asks for a bookmark now, as upstream sends one shortly before a watch times out.
  public func requestBookmark() {
    let wake = cache.state.withLock { state -> CacheWakes in
      if let waiting = state.watchers.unpark(slot) { return CacheWakes(list: [(waiting, state.bookmark)]) }
      slot.bookmarkIsRequested = true
      return CacheWakes()
    }
    wake.resume()
  }

  private func end(_ error: StoreError?) throws -> [WatchCacheEvent]? {
    cancel()
    if let error { throw error }
    return nil
  }

  private func wait(at number: Int) async -> CacheWake {
    let wake = await withTaskCancellationHandler {
      await withCheckedContinuation { cache.park(slot, at: number, $0) }
    } onCancel: {
      cancel()
    }
    cache.state.withLock { $0.watchers.takeChained() }.resume()
    return wake
  }

  private func see(_ events: [CacheEvent]) -> [WatchCacheEvent] {
    let after = place.withLock { place in
      defer {
        place.number += events.count
        place.after = max(place.after, events.last?.revision ?? 0)
      }
      return place.after
    }
    return events.compactMap { event in
      guard event.revision > after, range.contains(event.key) else { return nil }
      return event.seen(through: filter).map { .object($0) }
    }
  }

  private func nextInitialEvents() -> [WatchCacheEvent]? {
    place.withLock { place in
      guard var initial = place.initial else { return nil }
      var batch: [WatchCacheEvent] = []
      var isComplete = true
      initial.objects.forEach(in: initial.rest) { object in
        if batch.count == Self.batchCountMax {
          initial.rest.start = object.key
          isComplete = false
          return false
        }
        if filter?(object) ?? true {
          batch.append(.object(WatchedObject(kind: .added, object: object, event: nil)))
        }
        return true
      }
      place.initial = isComplete ? nil : initial
      if isComplete && initial.endsWithBookmark {
        batch.append(.bookmark(revision: initial.revision, endsInitialEvents: true))
      }
      return batch.isEmpty ? nil : batch
    }
  }
}

extension WatchCache {
  enum Taken {
    case events([CacheEvent])
    case bookmark(revision: Revision)
    case wait
    case behind(oldest: Revision)
    case ended(StoreError?)
  }

  /// What there is for the watcher at `number`.
  func take(_ slot: WatcherSlot, from number: Int) -> Taken {
    state.withLock { state in
      if case .ended(let error)? = slot.end {
        let events = slot.unread(from: number, countMax: CacheWatcher.batchCountMax)
        return events.isEmpty ? .ended(error) : .events(events)
      }
      if number < state.history.firstNumber {
        state.terminatedCount += 1
        return .behind(oldest: state.history.completeAfter)
      }
      let events = state.history.events(from: number, countMax: CacheWatcher.batchCountMax)
      if !events.isEmpty { return .events(events) }
      guard slot.bookmarkIsRequested else { return .wait }
      slot.bookmarkIsRequested = false
      return .bookmark(revision: state.revision)
    }
  }

  /// Lets the watcher wait, where nothing has come since it looked.
  func park(_ slot: WatcherSlot, at number: Int, _ waiting: CheckedContinuation<CacheWake, Never>) {
    let wake = state.withLock { state -> CacheWake? in
      if let end = slot.end { return slot.unread(from: number, countMax: 1).isEmpty ? end : .events(from: number) }
      if number < state.history.endNumber { return .events(from: number) }
      if slot.bookmarkIsRequested {
        slot.bookmarkIsRequested = false
        return state.bookmark
      }
      state.watchers.park(slot, waiting)
      return nil
    }
    if let wake { waiting.resume(returning: wake) }
  }
}
