public import Logging
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Writes log lines to standard error in the form of klog, Kubernetes' own logger:
/// `I1121 09:59:53.123456    1234 file.swift:12] "message" key="value"`.
public struct KlogHandler: LogHandler {
  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]

  private let label: String
  private let now: @Sendable () -> (seconds: Int64, nanoseconds: Int32)
  private let write: @Sendable (String) -> Void

  /// - Parameters:
  ///   - now: The wall clock.
  ///   - write: Takes a line with its line break; standard error by default.
  public init(
    label: String, level: Logger.Level = .info, now: @escaping @Sendable () -> (seconds: Int64, nanoseconds: Int32),
    write: @escaping @Sendable (String) -> Void = KlogHandler.writeToStandardError
  ) {
    self.label = label
    logLevel = level
    self.now = now
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var line = "\(Self.letter(event.level))\(timeText()) \(Self.padded(Int(getpid()))) "
    line += "\(event.file.split(separator: "/").last ?? "?"):\(event.line)] \(Self.quoted("\(event.message)"))"
    if !label.isEmpty { line += " logger=\(Self.quoted(label))" }
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(Self.quoted("\(value)"))" }
    write(line + "\n")
  }

  /// One write a line, so that lines of several threads don't mix.
  public static let writeToStandardError: @Sendable (String) -> Void = { line in
    var bytes = Array(line.utf8)
    let count = bytes.count
    // There is nobody to tell when standard error can't be written to.
    #if canImport(Glibc)
      _ = Glibc.write(2, &bytes, count)
    #else
      _ = Darwin.write(2, &bytes, count)
    #endif
  }

  private static func letter(_ level: Logger.Level) -> Character {
    switch level {
    case .trace, .debug, .info, .notice: "I"
    case .warning: "W"
    case .error: "E"
    case .critical: "F"
    }
  }

  private static func padded(_ number: Int) -> String {
    let text = "\(number)"
    return String(repeating: " ", count: max(0, 7 - text.utf8.count)) + text
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 32 || scalar.value == 127:
        quoted += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private func timeText() -> String {
    let (seconds, nanoseconds) = now()
    var time = time_t(seconds)
    var parts = tm()
    localtime_r(&time, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let micros = "\(nanoseconds / 1_000)"
    return two(parts.tm_mon + 1) + two(parts.tm_mday) + " " + two(parts.tm_hour) + ":" + two(parts.tm_min) + ":"
      + two(parts.tm_sec) + "." + String(repeating: "0", count: 6 - micros.utf8.count) + micros
  }
}
