import CSQLite

/// A failure that SQLite reports.
struct SQLiteError: Error {
  /// The extended result code.
  var code: Int32
  /// SQLite's own words.
  var detail: String
  var path: String

  /// After such an error what has reached the disk is unknown, or the file can't be trusted: the store stops.
  var isFatal: Bool {
    switch code {
    case SQLITE_IOERR | (4 << 8), SQLITE_IOERR | (5 << 8): true  // SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC
    default: code & 0xFF == SQLITE_CORRUPT || code & 0xFF == SQLITE_NOTADB
    }
  }

  /// For the person who must act.
  var message: String {
    let reason =
      switch code & 0xFF {
      case SQLITE_FULL:
        "the disk is full, or the database has reached its largest size; free space, then writes work again"
      case SQLITE_CORRUPT:
        "the file is damaged; stop Apus and restore it from a backup, or move it away to start empty"
      case SQLITE_NOTADB:
        "the file is not a database; stop Apus and restore it from a backup, or move it away to start empty"
      case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
        "the file can't be opened; check that its folder exists and that Apus may write there"
      case SQLITE_READONLY:
        "the file can't be written; check its permissions and that its file system is not mounted read-only"
      case SQLITE_BUSY, SQLITE_LOCKED:
        "another program has locked the database; end it (a database browser or backup, perhaps)"
      case SQLITE_IOERR:
        "reading or writing the disk failed; see the kernel's log (dmesg) for the disk's state"
      case SQLITE_NOMEM: "there is not enough memory"
      case SQLITE_TOOBIG: "the value is too large for the database"
      default: "SQLite reports an error"
      }
    return "database \(path): \(reason) (SQLite \(code): \(detail))"
  }

  var storeError: StoreError { .engine(message: message) }
}
