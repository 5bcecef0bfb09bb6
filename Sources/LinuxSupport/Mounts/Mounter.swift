internal import CLinux
internal import Glibc

/// Mounts and unmounts. A protocol so that tests can watch what would be mounted.
public protocol Mounter: Sendable {
  /// What is mounted in this mount namespace, in the order of mounting.
  func mounts() throws(LinuxError) -> [MountPoint]
  /// Mounts a file system in memory on the directory `path`. `options` are tmpfs's own, such as `size=64m,mode=0755`.
  func mountMemory(on path: String, options: String) throws(LinuxError)
  /// Makes `source` (a file or directory) appear at `path` also.
  func bind(_ source: String, on path: String, isReadOnly: Bool) throws(LinuxError)
  /// Takes away what is mounted at `path`, now or (where it is busy) as soon as nobody uses it. No failure when nothing
  /// is mounted there.
  func unmount(_ path: String) throws(LinuxError)
  /// Makes mounts below `path` propagate both ways.
  func makeShared(_ path: String) throws(LinuxError)
}

extension Mounter {
  /// Unmounts everything at `path` and below, the innermost first.
  public func unmountTree(_ path: String) throws(LinuxError) {
    let inside = try mounts().filter { $0.path == path || $0.path.hasPrefix(path + "/") }
    for mount in inside.reversed() { try unmount(mount.path) }
  }

  /// Whether something is mounted exactly at `path`.
  public func isMountPoint(_ path: String) throws(LinuxError) -> Bool {
    try mounts().contains { $0.path == path }
  }
}

/// Mounts on this machine.
public struct SystemMounter: Mounter {
  public init() {}

  public func mounts() throws(LinuxError) -> [MountPoint] {
    MountPoint.parse(mountInfo: try HostFileSystem().readText("/proc/self/mountinfo", limit: 16 << 20))
  }

  public func mountMemory(on path: String, options: String) throws(LinuxError) {
    let flags = clinux_ms_nosuid | clinux_ms_nodev
    guard clinux_mount("tmpfs", path, "tmpfs", flags, options) == 0 else {
      throw LinuxError.system("mount a tmpfs on \(path)")
    }
  }

  public func bind(_ source: String, on path: String, isReadOnly: Bool) throws(LinuxError) {
    guard clinux_mount(source, path, nil, clinux_ms_bind | clinux_ms_rec, nil) == 0 else {
      throw LinuxError.system("bind \(source) to \(path)")
    }
    // The kernel ignores "read-only" in the first call of a bind mount.
    if isReadOnly, clinux_mount(nil, path, nil, clinux_ms_bind | clinux_ms_remount | clinux_ms_rdonly, nil) != 0 {
      let number = errno
      _ = clinux_umount(path, clinux_mnt_detach)
      throw LinuxError.system("make \(path) read-only", number: number)
    }
  }

  public func unmount(_ path: String) throws(LinuxError) {
    if clinux_umount(path, 0) == 0 || errno == EINVAL || errno == ENOENT { return }
    if clinux_umount(path, clinux_mnt_detach) == 0 || errno == EINVAL { return }
    throw LinuxError.system("unmount \(path)")
  }

  public func makeShared(_ path: String) throws(LinuxError) {
    guard clinux_mount(nil, path, nil, clinux_ms_shared | clinux_ms_rec, nil) == 0 else {
      throw LinuxError.system("make mounts below \(path) shared")
    }
  }

  /// Whether the kernel can join directories below `directory` into one view (overlayfs), as image snapshots need.
  public static func supportsOverlay(below directory: String) -> Bool {
    let files = HostFileSystem()
    let root = "\(directory)/overlay-check"
    defer { try? files.removeTree(root) }
    do {
      for name in ["lower", "upper", "work", "joined"] { try files.makeDirectory("\(root)/\(name)") }
    } catch {
      return false
    }
    let options = "lowerdir=\(root)/lower,upperdir=\(root)/upper,workdir=\(root)/work"
    guard clinux_mount("overlay", "\(root)/joined", "overlay", 0, options) == 0 else { return false }
    _ = clinux_umount("\(root)/joined", clinux_mnt_detach)
    return true
  }
}
