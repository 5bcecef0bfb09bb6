/// Makes and removes control groups, version 1 (one tree per controller) and 2 (one tree). Paths are those within the
/// trees, such as `/kubepods/burstable`.
public struct CgroupManager: Sendable {
  /// How this machine has its control groups.
  enum Layout: Sendable, Equatable {
    /// Mount point by controller.
    case v1([String: String])
    case v2(String)
  }

  let layout: Layout
  private let files: any FileSystem

  private static let controllersV2 = "+cpu +memory +pids"
  private static let controllersV1 = [
    "cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids", "perf_event", "net_cls", "net_prio",
    "hugetlb", "rdma", "systemd",
  ]

  /// Reads the layout from the mount table.
  public init(mounter: any Mounter = SystemMounter(), files: any FileSystem = HostFileSystem()) throws(LinuxError) {
    self.init(mounts: try mounter.mounts(), files: files)
  }

  init(mounts: [MountPoint], files: any FileSystem) {
    self.files = files
    var controllers: [String: String] = [:]
    for mount in mounts where mount.type == "cgroup" {
      for option in mount.options {
        let name = option.hasPrefix("name=") ? String(option.dropFirst("name=".count)) : option
        if Self.controllersV1.contains(name), controllers[name] == nil { controllers[name] = mount.path }
      }
    }
    if controllers.isEmpty, let unified = mounts.first(where: { $0.type == "cgroup2" }) {
      layout = .v2(unified.path)
    } else {
      // Beside version 1 the unified tree has no controllers, but runc puts processes there too: what is made has to go.
      controllers["unified"] = mounts.first { $0.type == "cgroup2" }?.path
      layout = .v1(controllers)
    }
  }

  /// True for version 2.
  public var isUnified: Bool {
    if case .v2 = layout { true } else { false }
  }

  /// Makes the group where it is missing, and the ones above it, and sets its limits.
  public func create(_ path: String, _ limits: CgroupLimits = CgroupLimits()) throws(LinuxError) {
    switch layout {
    case .v1(let controllers):
      for mount in Set(controllers.values) { try files.makeDirectory(mount + path) }
      if let mount = controllers["cpuset"] { try inheritProcessors(mount, path) }
    case .v2(let root):
      // A controller is at hand in a group only when every group above it hands it down.
      var current = root
      for name in path.split(separator: "/") {
        try? files.write(Self.controllersV2, to: "\(current)/cgroup.subtree_control")
        current += "/\(name)"
        try files.makeDirectory(current)
      }
    }
    try set(path, limits)
  }

  /// Sets the limits of a group that is there. Controllers that the machine hasn't are left out.
  public func set(_ path: String, _ limits: CgroupLimits) throws(LinuxError) {
    switch layout {
    case .v1(let controllers):
      func put(_ controller: String, _ file: String, _ value: (some CustomStringConvertible)?) throws(LinuxError) {
        guard let value, let mount = controllers[controller] else { return }
        try files.write("\(value)", to: "\(mount)\(path)/\(file)")
      }
      try put("cpu", "cpu.shares", limits.cpuShares)
      if limits.cpuQuota != nil { try put("cpu", "cpu.cfs_period_us", CgroupLimits.cpuPeriod) }
      try put("cpu", "cpu.cfs_quota_us", limits.cpuQuota)
      try put("memory", "memory.limit_in_bytes", limits.memory)
      try put("pids", "pids.max", limits.processes)
    case .v2(let root):
      func put(_ file: String, _ value: String?) throws(LinuxError) {
        guard let value, files.exists("\(root)\(path)/\(file)") else { return }
        try files.write(value, to: "\(root)\(path)/\(file)")
      }
      try put("cpu.weight", limits.cpuWeight.map { "\($0)" })
      try put("cpu.max", limits.cpuQuota.map { "\($0 < 0 ? "max" : "\($0)") \(CgroupLimits.cpuPeriod)" })
      try put("memory.max", limits.memory.map { $0 < 0 ? "max" : "\($0)" })
      try put("pids.max", limits.processes.map { "\($0)" })
    }
  }

  /// Removes the group and the ones below it. Fails while processes live in one of them.
  public func remove(_ path: String) throws(LinuxError) {
    for mount in mountPoints { try removeTree(mount + path) }
  }

  /// The groups directly below.
  public func children(_ path: String) -> [String] {
    guard let mount = mountPoints.first, let names = try? files.list(mount + path) else { return [] }
    return names.filter { name in
      let status = try? files.status("\(mount)\(path)/\(name)")
      return status?.kind == .directory
    }
  }

  /// What the group has used; zero where the machine doesn't count.
  public func usage(_ path: String) -> CgroupUsage {
    var usage = CgroupUsage()
    switch layout {
    case .v1(let controllers):
      if let mount = controllers["cpuacct"] { usage.cpuNanoseconds = number("\(mount)\(path)/cpuacct.usage") }
      if let mount = controllers["memory"] {
        let statistics = table("\(mount)\(path)/memory.stat")
        usage.memoryBytes = number("\(mount)\(path)/memory.usage_in_bytes")
        usage.rssBytes = statistics["total_rss"] ?? 0
        usage.workingSetBytes = usage.memoryBytes - min(usage.memoryBytes, statistics["total_inactive_file"] ?? 0)
      }
      if let mount = controllers["pids"] { usage.processes = number("\(mount)\(path)/pids.current") }
    case .v2(let root):
      usage.cpuNanoseconds = (table("\(root)\(path)/cpu.stat")["usage_usec"] ?? 0) * 1000
      let statistics = table("\(root)\(path)/memory.stat")
      usage.memoryBytes = number("\(root)\(path)/memory.current")
      usage.rssBytes = statistics["anon"] ?? 0
      usage.workingSetBytes = usage.memoryBytes - min(usage.memoryBytes, statistics["inactive_file"] ?? 0)
      usage.processes = number("\(root)\(path)/pids.current")
    }
    return usage
  }

  private var mountPoints: [String] {
    switch layout {
    case .v1(let controllers): Set(controllers.values).sorted()
    case .v2(let root): [root]
    }
  }

  /// A new cpuset is empty and takes no process until it has processors and memory: it gets those of the group above.
  private func inheritProcessors(_ mount: String, _ path: String) throws(LinuxError) {
    var current = mount
    for name in path.split(separator: "/") {
      let parent = current
      current += "/\(name)"
      for file in ["cpuset.cpus", "cpuset.mems"] {
        guard let text = try files.readTextIfPresent("\(current)/\(file)"), text.allSatisfy(\.isWhitespace),
          let inherited = try files.readTextIfPresent("\(parent)/\(file)")
        else { continue }
        try files.write(inherited, to: "\(current)/\(file)")
      }
    }
  }

  /// Directories only: the files in a control group go with it.
  private func removeTree(_ path: String) throws(LinuxError) {
    guard let status = try files.status(path), status.kind == .directory else { return }
    for name in try files.list(path) {
      let below = "\(path)/\(name)"
      if let status = try files.status(below), status.kind == .directory { try removeTree(below) }
    }
    try files.remove(path)
  }

  private func number(_ path: String) -> UInt64 {
    let text = (try? files.readTextIfPresent(path)) ?? nil
    return UInt64((text ?? "").prefix { $0.isNumber }) ?? 0
  }

  private func table(_ path: String) -> [String: UInt64] {
    let text = ((try? files.readTextIfPresent(path)) ?? nil) ?? ""
    var table: [String: UInt64] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2 { table[String(words[0])] = UInt64(words[1]) }
    }
    return table
  }
}
