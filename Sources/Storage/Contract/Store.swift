/// The revision of the whole store: every committed change takes the next one. An empty store is at
/// ``initialRevision``, as etcd's; nothing has revision 0, which means "any" in the API.
public typealias Revision = Int64

/// The revision of a store to which nothing was ever written.
public let initialRevision: Revision = 1

/// A durable, ordered key-value store with etcd's semantics. One contract test suite (StoreContract in the tests)
/// runs against every engine.
///
/// Keys are etcd's paths, such as `/registry/pods/default/web`: printable ASCII, 1,024 bytes at most, ordered by
/// their bytes. Values are opaque bytes.
///
/// Promises:
/// - A write has returned only after it is durable; after a crash every acknowledged write is there.
/// - Revisions only grow, by one with each change. Writes committed together still take one revision each.
/// - A watch from a revision sees every later change of its range once, in order, without gap.
/// - An engine inside this process gives a change to its subscribers before it acknowledges the write.
public protocol Store: Sendable {
  /// The newest committed revision that subscribers have been given.
  var currentRevision: Revision { get async throws }

  /// Writes `value` under a key that must not exist. After `timeToLive` the record is removed, by a deletion
  /// like any other. Throws ``StoreError/keyExists(_:)``.
  func create(_ key: String, _ value: [UInt8], timeToLive: Duration?) async throws -> Revision

  /// Replaces the value of `key`, whose last change must be `expected`, and its time to live. Throws
  /// ``StoreError/conflict(current:)`` with the record found, or nil where there is none.
  func update(_ key: String, _ value: [UInt8], expected: Revision, timeToLive: Duration?) async throws -> Revision

  /// Removes `key`, whose last change must be `expected`. Throws ``StoreError/conflict(current:)``.
  func delete(_ key: String, expected: Revision) async throws -> Revision

  /// The record under `key`, at `revision` or now. Throws ``StoreError/compacted(oldest:)`` or
  /// ``StoreError/futureRevision(current:)``.
  func get(_ key: String, at revision: Revision?) async throws -> StoredRecord?

  /// The records of `range` in key order, at `revision` or now, `limit` at most. Throws
  /// ``StoreError/compacted(oldest:)`` or ``StoreError/futureRevision(current:)``.
  func list(_ range: KeyRange, at revision: Revision?, limit: Int?) async throws -> StoredPage

  /// Gives `sink` every change of `range` after `revision`: those up to now before this returns, later ones as
  /// they are committed. Throws ``StoreError/compacted(oldest:)`` where history no longer reaches back that far.
  func subscribe(_ range: KeyRange, after revision: Revision, _ sink: any StoreSink) async throws -> StoreSubscription

  /// Forgets history before `revision`, which becomes the oldest that can be read and watched from. Does nothing
  /// where that has happened already.
  func compact(before revision: Revision) async throws

  /// The oldest revision that can be read and watched from.
  var oldestRevision: Revision { get async throws }

  /// Deletes the records whose time to live is over, and returns how many there were.
  /// ``StoreMaintenance`` calls this.
  func removeExpired() async throws -> Int

  /// Ends the store: writes under way are finished, later calls throw ``StoreError/closed``.
  func close() async
}

extension Store {
  /// Writes `value` under a key that must not exist, to stay until it is deleted.
  public func create(_ key: String, _ value: [UInt8]) async throws -> Revision {
    try await create(key, value, timeToLive: nil)
  }

  /// Replaces the value of `key`, whose last change must be `expected`, to stay until it is deleted.
  public func update(_ key: String, _ value: [UInt8], expected: Revision) async throws -> Revision {
    try await update(key, value, expected: expected, timeToLive: nil)
  }

  /// The record under `key` now.
  public func get(_ key: String) async throws -> StoredRecord? { try await get(key, at: nil) }

  /// The records of `range` now.
  public func list(_ range: KeyRange) async throws -> StoredPage { try await list(range, at: nil, limit: nil) }
}

/// The largest key in bytes.
let keyBytesMax = 1_024

/// Throws ``StoreError/invalidKey(_:)`` for a key the order of which would depend on more than its bytes.
func checkKey(_ key: String) throws(StoreError) {
  var key = key
  let isValid = key.withUTF8 { bytes in
    !bytes.isEmpty && bytes.count <= keyBytesMax && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
  if !isValid { throw StoreError.invalidKey(key) }
}
