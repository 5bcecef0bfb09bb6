import APIMachinery
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct SystemFilesTests {
  private let files = SystemFiles()

  /// Runs `body` with a folder that is removed after it.
  private func with(_ body: (String) throws -> Void) throws {
    let folder = "/tmp/apus-files-\(SystemRandom().suffix(length: 12))"
    defer {
      for entry in files.list(folder) { try? files.remove("\(folder)/\(entry.name)") }
      rmdir(folder)
    }
    try body(folder)
  }

  @Test func replacesWholeFiles() throws {
    try with { folder in
      #expect(try files.contents(of: "\(folder)/a", bytesMax: 10) == nil)
      try files.replace("\(folder)/a", with: [1, 2, 3], mode: 0o644)
      try files.replace("\(folder)/a", with: [4, 5], mode: 0o600)
      #expect(try files.contents(of: "\(folder)/a", bytesMax: 2) == [4, 5])
      #expect(throws: FileError.self) { try files.contents(of: "\(folder)/a", bytesMax: 1) }
      var status = stat()
      #expect(stat("\(folder)/a", &status) == 0 && status.st_mode & 0o777 == 0o600)
      #expect(files.list(folder).map(\.name) == ["a"])
    }
  }

  @Test func appendsAndReadsPieces() throws {
    try with { folder in
      try files.replace("\(folder)/a", with: [1], mode: 0o600)
      let open = try files.append(to: "\(folder)/a", mode: 0o600)
      #expect(open.sizeAtStart == 1)
      try open.write([2, 3, 4])
      #expect(try files.piece(of: "\(folder)/a", at: 1, count: 2) == [2, 3])
      #expect(try files.piece(of: "\(folder)/a", at: 3, count: 2) == [4])
      #expect(try files.piece(of: "\(folder)/a", at: 4, count: 2).isEmpty)
      try files.rename("\(folder)/a", to: "\(folder)/b")
      #expect(files.list(folder).map(\.name) == ["b"] && (files.list(folder).first?.written ?? 0) > 0)
      try files.remove("\(folder)/b")
      let error = #expect(throws: FileError.self) { try files.remove("\(folder)/b") }
      #expect(error?.message == "remove \(folder)/b: No such file or directory")
      #expect(files.list("\(folder)/none").isEmpty)
    }
  }
}
