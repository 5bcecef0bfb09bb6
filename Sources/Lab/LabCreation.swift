internal import APIMachinery
internal import CLinux
internal import LinuxSupport

/// Makes a lab's parts one after another.
struct LabCreation: Sendable {
  let state: LabState
  let description: LabDescription

  private static let bridge = "lab0"

  func run(stateDirectory: String) async throws -> Lab {
    let middle = try startHolder("switch", flags: clinux_new_network) { _ in }
    let middleNetwork = try NetworkNamespace.of(process: middle)
    let netlink = try RouteNetlink(in: middleNetwork)
    try netlink.createBridge(Self.bridge)
    guard let bridge = try netlink.link(named: Self.bridge) else { throw LabError("the lab's bridge is gone") }
    try netlink.setUp(bridge.index)

    let cgroups = try LabCgroups(lab: description.name)
    var nodes: [LabNode] = []
    for (index, node) in description.nodes.enumerated() {
      let directory = "\(description.dataDirectory)/\(node.name)"
      let processFiles = try cgroups.make(node: node.name)
      let holder = try startHolder(
        node.name,
        flags: clinux_new_network | clinux_new_mount | clinux_new_pid | clinux_new_uts | clinux_new_ipc
      ) { process in
        for path in processFiles { try HostFileSystem().write("\(process)", to: path) }
      }
      let leaves = try cgroups.processFiles(node: node.name)
      for path in leaves where !processFiles.contains(path) { try HostFileSystem().write("\(holder)", to: path) }
      let made = LabNode(
        name: node.name, address: node.address, directory: directory, holder: holder, cgroupFiles: leaves)
      try connect(made, port: "port-\(index + 1)", to: netlink, bridge: bridge.index)
      try await prepare(made, node, cgroups.hierarchies)
      nodes.append(made)
    }
    return Lab(description: description, nodes: nodes, stateDirectory: stateDirectory)
  }

  /// Starts the process that keeps namespaces, in the order that leaks nothing: it waits until it is written down.
  private func startHolder(_ role: String, flags: Int32, _ prepare: (Int32) throws -> Void) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    guard clinux_socket_pair(&ends) == 0 else { throw LinuxError.system("make a pair of sockets") }
    let (own, other) = (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    let isNode = flags & clinux_new_pid != 0
    let process = clinux_spawn_holder(flags, isNode ? clinux_new_cgroup : 0, other.number, "apus-lab")
    guard process > 0 else { throw LinuxError.system("start the process that holds \(role)") }
    other.close()
    guard let startTime = LabState.startTime(of: process) else { throw LabError("\(role) ended as soon as it began") }
    try state.add(LabState.Holder(role: role, process: process, startTime: startTime))
    try prepare(process)
    try own.write([1])
    guard try own.read(upTo: 1)?.count == 1 else { throw LabError("\(role) could not make its namespaces") }
    return process
  }

  /// One end on the bridge, the other in the node as `eth0`. There is no route but that of the network itself.
  private func connect(_ node: LabNode, port: String, to netlink: RouteNetlink, bridge: Int32) throws {
    let network = try node.network()
    try netlink.createPair(port, peer: "eth0", peerNamespace: network)
    guard let link = try netlink.link(named: port) else { throw LabError("the port of \(node.name) is gone") }
    try netlink.setMaster(link.index, bridge)
    try netlink.setUp(link.index)
    let inner = try RouteNetlink(in: network)
    for name in ["lo", "eth0"] {
      guard let own = try inner.link(named: name) else { throw LabError("\(node.name) has no \(name)") }
      if name == "eth0" {
        try inner.addAddress(node.address, prefixLength: LabDescription.networkPrefixLength, link: own.index)
      }
      try inner.setUp(own.index)
    }
  }

  private func prepare(_ node: LabNode, _ described: LabDescription.Node, _ hierarchies: [LabCgroups.Hierarchy])
    async throws
  {
    let preparation = NodePreparation(
      node: described, directory: node.directory, hierarchies: hierarchies, neighbours: description.nodes)
    try preparation.makeFiles()
    let result = try await node.run(Command("/bin/sh", ["-c", preparation.script]))
    guard result.succeeded else { throw LabError("\(node.name) could not be prepared: \(result.errorText)") }
  }
}
