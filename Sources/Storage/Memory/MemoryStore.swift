public import APIMachinery
import Synchronization

/// The store's contract kept in memory, with history: for tests, and for servers that need not remember.
public final class MemoryStore: Store {
  fileprivate struct Version {
    var revision: Revision
    var createRevision: Revision
    /// nil where this change removed the key.
    var value: [UInt8]?
    var previous: Revision?
    var expires: Timestamp?
  }

  fileprivate struct State {
    /// Every key with a version, in order.
    var keys: [String] = []
    var versions: [String: [Version]] = [:]
    /// The key that each revision after `compacted` changed.
    var log: [String] = []
    var compacted = initialRevision
    var isClosed = false

    var current: Revision { compacted + Revision(log.count) }
  }

  private let state = Mutex(State())
  private let router = EventRouter()
  private let time: any TimeSource

  public init(time: any TimeSource = SystemTime()) {
    self.time = time
  }

  public var currentRevision: Revision {
    get async throws { try withState { $0.current } }
  }

  public var oldestRevision: Revision {
    get async throws { try withState { $0.compacted } }
  }

  public func create(_ key: String, _ value: [UInt8], timeToLive: Duration?) async throws -> Revision {
    try checkKey(key)
    let expires = timeToLive.map { time.now() + $0 }
    return try withState { state in
      if let existing = state.live(key) { throw StoreError.keyExists(existing) }
      return commit(key, value, expires: expires, to: &state)
    }
  }

  public func update(
    _ key: String, _ value: [UInt8], expected: Revision, timeToLive: Duration?
  ) async throws -> Revision {
    let expires = timeToLive.map { time.now() + $0 }
    return try withState { state in
      let existing = state.live(key)
      guard existing?.modRevision == expected else { throw StoreError.conflict(current: existing) }
      return commit(key, value, expires: expires, to: &state)
    }
  }

  public func delete(_ key: String, expected: Revision) async throws -> Revision {
    try withState { state in
      let existing = state.live(key)
      guard existing?.modRevision == expected else { throw StoreError.conflict(current: existing) }
      return commit(key, nil, expires: nil, to: &state)
    }
  }

  public func get(_ key: String, at revision: Revision?) async throws -> StoredRecord? {
    try withState { state in
      let revision = try state.readable(revision)
      return state.record(key, at: revision)
    }
  }

  public func list(_ range: KeyRange, at revision: Revision?, limit: Int?) async throws -> StoredPage {
    try withState { state in
      let revision = try state.readable(revision)
      var page = StoredPage(records: [], revision: revision, remaining: 0)
      for key in state.keys[state.indices(of: range)] {
        guard let record = state.record(key, at: revision) else { continue }
        if page.records.count < limit ?? .max { page.records.append(record) } else { page.remaining += 1 }
      }
      return page
    }
  }

  public func subscribe(
    _ range: KeyRange, after revision: Revision, _ sink: any StoreSink
  ) async throws -> StoreSubscription {
    try withState { state in
      let start = try state.readable(revision)
      var events: [StoreEvent] = []
      for (offset, key) in state.log.enumerated().dropFirst(Int(start - state.compacted)) where range.contains(key) {
        if let event = state.event(key, at: state.compacted + Revision(offset) + 1) { events.append(event) }
      }
      sink.receive(events, through: state.current)
      return router.add(range, sink)
    }
  }

  public func compact(before revision: Revision) async throws {
    try withState { state in
      if revision <= state.compacted { return }
      guard revision <= state.current else { throw StoreError.futureRevision(current: state.current) }
      let changed = Set(state.log.prefix(Int(revision - state.compacted)))
      for key in changed {
        var versions = state.versions[key] ?? []
        // The newest version at `revision` stays readable, unless it says that the key is gone.
        let superseded = (versions.lastIndex { $0.revision <= revision } ?? 0)
        versions.removeFirst(versions[superseded].value == nil ? superseded + 1 : superseded)
        state.versions[key] = versions.isEmpty ? nil : versions
      }
      state.keys.removeAll { state.versions[$0] == nil }
      state.log.removeFirst(Int(revision - state.compacted))
      state.compacted = revision
    }
  }

  public func removeExpired() async throws -> Int {
    let now = time.now()
    return try withState { state in
      let expired = state.keys.filter { key in
        guard let expires = state.versions[key]?.last?.expires else { return false }
        return expires <= now
      }
      for key in expired { _ = commit(key, nil, expires: nil, to: &state) }
      return expired.count
    }
  }

  public func close() async {
    let wasOpen = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if wasOpen { router.finish(.closed) }
  }

  private func withState<Result>(_ body: (inout State) throws -> Result) throws -> Result {
    try state.withLock { state in
      if state.isClosed { throw StoreError.closed }
      return try body(&state)
    }
  }

  private func commit(_ key: String, _ value: [UInt8]?, expires: Timestamp?, to state: inout State) -> Revision {
    let revision = state.current + 1
    let existing = state.live(key)
    if state.versions[key] == nil { state.keys.insert(key, at: state.firstIndex(atOrAfter: key)) }
    state.versions[key, default: []].append(
      Version(
        revision: revision, createRevision: existing?.createRevision ?? revision, value: value,
        previous: existing?.modRevision, expires: expires))
    state.log.append(key)
    if let event = state.event(key, at: revision) { router.publish([event], through: revision) }
    return revision
  }
}

extension MemoryStore.State {
  fileprivate func readable(_ revision: Revision?) throws(StoreError) -> Revision {
    guard let revision else { return current }
    if revision < compacted { throw .compacted(oldest: compacted) }
    if revision > current { throw .futureRevision(current: current) }
    return revision
  }

  fileprivate func live(_ key: String) -> StoredRecord? { record(key, at: current) }

  fileprivate func record(_ key: String, at revision: Revision) -> StoredRecord? {
    guard let version = versions[key]?.last(where: { $0.revision <= revision }), let value = version.value else {
      return nil
    }
    return StoredRecord(
      key: key, value: value, createRevision: version.createRevision, modRevision: version.revision)
  }

  fileprivate func event(_ key: String, at revision: Revision) -> StoreEvent? {
    guard let version = versions[key]?.last(where: { $0.revision == revision }) else { return nil }
    if version.value == nil {
      return StoreEvent(revision: revision, change: .deleted(key: key, previous: version.previous ?? 0))
    }
    guard let record = record(key, at: revision) else { return nil }
    return StoreEvent(revision: revision, change: .put(record, previous: version.previous))
  }

  fileprivate func firstIndex(atOrAfter key: String) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  fileprivate func indices(of range: KeyRange) -> Range<Int> {
    let start = firstIndex(atOrAfter: range.start)
    return start..<max(start, range.end.isEmpty ? keys.count : firstIndex(atOrAfter: range.end))
  }
}
