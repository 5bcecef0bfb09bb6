/// Files and directories, as the node's parts need them. Paths are absolute.
///
/// `Files` of APIMachinery is less, and for parts that run on any machine: whole files of their own. Here are the
/// kernel's files, which must be written in place, links, owners, mount points and trees.
///
/// A protocol so that tests can use a directory of their own or a fake; ``HostFileSystem`` is the real one.
public protocol FileSystem: Sendable {
  /// The whole content. Fails with ``LinuxError/Code/tooLarge`` when it is more than `limit` bytes.
  func read(_ path: String, limit: Int) throws(LinuxError) -> [UInt8]
  /// Writes into the file itself, as needed for the kernel's files and bind mounts; creates it when missing.
  func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(LinuxError)
  /// Replaces the file in one step: readers see the old or the new content, also after a power cut.
  func writeAtomically(_ bytes: [UInt8], to path: String, mode: UInt32) throws(LinuxError)
  /// Makes the directory and the ones above it; no failure when it exists.
  func makeDirectory(_ path: String, mode: UInt32) throws(LinuxError)
  /// Removes a file or an empty directory; no failure when it doesn't exist.
  func remove(_ path: String) throws(LinuxError)
  /// Removes everything below and the directory itself, without following symbolic links or crossing into other
  /// file systems; no failure when it doesn't exist.
  func removeTree(_ path: String) throws(LinuxError)
  /// The names in a directory, sorted, without `.` and `..`.
  func list(_ path: String) throws(LinuxError) -> [String]
  /// What is at the path, without following a symbolic link; nil when there is nothing.
  func status(_ path: String) throws(LinuxError) -> FileStatus?
  /// Makes `path` a symbolic link to `target`.
  func makeSymbolicLink(_ path: String, to target: String) throws(LinuxError)
  /// Where the symbolic link points.
  func readSymbolicLink(_ path: String) throws(LinuxError) -> String
  /// Moves, replacing what is at `destination`.
  func rename(_ path: String, to destination: String) throws(LinuxError)
  /// Sets owner and group; nil leaves one as it is.
  func setOwner(_ path: String, user: UInt32?, group: UInt32?) throws(LinuxError)
  /// Sets the permission bits.
  func setMode(_ path: String, mode: UInt32) throws(LinuxError)
}

/// What is known of a file.
public struct FileStatus: Sendable, Equatable {
  /// The kinds of file that matter here.
  public enum Kind: Sendable, Equatable {
    case file, directory, symbolicLink, socket, characterDevice, blockDevice, other
  }

  public var kind: Kind
  /// In bytes.
  public var size: Int64
  /// Permission bits, 0 to 0o7777.
  public var mode: UInt32
  public var user: UInt32
  public var group: UInt32
  /// Device that the file is on; differs across mount points.
  public var device: UInt64
  public var inode: UInt64
  /// Last change of the content, nanoseconds since 1970.
  public var modifiedNanoseconds: Int64
}

extension FileSystem {
  /// Content as text; bytes that are no UTF-8 are replaced.
  public func readText(_ path: String, limit: Int = 1 << 20) throws(LinuxError) -> String {
    String(decoding: try read(path, limit: limit), as: UTF8.self)
  }

  /// Content as text, nil when the file doesn't exist.
  public func readTextIfPresent(_ path: String, limit: Int = 1 << 20) throws(LinuxError) -> String? {
    do {
      return try readText(path, limit: limit)
    } catch  where error.isNotFound {
      return nil
    }
  }

  /// Writes text into the file itself.
  public func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws(LinuxError) {
    try write(Array(text.utf8), to: path, mode: mode)
  }

  /// Replaces the file by this text in one step.
  public func writeAtomically(_ text: String, to path: String, mode: UInt32 = 0o644) throws(LinuxError) {
    try writeAtomically(Array(text.utf8), to: path, mode: mode)
  }

  /// As ``makeDirectory(_:mode:)`` with mode 0755.
  public func makeDirectory(_ path: String) throws(LinuxError) {
    try makeDirectory(path, mode: 0o755)
  }

  /// Whether anything is at the path.
  public func exists(_ path: String) -> Bool {
    let found = try? status(path)
    return found != nil
  }
}
