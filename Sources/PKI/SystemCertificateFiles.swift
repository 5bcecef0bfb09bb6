internal import APIMachinery
internal import Synchronization

/// The machine's own files.
public struct SystemCertificateFiles: CertificateFiles {
  private static let bytesMax = 1 << 20

  public init() {}

  public func read(_ path: String) throws(PKIError) -> [UInt8]? {
    do throws(FileError) {
      return try SystemFiles().contents(of: path, bytesMax: Self.bytesMax)
    } catch {
      throw PKIError(.file, error.message)
    }
  }

  public func write(_ path: String, _ bytes: [UInt8], isSecret: Bool) throws(PKIError) {
    do throws(FileError) {
      try SystemFiles().replace(path, with: bytes, mode: isSecret ? 0o600 : 0o644)
    } catch {
      throw PKIError(.file, error.message)
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

  /// Whether it was written for its owner only.
  public func isSecret(_ path: String) -> Bool { secrets.withLock { $0.contains(path) } }
}
