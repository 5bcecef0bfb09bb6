import APIMachinery
import KubeProxy
import LinuxSupport
import Testing

/// Random histories: the differences, applied one after another, make what a rebuild from nothing makes.
struct RulesetPropertyTests {
  @Test(arguments: 0..<24)
  func differencesEqualARebuild(seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    var world = RandomWorld(random: random)
    var ruleset = Ruleset(family: .v4, node: world.node)
    var kernel = ModelKernel()
    var former = ruleset.desired()
    try kernel.commit(.replace(with: former))

    for _ in 0..<40 {
      for _ in 0...random.next(below: 4) { world.change(&ruleset) }
      let desired = ruleset.desired()
      try kernel.commit(.difference(from: former, to: desired))
      former = desired

      var fresh = Ruleset(family: .v4, node: ruleset.node)
      for (name, info) in ruleset.services { fresh.setService(name, info) }
      for (name, infos) in ruleset.endpoints { fresh.setEndpoints(name, infos) }
      var rebuilt = ModelKernel()
      try rebuilt.commit(.replace(with: fresh.desired()))
      #expect(kernel.tables == rebuilt.tables, "seed \(seed)")
    }
    // Replacing works over anything that was there.
    try kernel.commit(.replace(with: former))
  }

  @Test func nothingChangesNothing() {
    var world = RandomWorld(random: SeededRandom(seed: 1))
    var ruleset = Ruleset(family: .v4, node: world.node)
    for _ in 0..<50 { world.change(&ruleset) }
    let former = ruleset.desired()
    #expect(NFTransaction.difference(from: former, to: ruleset.desired()).isEmpty)
  }

  @Test func oneEndpointTouchesOneService() {
    var world = RandomWorld(random: SeededRandom(seed: 2))
    var ruleset = Ruleset(family: .v4, node: world.node)
    for _ in 0..<300 { world.change(&ruleset) }
    let name = ServicePortName(namespace: "only", name: "this")
    ruleset.setService(name, ServicePortInfo(clusterIP: .v4(0x0A2B_0909), port: 80))
    ruleset.setEndpoints(name, [EndpointInfo(.v4(0x0A2A_0101), port: 8080)])
    let former = ruleset.desired()
    ruleset.setEndpoints(
      name, [EndpointInfo(.v4(0x0A2A_0101), port: 8080), EndpointInfo(.v4(0x0A2A_0102), port: 8080)])
    let lines = NFTransaction.difference(from: former, to: ruleset.desired()).lines
    #expect(lines.allSatisfy { $0.contains("only/this") })
    #expect(lines.count < 8)
  }
}

/// Makes random Services and endpoints, with what is rare in practice often.
struct RandomWorld {
  let random: SeededRandom
  let node = NodeInfo(
    name: "n1", zone: "a", podRanges: [CIDR("10.42.0.0/24")].compactMap { $0 }, localhostNodePorts: true,
    serviceRanges: [CIDR("10.43.0.0/16")].compactMap { $0 })

  private func chance(_ outOf: UInt64) -> Bool { random.next(below: outOf) == 0 }

  mutating func change(_ ruleset: inout Ruleset) {
    let number = random.next(below: 12)
    let name = ServicePortName(
      namespace: "ns\(number % 3)", name: "svc\(number)", port: number % 2 == 0 ? "" : "p\(number % 4)",
      transport: number % 5 == 0 ? .udp : .tcp)
    switch random.next(below: 20) {
    case 0: ruleset.setService(name, nil)
    case 1...8: ruleset.setService(name, service(number))
    case 9:
      var node = ruleset.node
      node.podRanges = chance(2) ? [] : self.node.podRanges
      node.nodePortAddresses = chance(2) ? nil : [.v4(0x0A00_0001)]
      node.masqueradeAll = chance(3)
      node.localhostNodePorts = chance(2)
      ruleset.setNode(node)
    default: ruleset.setEndpoints(name, endpoints())
    }
  }

  private func service(_ number: UInt64) -> ServicePortInfo {
    ServicePortInfo(
      clusterIP: .v4(0x0A2B_0001 + UInt32(number)), port: UInt16(80 + random.next(below: 2)),
      // Sometimes the same as another Service's.
      nodePort: chance(2) ? UInt16(30000 + random.next(below: 8)) : 0,
      externalIPs: chance(3) ? [.v4(0xC000_0200 + UInt32(random.next(below: 4)))] : [],
      loadBalancerIPs: chance(3) ? [.v4(0xC000_0300 + UInt32(random.next(below: 4)))] : [],
      loadBalancerSourceRanges: chance(3) ? [CIDR("192.0.2.0/24")].compactMap { $0 } : [],
      affinitySeconds: chance(3) ? 10 + Int(random.next(below: 2)) : nil, internalPolicy: chance(3) ? .local : .cluster,
      externalPolicy: chance(2) ? .local : .cluster)
  }

  private func endpoints() -> [EndpointInfo] {
    (0..<random.next(below: 5)).map { index in
      let isReady = !chance(3)
      return EndpointInfo(
        .v4(0x0A2A_0001 + UInt32(index)), port: UInt16(8080 + random.next(below: 2)), isReady: isReady,
        isServing: isReady || chance(2), isTerminating: !isReady && chance(2), isLocal: chance(2),
        zoneHints: chance(4) ? ["a"] : [], nodeHints: chance(4) ? ["n1"] : [])
    }
  }
}
