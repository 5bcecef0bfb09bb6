import LinuxSupport
import Testing

@Suite struct ProcessMemoryTests {
  /// Kilobytes of files that are mapped.
  private func mapped() throws -> Int {
    let status = String(decoding: try HostFileSystem().read("/proc/self/status", limit: 1 << 16), as: UTF8.self)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
  }

  @Test func pagesOfTheProgramAreGivenBackAndComeAgain() throws {
    let before = try mapped()
    ProcessMemory.release()
    #expect(try mapped() < before)
    // The program goes on: code and constants that were given back are read again.
    #expect([3, 1, 2].sorted().map(String.init).joined(separator: ", ") == "1, 2, 3")
  }
}
