import APIMachinery
import LinuxSupport
import Testing

/// Needs the right to make network namespaces; everything happens inside new ones, which have no way out.
@Suite(
  .enabled(
    if: Capability.sysAdmin.isEffective && Capability.netAdmin.isEffective, "needs CAP_SYS_ADMIN and CAP_NET_ADMIN"))
struct KernelNetlinkTests {
  @Test func linksAddressesAndRoutes() throws {
    let namespace = try NetworkNamespace.create()
    let other = try NetworkNamespace.create()
    #expect(namespace.identifier != other.identifier)
    let netlink = try RouteNetlink(in: namespace)
    #expect(try netlink.links().contains { $0.name == "lo" && $0.isUp })

    try netlink.createBridge("br0", mtu: 1400)
    let bridge = try #require(try netlink.link(named: "br0"))
    #expect(bridge.kind == "bridge" && bridge.mtu == 1400 && !bridge.isUp)
    try netlink.setUp(bridge.index)
    try netlink.createPair("v0", peer: "eth0", peerNamespace: other)
    let pair = try #require(try netlink.link(named: "v0"))
    try netlink.setMaster(pair.index, bridge.index)
    try netlink.setUp(pair.index)
    #expect(try netlink.link(named: "v0")?.master == bridge.index)

    let inner = try RouteNetlink(in: other)
    let peer = try #require(try inner.link(named: "eth0"))
    try inner.setUp(peer.index)
    let address = try #require(IPAddress("10.1.2.3"))
    try inner.addAddress(address, prefixLength: 24, link: peer.index)
    try inner.addAddress(address, prefixLength: 24, link: peer.index)
    #expect(try inner.addresses().contains(LinkAddress(link: peer.index, address: address, prefixLength: 24)))

    let range = try #require(CIDR("10.43.0.0/16"))
    try inner.replaceRoute(Route(destination: range, kind: .blackhole))
    try inner.replaceRoute(Route(destination: nil, gateway: IPAddress("10.1.2.1"), link: peer.index))
    let routes = try inner.routes()
    #expect(routes.contains { $0.destination == range && $0.kind == .blackhole && $0.origin == Route.apus })
    #expect(routes.contains { $0.destination == nil && $0.gateway?.description == "10.1.2.1" })
    try inner.deleteRoute(Route(destination: range, kind: .blackhole))
    try inner.deleteRoute(Route(destination: range, kind: .blackhole))
    #expect(!(try inner.routes().contains { $0.destination == range }))

    try netlink.deleteLink(named: "v0")
    try netlink.deleteLink(named: "v0")
    #expect(try inner.link(named: "eth0") == nil)
  }

  @Test func vxlanWithStaticForwarding() throws {
    let netlink = try RouteNetlink(in: NetworkNamespace.create())
    try netlink.createVXLAN("vx", identifier: 1, port: 4789, local: [127, 0, 0, 1], device: nil)
    let link = try #require(try netlink.link(named: "vx"))
    try netlink.setUp(link.index)
    let remote = try #require(IPAddress("127.0.0.9"))
    try netlink.addForwarding(link: link.index, hardwareAddress: [2, 0, 0, 0, 0, 9], to: remote)
    try netlink.addNeighbour(
      try #require(IPAddress("10.42.1.0")), hardwareAddress: [2, 0, 0, 0, 0, 9], link: link.index)
  }

  @Test func refusalsSayWhat() throws {
    let netlink = try RouteNetlink(in: NetworkNamespace.create())
    #expect { try netlink.createBridge("a-name-that-is-too-long-for-linux") } throws: { error in
      "\(error)".contains("create bridge interface")
    }
    #expect { try netlink.setUp(12345) } throws: { ($0 as? LinuxError)?.isNotFound == true }
  }

  @Test func forgetsConnections() async throws {
    let namespace = try NetworkNamespace.create()
    let tracking = ConnectionTrackingNetlink(try NetlinkSocket.open(.netfilter, in: namespace))
    #expect(try tracking.forget(protocolNumber: 17, family: .v4) { _ in true } == 0)
  }

  @Test func parametersAreTheNamespaces() throws {
    let namespace = try NetworkNamespace.create()
    let former = try namespace.run { () throws(LinuxError) in try Sysctl().set("net/ipv4/ip_forward", to: "1") }
    #expect(former == "0")
    let again = try namespace.run { () throws(LinuxError) in try Sysctl().set("net/ipv4/ip_forward", to: "1") }
    #expect(again == nil)
  }
}

/// Answers from bytes recorded earlier.
private struct RecordedTransport: NetlinkTransport {
  var answers: [[UInt8]]

  func exchange(_ datagram: [UInt8], isLast: (ArraySlice<UInt8>) throws(LinuxError) -> Bool) throws(LinuxError)
    -> [[UInt8]]
  {
    // The sequence number of the answer is that of the request.
    try answers.map { answer throws(LinuxError) in
      var answer = answer
      if answer.count >= 16 { answer.replaceSubrange(8..<12, with: datagram[8..<12]) }
      _ = try isLast(answer[...])
      return answer
    }
  }
}

struct RecordedNetlinkTests {
  /// `RTM_NEWLINK` of a loopback interface, shortened, and the end of a dump.
  private let loopback: [UInt8] = [
    44, 0, 0, 0, 16, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // header
    0, 0, 4, 3, 1, 0, 0, 0, 73, 0, 1, 0, 0, 0, 0, 0,  // ifinfomsg
    7, 0, 3, 0, 108, 111, 0, 0,  // "lo"
    4, 0, 99, 0,
  ]
  private let done: [UInt8] = [20, 0, 0, 0, 3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

  @Test func readsLinks() throws {
    let links = try RouteNetlink(RecordedTransport(answers: [loopback, done])).links()
    #expect(links.map(\.name) == ["lo"])
    #expect(links.first?.isUp == true && links.first?.index == 1)
  }

  @Test func brokenBytesAreRefusedNotCrashedOn() throws {
    var random = SystemRandomNumberGenerator()
    for length in 0..<44 {
      _ = try? RouteNetlink(RecordedTransport(answers: [Array(loopback.prefix(length)), done])).links()
    }
    for _ in 0..<2000 {
      var bytes = loopback
      for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random) }
      _ = try? RouteNetlink(RecordedTransport(answers: [bytes, done])).links()
      _ = try? RouteNetlink(RecordedTransport(answers: [bytes, done])).addresses()
      _ = try? RouteNetlink(RecordedTransport(answers: [bytes, done])).routes()
      _ = try? ConnectionTrackingNetlink(RecordedTransport(answers: [bytes, done]))
        .forget(protocolNumber: 17, family: .v4) { _ in true }
    }
  }
}
