import APIMachinery
import KubeProxy
import LinuxSupport
import Testing

/// A node with two pods and a machine outside, each a network namespace; none has a way out.
final class KernelWorld {
  let node: NetworkNamespace
  let pods: [NetworkNamespace]
  let outside: NetworkNamespace
  let filter: NFTables
  var ruleset: Ruleset
  private var committed: NFTable?

  static let isPossible =
    Capability.sysAdmin.isEffective && Capability.netAdmin.isEffective && SystemProcessRunner.find("nft") != nil

  static let nodeAddress = "192.0.2.1"
  static let podAddresses = ["10.42.0.2", "10.42.0.3"]

  init(localhostNodePorts: Bool = true) throws {
    node = try NetworkNamespace.create()
    outside = try NetworkNamespace.create()
    pods = try Self.podAddresses.map { _ in try NetworkNamespace.create() }
    filter = NFTables(namespace: node)
    let podRange = try #require(CIDR("10.42.0.0/16"))
    let serviceRange = try #require(CIDR("10.43.0.0/16"))
    ruleset = Ruleset(
      family: .v4,
      node: NodeInfo(
        name: "n1", podRanges: [podRange], localhostNodePorts: localhostNodePorts, serviceRanges: [serviceRange]))

    let netlink = try RouteNetlink(in: node)
    try netlink.createBridge("cni0")
    let bridge = try #require(try netlink.link(named: "cni0"))
    try netlink.addAddress(.v4(0x0A2A_0001), prefixLength: 24, link: bridge.index)
    try netlink.setUp(bridge.index)
    for (index, pod) in pods.enumerated() {
      try attach(pod, "pod\(index)", Self.podAddresses[index], gateway: "10.42.0.1", netlink, bridge: bridge.index)
    }
    try attach(outside, "outside", "192.0.2.2", gateway: "192.0.2.1", netlink, own: "192.0.2.1")
    // The lookup of a cluster IP must find something before it can be translated; this leads nowhere.
    try netlink.replaceRoute(Route(destination: serviceRange, link: bridge.index))
    try node.run { () throws(LinuxError) in
      try Sysctl().set("net/ipv4/ip_forward", to: "1")
      try Sysctl().set("net/ipv4/conf/all/route_localnet", to: "1")
      _ = try? Sysctl().set("net/bridge/bridge-nf-call-iptables", to: "1")
    }
  }

  private func attach(
    _ namespace: NetworkNamespace, _ name: String, _ address: String, gateway: String, _ netlink: RouteNetlink,
    bridge: Int32? = nil, own: String? = nil
  ) throws {
    try netlink.createPair(name, peer: "eth0", peerNamespace: namespace)
    let link = try #require(try netlink.link(named: name))
    if let bridge {
      try netlink.setMaster(link.index, bridge)
      try netlink.setHairpin(link.index)
    }
    if let own { try netlink.addAddress(try #require(IPAddress(own)), prefixLength: 24, link: link.index) }
    try netlink.setUp(link.index)
    let inner = try RouteNetlink(in: namespace)
    let peer = try #require(try inner.link(named: "eth0"))
    try inner.addAddress(try #require(IPAddress(address)), prefixLength: 24, link: peer.index)
    try inner.setUp(peer.index)
    // The way ends in the node's namespace, which has no default route.
    try inner.replaceRoute(Route(destination: nil, gateway: IPAddress(gateway), link: peer.index))
  }

  /// Commits as the proxy does: everything first, differences then.
  func commit() async throws {
    let desired = ruleset.desired()
    let transaction = committed.map { NFTransaction.difference(from: $0, to: desired) } ?? .replace(with: desired)
    try await filter.commit(transaction)
    committed = desired
  }

  func listenInPods(_ port: UInt16 = 8080) throws -> [TestSocket] {
    try zip(pods, Self.podAddresses).map { try TestSocket.listening(in: $0, $1, port) }
  }
}
