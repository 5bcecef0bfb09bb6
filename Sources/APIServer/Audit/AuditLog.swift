import APIMachinery
import HTTPTransport
import Logging
import Synchronization

/// Writes events to a file, a line each, and begins a new one when it has become large (`--audit-log-*`).
final class AuditLog: AuditBackend, AuditSink {
  enum Format: String, Sendable { case json, legacy }

  struct Settings: Sendable {
    /// `-` is standard output.
    var path: String
    var format = Format.json
    /// Days that former files are kept; zero: for ever.
    var daysMax = 366
    /// Former files that are kept; zero: all.
    var filesMax = 100
    /// Of a file; zero: any.
    var bytesMax = 100 << 20
    /// Whether former files are kept as gzip.
    var compresses = false
  }

  private struct File {
    var open: (any AppendingFile)?
    var size = 0
  }

  private let settings: Settings
  private let time: any TimeSource
  private let files: any Files
  private let errors: AuditErrors
  private let former: FormerAuditLogs
  private let file: Mutex<File>
  /// Something for `run()` to do: former files to be compressed or removed.
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  /// Opens the file. Throws where it can't be written.
  init(
    _ settings: Settings, time: any TimeSource, files: any Files = SystemFiles(), errors: AuditErrors = AuditErrors()
  )
    throws(KubeAPIServerError)
  {
    self.settings = settings
    self.time = time
    self.files = files
    self.errors = errors
    former = FormerAuditLogs(settings: settings, files: files)
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    do throws(FileError) {
      file = Mutex(try Self.open(settings, files))
    } catch {
      throw KubeAPIServerError("--audit-log-path: \(settings.path) can't be written: \(error.message)")
    }
    wake.yield()
  }

  private static func open(_ settings: Settings, _ files: any Files) throws(FileError) -> File {
    let open =
      settings.path == "-" ? files.standardOutput : try files.append(to: settings.path, mode: 0o600)
    return File(open: open, size: open.sizeAtStart)
  }

  func write(_ events: [AuditEvent]) async -> Bool { process(events) }

  func process(_ events: [AuditEvent]) -> Bool {
    var lost = 0
    var problem = ""
    for event in events {
      let line: [UInt8] =
        switch settings.format {
        case .json: event.json.encoded() + [UInt8(ascii: "\n")]
        case .legacy: Array((event.legacyLine + "\n").utf8)
        }
      do throws(FileError) {
        try file.withLock { file throws(FileError) in try write(line, to: &file) }
      } catch {
        (lost, problem) = (lost + 1, error.message)
      }
    }
    if lost > 0 { errors.note("log", events: lost, problem) }
    return lost == 0
  }

  private func write(_ line: [UInt8], to file: inout File) throws(FileError) {
    if settings.path != "-", settings.bytesMax > 0, file.size > 0, file.size + line.count > settings.bytesMax {
      file = File()
      try files.rename(settings.path, to: former.path(at: time.now()))
      wake.yield()
    }
    if file.open == nil { file = try Self.open(settings, files) }
    try file.open?.write(line)
    file.size += line.count
  }

  /// Compresses and removes former files as they come to be.
  func run() async {
    guard settings.path != "-" else { return }
    for await _ in wakes {
      do {
        try await former.tidy(now: time.now())
      } catch is CancellationError {
        return
      } catch {
        // The next file brings the next attempt.
        Logger(label: "audit").error("former audit logs can't be tidied up", metadata: ["error": "\(error)"])
      }
    }
  }
}

/// The files that an audit log was written to before, named as lumberjack does upstream:
/// `audit.log` becomes `audit-2026-11-21T19-00-00.000.log`, and that with `.gz` where it is compressed.
struct FormerAuditLogs: Sendable {
  private static let compressed = ".gz"
  private static let pieceBytes = 1 << 20

  private let settings: AuditLog.Settings
  private let files: any Files
  private let folder: String
  private let stem: String
  private let suffix: String

  init(settings: AuditLog.Settings, files: any Files) {
    self.settings = settings
    self.files = files
    let path = settings.path
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let above = slash.map { String(path[..<$0]) } ?? "."
    folder = above.isEmpty ? "/" : above
    let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 }
    stem = dot.map { String(name[..<$0]) } ?? name
    suffix = dot.map { String(name[$0...]) } ?? ""
  }

  /// Where the log goes that is full now.
  func path(at now: Timestamp) -> String {
    "\(folder)/\(stem)-\(now.rfc3339Micro.prefix(23).replacing(":", with: "-"))\(suffix)"
  }

  /// Removes what is too old or too much and compresses the rest. Throws `CancellationError` between two pieces; what
  /// was half done is begun anew the next time.
  func tidy(now: Timestamp) async throws {
    let oldest = now.seconds - Int64(settings.daysMax) * 86_400
    var kept: Set<String> = []
    for file in files.list(folder).sorted(by: { $0.name > $1.name }) {
      let isCompressed = file.name.hasSuffix(Self.compressed)
      let name = isCompressed ? String(file.name.dropLast(Self.compressed.count)) : file.name
      guard isFormer(name) else { continue }
      let path = "\(folder)/\(file.name)"
      // A file and what an interrupted attempt has made of it count once.
      kept.insert(name)
      if settings.filesMax > 0 && kept.count > settings.filesMax || settings.daysMax > 0 && file.written < oldest {
        try files.remove(path)
      } else if settings.compresses, !isCompressed {
        try await compress(path)
      }
    }
  }

  private func isFormer(_ name: String) -> Bool {
    guard name.hasPrefix(stem + "-"), name.hasSuffix(suffix) else { return false }
    let stamp = name.dropFirst(stem.count + 1).dropLast(suffix.count)
    return stamp.utf8.count == 23 && stamp.utf8.allSatisfy { "0123456789-.T".utf8.contains($0) }
  }

  private func compress(_ path: String) async throws {
    guard let deflater = Deflater(format: .gzip, level: -1) else { throw FileError("no memory to compress \(path)") }
    let target = path + Self.compressed
    // What an interrupted attempt has left.
    try? files.remove(target)
    let output = try files.append(to: target, mode: 0o600)
    var offset = 0
    while case let piece = try files.piece(of: path, at: offset, count: Self.pieceBytes), !piece.isEmpty {
      try Task.checkCancellation()
      var bytes: [UInt8] = []
      try deflater.compress(piece, into: &bytes)
      try output.write(bytes)
      offset += piece.count
      await Task.yield()
    }
    var end: [UInt8] = []
    try deflater.finish(into: &end)
    try output.write(end)
    try files.remove(path)
  }
}
