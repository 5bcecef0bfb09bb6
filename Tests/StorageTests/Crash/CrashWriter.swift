import Storage
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A child process that writes to a store until it is killed.
struct CrashWriter {
  /// Beside the test's own executable.
  static let path: String? = {
    guard let own = CommandLine.arguments.first, let slash = own.lastIndex(of: "/") else { return nil }
    let path = own[..<slash] + "/storage-crash-writer"
    return access(String(path), X_OK) == 0 ? String(path) : nil
  }()

  private let process: pid_t
  private let output: Int32

  init(database: String, seed: UInt64) throws {
    let path = try #require(Self.path)
    var ends: [Int32] = [0, 0]
    // Closed on exec from the start, which pipes aren't: a program that another test starts meanwhile would hold it open.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup(database), strdup("\(seed)"), nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, nil, &arguments, environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw StoreError.engine(message: "\(path): \(String(cString: strerror(code)))")
    }
    self.process = process
    output = ends[0]
  }

  /// Reads `lines` lines, waits `microseconds` more, kills it, and returns all that it said, only whole lines.
  func kill(afterLines lines: Int, microseconds: UInt32) -> [String] {
    var said: [UInt8] = []
    var seen = 0
    while seen < lines, let part = read() {
      seen += part.count { $0 == UInt8(ascii: "\n") }
      said += part
    }
    usleep(microseconds)
    Glibc.kill(process, SIGKILL)
    while let part = read() { said += part }
    close(output)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return String(decoding: said, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  private func read() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = buffer.withUnsafeMutableBytes { Glibc.read(output, $0.baseAddress, $0.count) }
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }
}
