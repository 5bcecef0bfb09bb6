internal import LinuxSupport

/// The nodes' cgroups: one below each of the machine's hierarchies, of version 1 and 2.
struct LabCgroups: Sendable {
  /// A mounted hierarchy.
  struct Hierarchy: Sendable, Equatable {
    var mountPoint: String
    var isVersion2: Bool
    /// Mount options that name it, for version 1: controllers or `name=…`.
    var options: String
  }

  let hierarchies: [Hierarchy]
  private let lab: String
  private let files = HostFileSystem()

  init(lab: String) throws {
    self.lab = lab
    hierarchies = Self.hierarchies(try files.readText("/proc/self/mounts"))
  }

  static func hierarchies(_ mounts: String) -> [Hierarchy] {
    let ordinary: Set<Substring> = [
      "rw", "ro", "nosuid", "nodev", "noexec", "relatime", "noatime", "nsdelegate", "memory_recursiveprot", "xattr",
      "clone_children", "noprefix",
    ]
    var found: [Hierarchy] = []
    for line in mounts.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 3, words[2] == "cgroup" || words[2] == "cgroup2", words[1].hasPrefix("/sys/fs/cgroup") else {
        continue
      }
      let options = words[3].split(separator: ",").filter {
        !ordinary.contains($0) && !$0.hasPrefix("release_agent=") && !$0.hasPrefix("favordynmods")
      }
      let hierarchy = Hierarchy(
        mountPoint: String(words[1]), isVersion2: words[2] == "cgroup2", options: options.joined(separator: ","))
      found.removeAll { $0.mountPoint == hierarchy.mountPoint }
      found.append(hierarchy)
    }
    return found
  }

  private func labDirectory(_ hierarchy: Hierarchy) -> String { "\(hierarchy.mountPoint)/apus-labs/\(lab)" }

  private func nodeDirectory(_ hierarchy: Hierarchy, _ node: String) -> String { "\(labDirectory(hierarchy))/\(node)" }

  /// Makes a node's cgroups and gives their `cgroup.procs` files.
  func make(node: String) throws -> [String] {
    try hierarchies.map { hierarchy in
      var path = hierarchy.mountPoint
      for level in ["apus-labs", lab, node] {
        let parent = path
        path += "/\(level)"
        if hierarchy.isVersion2 { delegate(parent) }
        try files.makeDirectory(path)
        if !hierarchy.isVersion2 { try inherit(path, from: parent) }
      }
      return "\(path)/cgroup.procs"
    }
  }

  /// Version 2: children get the controllers that there are.
  private func delegate(_ directory: String) {
    let controllers = ((try? files.readText("\(directory)/cgroup.controllers")) ?? "").split { " \n".contains($0) }
    for controller in controllers {
      // One that can't be had is done without, as outside of a lab.
      try? files.write("+\(controller)", to: "\(directory)/cgroup.subtree_control")
    }
  }

  /// Version 1: a new cpuset has no processors and takes no processes until it gets some.
  private func inherit(_ directory: String, from parent: String) throws {
    for name in ["cpuset.cpus", "cpuset.mems"] {
      guard let own = try files.readTextIfPresent("\(directory)/\(name)"), own.allSatisfy(\.isWhitespace) else {
        continue
      }
      try files.write(try files.readText("\(parent)/\(name)"), to: "\(directory)/\(name)")
    }
  }

  /// Where a node's processes go. In version 2 that's a leaf, for a cgroup with processes can't have children with
  /// controllers.
  func processFiles(node: String) throws -> [String] {
    try hierarchies.map { hierarchy in
      var path = nodeDirectory(hierarchy, node)
      if hierarchy.isVersion2 {
        path += "/init"
        try files.makeDirectory(path)
      }
      return "\(path)/cgroup.procs"
    }
  }

  /// Removes every cgroup of the lab; nil in the result when done, otherwise one that still has processes.
  func remove() throws -> String? {
    for hierarchy in hierarchies {
      if let busy = try removeTree(labDirectory(hierarchy)) { return busy }
      // The common parent goes with the last lab.
      try? files.remove("\(hierarchy.mountPoint)/apus-labs")
    }
    return nil
  }

  private func removeTree(_ directory: String) throws -> String? {
    guard try files.status(directory)?.kind == .directory else { return nil }
    for name in try files.list(directory) where try files.status("\(directory)/\(name)")?.kind == .directory {
      if let busy = try removeTree("\(directory)/\(name)") { return busy }
    }
    do throws(LinuxError) {
      try files.remove(directory)
      return nil
    } catch {
      if error.number == 16 { return directory }
      throw error
    }
  }
}
