internal import Glibc

/// How full a file system is.
public struct DiskSpace: Sendable, Equatable {
  public var totalBytes: UInt64
  /// To processes that aren't root.
  public var availableBytes: UInt64
  public var totalInodes: UInt64
  public var freeInodes: UInt64

  public init(totalBytes: UInt64, availableBytes: UInt64, totalInodes: UInt64 = 0, freeInodes: UInt64 = 0) {
    self.totalBytes = totalBytes
    self.availableBytes = availableBytes
    self.totalInodes = totalInodes
    self.freeInodes = freeInodes
  }

  /// Of the file system that `path` is on; nil where it can't be read.
  public static func of(_ path: String) -> DiskSpace? {
    var info = statvfs()
    guard statvfs(path, &info) == 0 else { return nil }
    let block = UInt64(info.f_frsize)
    return DiskSpace(
      totalBytes: UInt64(info.f_blocks) * block, availableBytes: UInt64(info.f_bavail) * block,
      totalInodes: UInt64(info.f_files), freeInodes: UInt64(info.f_ffree))
  }
}

/// The machine's memory as it is now.
public struct MemoryState: Sendable, Equatable {
  public var totalBytes: UInt64 = 0
  public var availableBytes: UInt64 = 0

  public init() {}

  /// From /proc/meminfo; zero where it can't be read.
  public static func read(_ files: any FileSystem = HostFileSystem()) -> MemoryState {
    var state = MemoryState()
    guard let text = try? files.readText("/proc/meminfo") else { return state }
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 1, let kibibytes = UInt64(words[1]) else { continue }
      if words[0] == "MemTotal:" { state.totalBytes = kibibytes << 10 }
      if words[0] == "MemAvailable:" { state.availableBytes = kibibytes << 10 }
    }
    return state
  }
}
