/// The statements over the `log` table, prepared once for a connection.
final class SQLiteLog {
  let connection: SQLiteConnection
  private let selectLast: SQLiteStatement
  private let selectAt: SQLiteStatement
  private let selectCreated: SQLiteStatement
  private let selectRange: SQLiteStatement
  private let selectChanges: SQLiteStatement
  private let selectMeta: SQLiteStatement
  private let selectNewest: SQLiteStatement

  /// Every statement, for a test that looks at their plans.
  static let statements = [
    SQL.last, SQL.at, SQL.created, SQL.range, SQL.changes, SQL.meta, SQL.newest,
  ]

  private enum SQL {
    static let last =
      "SELECT revision, deleted FROM log WHERE key = ?1 AND revision <= ?2 ORDER BY revision DESC LIMIT 1"
    static let at = "SELECT key, created, revision, value FROM log WHERE revision = ?1"
    static let created = "SELECT created FROM log WHERE revision = ?1"
    // max() makes SQLite take `deleted` from the row that has the maximum.
    static let range = """
      SELECT max(revision), deleted FROM log
      WHERE key >= ?1 AND key < ?2 AND revision <= ?3 GROUP BY key ORDER BY key
      """
    // The plus keeps the search on revisions, of which there are few, and in order.
    static let changes = """
      SELECT key, created, revision, deleted, previous, value FROM log
      WHERE revision > ?1 AND +key >= ?2 AND +key < ?3 ORDER BY revision LIMIT ?4
      """
    static let meta = "SELECT value FROM meta WHERE name = ?1"
    static let newest = "SELECT max(revision) FROM log"
  }

  /// Keys are below this: the end of a range without end.
  private static let endOfKeys = "\u{7F}"

  init(_ connection: SQLiteConnection) throws(SQLiteError) {
    self.connection = connection
    selectLast = try connection.prepare(SQL.last)
    selectAt = try connection.prepare(SQL.at)
    selectCreated = try connection.prepare(SQL.created)
    selectRange = try connection.prepare(SQL.range)
    selectChanges = try connection.prepare(SQL.changes)
    selectMeta = try connection.prepare(SQL.meta)
    selectNewest = try connection.prepare(SQL.newest)
  }

  func meta(_ name: String) throws(SQLiteError) -> Int64 {
    defer { selectMeta.reset() }
    try selectMeta.bind(1, name)
    return try selectMeta.step() ? selectMeta.integer(0) : 0
  }

  /// The newest revision. Compaction may have removed the row of it, where that was a deletion.
  func newestRevision() throws(SQLiteError) -> Revision {
    defer { selectNewest.reset() }
    let newest = try selectNewest.step() ? selectNewest.integer(0) : 0
    return max(newest, try meta("compacted"))
  }

  /// The newest change of `key` up to `revision`, where that is not a deletion.
  func liveRevision(_ key: String, at revision: Revision = .max) throws(SQLiteError) -> Revision? {
    defer { selectLast.reset() }
    try selectLast.bind(1, key)
    try selectLast.bind(2, revision)
    guard try selectLast.step(), selectLast.integer(1) == 0 else { return nil }
    return selectLast.integer(0)
  }

  /// The record that the change at `revision` wrote.
  func record(at revision: Revision) throws(SQLiteError) -> StoredRecord? {
    defer { selectAt.reset() }
    try selectAt.bind(1, revision)
    return try selectAt.step() ? Self.record(selectAt, value: 3) : nil
  }

  /// The creation of the key that the change at `revision` belongs to.
  func createRevision(at revision: Revision) throws(SQLiteError) -> Revision? {
    defer { selectCreated.reset() }
    try selectCreated.bind(1, revision)
    return try selectCreated.step() ? selectCreated.integer(0) : nil
  }

  func list(_ range: KeyRange, at revision: Revision, limit: Int?) throws(SQLiteError) -> StoredPage {
    var page = StoredPage(records: [], revision: revision, remaining: 0)
    if range.isEmpty { return page }
    defer { selectRange.reset() }
    try bind(range, to: selectRange, at: 1)
    try selectRange.bind(3, revision)
    while try selectRange.step() {
      if selectRange.integer(1) != 0 { continue }
      if page.records.count == limit ?? .max {
        page.remaining += 1
      } else if let record = try record(at: selectRange.integer(0)) {
        page.records.append(record)
      }
    }
    return page
  }

  /// The changes of `range` after `revision`, `limit` at most.
  func changes(_ range: KeyRange, after revision: Revision, limit: Int) throws(SQLiteError) -> [StoreEvent] {
    defer { selectChanges.reset() }
    try selectChanges.bind(1, revision)
    try bind(range, to: selectChanges, at: 2)
    try selectChanges.bind(4, Int64(limit))
    var events: [StoreEvent] = []
    while try selectChanges.step() {
      let record = Self.record(selectChanges, value: 5)
      let previous = selectChanges.isNull(4) ? nil : selectChanges.integer(4)
      let isDeletion = selectChanges.integer(3) != 0
      events.append(
        StoreEvent(
          revision: record.modRevision,
          change: isDeletion
            ? .deleted(key: record.key, previous: previous ?? 0) : .put(record, previous: previous)))
    }
    return events
  }

  private func bind(_ range: KeyRange, to statement: SQLiteStatement, at index: Int32) throws(SQLiteError) {
    try statement.bind(index, range.start)
    try statement.bind(index + 1, range.end.isEmpty ? Self.endOfKeys : range.end)
  }

  private static func record(_ row: SQLiteStatement, value: Int32) -> StoredRecord {
    StoredRecord(
      key: row.text(0), value: row.bytes(value), createRevision: row.integer(1), modRevision: row.integer(2))
  }
}
