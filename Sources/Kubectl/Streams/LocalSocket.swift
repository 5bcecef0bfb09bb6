import Dispatch
import Glibc

/// A TCP port of this machine that port-forward listens on.
final class LocalListener: Sendable {
  let port: Int
  private let descriptor: Int32

  /// - Parameter port: 0 for any free one.
  init(address: String, port: Int) throws {
    let isV6 = address.contains(":")
    let descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw KubectlError("error: socket: \(String(cString: strerror(errno)))") }
    var one: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, 4)
    var storage = sockaddr_storage()
    let length = Self.fill(&storage, address, UInt16(truncatingIfNeeded: port), isV6)
    let bound = withUnsafePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard bound == 0, listen(descriptor, 64) == 0 else {
      let reason = String(cString: strerror(errno))
      Glibc.close(descriptor)
      throw KubectlError("error: unable to listen on port \(port): listen tcp \(address):\(port): bind: \(reason)")
    }
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    _ = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    // The port stands at the same place in both families.
    self.port = withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
    self.descriptor = descriptor
  }

  private static func fill(_ storage: inout sockaddr_storage, _ address: String, _ port: UInt16, _ isV6: Bool)
    -> socklen_t
  {
    withUnsafeMutablePointer(to: &storage) { pointer in
      if isV6 {
        return pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
          pointer.pointee.sin6_family = sa_family_t(AF_INET6)
          pointer.pointee.sin6_port = port.bigEndian
          inet_pton(AF_INET6, address, &pointer.pointee.sin6_addr)
          return socklen_t(MemoryLayout<sockaddr_in6>.size)
        }
      }
      return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        pointer.pointee.sin_family = sa_family_t(AF_INET)
        pointer.pointee.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &pointer.pointee.sin_addr)
        return socklen_t(MemoryLayout<sockaddr_in>.size)
      }
    }
  }

  /// The next connection; nil when the port was closed.
  func accept() async -> LocalSocket? {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [descriptor] in
        while true {
          let number = Glibc.accept(descriptor, nil, nil)
          if number < 0 && errno == EINTR { continue }
          return continuation.resume(returning: number < 0 ? nil : LocalSocket(number))
        }
      }
    }
  }

  func close() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    Glibc.close(descriptor)
  }
}

/// One connection to a forwarded port. Reads and writes wait on threads of their own.
final class LocalSocket: Sendable {
  private let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { Glibc.close(descriptor) }

  /// The next bytes; nil at the end or on an error.
  func read() async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [self] in
        var buffer = [UInt8](repeating: 0, count: 1 << 15)
        while true {
          let count = Glibc.read(descriptor, &buffer, buffer.count)
          if count < 0 && errno == EINTR { continue }
          return continuation.resume(returning: count > 0 ? Array(buffer[..<count]) : nil)
        }
      }
    }
  }

  /// Whether all bytes were taken.
  func write(_ bytes: [UInt8]) async -> Bool {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [self] in
        var offset = 0
        while offset < bytes.count {
          let count = bytes[offset...].withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
          }
          if count < 0 && errno == EINTR { continue }
          guard count > 0 else { return continuation.resume(returning: false) }
          offset += count
        }
        continuation.resume(returning: true)
      }
    }
  }

  /// Ends reads and writes; the descriptor goes with the last reference.
  func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
