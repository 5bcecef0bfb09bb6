/// The statements over the `log` table, prepared once for a connection.
final class SQLiteLog {
  let connection: SQLiteConnection
  private let selectLast: SQLiteStatement
  private let selectAt: SQLiteStatement
  private let selectCreated: SQLiteStatement
  private let selectRange: SQLiteStatement
  private let countRange: SQLiteStatement
  private let selectChanges: SQLiteStatement
  private let selectMeta: SQLiteStatement
  private let selectNewest: SQLiteStatement

  /// Keys are below this: the end of a range without end.
  private static let endOfKeys = "\u{7F}"

  init(_ connection: SQLiteConnection) throws(SQLiteError) {
    self.connection = connection
    selectLast = try connection.prepare(
      "SELECT revision, deleted FROM log WHERE key = ?1 AND revision <= ?2 ORDER BY revision DESC LIMIT 1")
    selectCreated = try connection.prepare("SELECT created FROM log WHERE revision = ?1")
    selectAt = try connection.prepare("SELECT key, created, revision, value FROM log WHERE revision = ?1")
    // max() makes SQLite take `deleted` from the row that has the maximum.
    let newest = """
      SELECT max(revision) AS newest, deleted, key FROM log
      WHERE key >= ?1 AND key < ?2 AND revision <= ?3 GROUP BY key
      """
    selectRange = try connection.prepare(
      """
      SELECT log.key, log.created, log.revision, log.value FROM (\(newest)) AS state
      CROSS JOIN log ON log.revision = state.newest WHERE state.deleted = 0 ORDER BY state.key LIMIT ?4
      """)
    countRange = try connection.prepare("SELECT count(*) FROM (\(newest)) WHERE deleted = 0")
    selectChanges = try connection.prepare(
      """
      SELECT key, created, revision, deleted, previous, value FROM log
      WHERE revision > ?1 AND +key >= ?2 AND +key < ?3 ORDER BY revision LIMIT ?4
      """)
    selectMeta = try connection.prepare("SELECT value FROM meta WHERE name = ?1")
    selectNewest = try connection.prepare("SELECT max(revision) FROM log")
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
    try selectRange.bind(4, limit.map { Int64($0) } ?? -1)
    while try selectRange.step() { page.records.append(Self.record(selectRange, value: 3)) }
    guard let limit, page.records.count >= limit else { return page }
    var rest = range
    if let last = page.records.last { rest.start = last.key + "\0" }
    page.remaining = try count(rest, at: revision)
    return page
  }

  private func count(_ range: KeyRange, at revision: Revision) throws(SQLiteError) -> Int {
    defer { countRange.reset() }
    try bind(range, to: countRange, at: 1)
    try countRange.bind(3, revision)
    return try countRange.step() ? Int(countRange.integer(0)) : 0
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
