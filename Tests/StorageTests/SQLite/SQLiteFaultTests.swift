import APIMachinery
import Testing

@testable import Storage

#if canImport(Glibc)
  import Glibc
#endif

/// What goes wrong around a database gives a message for the person who must act, and loses nothing.
@Suite struct SQLiteFaultTests {
  func open(_ path: String, _ configure: (inout SQLiteStore.Options) -> Void = { _ in }) async throws -> SQLiteStore {
    var options = SQLiteStore.Options(path: path)
    configure(&options)
    return try await SQLiteStore.open(options)
  }

  func expectFailure(_ words: String..., opening path: String) async throws {
    do {
      let store = try await open(path)
      await store.close()
      Issue.record("\(path) should not open")
    } catch StoreError.engine(let message) {
      for word in words + [path] { #expect(message.contains(word), "\(message)") }
    }
  }

  @Test func aSecondOpeningIsRefused() async throws {
    try await withFolder { folder in
      let store = try await open(folder + "/store.db")
      try await expectFailure("in use by another process (pid \(getpid()))", opening: folder + "/store.db")
      await store.close()
    }
    try await withFolder { folder in
      // The lock goes with the store, not only with the process.
      await (try await open(folder + "/store.db")).close()
      await (try await open(folder + "/store.db")).close()
    }
  }

  /// A child forked while the store was open shares its descriptors until the child's exec.
  @Test(.enabled(if: access("/proc/self/fd", R_OK) == 0, "needs /proc"))
  func theLockGoesThoughAnotherHasItsDescriptor() async throws {
    try await withFolder { folder in
      let path = folder + "/store.db"
      let store = try await open(path)
      let held = (0..<4_096 as Range<Int32>).first { number in
        var target = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/fd/\(number)", &target, target.count)
        let name = String(decoding: target.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return name == path + ".lock"
      }
      let shared = dup(try #require(held))
      defer { close(shared) }
      await store.close()
      await (try await open(path)).close()
    }
  }

  @Test func aMissingFolderIsNamed() async throws {
    try await expectFailure("No such file or directory", opening: "/tmp/apus-no-such-folder/store.db")
  }

  @Test func anotherFileIsLeftAlone() async throws {
    try await withFolder { folder in
      let path = folder + "/store.db"
      let text = [UInt8].text(String(repeating: "This is a letter, not a database.\n", count: 100))
      write(text, to: path)
      try await expectFailure("is not a database", opening: path)
      #expect(read(path) == text)
    }
  }

  @Test func anotherProgramsDatabaseIsLeftAlone() async throws {
    try await withFolder { folder in
      let path = folder + "/store.db"
      try SQLiteConnection(path: path).execute("CREATE TABLE letters (text TEXT)")
      try await expectFailure("is not one of Apus", opening: path)
    }
  }

  @Test func aNewerSchemaIsRefused() async throws {
    try await withFolder { folder in
      let path = folder + "/store.db"
      await (try await open(path)).close()
      try SQLiteConnection(path: path).execute("PRAGMA user_version = 99")
      try await expectFailure("written by a newer Apus (schema 99, this one knows 1)", opening: path)
    }
  }

  @Test func aFullDiskRefusesWritesAndKeepsTheRest() async throws {
    try await withFolder { folder in
      let store = try await open(folder + "/store.db") { $0.pagesMax = 120 }
      var revisions: [Revision] = []
      let value = [UInt8](repeating: 1, count: 3_000)
      do {
        for number in 0..<1_000 { revisions.append(try await store.create("/\(number)", value)) }
        Issue.record("the disk should be full")
      } catch StoreError.engine(let message) {
        #expect(message.contains("the disk is full"), "\(message)")
      }
      #expect(revisions.count > 50)
      #expect(try await store.currentRevision == revisions.last)
      #expect(try await store.list(KeyRange(prefix: "/")).records.map(\.modRevision).sorted() == revisions)
      // Space comes back where things are deleted and forgotten; a deletion needs little.
      for number in 0..<10 { _ = try await store.delete("/\(number)", expected: revisions[number]) }
      try await store.compact(before: try await store.currentRevision)
      _ = try await store.create("/again", value)
      await store.close()
      let reopened = try await open(folder + "/store.db")
      #expect(try await reopened.list(KeyRange(prefix: "/")).records.count == revisions.count - 9)
      await reopened.close()
    }
  }

  /// In a group, only the write that doesn't fit fails.
  @Test func oneWriteTooLargeDoesNotHarmOthers() async throws {
    try await withFolder { folder in
      let store = try await open(folder + "/store.db") { $0.pagesMax = 200 }
      let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
        for number in 0..<20 {
          group.addTask {
            let value = [UInt8](repeating: 1, count: number == 7 ? 2 << 20 : 100)
            return (number, (try? await store.create("/\(number)", value)) != nil)
          }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      #expect(outcomes.filter { !$0.value }.keys.sorted() == [7])
      #expect(try await store.list(KeyRange(prefix: "/")).records.count == 19)
      await store.close()
    }
  }

  /// Cut anywhere, as by a disk that lost the end of the log, the log gives a beginning of the history.
  @Test func aTruncatedLogLosesOnlyItsEnd() async throws {
    try await withFolder { folder in
      let path = folder + "/store.db"
      let store = try await open(path)
      for number in 0..<60 { _ = try await store.create("/\(100 + number)", [UInt8](repeating: 2, count: 3_000)) }
      let (main, log) = (read(path), read(path + "-wal"))
      await store.close()
      #expect(log.count > 60 * 4_096)
      let random = SeededRandom(seed: 51)
      for round in 0..<20 {
        let cut = Int(random.next(below: UInt64(log.count)))
        var damaged = log
        if round % 2 == 0 { damaged.removeSubrange(cut...) } else { damaged[cut] ^= 0xFF }
        let copy = folder + "/copy\(round).db"
        write(main, to: copy)
        write(damaged, to: copy + "-wal")
        // Cut into its first frames there may be nothing yet that is Apus's.
        let store = try await open(copy)
        let current = try await store.currentRevision
        let records = try await store.list(KeyRange(prefix: "/")).records
        #expect(records.map(\.modRevision) == Array((initialRevision + 1)..<(current + 1)), "cut at \(cut)")
        #expect(records.allSatisfy { $0.value.count == 3_000 })
        _ = try await store.create("/new", .text("1"))
        await store.close()
      }
    }
  }

  @Test func damagedPagesAreFoundAfterACrash() async throws {
    try await withFolder { folder in
      let path = folder + "/store.db"
      let store = try await open(path)
      for number in 0..<400 { _ = try await store.create("/\(number)", [UInt8](repeating: 3, count: 2_000)) }
      await store.close()
      try SQLiteConnection(path: path).execute("UPDATE meta SET value = 0 WHERE name = 'clean'")
      var bytes = read(path)
      for page in 20..<40 { for offset in 0..<64 { bytes[page * 4_096 + offset] = 0xA5 } }
      write(bytes, to: path)
      try await expectFailure("is damaged", "backup", opening: path)
    }
  }

  private func write(_ bytes: [UInt8], to path: String) {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    #expect(written == bytes.count)
  }

  private func read(_ path: String) -> [UInt8] {
    let descriptor = Glibc.open(path, O_RDONLY)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    #expect(count == bytes.count)
    return bytes
  }
}
