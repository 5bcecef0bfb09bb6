import APIMachinery
import Storage
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A process writes to a store and is killed with SIGKILL at random points, again and again over the same database.
/// Each time: it opens without complaint, every acknowledged change is in its history with its content, revisions go
/// up by one without gap, and the state is exactly what the history adds up to.
@Suite(.serialized) struct CrashTests {
  /// APUS_CRASH_ROUNDS and APUS_CRASH_SEED choose others.
  static let rounds = Int(environment("APUS_CRASH_ROUNDS") ?? "") ?? 500
  static let seed = UInt64(environment("APUS_CRASH_SEED") ?? "") ?? 20_261_121

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  @Test(.enabled(if: CrashWriter.path != nil, "storage-crash-writer is not built"))
  func noAcknowledgedWriteIsLost() async throws {
    print("crash test: \(Self.rounds) rounds, APUS_CRASH_SEED=\(Self.seed)")
    try await withFolder { folder in
      let database = folder + "/store.db"
      let random = SeededRandom(seed: Self.seed)
      var checked = CheckedState()
      var acknowledged = 0
      for round in 0..<Self.rounds {
        let writer = try CrashWriter(database: database, seed: random.next())
        // Now and then it dies while it opens the database.
        let lines = random.next(below: 8) == 0 ? 0 : Int(random.next(below: 120))
        let said = writer.kill(afterLines: lines, microseconds: UInt32(random.next(below: 3_000)))
        let before = "round \(round), APUS_CRASH_SEED=\(Self.seed)"
        let store = try await SQLiteStore.open(.init(path: database))
        acknowledged += try await checked.check(store, said, before)
        await store.close()
        if !checked.isRight { return }
      }
      print("crash test: \(acknowledged) acknowledged writes, all there; revision \(checked.revision)")
      #expect(acknowledged > Self.rounds)
    }
  }
}

/// What is known to be in the store.
private struct CheckedState {
  var revision = initialRevision
  var records: [String: StoredRecord] = [:]
  var isRight = true

  /// Checks the store after a crash of the process that said `lines`, and returns how many changes that was told of.
  mutating func check(_ store: SQLiteStore, _ lines: [String], _ context: String) async throws -> Int {
    let sink = RecordingSink()
    _ = try await store.subscribe(KeyRange(prefix: ""), after: revision, sink)
    var history: [String] = []
    for event in sink.events {
      if event.revision != revision + 1 { fail("revision \(event.revision) follows \(revision)", context) }
      revision = event.revision
      switch event.change {
      case .put(let record, _):
        records[record.key] = record
        history.append("\(revision) put \(record.key) \(record.value.count) \(hash(record.value))")
      case .deleted(let key, _):
        records[key] = nil
        history.append("\(revision) delete \(key)")
      }
    }
    if try await store.currentRevision != revision { fail("the newest revision is not in the history", context) }
    let known = Set(history)
    let acknowledged = lines.filter { !$0.hasPrefix("ready") }
    for line in acknowledged where !known.contains(line) { fail("acknowledged but lost: \(line)", context) }
    let state = try await store.list(KeyRange(prefix: "")).records
    if state != records.values.sorted(by: { $0.key < $1.key }) {
      fail("the state is not the sum of the history", context)
    }
    return acknowledged.count
  }

  private mutating func fail(_ message: String, _ context: String) {
    isRight = false
    Issue.record("\(message) (\(context))")
  }

  /// FNV-1a, as the writer says it.
  private func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
