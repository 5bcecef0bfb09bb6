public import APIMachinery
public import Telemetry

/// The store in one SQLite file: write-ahead log, a sync to disk before each acknowledgement, one writer that
/// commits waiting writes as a group, history for as long as it isn't compacted.
public final class SQLiteStore: Store {
  /// Where the database is, and what it may use.
  public struct Options: Sendable {
    /// The database file. `-wal`, `-shm` and `.lock` files are beside it; its folder must exist.
    public var path: String
    /// The page cache of each of the two connections.
    public var cacheKilobytes = 4_096
    /// How many pages the write-ahead log has before they are moved into the database file.
    public var checkpointPages = 2_000
    /// The page size of a new file: two objects of the usual 3 KB to a page.
    public var pageBytes = 8_192
    /// After a crash a database up to this size is checked whole when it is opened.
    public var integrityCheckBytesMax: Int64 = 512 << 20
    /// The largest size of the database in pages; nil for SQLite's own limit.
    public var pagesMax: Int64?
    /// Where commits are counted and timed.
    public var metrics: MetricRegistry?

    public init(path: String) { self.path = path }
  }

  private let writer: SQLiteWriter
  private let reader: SQLiteReader
  private let lock: DatabaseLock
  private let time: any TimeSource

  /// Opens the database, or makes it. Throws ``StoreError/engine(message:)`` where that fails: the file is in use
  /// by another process, damaged, of a newer version, not writable, …
  public static func open(_ options: Options, time: any TimeSource = SystemTime()) async throws -> SQLiteStore {
    let lock = try DatabaseLock(database: options.path)
    let writer = SQLiteWriter(time: time)
    try await writer.start(options)
    let reader = SQLiteReader()
    do {
      try await reader.start(options)
    } catch {
      await writer.close()
      throw error
    }
    let store = SQLiteStore(writer: writer, reader: reader, lock: lock, time: time)
    // A compaction that a crash interrupted goes on.
    try await store.prune()
    if let metrics = options.metrics { writer.register(in: metrics, path: options.path) }
    return store
  }

  private init(writer: SQLiteWriter, reader: SQLiteReader, lock: DatabaseLock, time: any TimeSource) {
    self.writer = writer
    self.reader = reader
    self.lock = lock
    self.time = time
  }

  public var currentRevision: Revision {
    get async throws {
      guard let revision = writer.currentRevision else { throw StoreError.closed }
      return revision
    }
  }

  public var oldestRevision: Revision {
    get async throws { try await reader.read { log in try log.meta("compacted") } }
  }

  public func create(_ key: String, _ value: [UInt8], timeToLive: Duration?) async throws -> Revision {
    try checkKey(key)
    return try await writer.write(key, .create(value, expires: expiry(timeToLive)))
  }

  public func update(
    _ key: String, _ value: [UInt8], expected: Revision, timeToLive: Duration?
  ) async throws -> Revision {
    try await writer.write(key, .update(value, expected: expected, expires: expiry(timeToLive)))
  }

  public func delete(_ key: String, expected: Revision) async throws -> Revision {
    try await writer.write(key, .delete(expected: expected))
  }

  public func get(_ key: String, at revision: Revision?) async throws -> StoredRecord? {
    try await reader.read { log in
      let revision = try log.readable(revision)
      guard let live = try log.liveRevision(key, at: revision) else { return nil }
      return try log.record(at: live)
    }
  }

  public func list(_ range: KeyRange, at revision: Revision?, limit: Int?) async throws -> StoredPage {
    try await reader.read { log in
      try log.list(range, at: try log.readable(revision), limit: limit)
    }
  }

  /// The most changes that are read in one go.
  private static let replayCountMax = 500

  public func subscribe(
    _ range: KeyRange, after revision: Revision, _ sink: any StoreSink
  ) async throws -> StoreSubscription {
    // The longer past is read beside the writer; writes wait only for the last few changes.
    var start = revision
    while true {
      let from = start
      let events = try await reader.read { log in
        try log.changes(range, after: try log.readable(from), limit: Self.replayCountMax)
      }
      guard events.count == Self.replayCountMax, let last = events.last else { break }
      sink.receive(events, through: last.revision)
      start = last.revision
    }
    let from = start
    return try await writer.perform { [router = writer.router] state in
      let events = try state.log.changes(range, after: try state.log.readable(from), limit: -1)
      sink.receive(events, through: state.revision)
      return router.add(range, sink)
    }
  }

  public func compact(before revision: Revision) async throws {
    try await writer.perform { state in try state.setCompacted(revision) }
    try await prune()
  }

  public func removeExpired() async throws -> Int {
    let now = milliseconds(time.now())
    var total = 0
    while true {
      let (found, deleted) = try await writer.perform { state in try state.removeExpired(now: now) }
      if found == 0 { return total }
      total += deleted
    }
  }

  public func close() async {
    await reader.close()
    await writer.close()
    lock.release()
  }

  /// Removes superseded rows in small steps, between which waiting writes are committed.
  private func prune() async throws {
    while try await writer.perform({ state in try state.prune() }) {}
  }

  private func expiry(_ timeToLive: Duration?) -> Int64? {
    timeToLive.map { milliseconds(time.now() + $0) }
  }

  private func milliseconds(_ time: Timestamp) -> Int64 {
    time.seconds * 1_000 + Int64(time.nanoseconds) / 1_000_000
  }
}

extension SQLiteLog {
  /// The revision to read, checked against the history that there is.
  fileprivate func readable(_ revision: Revision?) throws -> Revision {
    let newest = try newestRevision()
    guard let revision else { return newest }
    let oldest = try meta("compacted")
    if revision < oldest { throw StoreError.compacted(oldest: oldest) }
    if revision > newest { throw StoreError.futureRevision(current: newest) }
    return revision
  }
}
