import LinuxSupport

/// The `apus server` process that `up` starts and `down` stops.
struct BackgroundServer {
  let options: ClusterOptions
  private let files = HostFileSystem()

  /// The running server.
  func runningProcess() throws -> AdoptedProcess? {
    guard let text = try files.readTextIfPresent(options.pidPath), let pid = Int32(text.prefix { $0 != "\n" }) else {
      return nil
    }
    return AdoptedProcess(identifier: pid) { words in
      words.count > 1 && words[1] == "server" && words.contains(options.dataDirectory)
    }
  }

  /// Starts the server in a session of its own, its output in the log. It goes on when this process ends.
  func start() throws -> Int32 {
    for folder in [options.dataDirectory, options.runDirectory, options.configurationDirectory] {
      try files.makeDirectory(folder)
    }
    let log = try Descriptor.open(options.logPath, flags: 0o2 | 0o100 | 0o2000)
    let program = try files.readSymbolicLink("/proc/self/exe")
    let child = try SystemProcessRunner().spawn(Command(program, ["server"] + options.arguments), output: .file(log))
    try files.writeAtomically("\(child.identifier)\n", to: options.pidPath)
    return child.identifier
  }

  /// Asks the server to end and waits until it has.
  func stop() async throws {
    guard let process = try runningProcess() else { return }
    process.signal(15)
    if try await process.wait(limit: .seconds(20)) { return }
    process.signal(9)
    _ = try await process.wait(limit: .seconds(5))
  }

  /// The end of the log, for messages about a server that doesn't start.
  func logTail(lines: Int = 15) -> String {
    guard let bytes = try? files.read(options.logPath, limit: 256 << 20) else { return "" }
    return String(decoding: bytes.suffix(8192), as: UTF8.self).split(separator: "\n").suffix(lines).joined(
      separator: "\n")
  }
}
