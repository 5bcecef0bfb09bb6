internal import APIMachinery
internal import LinuxSupport
internal import Logging

/// The node's side of the pod network: parameters, bridge, routes, rules, the plugins' configuration.
struct NodeNetwork: Sendable {
  var options: ClusterNetworkOptions
  var files: any FileSystem
  var filter: any PacketFilter
  var netlink: RouteNetlink
  var sysctl: Sysctl
  var logger: Logger

  /// Until the node's own range is known: stray packets to pods and Services are dropped here, never routed on.
  func prepare() throws(LinuxError) {
    try files.makeDirectory(options.dataDirectory)
    let cache = options.cacheDirectory
    let above = cache.lastIndex(of: "/").map { [String(cache[..<$0])] } ?? []
    try madeDirectories.noteMissing(above + [cache])
    for name in ["net/ipv4/ip_forward"] + (hasV6 ? ["net/ipv6/conf/all/forwarding"] : []) {
      try parameters.set(name, to: "1")
    }
    for name in ["net/bridge/bridge-nf-call-iptables", "net/bridge/bridge-nf-call-ip6tables"] {
      do {
        try parameters.set(name, to: "1")
      } catch {
        logger.warning("Services between pods of one node need br_netfilter: \(error)")
      }
    }
    for range in options.clusterCIDRs { try netlink.replaceRoute(Route(destination: range, kind: .blackhole)) }
  }

  private var hasV6: Bool { options.clusterCIDRs.contains { $0.family == .v6 } }

  private var madeDirectories: DirectoryJournal { DirectoryJournal(path: options.madeDirectoriesFile, files: files) }

  private var parameters: SysctlJournal { SysctlJournal(path: options.stateFile, sysctl: sysctl, files: files) }

  /// Sets the node up for its range; again, when something changed or got lost. The configuration is written last: the
  /// runtime starts pods as soon as it is there.
  func apply(_ podCIDRs: [CIDR]) async throws(LinuxError) {
    let bridge = try ensureBridge(podCIDRs)
    for range in options.clusterCIDRs { try netlink.replaceRoute(Route(destination: range, kind: .blackhole)) }
    // The lookup of a cluster IP must succeed before it can be translated. What is not translated ends on the bridge,
    // where nobody has such an address.
    for range in options.serviceCIDRs {
      try netlink.replaceRoute(
        Route(
          destination: range, link: bridge,
          source: podCIDRs.first { $0.family == range.family }.flatMap(NetworkConfiguration.gateway)))
    }
    for family in [IPAddress.Family.v4, .v6] {
      if let table = MasqueradeRules.table(family, pods: podCIDRs, cluster: options.clusterCIDRs) {
        try await filter.commit(.replace(with: table))
      }
    }
    let configuration = NetworkConfiguration(
      bridge: options.bridge, podCIDRs: podCIDRs, addressesDirectory: options.addressesDirectory, mtu: options.mtu)
    let bytes = configuration.json.encoded()
    try files.makeDirectory(options.configurationDirectory)
    try files.makeDirectory(options.addressesDirectory)
    let present =
      try files.exists(options.configurationFile) ? files.read(options.configurationFile, limit: 1 << 20) : []
    if present != bytes { try files.writeAtomically(bytes, to: options.configurationFile, mode: 0o644) }
  }

  private func ensureBridge(_ podCIDRs: [CIDR]) throws(LinuxError) -> Int32 {
    if try netlink.link(named: options.bridge) == nil { try netlink.createBridge(options.bridge, mtu: options.mtu) }
    guard let link = try netlink.link(named: options.bridge) else {
      throw LinuxError(.system, "the bridge \(options.bridge) is gone as soon as it was made")
    }
    if let range = podCIDRs.first(where: { $0.family == .v4 }), let gateway = NetworkConfiguration.gateway(of: range) {
      // Of its own choice a bridge takes one of its ports' addresses, and changes it when that goes.
      let address = [0x0A, 0x58] + gateway.bytes
      if link.hardwareAddress != address { try netlink.setHardwareAddress(link.index, address) }
    }
    for range in podCIDRs {
      if let gateway = NetworkConfiguration.gateway(of: range) {
        try netlink.addAddress(gateway, prefixLength: range.prefixLength, link: link.index)
      }
    }
    try netlink.setUp(link.index)
    return link.index
  }

  /// Routes to the pods of nodes that are on a network with this one.
  func route(to others: [NodeObject]) throws(LinuxError) {
    let own = try netlink.addresses()
    var wanted: [CIDR: Route] = [:]
    for node in others where node.name != options.nodeName {
      for range in node.podCIDRs {
        for address in node.internalAddresses where address.family == range.family {
          guard
            let near = own.first(where: { known in
              !known.address.isLoopback && known.address != address
                && CIDR(known.address, prefixLength: known.prefixLength)?.contains(address) == true
            })
          else { continue }
          wanted[range] = Route(destination: range, gateway: address, link: near.link)
          break
        }
      }
    }
    let present = try netlink.routes().filter { $0.origin == Route.apus && $0.gateway != nil }
    for route in present where !wanted.values.contains(route) { try netlink.deleteRoute(route) }
    for route in wanted.values where !present.contains(route) { try netlink.replaceRoute(route) }
  }

  /// Undoes everything. Goes on after a failure and throws the first one at the end.
  func remove() async throws(LinuxError) {
    var failure: LinuxError?
    func attempt(_ body: () async throws(LinuxError) -> Void) async {
      do throws(LinuxError) {
        try await body()
      } catch {
        failure = failure ?? error
      }
    }
    await attempt { () async throws(LinuxError) in try files.remove(options.configurationFile) }
    await attempt { () async throws(LinuxError) in
      for route in try netlink.routes() where route.origin == Route.apus { try netlink.deleteRoute(route) }
    }
    await attempt { () async throws(LinuxError) in
      if let bridge = try netlink.link(named: options.bridge) {
        for port in try netlink.links() where port.master == bridge.index && port.kind == "veth" {
          try netlink.deleteLink(named: port.name)
        }
        try netlink.deleteLink(named: options.bridge)
      }
    }
    for family in [NFTable.Family.ip, .ip6] {
      await attempt { () async throws(LinuxError) in
        if try await filter.tables(family).contains(MasqueradeRules.table) {
          try await filter.commit(.remove(family: family, name: MasqueradeRules.table))
        }
      }
    }
    for family in [NFTable.Family.ip, .ip6] {
      await attempt { () async throws(LinuxError) in try await HostPortRules.remove(family, from: filter) }
    }
    await attempt { () async throws(LinuxError) in try parameters.restore() }
    await attempt { () async throws(LinuxError) in try removeCache() }
    await attempt { () async throws(LinuxError) in try madeDirectories.removeNoted() }
    await attempt { () async throws(LinuxError) in try files.removeTree(options.dataDirectory) }
    if let failure { throw failure }
  }

  /// What libcni remembers of pods that nobody took down, as after a reboot. Its files are named NETWORK-POD-INTERFACE.
  private func removeCache() throws(LinuxError) {
    guard files.exists(options.cacheDirectory) else { return }
    let own = try files.list(options.cacheDirectory).filter { $0.hasPrefix("\(NetworkConfiguration.name)-") }
    let pods = own.compactMap { name in
      let words = name.split(separator: "-")
      return words.count == 3 ? words[1] : nil
    }
    for name in own + pods.map({ "cni-loopback-\($0)-lo" }) { try files.remove("\(options.cacheDirectory)/\(name)") }
  }
}
