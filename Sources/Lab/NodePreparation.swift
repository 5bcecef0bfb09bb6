internal import LinuxSupport

/// What a node sees of the machine: its root, with everything that a node writes or listens on replaced by its own.
/// Nothing is made on the machine for it: what it would show in one lab, or take away with it, is no other lab's matter.
struct NodePreparation: Sendable {
  var node: LabDescription.Node
  var directory: String
  var hierarchies: [LabCgroups.Hierarchy]
  var neighbours: [LabDescription.Node]

  /// Directories that each node has for itself.
  static let privateDirectories = [
    "/var/lib/apus", "/etc/apus", "/var/lib/cni", "/etc/cni", "/var/lib/kubelet", "/var/lib/containerd",
    "/var/log/pods", "/var/log/containers",
  ]

  /// Files that each node has for itself, where the machine has them, and their content.
  var privateFiles: [(path: String, content: String)] {
    let hosts = neighbours.map { "\($0.address) \($0.name)\n" }.joined()
    // A name of 32 hexadecimal digits that differs from node to node.
    var identity = ""
    var state: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(directory)\(node.name)".utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for _ in 0..<32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      identity += String(state >> 60, radix: 16)
    }
    return [
      ("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n\(hosts)"), ("/etc/hostname", "\(node.name)\n"),
      ("/etc/machine-id", "\(identity)\n"), ("/etc/resolv.conf", "# A lab has no way out and no name server.\n"),
    ]
  }

  /// Where node and machine differ in what there is, the node sees both through an overlay: there it can have mount
  /// points that the machine doesn't have. What is mounted below on the machine is mounted below there again.
  ///
  /// The overlay hides the node's own directory when that is below it, as /var/lib/apus-labs is. So the script works
  /// with paths relative to that directory, which it stands in.
  private var mountPoints: [String] {
    let parents = ["/etc", "/var/lib", "/var/log"]
    var lines = ["cd '\(directory)'", "mkdir -p overlay"]
    for (index, parent) in parents.enumerated() {
      let names = "index($5, \"\(parent)/\") == 1 { print substr($5, \(parent.utf8.count + 2)) }"
      lines.append("below\(index)=$(awk '\(names)' /proc/self/mountinfo | sort -u)")
    }
    lines.append("mount --no-canonicalize -t tmpfs -o mode=755 tmpfs ./overlay")
    for (index, parent) in parents.enumerated() {
      let inside = Self.privateDirectories.filter { $0.hasPrefix(parent + "/") }
      let own = "overlay/\(index)"
      let options = "lowerdir=\(parent),upperdir=\(own)/upper,workdir=\(own)/work"
      lines += [
        "if \(inside.map { "[ ! -d \($0) ]" }.joined(separator: " || ")); then",
        "  mkdir -p \(own)/machine \(own)/upper \(own)/work",
        "  mount --no-canonicalize --rbind \(parent) ./\(own)/machine",
        "  mount --no-canonicalize -t overlay -o \(options) overlay \(parent)",
        "  for path in $below\(index); do",
        "    mount --no-canonicalize --bind \"./\(own)/machine/$path\" \"\(parent)/$path\"",
        "  done",
        "  mkdir -p \(inside.joined(separator: " "))",
        "fi",
      ]
    }
    return lines
  }

  func makeFiles() throws {
    let files = HostFileSystem()
    for path in Self.privateDirectories { try files.makeDirectory(directory + path) }
    try files.makeDirectory("\(directory)/etc")
    for (path, content) in privateFiles { try files.write(content, to: directory + path) }
  }

  /// Run inside the node's namespaces by sh(1).
  var script: String {
    var lines = [
      "set -e",
      // Nothing of this may show outside; within the node mounts propagate as on any machine.
      "mount --make-rprivate /", "mount -t proc proc /proc", "mount -t sysfs sysfs /sys",
      "echo \(node.name) > /proc/sys/kernel/hostname",
    ]
    if !hierarchies.contains(where: { $0.mountPoint == "/sys/fs/cgroup" }) {
      lines.append("mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup")
    }
    for hierarchy in hierarchies {
      lines.append("mkdir -p \(hierarchy.mountPoint)")
      lines.append(
        hierarchy.isVersion2
          ? "mount -t cgroup2 cgroup2 \(hierarchy.mountPoint)"
          : "mount -t cgroup -o \(hierarchy.options) cgroup \(hierarchy.mountPoint)")
    }
    lines += mountPoints
    for path in Self.privateDirectories { lines.append("mount --no-canonicalize --bind .\(path) \(path)") }
    for (path, _) in privateFiles {
      lines.append("if [ -e \(path) ]; then mount --no-canonicalize --bind .\(path) \"$(readlink -f \(path))\"; fi")
    }
    // Last: the state directory may be below /run.
    lines += [
      "cd /",
      "mount -t tmpfs -o mode=755 tmpfs /run", "mkdir -p /run/lock /run/netns", "mount --make-rshared /",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
