import APIMachinery
import Glibc
import LinuxSupport

/// A socket that lives in a namespace. Everything is synchronous: the kernel accepts connections by itself. What never
/// comes is waited for ten seconds; a process that was stopped meanwhile begins anew.
final class TestSocket: Sendable {
  let descriptor: Descriptor

  private init(_ number: Int32) {
    descriptor = Descriptor(owning: number)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  static func make(in namespace: NetworkNamespace, _ type: __socket_type) throws -> TestSocket {
    TestSocket(
      try namespace.run { () throws(LinuxError) -> Int32 in
        let number = socket(AF_INET, Int32(type.rawValue), 0)
        guard number >= 0 else { throw LinuxError.system("socket") }
        return number
      })
  }

  static func listening(in namespace: NetworkNamespace, _ address: String, _ port: UInt16) throws -> TestSocket {
    let made = try bound(in: namespace, SOCK_STREAM, address, port)
    guard listen(made.descriptor.number, 64) == 0 else { throw LinuxError.system("listen") }
    return made
  }

  static func bound(in namespace: NetworkNamespace, _ type: __socket_type, _ address: String, _ port: UInt16) throws
    -> TestSocket
  {
    let made = try make(in: namespace, type)
    var one: Int32 = 1
    setsockopt(made.descriptor.number, SOL_SOCKET, SO_REUSEADDR, &one, 4)
    let result = withAddress(address, port) { bind(made.descriptor.number, $0, $1) }
    guard result == 0 else { throw LinuxError.system("bind \(address):\(port)") }
    return made
  }

  /// 0, or the error's number.
  func connect(_ address: String, _ port: UInt16) -> Int32 {
    var error: Int32
    repeat {
      error = Self.withAddress(address, port) { Glibc.connect(descriptor.number, $0, $1) } == 0 ? 0 : errno
    } while error == EINTR
    // As an attempt that was interrupted, and made again in vain, ends.
    return error == EALREADY ? EINPROGRESS : error
  }

  /// Whether there is something to be read or accepted, within some milliseconds.
  private var isReady: Bool {
    var waiting = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 5) == 1
  }

  /// The peer's address of the next connection; nil when there is none yet.
  func accepted() -> (peer: String, socket: TestSocket)? {
    guard isReady else { return nil }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept(descriptor.number, $0, &length) }
    }
    guard number >= 0 else { return nil }
    return ("\(IPAddress.v4(UInt32(bigEndian: address.sin_addr.s_addr)))", TestSocket(number))
  }

  @discardableResult
  func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return Glibc.send(descriptor.number, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  func receive() -> String? {
    var buffer = [UInt8](repeating: 0, count: 512)
    var count: Int
    repeat { count = recv(descriptor.number, &buffer, buffer.count, 0) } while count < 0 && errno == EINTR
    return count >= 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }

  /// Receives a datagram, for which it waits until the test is cancelled, and answers it with `answer`.
  func answerDatagram(_ answer: String) -> Bool {
    while !isReady { if Task.isCancelled { return false } }
    var buffer = [UInt8](repeating: 0, count: 512)
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
        guard recvfrom(descriptor.number, &buffer, buffer.count, 0, peer, &length) >= 0 else { return false }
        let bytes = Array(answer.utf8)
        return sendto(descriptor.number, bytes, bytes.count, 0, peer, length) == bytes.count
      }
    }
  }

  private static func withAddress<Result>(
    _ text: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    if case .v4(let value)? = IPAddress(text) { address.sin_addr.s_addr = value.bigEndian }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
