import LinuxSupport

/// What a container wanted to say at its end.
struct TerminationMessage {
  var files: any FileSystem

  /// As upstream: 4 KiB of the file, or the last 80 lines and 2 KiB of the log.
  static let fileMax = 4096
  static let logMax = 2048
  static let logLinesMax = 80

  func read(path: String, logPath: String, usesLogs: Bool) -> String {
    if let bytes = try? files.read(path, limit: 1 << 20), !bytes.isEmpty {
      return String(decoding: bytes.prefix(Self.fileMax), as: UTF8.self)
    }
    guard usesLogs, let bytes = try? files.read(logPath, limit: 64 << 20) else { return "" }
    var lines: [String] = []
    let text = String(decoding: bytes.suffix(256 << 10), as: UTF8.self)
    for line in text.split(separator: "\n") {
      // `TIME STREAM TAG CONTENT`
      let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      if parts.count == 4 { lines.append(parts[2] == "P" ? String(parts[3]) : parts[3] + "\n") }
    }
    let tail = lines.suffix(Self.logLinesMax).joined()
    return String(decoding: tail.utf8.suffix(Self.logMax), as: UTF8.self)
  }
}
