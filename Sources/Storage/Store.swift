import APIMachinery

/// The revision of the whole store: every committed change takes the next one. Revision 0 is before the first.
public typealias Revision = Int64

/// A durable, ordered key-value store with etcd's semantics. One contract test suite (StoreContract in the tests)
/// runs against every engine.
///
/// Keys are etcd's paths, such as `/registry/pods/default/web`. Values are opaque bytes.
///
/// Promises:
/// - A write has returned only after it is durable; after a crash every acknowledged write is there.
/// - Revisions only grow. Writes committed together still take one revision each.
/// - A watch from a revision sees every later change of its range once, in order, without gap.
public protocol Store: Sendable {
  /// The newest committed revision.
  var currentRevision: Revision { get async throws }

  /// Writes `value` under a key that must not exist. Throws ``StoreError/keyExists``.
  func create(_ key: String, _ value: [UInt8]) async throws -> Revision

  /// Replaces the value of `key`, whose last change must be `expected`. Throws ``StoreError/conflict``
  /// with the record found, or nil where there is none.
  func update(_ key: String, _ value: [UInt8], expected: Revision) async throws -> Revision

  /// Removes `key`, whose last change must be `expected`. Throws ``StoreError/conflict``.
  func delete(_ key: String, expected: Revision) async throws -> Revision

  /// The record under `key`, at `revision` or now.
  func get(_ key: String, at revision: Revision?) async throws -> StoredRecord?

  /// The records of `range` in key order, at `revision` or now, `limit` at most. Throws
  /// ``StoreError/compacted`` or ``StoreError/futureRevision``.
  func list(_ range: KeyRange, at revision: Revision?, limit: Int?) async throws -> StoredPage

  /// Every change of `range` after `revision`. Throws ``StoreError/compacted`` where history no longer
  /// reaches back that far.
  func watch(_ range: KeyRange, after revision: Revision) async throws -> StoreWatch

  /// Forgets history before `revision`: reads and watches can no longer start there.
  func compact(before revision: Revision) async throws
}

/// `start` inclusive, `end` exclusive.
public struct KeyRange: Sendable, Equatable {
  public var start: String
  public var end: String

  public init(start: String, end: String) {
    self.start = start
    self.end = end
  }

  /// All keys that begin with `prefix`.
  public init(prefix: String) {
    start = prefix
    var bytes = Array(prefix.utf8)
    while let last = bytes.last, last == 0x7E || last >= 0x7F { bytes.removeLast() }
    if let last = bytes.popLast() { bytes.append(last + 1) }
    end = String(decoding: bytes, as: UTF8.self)
  }
}

public struct StoredRecord: Sendable, Equatable {
  public var key: String
  public var value: [UInt8]
  public var createRevision: Revision
  public var modRevision: Revision

  public init(key: String, value: [UInt8], createRevision: Revision, modRevision: Revision) {
    self.key = key
    self.value = value
    self.createRevision = createRevision
    self.modRevision = modRevision
  }
}

public struct StoredPage: Sendable {
  public var records: [StoredRecord]
  /// The revision that was read.
  public var revision: Revision
  /// How many records of the range come after the last one given.
  public var remaining: Int

  public init(records: [StoredRecord], revision: Revision, remaining: Int) {
    self.records = records
    self.revision = revision
    self.remaining = remaining
  }
}

/// One committed change.
public struct StoreEvent: Sendable, Equatable {
  public enum Change: Sendable, Equatable {
    case put(StoredRecord, previous: StoredRecord?)
    case deleted(previous: StoredRecord)
  }

  public var revision: Revision
  public var change: Change

  public init(revision: Revision, change: Change) {
    self.revision = revision
    self.change = change
  }
}

/// A running watch. Events come in batches, one or more whole revisions each; the buffer between store and
/// consumer is bounded, and a consumer that falls behind gets ``StoreError/watcherTooSlow``.
public struct StoreWatch: AsyncSequence, Sendable {
  private let pull: @Sendable () async throws -> [StoreEvent]?
  private let stop: @Sendable () -> Void

  public init(next: @escaping @Sendable () async throws -> [StoreEvent]?, cancel: @escaping @Sendable () -> Void) {
    pull = next
    stop = cancel
  }

  public func cancel() { stop() }

  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let watch: StoreWatch
    public mutating func next() async throws -> [StoreEvent]? { try await watch.pull() }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(watch: self) }
}

public enum StoreError: Error, Sendable, Equatable {
  case keyExists(StoredRecord)
  case conflict(current: StoredRecord?)
  case compacted(oldest: Revision)
  case futureRevision(current: Revision)
  case watcherTooSlow
  case closed
  /// The engine failed: disk full, corrupt file, … The message says which file and what to do.
  case engine(message: String)
}
