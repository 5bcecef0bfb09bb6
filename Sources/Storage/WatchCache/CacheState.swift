/// What a ``WatchCache`` holds under its lock.
struct CacheState: Sendable {
  enum Phase {
    case unloaded
    case loading(waiting: [CheckedContinuation<Void, any Error>])
    case ready
    case failed(StoreError)
  }

  var phase = Phase.unloaded
  var subscription: StoreSubscription?
  var objects = SortedObjects()
  var revision: Revision = 0
  /// The newest revision that changed one of the objects.
  var lastChange: Revision = 0
  var history: EventHistory
  /// For each index: value → key → object.
  var indexed: [String: [String: [String: CachedObject]]] = [:]
  var revisionWaiters: [Int: (revision: Revision, waiting: CheckedContinuation<Void, any Error>)] = [:]
  var watchers = WatcherTable()
  /// Events received and watchers ended for being too slow, since the server's start.
  var receivedCount = 0
  var terminatedCount = 0

  private var indexes: [CacheIndex]
  private var nextID = 0

  init(indexes: [CacheIndex], bounds: EventHistory.Bounds) {
    self.indexes = indexes
    history = EventHistory(after: 0, bounds: bounds)
  }

  mutating func takeID() -> Int {
    defer { nextID += 1 }
    return nextID
  }

  mutating func reset(bounds: EventHistory.Bounds) {
    objects = SortedObjects()
    indexed = [:]
    revision = 0
    subscription = nil
    history = EventHistory(after: 0, bounds: bounds)
  }

  /// Begins with `loaded`, the state at `revision`.
  mutating func install(_ loaded: SortedObjects, at revision: Revision, bounds: EventHistory.Bounds) {
    objects = loaded
    self.revision = revision
    lastChange = revision
    history = EventHistory(after: revision, bounds: bounds)
    indexed = [:]
    if indexes.isEmpty { return }
    loaded.forEach(in: KeyRange(prefix: "")) { object in
      addToIndexes(object)
      return true
    }
  }

  /// Brings in one change; `object` is nil for a deletion.
  mutating func apply(
    _ object: CachedObject?, key: String, revision: Revision, uptime: Duration, _ wakes: inout CacheWakes
  ) {
    let previous: CachedObject?
    if let object { previous = objects.set(object) } else { previous = objects.remove(key) }
    if object == nil && previous == nil { return }
    lastChange = revision
    if let previous { removeFromIndexes(previous) }
    if let object { addToIndexes(object) }
    let event = CacheEvent(revision: revision, current: object, previous: previous)
    receivedCount += 1
    let number = history.endNumber
    history.append(event, uptime: uptime)
    watchers.wake(for: event, number: number, indexes: indexes, &wakes)
  }

  mutating func takeRevisionWaiters(upTo reached: Revision = .max) -> [CheckedContinuation<Void, any Error>] {
    if revisionWaiters.isEmpty { return [] }
    let due = revisionWaiters.filter { $0.value.revision <= reached }
    for id in due.keys { revisionWaiters[id] = nil }
    return due.values.map(\.waiting)
  }

  private mutating func addToIndexes(_ object: CachedObject) {
    for index in indexes {
      guard let value = index.value(object) else { continue }
      indexed[index.name, default: [:]][value, default: [:]][object.key] = object
    }
  }

  private mutating func removeFromIndexes(_ object: CachedObject) {
    for index in indexes {
      guard let value = index.value(object) else { continue }
      indexed[index.name, default: [:]][value, default: [:]][object.key] = nil
      if indexed[index.name]?[value]?.isEmpty == true { indexed[index.name]?[value] = nil }
    }
  }
}
