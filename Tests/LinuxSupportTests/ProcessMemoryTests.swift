import LinuxSupport
import Testing

@Suite struct ProcessMemoryTests {
  /// Kilobytes of files that are mapped.
  private static func mapped() throws -> Int {
    let status = String(decoding: try HostFileSystem().read("/proc/self/status", limit: 1 << 16), as: UTF8.self)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
  }

  /// In a process of its own, where no other test reads pages in again meanwhile.
  @Test func pagesOfTheProgramAreGivenBackAndComeAgain() async {
    await #expect(processExitsWith: .success) {
      let before = try Self.mapped()
      ProcessMemory.release()
      #expect(try Self.mapped() < before)
      // The program goes on: code and constants that were given back are read again.
      #expect([3, 1, 2].sorted().map(String.init).joined(separator: ", ") == "1, 2, 3")
    }
  }
}
