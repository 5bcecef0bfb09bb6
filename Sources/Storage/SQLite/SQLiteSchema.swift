/// The tables of the database and how a file is opened.
///
/// `log` has one row for each change: the values of now and those of the bounded past. The row with the highest
/// revision of a key is its state now, unless it says that the key was deleted. `previous` is the change before of
/// the same key, which is how compaction finds what is superseded without searching. `meta` has:
/// - `compacted`: the oldest revision that can be read;
/// - `pruned`: up to where rows superseded before `compacted` have been removed;
/// - `clean`: 1 while no process has the database open, after a proper close.
enum SQLiteSchema {
  /// Goes up with each change of the tables; a newer one is refused.
  static let version: Int64 = 1
  /// "Apus", so that `file` and other programs can tell what the database is.
  private static let applicationID: Int64 = 0x4170_7573

  private static let tables = """
    CREATE TABLE log (
      revision INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      created INTEGER NOT NULL,
      previous INTEGER,
      deleted INTEGER NOT NULL,
      expires INTEGER,
      value BLOB
    );
    CREATE INDEX log_key ON log (key, revision, deleted);
    CREATE INDEX log_expires ON log (expires) WHERE expires IS NOT NULL;
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('compacted', \(initialRevision)), ('pruned', \(initialRevision)), ('clean', 1);
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    """

  /// Opens the connection that writes: sets what durability rests on and checks that it is so, makes the tables
  /// where the file is new, and checks a file that was not closed properly.
  static func openForWriting(_ options: SQLiteStore.Options) throws -> SQLiteConnection {
    let connection = try SQLiteConnection(path: options.path)
    if try connection.number("PRAGMA page_count") ?? 0 == 0 {
      try connection.execute("PRAGMA page_size = \(options.pageBytes)")
    }
    try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY")
    try connection.execute("PRAGMA wal_autocheckpoint = \(options.checkpointPages)")
    try connection.execute("PRAGMA cache_size = -\(options.cacheKilobytes)")
    if let pages = options.pagesMax { try connection.execute("PRAGMA max_page_count = \(pages)") }
    guard try connection.text("PRAGMA journal_mode") == "wal", try connection.number("PRAGMA synchronous") == 2 else {
      throw StoreError.engine(
        message: "database \(options.path): its file system does not let writes be made durable (no write-ahead log)")
    }
    try prepareTables(connection)
    try checkIntegrity(connection, options)
    try connection.execute("UPDATE meta SET value = 0 WHERE name = 'clean'")
    return connection
  }

  static func openForReading(_ options: SQLiteStore.Options) throws(SQLiteError) -> SQLiteConnection {
    let connection = try SQLiteConnection(path: options.path, isReadOnly: true)
    try connection.execute("PRAGMA cache_size = -\(options.cacheKilobytes); PRAGMA temp_store = MEMORY")
    return connection
  }

  private static func prepareTables(_ connection: SQLiteConnection) throws {
    let found = try connection.number("PRAGMA user_version") ?? 0
    if found == version { return }
    let hasTables = try connection.number("SELECT count(*) FROM sqlite_schema") ?? 0 > 0
    guard found == 0 && !hasTables else {
      throw StoreError.engine(
        message: found > version
          ? """
          database \(connection.path) was written by a newer Apus (schema \(found), this one knows \(version)): \
          run that version again, or start with an empty data directory
          """
          : "database \(connection.path) is not one of Apus: give another path")
    }
    try connection.execute("BEGIN IMMEDIATE; \(tables) COMMIT")
  }

  /// SQLite recovers from a crash by itself; this finds a disk or file system that lost or changed pages.
  private static func checkIntegrity(_ connection: SQLiteConnection, _ options: SQLiteStore.Options) throws {
    let isClean = try connection.number("SELECT value FROM meta WHERE name = 'clean'") == 1
    let bytes = try (connection.number("PRAGMA page_count") ?? 0) * (connection.number("PRAGMA page_size") ?? 0)
    if isClean || bytes > options.integrityCheckBytesMax { return }
    let finding = try connection.text("PRAGMA quick_check(1)") ?? ""
    guard finding == "ok" else {
      throw StoreError.engine(
        message: """
          database \(connection.path) is damaged (\(finding)); restore it from a backup, or move it away to \
          start empty
          """)
    }
  }
}
