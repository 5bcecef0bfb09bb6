import APIMachinery
import LinuxSupport

/// Writes the files of a ConfigMap, Secret or the like so that a reader sees the old set or the new one, never a mixture:
/// they are in a directory of their own, `..data` links to it, each file's name links into `..data`, and changing them
/// means replacing `..data` in one step. As upstream's atomic writer, whose layout programs rely on.
struct AtomicWriter {
  struct File: Sendable, Equatable {
    var content: [UInt8]
    var mode: UInt32
    var user: UInt32?
    var group: UInt32?
  }

  var directory: String
  var files: any FileSystem
  /// Names the directory of a new set.
  var now: Timestamp

  /// Makes the directory hold exactly these files, by relative path. True when something changed.
  @discardableResult
  func write(_ wanted: [String: File]) throws(LinuxError) -> Bool {
    let link = "\(directory)/..data"
    let current = files.exists(link) ? try files.readSymbolicLink(link) : nil
    if let current, try isEqual("\(directory)/\(current)", wanted) { return false }
    let name = "..\(now.seconds)_\(now.nanoseconds)"
    let fresh = "\(directory)/\(name)"
    try files.removeTree(fresh)
    try files.makeDirectory(fresh, mode: 0o755)
    for (path, file) in wanted.sorted(by: { $0.key < $1.key }) {
      let target = "\(fresh)/\(path)"
      if let slash = path.lastIndex(of: "/") { try files.makeDirectory("\(fresh)/\(path[..<slash])") }
      try files.write(file.content, to: target, mode: file.mode)
      // The process's umask must not decide.
      try files.setMode(target, mode: file.mode)
      if file.user != nil || file.group != nil { try files.setOwner(target, user: file.user, group: file.group) }
    }
    // A rename replaces the link in one step; making it in place would leave a moment without.
    let next = "\(directory)/..data_tmp"
    try files.remove(next)
    try files.makeSymbolicLink(next, to: name)
    try files.rename(next, to: link)
    let tops = Set(wanted.keys.map { String($0.prefix { $0 != "/" }) })
    for top in tops where !files.exists("\(directory)/\(top)") {
      try files.makeSymbolicLink("\(directory)/\(top)", to: "..data/\(top)")
    }
    for entry in try files.list(directory) where !entry.hasPrefix("..") && !tops.contains(entry) {
      try files.remove("\(directory)/\(entry)")
    }
    if let current, current != name { try files.removeTree("\(directory)/\(current)") }
    return true
  }

  private func isEqual(_ path: String, _ wanted: [String: File]) throws(LinuxError) -> Bool {
    guard files.exists(path), Set(try filesBelow(path, "")) == Set(wanted.keys) else { return false }
    for (name, file) in wanted {
      guard let status = try files.status("\(path)/\(name)"), status.size == file.content.count,
        status.mode == file.mode
      else { return false }
      if try files.read("\(path)/\(name)", limit: 16 << 20) != file.content { return false }
    }
    return true
  }

  private func filesBelow(_ path: String, _ prefix: String) throws(LinuxError) -> [String] {
    var found: [String] = []
    for name in try files.list(path) {
      if try files.status("\(path)/\(name)")?.kind == .directory {
        found += try filesBelow("\(path)/\(name)", prefix + name + "/")
      } else {
        found.append(prefix + name)
      }
    }
    return found
  }
}
