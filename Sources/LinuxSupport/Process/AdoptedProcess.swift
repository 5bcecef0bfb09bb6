internal import CLinux
internal import Glibc

/// A process that was started by an earlier life of this program (or anyone else), found again by its PID.
public final class AdoptedProcess: Sendable {
  /// The process's PID.
  public let identifier: Int32
  private let handle: Descriptor

  /// Takes hold of the process `identifier` when it lives and `accepts` recognises its command line, so that a PID that
  /// was given to another program meanwhile is never taken for ours.
  public init?(identifier: Int32, files: any FileSystem = HostFileSystem(), accepts: ([String]) -> Bool) {
    // The handle comes first: from then on the PID can't change its owner unnoticed.
    let number = clinux_pidfd_open(identifier)
    guard identifier > 1, number >= 0 else { return nil }
    handle = Descriptor(owning: number)
    self.identifier = identifier
    guard let bytes = try? files.read("/proc/\(identifier)/cmdline", limit: 1 << 20), !bytes.isEmpty else { return nil }
    let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard accepts(words), isAlive else { return nil }
  }

  /// Whether it still runs.
  public var isAlive: Bool {
    var polled = pollfd(fd: handle.number, events: Int16(POLLIN), revents: 0)
    return poll(&polled, 1, 0) == 0
  }

  /// Waits for its end, or for the limit to pass; whether it has ended. Throws `CancellationError`.
  public func wait(limit: Duration? = nil) async throws -> Bool {
    switch await Poller.shared.wait(handle, limit: limit) {
    case .ready: return true
    case .timedOut: return !isAlive
    case .cancelled: throw CancellationError()
    }
  }

  /// Sends a signal; nothing happens when it has ended.
  public func signal(_ number: Int32) {
    if isAlive { _ = kill(identifier, number) }
  }
}
