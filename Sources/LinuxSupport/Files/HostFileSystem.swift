internal import Glibc

/// The machine's own file system.
public struct HostFileSystem: FileSystem {
  public init() {}

  public func read(_ path: String, limit: Int) throws(LinuxError) -> [UInt8] {
    let file = try Descriptor.open(path)
    var content: [UInt8] = []
    // Files of the kernel say size 0: read until the end instead of asking.
    while let piece = try file.read(upTo: 64 << 10), !piece.isEmpty {
      content += piece
      guard content.count <= limit else {
        throw LinuxError(.tooLarge, "\(path) has more than \(limit) bytes")
      }
    }
    return content
  }

  public func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(LinuxError) {
    let file = try Descriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    do {
      try file.write(bytes)
    } catch {
      throw LinuxError.system("write \(path)", number: error.number)
    }
  }

  public func writeAtomically(_ bytes: [UInt8], to path: String, mode: UInt32) throws(LinuxError) {
    let temporary = "\(path).\(getpid()).\(pthread_self()).new"
    unlink(temporary)
    do throws(LinuxError) {
      let file = try Descriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
      try file.write(bytes)
      // The process's umask must not decide.
      guard fchmod(file.number, mode) == 0 else { throw LinuxError.system("set the mode of \(temporary)") }
      guard fsync(file.number) == 0 else { throw LinuxError.system("sync \(temporary)") }
      try rename(temporary, to: path)
    } catch {
      unlink(temporary)
      throw error
    }
    let directory = try Descriptor.open(Self.parent(of: path), flags: O_RDONLY | O_DIRECTORY)
    guard fsync(directory.number) == 0 else { throw LinuxError.system("sync \(Self.parent(of: path))") }
  }

  public func makeDirectory(_ path: String, mode: UInt32) throws(LinuxError) {
    if mkdir(path, mode) == 0 { return }
    switch errno {
    case EEXIST:
      var info = stat()
      guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
        throw LinuxError.system("make directory \(path)", number: EEXIST)
      }
    case ENOENT:
      let parent = Self.parent(of: path)
      guard parent != path else { throw LinuxError.system("make directory \(path)", number: ENOENT) }
      try makeDirectory(parent, mode: mode)
      guard mkdir(path, mode) == 0 || errno == EEXIST else { throw LinuxError.system("make directory \(path)") }
    default:
      throw LinuxError.system("make directory \(path)")
    }
  }

  public func remove(_ path: String) throws(LinuxError) {
    if unlink(path) == 0 || errno == ENOENT { return }
    if errno == EISDIR || errno == EPERM {
      if rmdir(path) == 0 || errno == ENOENT { return }
    }
    throw LinuxError.system("remove \(path)")
  }

  public func removeTree(_ path: String) throws(LinuxError) {
    guard let root = try status(path) else { return }
    try removeTree(path, root, device: root.device)
  }

  private func removeTree(_ path: String, _ found: FileStatus, device: UInt64) throws(LinuxError) {
    if found.kind == .directory {
      guard found.device == device else {
        throw LinuxError(.system, "\(path) is a mount point; it is not removed", number: EBUSY)
      }
      for name in try list(path) {
        let below = "\(path)/\(name)"
        if let status = try status(below) { try removeTree(below, status, device: device) }
      }
      guard rmdir(path) == 0 || errno == ENOENT else { throw LinuxError.system("remove directory \(path)") }
    } else {
      guard unlink(path) == 0 || errno == ENOENT else { throw LinuxError.system("remove \(path)") }
    }
  }

  public func list(_ path: String) throws(LinuxError) -> [String] {
    guard let directory = opendir(path) else { throw LinuxError.system("list \(path)") }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  public func status(_ path: String) throws(LinuxError) -> FileStatus? {
    var info = stat()
    guard lstat(path, &info) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw LinuxError.system("look at \(path)")
    }
    let kind: FileStatus.Kind =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFSOCK: .socket
      case S_IFCHR: .characterDevice
      case S_IFBLK: .blockDevice
      default: .other
      }
    return FileStatus(
      kind: kind, size: Int64(info.st_size), mode: UInt32(info.st_mode) & 0o7777, user: info.st_uid, group: info.st_gid,
      device: UInt64(info.st_dev), inode: UInt64(info.st_ino),
      modifiedNanoseconds: Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec))
  }

  public func makeSymbolicLink(_ path: String, to target: String) throws(LinuxError) {
    guard symlink(target, path) == 0 else { throw LinuxError.system("make symbolic link \(path)") }
  }

  public func readSymbolicLink(_ path: String) throws(LinuxError) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    guard count >= 0 else { throw LinuxError.system("read symbolic link \(path)") }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  public func rename(_ path: String, to destination: String) throws(LinuxError) {
    guard Glibc.rename(path, destination) == 0 else { throw LinuxError.system("rename \(path) to \(destination)") }
  }

  public func setOwner(_ path: String, user: UInt32?, group: UInt32?) throws(LinuxError) {
    guard lchown(path, user ?? .max, group ?? .max) == 0 else { throw LinuxError.system("set the owner of \(path)") }
  }

  public func setMode(_ path: String, mode: UInt32) throws(LinuxError) {
    guard chmod(path, mode) == 0 else { throw LinuxError.system("set the mode of \(path)") }
  }

  /// The directory that holds `path`.
  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
