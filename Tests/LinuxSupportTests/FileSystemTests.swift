import LinuxSupport
import Testing

struct FileSystemTests {
  private let files = HostFileSystem()

  private func withDirectory(_ body: (String) throws -> Void) throws {
    let path = "/tmp/apus-files-\(UInt64.random(in: 0 ..< .max))"
    try files.makeDirectory(path)
    defer { try? files.removeTree(path) }
    try body(path)
  }

  @Test func writesAndReads() throws {
    try withDirectory { directory in
      try files.makeDirectory("\(directory)/a/b/c")
      try files.makeDirectory("\(directory)/a/b/c")
      try files.writeAtomically("one", to: "\(directory)/a/b/c/file", mode: 0o600)
      try files.writeAtomically("two", to: "\(directory)/a/b/c/file", mode: 0o640)
      #expect(try files.readText("\(directory)/a/b/c/file") == "two")
      #expect(try files.status("\(directory)/a/b/c/file")?.mode == 0o640)
      #expect(try files.list("\(directory)/a/b/c") == ["file"])
      #expect(try files.readTextIfPresent("\(directory)/none") == nil)
      #expect(throws: LinuxError.self) { try files.read("\(directory)/a/b/c/file", limit: 2) }
    }
  }

  @Test func removesTreesWithoutFollowingLinks() throws {
    try withDirectory { directory in
      try files.makeDirectory("\(directory)/kept")
      try files.write("x", to: "\(directory)/kept/file")
      try files.makeDirectory("\(directory)/gone/deep")
      try files.makeSymbolicLink("\(directory)/gone/link", to: "\(directory)/kept")
      try files.removeTree("\(directory)/gone")
      try files.removeTree("\(directory)/gone")
      #expect(try files.list(directory) == ["kept"])
      #expect(files.exists("\(directory)/kept/file"))
    }
  }

  @Test func directoryOverAFileFails() throws {
    try withDirectory { directory in
      try files.write("x", to: "\(directory)/file")
      #expect(throws: LinuxError.self) { try files.makeDirectory("\(directory)/file") }
      #expect(throws: LinuxError.self) { try files.makeDirectory("\(directory)/file/below") }
    }
  }
}
