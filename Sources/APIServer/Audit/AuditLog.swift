import APIMachinery
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes events to a file, a line each, and begins a new one when it has become large (`--audit-log-*`).
final class AuditLog: AuditBackend {
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
  }

  private struct File {
    var descriptor: Int32 = -1
    var size = 0
  }

  private let settings: Settings
  private let time: any TimeSource
  private let file = Mutex(File())

  /// Opens the file. Throws where it can't be written.
  init(_ settings: Settings, time: any TimeSource) throws(KubeAPIServerError) {
    self.settings = settings
    self.time = time
    guard file.withLock({ open(&$0) }) else {
      throw KubeAPIServerError(
        "--audit-log-path: \(settings.path) can't be written: \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    file.withLock { file in
      if file.descriptor > 2 { close(file.descriptor) }
    }
  }

  func run() async {}

  func process(_ events: [AuditEvent]) -> Bool {
    var isKept = true
    for event in events {
      let line: [UInt8] =
        switch settings.format {
        case .json: event.json.encoded() + [UInt8(ascii: "\n")]
        case .legacy: Array((event.legacyLine + "\n").utf8)
        }
      isKept = file.withLock { write(line, to: &$0) } && isKept
    }
    return isKept
  }

  private func open(_ file: inout File) -> Bool {
    if settings.path == "-" {
      file.descriptor = 1
      return true
    }
    file.descriptor = Self.system.open(settings.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard file.descriptor >= 0 else { return false }
    var status = stat()
    file.size = fstat(file.descriptor, &status) == 0 ? Int(status.st_size) : 0
    return true
  }

  private func write(_ line: [UInt8], to file: inout File) -> Bool {
    if settings.path != "-", settings.bytesMax > 0, file.size > 0, file.size + line.count > settings.bytesMax {
      rotate(&file)
    }
    guard file.descriptor >= 0 || open(&file) else { return false }
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Self.system.write(file.descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
      file.size += count
    }
    return true
  }

  // MARK: Former files

  /// `audit.log` becomes `audit-2026-11-21T19-00-00.000.log`, as lumberjack names them upstream.
  private func rotate(_ file: inout File) {
    close(file.descriptor)
    file = File()
    let parts = Self.split(settings.path)
    let stamp = time.now().rfc3339Micro.prefix(23).replacing(":", with: "-")
    rename(settings.path, "\(parts.folder)/\(parts.stem)-\(stamp)\(parts.suffix)")
    removeOld()
  }

  private func removeOld() {
    let parts = Self.split(settings.path)
    guard let directory = opendir(parts.folder) else { return }
    var former: [(name: String, written: Int64)] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard name.hasPrefix(parts.stem + "-"), name.hasSuffix(parts.suffix),
        Self.isStamp(name.dropFirst(parts.stem.count + 1).dropLast(parts.suffix.count)),
        stat("\(parts.folder)/\(name)", &status) == 0
      else { continue }
      former.append((name, Int64(status.st_mtim.tv_sec)))
    }
    closedir(directory)
    former.sort { $0.name > $1.name }
    let oldest = time.now().seconds - Int64(settings.daysMax) * 86_400
    for (position, file) in former.enumerated()
    where (settings.filesMax > 0 && position >= settings.filesMax) || (settings.daysMax > 0 && file.written < oldest) {
      unlink("\(parts.folder)/\(file.name)")
    }
  }

  private static func isStamp(_ text: Substring) -> Bool {
    text.utf8.count == 23 && text.utf8.allSatisfy { "0123456789-.T".utf8.contains($0) }
  }

  private static func split(_ path: String) -> (folder: String, stem: String, suffix: String) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (folder, name, "") }
    return (folder.isEmpty ? "/" : folder, String(name[..<dot]), String(name[dot...]))
  }

  /// The system's calls, which the methods here hide by their names.
  private enum system {
    static func open(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
      #if canImport(Glibc)
        Glibc.open(path, flags, mode)
      #else
        Darwin.open(path, flags, mode)
      #endif
    }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
      #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
      #else
        Darwin.write(descriptor, bytes, count)
      #endif
    }
  }
}
