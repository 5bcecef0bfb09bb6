import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keeps a second process from opening a database: a lock on a file beside it, which the kernel releases when this
/// process ends, however it ends. The file holds the process's id.
final class DatabaseLock: Sendable {
  private let held: Mutex<Int32?>

  init(database: String) throws(StoreError) {
    let path = database + ".lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .engine(message: "lock file \(path) can't be opened: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.text(of: descriptor)
      close(descriptor)
      throw .engine(
        message: """
          database \(database) is in use by another process\(holder.isEmpty ? "" : " (\(holder))"); \
          stop that one first, or give this one its own data directory
          """)
    }
    held = Mutex(descriptor)
    let line = "pid \(getpid())"
    ftruncate(descriptor, 0)
    _ = line.utf8CString.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count - 1) }
  }

  deinit { release() }

  func release() {
    held.withLock { descriptor in
      if let descriptor {
        // A child that was forked a moment ago shares the descriptor until its exec: closing ours would not unlock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
      }
      descriptor = nil
    }
  }

  private static func text(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
