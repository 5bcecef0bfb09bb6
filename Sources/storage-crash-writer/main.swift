import APIMachinery
import Storage

#if canImport(Glibc)
  import Glibc
#endif

// storage-crash-writer DATABASE SEED: writes at random from several tasks, and tells on standard output what was
// acknowledged: `ready REVISION`, then a line `REVISION put KEY BYTES HASH` or `REVISION delete KEY` for each change.
// It goes on until it is killed, which is what it is for.

/// Lines are far shorter than PIPE_BUF: one write(2) puts each into the pipe whole.
func say(_ line: String) {
  let text = line + "\n"
  _ = text.utf8.withContiguousStorageIfAvailable { write(1, $0.baseAddress, $0.count) }
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let seed = UInt64(arguments[2]) else {
  say("usage: storage-crash-writer DATABASE SEED")
  exit(64)
}

let store = try await SQLiteStore.open(.init(path: arguments[1]))
let start = try await store.currentRevision
say("ready \(start)")

try await withThrowingTaskGroup { group in
  for writer in 0..<8 {
    group.addTask {
      let random = SeededRandom(seed: seed &* 64 &+ UInt64(writer))
      // Keys are the writer's own, so that none is refused.
      var revisions: [String: Revision] = [:]
      for record in try await store.list(KeyRange(prefix: "/\(writer)/")).records {
        revisions[record.key] = record.modRevision
      }
      while true {
        let key = "/\(writer)/\(random.next(below: 12))"
        if let current = revisions[key], random.next(below: 4) == 0 {
          let revision = try await store.delete(key, expected: current)
          revisions[key] = nil
          say("\(revision) delete \(key)")
          continue
        }
        let value = CrashValue.make(bytes: Int(random.next(below: 6_000)), seed: random.next())
        let revision: Revision
        if let current = revisions[key] {
          revision = try await store.update(key, value, expected: current)
        } else {
          revision = try await store.create(key, value)
        }
        revisions[key] = revision
        say("\(revision) put \(key) \(value.count) \(CrashValue.hash(value))")
      }
    }
  }
  // Compaction is killed in its middle too. What was written before this process began can be forgotten.
  group.addTask {
    let random = SeededRandom(seed: seed)
    while true {
      let oldest = try await store.oldestRevision
      let step = Revision(random.next(below: 200))
      if oldest + step <= start { try await store.compact(before: oldest + step) }
      try await SystemTime().sleep(for: .milliseconds(Int(random.next(below: 10))))
    }
  }
  try await group.waitForAll()
}
