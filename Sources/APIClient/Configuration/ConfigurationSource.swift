#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where configuration comes from: environment variables and files.
public protocol ConfigurationSource: Sendable {
  /// The value of an environment variable.
  func variable(_ name: String) -> String?
  /// The content of a file; nil where there is none. Throws ``ClientError/Code/fileUnreadable``.
  func file(_ path: String) throws -> [UInt8]?
}

/// The environment and files of this process.
public struct SystemConfigurationSource: ConfigurationSource {
  /// The longest configuration file, in bytes.
  private static let fileBytesMax = 16 << 20

  /// Reads from this process' environment.
  public init() {}

  public func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  public func file(_ path: String) throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw ClientError(.fileUnreadable, "\(path) can't be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return content }
      guard count > 0, content.count + count <= Self.fileBytesMax else {
        let why = count < 0 ? String(cString: strerror(errno)) : "longer than \(Self.fileBytesMax) bytes"
        throw ClientError(.fileUnreadable, "\(path) can't be read: \(why)")
      }
      content += buffer[..<count]
    }
  }
}
