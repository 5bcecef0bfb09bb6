internal import CLinux
internal import Glibc
internal import Synchronization

/// An open file, closed when the last reference goes, or before by ``close()``.
public final class Descriptor: Sendable {
  /// The number that the system knows it by; valid while this object lives and wasn't closed.
  public let number: Int32
  private let isOpen = Atomic(true)

  /// Takes ownership of an open descriptor.
  public init(owning number: Int32) {
    precondition(number >= 0)
    self.number = number
  }

  deinit { close() }

  /// Closes it early. The owner makes sure that nobody uses it any more.
  public func close() {
    if isOpen.exchange(false, ordering: .acquiringAndReleasing) { _ = Glibc.close(number) }
  }

  /// Opens a file with `open(2)` flags; always close-on-exec.
  public static func open(_ path: String, flags: Int32 = 0, mode: UInt32 = 0) throws(LinuxError) -> Descriptor {
    while true {
      let number = Glibc.open(path, flags | O_CLOEXEC, mode)
      if number >= 0 { return Descriptor(owning: number) }
      guard errno == EINTR else { throw LinuxError.system("open \(path)") }
    }
  }

  /// A pipe: what is written to the second is read from the first.
  public static func pipe() throws(LinuxError) -> (reading: Descriptor, writing: Descriptor) {
    var ends: [Int32] = [0, 0]
    guard clinux_pipe(&ends) == 0 else { throw LinuxError.system("make a pipe") }
    return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
  }

  /// At most `count` bytes; empty at the end of the file, nil when none are there yet and the file doesn't block.
  public func read(upTo count: Int) throws(LinuxError) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: count)
    while true {
      let received = Glibc.read(number, &buffer, count)
      if received >= 0 {
        buffer.removeLast(count - received)
        return buffer
      }
      if errno == EAGAIN { return nil }
      guard errno == EINTR else { throw LinuxError.system("read") }
    }
  }

  /// Writes as much as the file takes now; the number of bytes taken, 0 when it would block.
  public func write(some bytes: ArraySlice<UInt8>) throws(LinuxError) -> Int {
    while true {
      let sent = bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
      if sent >= 0 { return sent }
      if errno == EAGAIN { return 0 }
      guard errno == EINTR else { throw LinuxError.system("write") }
    }
  }

  /// Writes everything; for files that block.
  public func write(_ bytes: [UInt8]) throws(LinuxError) {
    var rest = bytes[...]
    while !rest.isEmpty { rest = rest.dropFirst(try write(some: rest)) }
  }

  /// Makes reads and writes return at once when they would wait.
  public func setNonBlocking() throws(LinuxError) {
    let flags = fcntl(number, F_GETFL)
    guard flags >= 0, fcntl(number, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw LinuxError.system("make a descriptor non-blocking")
    }
  }
}
