import LinuxSupport
import Testing

/// What is changed on the machine can be undone, also by another process.
struct JournalTests {
  private let files = HostFileSystem()

  private func withDirectory(_ body: (String) throws -> Void) throws {
    let path = "/tmp/apus-journal-\(UInt64.random(in: 0 ..< .max))"
    try files.makeDirectory("\(path)/sys/net")
    defer { try? files.removeTree(path) }
    try body(path)
  }

  @Test func parametersAreSetBackToWhatTheyFirstWere() throws {
    try withDirectory { directory in
      try files.write("0\n", to: "\(directory)/sys/net/forward")
      try files.write("1\n", to: "\(directory)/sys/net/filter")
      func journal() -> SysctlJournal {
        SysctlJournal(path: "\(directory)/former", sysctl: Sysctl(root: "\(directory)/sys"))
      }
      try journal().set("net/filter", to: "1")
      #expect(!files.exists("\(directory)/former"), "nothing was changed")
      try journal().set("net/forward", to: "1")
      try journal().set("net/forward", to: "2")
      #expect(throws: LinuxError.self) { try journal().set("net/none", to: "1") }
      #expect(try files.readText("\(directory)/sys/net/forward") == "2\n")
      try journal().restore()
      #expect(try files.readText("\(directory)/sys/net/forward") == "0\n")
      #expect(!files.exists("\(directory)/former"))
      try journal().restore()
    }
  }

  @Test func onlyDirectoriesThatWereMissingAndAreEmptyGo() throws {
    try withDirectory { directory in
      func journal() -> DirectoryJournal { DirectoryJournal(path: "\(directory)/made") }
      let all = ["there", "cache", "cache/results", "used", "used/mine"].map { "\(directory)/\($0)" }
      try files.makeDirectory("\(directory)/there")
      try journal().noteMissing(all)
      for path in all { try files.makeDirectory(path) }
      // A second start finds them all; they are still ours.
      try journal().noteMissing(all)
      try files.write("somebody else's", to: "\(directory)/used/file")
      try journal().removeNoted()
      #expect(try files.list(directory) == ["sys", "there", "used"])
      #expect(try files.list("\(directory)/used") == ["file"])
      try journal().removeNoted()
    }
  }
}
