internal import Glibc

/// Opens TCP connections to see whether somebody answers.
public enum TCPDial {
  /// Connects to an IP address and closes again. Throws when nobody answers within the limit, or the task is cancelled.
  public static func check(address: String, port: UInt16, limit: Duration) async throws {
    let isIPv6 = address.contains(":")
    let number = socket(
      isIPv6 ? AF_INET6 : AF_INET,
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw LinuxError.system("make a socket") }
    let descriptor = Descriptor(owning: number)
    let name = "\(isIPv6 ? "[\(address)]" : address):\(port)"
    let result: Int32
    if isIPv6 {
      var target = sockaddr_in6()
      target.sin6_family = sa_family_t(AF_INET6)
      target.sin6_port = port.bigEndian
      guard inet_pton(AF_INET6, address, &target.sin6_addr) == 1 else { throw invalid(address) }
      result = withUnsafePointer(to: target) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(number, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
      }
    } else {
      var target = sockaddr_in()
      target.sin_family = sa_family_t(AF_INET)
      target.sin_port = port.bigEndian
      guard inet_pton(AF_INET, address, &target.sin_addr) == 1 else { throw invalid(address) }
      result = withUnsafePointer(to: target) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    if result == 0 { return }
    guard errno == EINPROGRESS else { throw LinuxError.system("dial tcp \(name): connect") }
    switch await Poller.shared.wait(descriptor, toWrite: true, limit: limit) {
    case .cancelled: throw CancellationError()
    case .timedOut: throw LinuxError(.timedOut, "dial tcp \(name): i/o timeout", number: ETIMEDOUT)
    case .ready: break
    }
    var failure: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(number, SOL_SOCKET, SO_ERROR, &failure, &length)
    if failure != 0 { throw LinuxError.system("dial tcp \(name): connect", number: failure) }
  }

  private static func invalid(_ address: String) -> LinuxError {
    LinuxError(.unsupported, "\(address) is no IP address", number: EINVAL)
  }
}
