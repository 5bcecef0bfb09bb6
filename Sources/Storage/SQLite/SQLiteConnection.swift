import CSQLite

/// A connection to a database file. It belongs to the thread that opened it.
final class SQLiteConnection {
  let path: String
  private let handle: OpaquePointer

  /// How long a statement waits for another program that has the database locked.
  private static let busyMilliseconds: Int32 = 5_000

  init(path: String, isReadOnly: Bool = false) throws(SQLiteError) {
    let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let error = SQLiteError(code: code, detail: opened.map(Self.message) ?? "", path: path)
      sqlite3_close_v2(opened)
      throw error
    }
    self.path = path
    handle = opened
    sqlite3_busy_timeout(handle, Self.busyMilliseconds)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements that give no rows.
  func execute(_ sql: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    if code != SQLITE_OK { throw error(code) }
  }

  func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw error(code) }
    return SQLiteStatement(statement, of: self)
  }

  /// The first column of the first row; nil where there is none or it is NULL.
  func number(_ sql: String) throws(SQLiteError) -> Int64? {
    let statement = try prepare(sql)
    return try statement.step() && !statement.isNull(0) ? statement.integer(0) : nil
  }

  func text(_ sql: String) throws(SQLiteError) -> String? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.text(0) : nil
  }

  /// Whether a transaction is open.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Moves what is in the write-ahead log to the database file, as far as no reader prevents it.
  func checkpoint(_ mode: Int32) throws(SQLiteError) {
    let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, nil)
    if code != SQLITE_OK && code & 0xFF != SQLITE_BUSY { throw error(code) }
  }

  func error(_ code: Int32) -> SQLiteError {
    SQLiteError(code: code, detail: Self.message(handle), path: path)
  }

  private static func message(_ handle: OpaquePointer) -> String {
    sqlite3_errmsg(handle).map { String(cString: $0) } ?? ""
  }
}

/// A prepared statement, used again and again by the thread of its connection.
final class SQLiteStatement {
  private let handle: OpaquePointer
  /// Statements keep their connection open.
  private let connection: SQLiteConnection

  fileprivate init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
    self.handle = handle
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  /// Binds `value` to a parameter, counted from 1.
  func bind(_ index: Int32, _ value: Int64?) throws(SQLiteError) {
    let code = value.map { sqlite3_bind_int64(handle, index, $0) } ?? sqlite3_bind_null(handle, index)
    try check(code)
  }

  func bind(_ index: Int32, _ value: String) throws(SQLiteError) {
    var value = value
    let code = value.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(handle, index, $0.baseAddress, Int32(clamping: $0.count), Self.transient)
      }
    }
    try check(code)
  }

  /// Binds bytes without a copy and runs the statement, which gives no row, while they are there.
  func run(bytes: [UInt8], at index: Int32) throws(SQLiteError) {
    let code = bytes.withUnsafeBytes { buffer in
      // An empty array has no address, and a null pointer would bind NULL.
      let code =
        buffer.isEmpty
        ? sqlite3_bind_zeroblob(handle, index, 0)
        : sqlite3_bind_blob64(handle, index, buffer.baseAddress, UInt64(buffer.count), nil)
      if code != SQLITE_OK { return code }
      defer { sqlite3_bind_null(handle, index) }
      let result = sqlite3_step(handle)
      sqlite3_reset(handle)
      return result
    }
    if code != SQLITE_DONE { throw connection.error(code) }
  }

  /// Runs the statement, which gives no row.
  func run() throws(SQLiteError) {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    if code != SQLITE_DONE && code != SQLITE_ROW { throw connection.error(code) }
  }

  /// Goes to the next row; false after the last.
  func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let error = connection.error(code)
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Ends the reading of rows; the statement can be bound and run again.
  func reset() { sqlite3_reset(handle) }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    if code != SQLITE_OK { throw connection.error(code) }
  }

  /// SQLITE_TRANSIENT, a macro that Swift doesn't import: SQLite makes its own copy.
  private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
