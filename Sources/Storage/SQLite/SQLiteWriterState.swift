import APIMachinery
import CSQLite

/// What the writer's thread has: the connection that writes, and the newest revision. Never leaves that thread.
final class SQLiteWriterState {
  let log: SQLiteLog
  private(set) var revision: Revision
  private let connection: SQLiteConnection
  private unowned let writer: SQLiteWriter
  private let metrics: StoreMetrics?
  private let begin: SQLiteStatement
  private let end: SQLiteStatement
  private let insert: SQLiteStatement
  private let selectExpired: SQLiteStatement
  private let clearExpiry: SQLiteStatement
  /// Every statement that searches, for a test that looks at their plans.
  static let statements = [SQL.expired, SQL.clearExpiry]

  private enum SQL {
    static let insert =
      "INSERT INTO log (revision, key, created, previous, deleted, expires, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    static let expired = "SELECT revision, key FROM log WHERE expires <= ?1 ORDER BY expires LIMIT ?2"
    static let clearExpiry = "UPDATE log SET expires = NULL WHERE revision = ?1"
  }

  /// Why nothing can be written any more.
  private var failure: SQLiteError?

  init(_ options: SQLiteStore.Options, writer: SQLiteWriter) throws {
    self.writer = writer
    metrics = options.metrics.map { StoreMetrics($0) }
    connection = try SQLiteSchema.openForWriting(options)
    log = try SQLiteLog(connection)
    revision = try log.newestRevision()
    begin = try connection.prepare("BEGIN IMMEDIATE")
    end = try connection.prepare("COMMIT")
    insert = try connection.prepare(SQL.insert)
    selectExpired = try connection.prepare(SQL.expired)
    clearExpiry = try connection.prepare(SQL.clearExpiry)
  }

  /// Commits the writes of `group` together and answers them; leaves it empty.
  func commit(_ group: inout [SQLiteWriter.Write]) {
    if group.isEmpty { return }
    defer { group.removeAll(keepingCapacity: true) }
    do throws(SQLiteError) {
      let outcomes = try transaction { events throws(SQLiteError) in
        try group.map { write throws(SQLiteError) in try apply(write, &events) }
      }
      for (write, outcome) in zip(group, outcomes) { write.done.resume(with: outcome.mapError { $0 as any Error }) }
    } catch  where group.count == 1 || error.isFatal {
      for write in group { write.done.resume(throwing: error.storeError) }
    } catch {
      // One write may be what failed (too large for the space that is left, say): each gets its own try.
      for write in group {
        var single = [write]
        commit(&single)
      }
    }
  }

  /// Runs `body` in a transaction, commits what it changed, and publishes the events.
  func transaction<Result>(
    _ body: (inout [StoreEvent]) throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    if let failure { throw failure }
    let before = revision
    do {
      var events: [StoreEvent] = []
      try begin.run()
      let result = try body(&events)
      let start = metrics == nil ? Duration.zero : writer.time.uptime()
      try end.run()
      if revision != before {
        metrics?.count(events, commit: writer.time.uptime() - start)
        writer.publish(events, through: revision)
      }
      return result
    } catch {
      revision = before
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      if error.isFatal { failure = error }
      throw error
    }
  }

  /// Marks the database as properly closed and brings everything into its one file.
  func close() {
    guard failure == nil else { return }
    try? connection.execute("UPDATE meta SET value = 1 WHERE name = 'clean'")
    try? connection.checkpoint(SQLITE_CHECKPOINT_TRUNCATE)
  }

  /// Decides one write. Throws only where the database fails; a condition that is not met is an outcome.
  private func apply(
    _ write: SQLiteWriter.Write, _ events: inout [StoreEvent]
  ) throws(SQLiteError) -> Result<Revision, StoreError> {
    let last = try log.liveRevision(write.key)
    switch write.change {
    case .create(let value, let expires):
      if let last, let existing = try log.record(at: last) { return .failure(.keyExists(existing)) }
      let record = StoredRecord(
        key: write.key, value: value, createRevision: revision + 1, modRevision: revision + 1)
      return .success(try put(record, previous: nil, expires: expires, &events))
    case .update(let value, let expected, let expires):
      guard let last, last == expected, let created = try log.createRevision(at: last) else {
        return .failure(.conflict(current: try record(last)))
      }
      let record = StoredRecord(key: write.key, value: value, createRevision: created, modRevision: revision + 1)
      return .success(try put(record, previous: last, expires: expires, &events))
    case .delete(let expected):
      guard let last, last == expected, let created = try log.createRevision(at: last) else {
        return .failure(.conflict(current: try record(last)))
      }
      return .success(try remove(write.key, created: created, previous: last, &events))
    }
  }

  private func record(_ revision: Revision?) throws(SQLiteError) -> StoredRecord? {
    guard let revision else { return nil }
    return try log.record(at: revision)
  }

  private func put(
    _ record: StoredRecord, previous: Revision?, expires: Int64?, _ events: inout [StoreEvent]
  ) throws(SQLiteError) -> Revision {
    try bind(record.key, created: record.createRevision, previous: previous, isDeletion: false, expires: expires)
    try insert.run(bytes: record.value, at: 7)
    revision += 1
    events.append(StoreEvent(revision: revision, change: .put(record, previous: previous)))
    return revision
  }

  private func remove(
    _ key: String, created: Revision, previous: Revision, _ events: inout [StoreEvent]
  ) throws(SQLiteError) -> Revision {
    try bind(key, created: created, previous: previous, isDeletion: true, expires: nil)
    try insert.bind(7, nil)
    try insert.run()
    revision += 1
    events.append(StoreEvent(revision: revision, change: .deleted(key: key, previous: previous)))
    return revision
  }

  private func bind(
    _ key: String, created: Revision, previous: Revision?, isDeletion: Bool, expires: Int64?
  ) throws(SQLiteError) {
    try insert.bind(1, revision + 1)
    try insert.bind(2, key)
    try insert.bind(3, created)
    try insert.bind(4, previous)
    try insert.bind(5, isDeletion ? 1 : 0)
    try insert.bind(6, expires)
  }
}

extension SQLiteWriterState {
  /// The most records that one transaction removes for their age.
  private static let expiredCountMax = 500

  /// Deletes records whose time to live ended before `now` (milliseconds since 1970); how many it looked at, 0 at
  /// the end, and how many it deleted.
  func removeExpired(now: Int64) throws -> (found: Int, deleted: Int) {
    try transaction { events throws(SQLiteError) in
      var found: [(revision: Revision, key: String)] = []
      try selectExpired.bind(1, now)
      try selectExpired.bind(2, Int64(Self.expiredCountMax))
      while try selectExpired.step() { found.append((selectExpired.integer(0), selectExpired.text(1))) }
      selectExpired.reset()
      var deleted = 0
      for (expired, key) in found {
        try clearExpiry.bind(1, expired)
        try clearExpiry.run()
        // A later change has its own time to live, or none.
        guard try log.liveRevision(key) == expired, let created = try log.createRevision(at: expired) else { continue }
        _ = try remove(key, created: created, previous: expired, &events)
        deleted += 1
      }
      return (found.count, deleted)
    }
  }

  /// Begins compaction: from here on nothing before `oldest` is read.
  func setCompacted(_ oldest: Revision) throws {
    if oldest <= (try log.meta("compacted")) { return }
    if oldest > revision { throw StoreError.futureRevision(current: revision) }
    try transaction { _ throws(SQLiteError) in
      try connection.execute("UPDATE meta SET value = \(oldest) WHERE name = 'compacted'")
    }
  }

  /// The most revisions that one transaction of a compaction looks at: writes wait for it.
  private static let prunedRevisionsMax: Revision = 250

  /// Removes the next rows that are superseded before the compacted revision; false when none are left.
  func prune() throws -> Bool {
    let target = try log.meta("compacted")
    let start = try log.meta("pruned")
    if start >= target { return false }
    let stop = min(target, start + Self.prunedRevisionsMax)
    try transaction { _ throws(SQLiteError) in
      try connection.execute(
        """
        DELETE FROM log WHERE revision IN
          (SELECT previous FROM log WHERE revision > \(start) AND revision <= \(stop) AND previous IS NOT NULL);
        DELETE FROM log WHERE revision > \(start) AND revision <= \(stop) AND deleted = 1;
        UPDATE meta SET value = \(stop) WHERE name = 'pruned';
        """)
    }
    return stop < target
  }
}
