internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The machine's own files.
public struct SystemCertificateFiles: CertificateFiles {
  private static let bytesMax = 1 << 20

  public init() {}

  public func read(_ path: String) throws(PKIError) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw Self.failure("open", path)
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = Self.system.read(file, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure("read", path) }
      if count == 0 { return bytes }
      bytes += chunk.prefix(count)
      guard bytes.count <= Self.bytesMax else { throw PKIError(.file, "\(path) is too large for a certificate.") }
    }
  }

  public func write(_ path: String, _ bytes: [UInt8], isSecret: Bool) throws(PKIError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try Self.makeFolder(folder)
    let temporary = "\(path).\(getpid()).new"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, isSecret ? 0o600 : 0o644)
    guard file >= 0 else { throw Self.failure("create", temporary) }
    do {
      defer { close(file) }
      // The mode given above doesn't apply to a file left behind by an interrupted attempt.
      guard fchmod(file, isSecret ? 0o600 : 0o644) == 0 else { throw Self.failure("chmod", temporary) }
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Self.system.write(file, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw Self.failure("write", temporary) }
        rest = rest.dropFirst(count)
      }
      guard fsync(file) == 0 else { throw Self.failure("fsync", temporary) }
    }
    guard rename(temporary, path) == 0 else { throw Self.failure("rename", path) }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private static func makeFolder(_ path: String) throws(PKIError) {
    var made = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      made += "/\(name)"
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw failure("mkdir", made) }
    }
  }

  private static func failure(_ call: String, _ path: String) -> PKIError {
    PKIError(.file, "\(call) \(path): \(String(cString: strerror(errno)))")
  }

  /// The C functions whose names our methods hide.
  private enum system {
    static func read(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
      #if canImport(Glibc)
        Glibc.read(file, buffer, count)
      #else
        Darwin.read(file, buffer, count)
      #endif
    }

    static func write(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
      #if canImport(Glibc)
        Glibc.write(file, buffer, count)
      #else
        Darwin.write(file, buffer, count)
      #endif
    }
  }
}

/// Certificates and keys in memory, for tests and for clusters that live only as long as their process.
public final class MemoryCertificateFiles: CertificateFiles {
  private let files = Mutex<[String: [UInt8]]>([:])
  private let secrets = Mutex<Set<String>>([])

  public init() {}

  public func read(_ path: String) throws(PKIError) -> [UInt8]? { files.withLock { $0[path] } }

  public func write(_ path: String, _ bytes: [UInt8], isSecret: Bool) throws(PKIError) {
    files.withLock { $0[path] = bytes }
    secrets.withLock { secrets in
      if isSecret { secrets.insert(path) } else { secrets.remove(path) }
    }
  }

  public var paths: [String] { files.withLock { $0.keys.sorted() } }

  public func isSecret(_ path: String) -> Bool { secrets.withLock { $0.contains(path) } }
}
