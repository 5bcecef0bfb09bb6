import APIMachinery
import LinuxSupport
import Logging
import Testing

@testable import ClusterNetwork

@Suite(
  .enabled(
    if: Capability.sysAdmin.isEffective && Capability.netAdmin.isEffective && SystemProcessRunner.find("nft") != nil,
    "needs root and nft"))
struct NodeNetworkTests {
  /// A node's network in a namespace without a way out. The kernel's parameters are those of this process, so the test
  /// uses files of its own for them.
  private struct World {
    let namespace: NetworkNamespace
    let directory: String
    let netlink: RouteNetlink
    let network: NodeNetwork
    let files = HostFileSystem()

    init() throws {
      namespace = try NetworkNamespace.create()
      directory = "/tmp/apus-network-\(UInt64.random(in: 0 ..< .max))"
      for name in ["net/ipv4/ip_forward", "net/bridge/bridge-nf-call-iptables"] {
        let path = "\(directory)/sys/\(name)"
        try files.makeDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
        try files.write("0\n", to: path)
      }
      var options = ClusterNetworkOptions(
        nodeName: "n1", dataDirectory: "\(directory)/data", configurationDirectory: "\(directory)/net.d")
      options.clusterCIDRs = [CIDR("10.42.0.0/16")].compactMap { $0 }
      options.cacheDirectory = "\(directory)/cni/results"
      options.serviceCIDRs = [CIDR("10.43.0.0/16")].compactMap { $0 }
      netlink = try RouteNetlink(in: namespace)
      network = NodeNetwork(
        options: options, files: files, filter: NFTables(namespace: namespace), netlink: netlink,
        sysctl: Sysctl(root: "\(directory)/sys"), logger: Logger(label: "test"))
    }
  }

  @Test func setsUpAndLeavesNothingBehind() async throws {
    let world = try World()
    defer { try? world.files.removeTree(world.directory) }
    let before = (try world.netlink.links().map(\.name), try world.netlink.routes())
    try world.network.prepare()
    #expect(!world.files.exists("\(world.directory)/net.d/10-apus.conflist"))
    let range = try #require(CIDR("10.42.3.0/24"))
    for _ in 0..<2 { try await world.network.apply([range]) }

    let bridge = try #require(try world.netlink.link(named: "cni0"))
    #expect(bridge.isUp && bridge.hardwareAddress == [0x0A, 0x58, 10, 42, 3, 1])
    let gateway = try #require(IPAddress("10.42.3.1"))
    #expect(try world.netlink.addresses().contains(LinkAddress(link: bridge.index, address: gateway, prefixLength: 24)))
    let routes = try world.netlink.routes()
    #expect(routes.contains { $0.destination?.description == "10.42.0.0/16" && $0.kind == .blackhole })
    #expect(routes.contains { $0.destination?.description == "10.43.0.0/16" && $0.link == bridge.index })
    #expect(try world.files.readText("\(world.directory)/sys/net/ipv4/ip_forward") == "1\n")
    let configuration = try JSONParser.parse(world.files.read("\(world.directory)/net.d/10-apus.conflist", limit: 9999))
    #expect(configuration["plugins"]?[0]?[path: "ipam", "dataDir"]?.stringValue == "\(world.directory)/data/networks")
    #expect(try await NFTables(namespace: world.namespace).tables(.ip) == ["apus-network"])

    // What libcni keeps while pods run, and would go on to keep of pods that ended with the machine.
    let cache = "\(world.directory)/cni/results"
    try world.files.makeDirectory(cache)
    for name in ["apus-0a1b-eth0", "cni-loopback-0a1b-lo"] { try world.files.write("{}", to: "\(cache)/\(name)") }

    try await world.network.remove()
    #expect(try world.netlink.links().map(\.name) == before.0)
    #expect(!world.files.exists("\(world.directory)/cni"))
    #expect(try world.netlink.routes() == before.1)
    #expect(try await NFTables(namespace: world.namespace).tables(.ip).isEmpty)
    #expect(try world.files.readText("\(world.directory)/sys/net/ipv4/ip_forward") == "0\n")
    #expect(try world.files.list("\(world.directory)/net.d").isEmpty)
    #expect(!world.files.exists("\(world.directory)/data"))
    try await world.network.remove()
  }

  /// Chains as the portmap plugin leaves them in the table of iptables, where others have theirs.
  @Test func chainsForHostPortsGoUnlessTheyAreInUse() async throws {
    let world = try World()
    defer { try? world.files.removeTree(world.directory) }
    let runner = SystemProcessRunner()
    func nft(_ script: String) async throws {
      var command = Command("nft", ["-f", "-"], input: Array(script.utf8))
      command.namespaces = NamespaceEntry(network: world.namespace)
      let result = try await runner.run(command)
      #expect(result.succeeded, "\(result.errorText)")
    }
    let left = """
      add table ip nat
      add chain ip nat PREROUTING { type nat hook prerouting priority -100 ; }
      add chain ip nat CNI-HOSTPORT-DNAT
      add chain ip nat CNI-HOSTPORT-SETMARK
      add rule ip nat CNI-HOSTPORT-SETMARK counter meta mark set mark or 0x2000
      add rule ip nat PREROUTING fib daddr type local counter jump CNI-HOSTPORT-DNAT

      """
    try await nft(left)
    try await world.network.remove()
    #expect(try await NFTables(namespace: world.namespace).tables(.ip).isEmpty)

    try await nft(left + "add rule ip nat PREROUTING ip daddr 192.0.2.1 accept\n")
    try await world.network.remove()
    let other = try await NFTables(namespace: world.namespace).list(.ip, "nat")
    #expect(other.contains("192.0.2.1") && !other.contains("CNI-HOSTPORT"))

    try await nft("delete table ip nat\n" + left + "add rule ip nat CNI-HOSTPORT-DNAT tcp dport 80 accept\n")
    try await world.network.remove()
    #expect(try await NFTables(namespace: world.namespace).list(.ip, "nat").contains("CNI-HOSTPORT-SETMARK"))
  }

  @Test func otherNetworksKeepTheirCache() async throws {
    let world = try World()
    defer { try? world.files.removeTree(world.directory) }
    let cache = "\(world.directory)/cni/results"
    try world.files.makeDirectory(cache)
    for name in ["mynet-2c3d-eth0", "cni-loopback-2c3d-lo"] { try world.files.write("{}", to: "\(cache)/\(name)") }
    try world.network.prepare()
    try world.files.write("{}", to: "\(cache)/apus-0a1b-eth0")
    try await world.network.remove()
    #expect(try world.files.list(cache) == ["cni-loopback-2c3d-lo", "mynet-2c3d-eth0"])
  }

  @Test func routesToNeighboursComeAndGo() async throws {
    let world = try World()
    defer { try? world.files.removeTree(world.directory) }
    let other = try NetworkNamespace.create()
    try world.netlink.createPair("eth0", peer: "eth0", peerNamespace: other)
    let link = try #require(try world.netlink.link(named: "eth0"))
    try world.netlink.addAddress(try #require(IPAddress("192.0.2.1")), prefixLength: 24, link: link.index)
    try world.netlink.setUp(link.index)
    let nodes = [
      node("n1", "10.42.0.0/24", "192.0.2.1"), node("n2", "10.42.1.0/24", "192.0.2.2"),
      node("far", "10.42.2.0/24", "198.51.100.1"),
    ]
    try world.network.prepare()
    try world.network.route(to: nodes)
    try world.network.route(to: nodes)
    let made = { try world.netlink.routes().filter { $0.gateway != nil } }
    #expect(
      try made().map { "\($0.destination?.description ?? "") \($0.gateway?.description ?? "")" } == [
        "10.42.1.0/24 192.0.2.2"
      ])
    try world.network.route(to: [node("n2", "10.42.1.0/24", "192.0.2.7")])
    #expect(try made().map { $0.gateway?.description } == ["192.0.2.7"])
    try world.network.route(to: [])
    #expect(try made().isEmpty)
  }

  private func node(_ name: String, _ range: String, _ address: String) -> NodeObject {
    NodeObject(json: [
      "metadata": ["name": .string(name)], "spec": ["podCIDR": .string(range)],
      "status": ["addresses": [["type": "InternalIP", "address": .string(address)]]],
    ])
  }
}
