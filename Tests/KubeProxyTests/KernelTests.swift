import APIMachinery
import Glibc
import KubeProxy
import LinuxSupport
import Testing

/// Real packets through the real kernel's nftables, between network namespaces that have no way out.
@Suite(.enabled(if: KernelWorld.isPossible, "needs root and nft"), .timeLimit(.minutes(20)))
struct KernelTests {
  private let web = ServicePortName(namespace: "default", name: "web")
  private let clusterIP = "10.43.0.5"

  private func endpoints(_ count: Int = 2, isLocal: Bool = true) -> [EndpointInfo] {
    KernelWorld.podAddresses.prefix(count).compactMap { IPAddress($0) }.map {
      EndpointInfo($0, port: 8080, isLocal: isLocal)
    }
  }

  private func info(_ change: (inout ServicePortInfo) -> Void = { _ in }) throws -> ServicePortInfo {
    var info = ServicePortInfo(clusterIP: try #require(IPAddress(clusterIP)), port: 80, nodePort: 30080)
    change(&info)
    return info
  }

  /// Connects and tells which pod got it and what source it saw.
  private func connect(
    from namespace: NetworkNamespace, to address: String, _ port: UInt16, _ servers: [TestSocket]
  ) throws -> (pod: Int, source: String)? {
    let client = try TestSocket.make(in: namespace, SOCK_STREAM)
    let result = client.connect(address, port)
    guard result == 0 else { return nil }
    // Connected, so one of them has it or will have it in a moment.
    while !Task.isCancelled {
      for (index, server) in servers.enumerated() {
        if let (peer, accepted) = server.accepted() {
          // Data both ways, so that translation works in both directions beyond the handshake.
          #expect(client.send("ping") && accepted.receive() == "ping")
          #expect(accepted.send("pong") && client.receive() == "pong")
          return (index, peer)
        }
      }
    }
    return nil
  }

  private func connect(from namespace: NetworkNamespace, to address: String, _ servers: [TestSocket]) throws
    -> (pod: Int, source: String)?
  {
    try connect(from: namespace, to: address, 80, servers)
  }

  @Test func clusterIPFromEverywhere() async throws {
    let world = try KernelWorld()
    let servers = try world.listenInPods()
    world.ruleset.setService(web, try info())
    world.ruleset.setEndpoints(web, endpoints())
    try await world.commit()

    var reached: Set<Int> = []
    for _ in 0..<24 { reached.insert(try #require(try connect(from: world.node, to: clusterIP, servers)).pod) }
    #expect(reached == [0, 1])
    // From a pod: to the other with its own address, to itself with the node's (hairpin).
    for _ in 0..<12 {
      let (pod, source) = try #require(try connect(from: world.pods[0], to: clusterIP, servers))
      #expect(source == (pod == 0 ? "10.42.0.1" : "10.42.0.2"))
    }
    // From outside, as an external router might send it: masqueraded.
    let outer = try #require(try connect(from: world.outside, to: clusterIP, servers))
    #expect(outer.source == "10.42.0.1")
  }

  @Test func nodePortFromOutsideFromTheNodeAndOnLocalhost() async throws {
    let world = try KernelWorld()
    let servers = try world.listenInPods()
    world.ruleset.setService(web, try info())
    world.ruleset.setEndpoints(web, endpoints())
    try await world.commit()
    #expect(try connect(from: world.outside, to: KernelWorld.nodeAddress, 30080, servers) != nil)
    #expect(try connect(from: world.node, to: KernelWorld.nodeAddress, 30080, servers) != nil)
    #expect(try connect(from: world.node, to: "127.0.0.1", 30080, servers) != nil)
    #expect(try connect(from: world.pods[0], to: "10.42.0.1", 30080, servers) != nil)
  }

  @Test func externalPolicyLocalKeepsTheClientsAddress() async throws {
    let world = try KernelWorld()
    let servers = try world.listenInPods()
    world.ruleset.setService(web, try info { $0.externalPolicy = .local })
    world.ruleset.setEndpoints(web, endpoints())
    try await world.commit()
    let reached = try #require(try connect(from: world.outside, to: KernelWorld.nodeAddress, 30080, servers))
    #expect(reached.source == "192.0.2.2")

    // With endpoints on other nodes only: strangers are dropped, the node itself gets through.
    world.ruleset.setEndpoints(web, endpoints(1, isLocal: false))
    try await world.commit()
    let client = try TestSocket.make(in: world.outside, SOCK_STREAM)
    #expect([EINPROGRESS, EAGAIN, ETIMEDOUT].contains(client.connect(KernelWorld.nodeAddress, 30080)))
    #expect(try connect(from: world.node, to: KernelWorld.nodeAddress, 30080, servers) != nil)
  }

  @Test func withoutEndpointsConnectionsAreRefusedAtOnce() async throws {
    let world = try KernelWorld()
    let servers = try world.listenInPods()
    world.ruleset.setService(web, try info())
    try await world.commit()
    for (namespace, address, port) in [
      (world.node, clusterIP, UInt16(80)), (world.pods[0], clusterIP, 80),
      (world.outside, KernelWorld.nodeAddress, 30080), (world.node, KernelWorld.nodeAddress, 30080),
    ] {
      let client = try TestSocket.make(in: namespace, SOCK_STREAM)
      #expect(client.connect(address, port) == ECONNREFUSED, "to \(address):\(port)")
    }
    // The wrong port of a Service that has endpoints is refused too, from the node and from pods.
    world.ruleset.setEndpoints(web, endpoints())
    try await world.commit()
    for namespace in [world.node, world.pods[0]] {
      #expect(try TestSocket.make(in: namespace, SOCK_STREAM).connect(clusterIP, 81) == ECONNREFUSED)
      #expect(try connect(from: namespace, to: clusterIP, servers) != nil)
    }
  }

  @Test func clusterIPsOfNobodyAreDropped() async throws {
    let world = try KernelWorld()
    try await world.commit()
    let client = try TestSocket.make(in: world.pods[0], SOCK_STREAM)
    #expect([EINPROGRESS, EAGAIN, ETIMEDOUT].contains(client.connect("10.43.77.77", 80)))
  }

  @Test func affinityKeepsAClientWithItsEndpoint() async throws {
    let world = try KernelWorld()
    let servers = try world.listenInPods()
    world.ruleset.setService(web, try info { $0.affinitySeconds = 100 })
    world.ruleset.setEndpoints(web, endpoints())
    try await world.commit()
    let first = try #require(try connect(from: world.pods[1], to: clusterIP, servers)).pod
    for _ in 0..<10 { #expect(try connect(from: world.pods[1], to: clusterIP, servers)?.pod == first) }
    // Another Service comes: what is known of clients stays.
    let other = ServicePortName(namespace: "default", name: "other")
    world.ruleset.setService(other, ServicePortInfo(clusterIP: .v4(0x0A2B_0006), port: 80))
    try await world.commit()
    for _ in 0..<10 { #expect(try connect(from: world.pods[1], to: clusterIP, servers)?.pod == first) }
  }

  @Test func datagramsFollowTheEndpoints() async throws {
    let world = try KernelWorld()
    let dns = ServicePortName(namespace: "kube-system", name: "dns", transport: .udp)
    let servers = try zip(world.pods, KernelWorld.podAddresses).map {
      try TestSocket.bound(in: $0, SOCK_DGRAM, $1, 8080)
    }
    world.ruleset.setService(dns, ServicePortInfo(clusterIP: try #require(IPAddress(clusterIP)), port: 53))
    world.ruleset.setEndpoints(dns, endpoints(1))
    try await world.commit()

    let client = try TestSocket.make(in: world.node, SOCK_DGRAM)
    #expect(client.connect(clusterIP, 53) == 0)
    #expect(client.send("who"))
    #expect(servers[0].answerDatagram("zero") && client.receive() == "zero")

    // The endpoint changes: the connection to the old one has to be forgotten.
    world.ruleset.setEndpoints(dns, Array(endpoints().suffix(1)))
    try await world.commit()
    let tracking = ConnectionTrackingNetlink(try NetlinkSocket.open(.netfilter, in: world.node))
    let forgotten = try tracking.forget(protocolNumber: 17, family: .v4) {
      $0.destinationPort == 53 && $0.replySource == .v4(0x0A2A_0002) && $0.replySourcePort == 8080
    }
    #expect(forgotten == 1)
    #expect(client.send("who"))
    #expect(servers[1].answerDatagram("one") && client.receive() == "one")
  }

  @Test func sourceRangesOfLoadBalancers() async throws {
    let world = try KernelWorld()
    let servers = try world.listenInPods()
    let balancer = "198.51.100.7"
    world.ruleset.setService(
      web,
      try info {
        $0.loadBalancerIPs = [IPAddress(balancer)].compactMap { $0 }
        $0.loadBalancerSourceRanges = [CIDR("192.0.2.0/24")].compactMap { $0 }
      })
    world.ruleset.setEndpoints(web, endpoints())
    try await world.commit()
    #expect(try connect(from: world.outside, to: balancer, servers) != nil)
    let client = try TestSocket.make(in: world.pods[0], SOCK_STREAM)
    #expect(client.connect(balancer, 80) != 0)
  }

  @Test(arguments: 0..<4)
  func everyRandomTableIsTakenByTheKernel(seed: UInt64) async throws {
    let filter = NFTables(namespace: try NetworkNamespace.create())
    var world = RandomWorld(random: SeededRandom(seed: seed))
    var ruleset = Ruleset(family: .v4, node: world.node)
    var former = ruleset.desired()
    try await filter.commit(.replace(with: former))
    for _ in 0..<25 {
      for _ in 0..<5 { world.change(&ruleset) }
      let desired = ruleset.desired()
      try await filter.commit(.difference(from: former, to: desired))
      former = desired
    }
    let changed = try await filter.list(.ip, "kube-proxy")
    try await filter.commit(.replace(with: former))
    let rebuilt = try await filter.list(.ip, "kube-proxy")
    #expect(sorted(changed) == sorted(rebuilt), "seed \(seed)")
    try await KubeProxy.cleanUp(filter: filter)
    #expect(try await filter.tables(.ip).isEmpty)
  }

  private func sorted(_ listing: String) -> [Substring] {
    // Elements come in no particular order.
    listing.split { "\n,{}".contains($0) }.map { $0.drop { $0 == " " || $0 == "\t" } }.filter { !$0.isEmpty }.sorted()
  }
}
