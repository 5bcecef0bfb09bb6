import APIMachinery
import APITesting
import Telemetry
import Testing

@testable import Storage

/// What the SQLite engine does beyond the contract.
@Suite struct SQLiteStoreTests {
  @Test func keepsEverythingOverARestart() async throws {
    let time = ManualTime()
    try await withFolder { folder in
      let options = SQLiteStore.Options(path: folder + "/store.db")
      var store = try await SQLiteStore.open(options, time: time)
      let first = try await store.create("/a", .text("1"))
      let second = try await store.update("/a", .text("2"), expected: first)
      _ = try await store.create("/b", .text("1"), timeToLive: .seconds(10))
      let gone = try await store.create("/c", .text("1"))
      let last = try await store.delete("/c", expected: gone)
      await store.close()

      time.advance(by: .seconds(10))
      store = try await SQLiteStore.open(options, time: time)
      #expect(try await store.currentRevision == last)
      #expect(try await store.get("/a", at: first)?.summary == "/a=1")
      #expect(try await store.get("/a")?.modRevision == second)
      #expect(try await store.removeExpired() == 1)
      // The newest change is a deletion, which compaction removes: the revision is remembered nevertheless.
      try await store.compact(before: last + 1)
      await store.close()

      store = try await SQLiteStore.open(options, time: time)
      #expect(try await store.currentRevision == last + 1)
      #expect(try await store.oldestRevision == last + 1)
      #expect(try await store.create("/d", .text("1")) == last + 2)
      await store.close()
    }
  }

  @Test func compactionRemovesRowsAndGoesOnAfterACrash() async throws {
    try await withFolder { folder in
      let path = folder + "/store.db"
      var store = try await SQLiteStore.open(.init(path: path))
      var revision = try await store.create("/a", .text("0"))
      for number in 1...999 { revision = try await store.update("/a", .text("\(number)"), expected: revision) }
      try await store.compact(before: revision - 500)
      await store.close()
      let connection = try SQLiteConnection(path: path)
      #expect(try connection.number("SELECT count(*) FROM log") == 501)
      // As a crash leaves it, right after a compaction began.
      try connection.execute("UPDATE meta SET value = \(revision) WHERE name = 'compacted'")
      store = try await SQLiteStore.open(.init(path: path))
      await store.close()
      #expect(try connection.number("SELECT count(*) FROM log") == 1)
      #expect(try connection.number("SELECT value FROM meta WHERE name = 'pruned'") == revision)
    }
  }

  @Test func writesAreSyncedToDisk() throws {
    // openForWriting throws where the pragmas it reads back are not as set; this is what they must say.
    try withExtendedLifetime(()) {
      let path = "/tmp/apus-storage-pragmas-\(SystemRandom().next()).db"
      defer { for suffix in ["", "-wal", "-shm"] { unlinkFile(path + suffix) } }
      let connection = try SQLiteSchema.openForWriting(.init(path: path))
      #expect(try connection.number("PRAGMA synchronous") == 2)
      #expect(try connection.text("PRAGMA journal_mode") == "wal")
    }
  }

  @Test func countsWhatItDoes() async throws {
    try await withFolder { folder in
      let metrics = MetricRegistry()
      var options = SQLiteStore.Options(path: folder + "/store.db")
      options.metrics = metrics
      let store = try await SQLiteStore.open(options)
      let caches = WatchCaches(store: store, time: ManualTime())
      caches.register(in: metrics)
      let cache = caches.cache(CacheFixture.prefix) { .init(prefix: CacheFixture.prefix, header: CacheFixture.header) }
      try await cache.load()
      let revision = try await store.create(CacheFixture.key("a"), CacheFixture.pod("a"))
      _ = try await store.create(CacheFixture.key("b"), CacheFixture.pod("b"))
      _ = try await store.delete(CacheFixture.key("a"), expected: revision)
      let text = String(decoding: metrics.text(), as: UTF8.self)
      for line in [
        "etcd_mvcc_put_total 2", "etcd_mvcc_delete_total 1", "etcd_disk_backend_commit_duration_seconds_count 3",
        "etcd_debugging_mvcc_current_revision 4",
        #"apiserver_resource_objects{group="",resource="pods"} 1"#,
        #"apiserver_watch_cache_events_received_total{group="",resource="pods"} 3"#,
        #"apiserver_watch_cache_resource_version{group="",resource="pods"} 4"#,
      ] {
        #expect(text.contains(line + "\n"), "\(text)")
      }
      await store.close()
    }
  }

  @Test func refusesWritesBeyondItsQueue() throws {
    let queue = WorkQueue<Int>(countMax: 2, weightMax: 100)
    try queue.append(1, weight: 60)
    #expect(throws: StoreError.overloaded) { try queue.append(2, weight: 60) }
    try queue.append(2, weight: 40)
    #expect(throws: StoreError.overloaded) { try queue.append(3) }
    #expect(Array(queue.takeAll()) == [1, 2])
    try queue.append(3, weight: 100)
    #expect(queue.close(with: 4))
    #expect(!queue.close(with: 5))
    #expect(throws: StoreError.closed) { try queue.append(6) }
    #expect(Array(queue.takeAll()) == [3, 4])
  }

  /// Searching is by index, never through the whole table.
  @Test func statementsUseTheirIndexes() throws {
    let path = "/tmp/apus-storage-plan-\(SystemRandom().next()).db"
    defer { for suffix in ["", "-wal", "-shm"] { unlinkFile(path + suffix) } }
    let connection = try SQLiteSchema.openForWriting(.init(path: path))
    for sql in SQLiteLog.statements + SQLiteWriterState.statements {
      let plan = try connection.prepare("EXPLAIN QUERY PLAN \(sql)")
      while try plan.step() {
        let detail = plan.text(3)
        let isFine = !detail.hasPrefix("SCAN log") && !detail.contains("TEMP B-TREE")
        #expect(isFine, "\(detail) in \(sql)")
      }
    }
  }
}

@Suite(.timeLimit(.minutes(20))) struct StoreMaintenanceTests {
  @Test func forgetsBetweenOneAndTwoIntervalsBack() {
    var settings = StoreMaintenance.Settings()
    settings.historyRevisionsMax = 1_000
    var compaction = StoreMaintenance.Compaction(settings: settings)
    #expect(compaction.target(uptime: .seconds(0), newest: 10, oldest: 1) == nil)
    #expect(compaction.target(uptime: .seconds(299), newest: 20, oldest: 1) == nil)
    #expect(compaction.target(uptime: .seconds(300), newest: 30, oldest: 1) == 10)
    #expect(compaction.target(uptime: .seconds(310), newest: 40, oldest: 10) == nil)
    #expect(compaction.target(uptime: .seconds(600), newest: 50, oldest: 10) == 30)
    // Too many revisions are forgotten at once.
    #expect(compaction.target(uptime: .seconds(610), newest: 5_000, oldest: 30) == 4_000)
    #expect(compaction.target(uptime: .seconds(620), newest: 5_000, oldest: 4_000) == nil)
    // An idle store has nothing to forget.
    #expect(compaction.target(uptime: .seconds(900), newest: 5_000, oldest: 4_000) == nil)
    #expect(compaction.target(uptime: .seconds(1_200), newest: 5_000, oldest: 4_000) == 5_000)
    #expect(compaction.target(uptime: .seconds(1_500), newest: 5_000, oldest: 5_000) == nil)
  }

  @Test(arguments: Engine.allCases) func runsUntilTheStoreIsClosed(_ engine: Engine) async throws {
    let time = ManualTime()
    try await engine.withStore(time: time) { store in
      var settings = StoreMaintenance.Settings()
      settings.compactionInterval = .seconds(60)
      let maintenance = StoreMaintenance(store, settings, time: time)
      _ = try await store.create("/a", .text("1"), timeToLive: .seconds(30))
      let running = Task { try await maintenance.run() }
      for _ in 0..<7 {
        await time.waitForSleepers(1)
        time.advance(by: .seconds(10))
      }
      await time.waitForSleepers(1)
      #expect(try await store.get("/a") == nil)
      #expect(try await store.oldestRevision == initialRevision + 1)
      await store.close()
      time.advance(by: .seconds(10))
      try await running.value
    }
  }
}
