import APIMachinery
import KubeProxy
import LinuxSupport
import Testing

struct RulesetTests {
  private let name = ServicePortName(namespace: "default", name: "web", port: "http")
  private let clusterIP = IPAddress.v4(0x0A2B_0005)
  private var key: String { "10.43.0.5 . tcp . 80" }

  private func table(
    _ info: ServicePortInfo, _ endpoints: [EndpointInfo], node: NodeInfo = NodeInfo(name: "n1")
  ) -> NFTable {
    var ruleset = Ruleset(family: .v4, node: node)
    ruleset.setService(name, info)
    ruleset.setEndpoints(name, endpoints)
    return ruleset.desired()
  }

  private func endpoint(_ last: UInt32, isReady: Bool = true, isLocal: Bool = false) -> EndpointInfo {
    EndpointInfo(.v4(0x0A2A_0000 + last), port: 8080, isReady: isReady, isLocal: isLocal)
  }

  @Test func clusterIPLeadsToAnyEndpoint() throws {
    let table = table(ServicePortInfo(clusterIP: clusterIP, port: 80), [endpoint(2), endpoint(3)])
    let verdict = try #require(table.maps["service-ips"]?.elements[key])
    let chain = try #require(table.chains[String(verdict.dropFirst("goto ".count))])
    #expect(chain.rules.count == 1)
    #expect(chain.rules[0].hasPrefix("numgen random mod 2 vmap { 0 : goto endpoint-"))
    #expect(table.sets["cluster-ips"]?.elements == ["10.43.0.5"])
    let rules = table.chains.filter { $0.key.contains("10.42.0.2") }.flatMap(\.value.rules)
    #expect(rules == ["ip saddr 10.42.0.2 jump mark-for-masquerade", "meta l4proto tcp dnat to 10.42.0.2:8080"])
  }

  @Test func withoutEndpointsItIsRefused() {
    let table = table(ServicePortInfo(clusterIP: clusterIP, port: 80, nodePort: 30080), [])
    #expect(table.maps["service-ips"]?.elements.isEmpty == true)
    #expect(table.maps["no-endpoint-services"]?.elements[key] == "goto reject-chain")
    #expect(table.maps["no-endpoint-nodeports"]?.elements["tcp . 30080"] == "goto reject-chain")
  }

  @Test func internalPolicyLocalUsesOwnEndpointsOrDrops() throws {
    let info = ServicePortInfo(clusterIP: clusterIP, port: 80, internalPolicy: .local)
    #expect(table(info, [endpoint(2)]).maps["no-endpoint-services"]?.elements[key] == "drop")
    let own = table(info, [endpoint(2), endpoint(3, isLocal: true)])
    let verdict = try #require(own.maps["service-ips"]?.elements[key])
    #expect(verdict.hasPrefix("goto local-"))
    #expect(own.chains[String(verdict.dropFirst(5))]?.rules.last?.contains("10.42.0.3") == true)
  }

  @Test func externalPolicyLocalKeepsTheSource() throws {
    let info = ServicePortInfo(clusterIP: clusterIP, port: 80, nodePort: 30080, externalPolicy: .local)
    let node = NodeInfo(name: "n1", podRanges: [CIDR("10.42.0.0/24")].compactMap { $0 })
    let own = table(info, [endpoint(2), endpoint(3, isLocal: true)], node: node)
    let verdict = try #require(own.maps["service-nodeports"]?.elements["tcp . 30080"])
    let rules = try #require(own.chains[String(verdict.dropFirst(5))]?.rules)
    #expect(rules.first?.hasPrefix("ip saddr 10.42.0.0/24 goto service-") == true)
    #expect(rules.last?.hasPrefix("goto local-") == true)
    #expect(!rules.contains("jump mark-for-masquerade"))

    // None here: strangers are dropped, this node and its pods still get through.
    let others = table(info, [endpoint(2)], node: node)
    #expect(others.maps["no-endpoint-nodeports"]?.elements["tcp . 30080"] == "drop")
    #expect(others.maps["service-nodeports"]?.elements["tcp . 30080"] != nil)
  }

  @Test func endingEndpointsServeWhenNoOtherDoes() {
    let ending = EndpointInfo(.v4(0x0A2A_0002), port: 8080, isReady: false, isServing: true, isTerminating: true)
    let info = ServicePortInfo(clusterIP: clusterIP, port: 80)
    #expect(table(info, [ending]).maps["service-ips"]?.elements[key] != nil)
    let both = table(info, [ending, endpoint(3)])
    #expect(!both.chains.keys.contains { $0.contains("10.42.0.2") })
    let unready = EndpointInfo(.v4(0x0A2A_0002), port: 8080, isReady: false, isServing: false)
    #expect(table(info, [unready]).maps["service-ips"]?.elements[key] == nil)
  }

  @Test func affinityHasASetPerEndpoint() {
    let table = table(ServicePortInfo(clusterIP: clusterIP, port: 80, affinitySeconds: 60), [endpoint(2), endpoint(3)])
    let sets = table.sets.filter { $0.key.hasPrefix("affinity-") }
    #expect(sets.count == 2)
    #expect(sets.values.allSatisfy { $0.declaration.contains("timeout 60s") })
  }

  @Test func sourceRangesGuardLoadBalancers() throws {
    let info = ServicePortInfo(
      clusterIP: clusterIP, port: 80, loadBalancerIPs: [.v4(0xC633_6401)],
      loadBalancerSourceRanges: [CIDR("203.0.113.0/24")].compactMap { $0 })
    let table = table(info, [endpoint(2)])
    let verdict = try #require(table.maps["firewall-ips"]?.elements["198.51.100.1 . tcp . 80"])
    let rules = table.chains[String(verdict.dropFirst(5))]?.rules
    #expect(rules == ["ip saddr { 203.0.113.0/24 } return", "drop"])
  }

  @Test func zonesAreUsedOnlyWhenEveryEndpointHasAHint() throws {
    let node = NodeInfo(name: "n1", zone: "a")
    let info = ServicePortInfo(clusterIP: clusterIP, port: 80)
    var near = endpoint(2)
    near.zoneHints = ["a"]
    var far = endpoint(3)
    far.zoneHints = ["b"]
    #expect(!table(info, [near, far], node: node).chains.keys.contains { $0.contains("10.42.0.3") })
    far.zoneHints = []
    #expect(table(info, [near, far], node: node).chains.keys.contains { $0.contains("10.42.0.3") })
  }

  @Test func familiesStayApart() {
    let mixed = [endpoint(2), EndpointInfo(.v6(0xFD00 << 48, 2), port: 8080)]
    let table = table(ServicePortInfo(clusterIP: clusterIP, port: 80), mixed)
    #expect(!table.chains.keys.contains { $0.contains("fd00") })
  }

  @Test func healthChecksCountLocalPods() {
    var ruleset = Ruleset(family: .v4, node: NodeInfo(name: "n1"))
    let info = ServicePortInfo(
      clusterIP: clusterIP, port: 80, nodePort: 30080, externalPolicy: .local, healthCheckNodePort: 32000)
    ruleset.setService(name, info)
    ruleset.setEndpoints(name, [endpoint(2, isLocal: true), endpoint(3), endpoint(4, isReady: false, isLocal: true)])
    #expect(ruleset.healthChecks()[32000]?.localEndpoints == [.v4(0x0A2A_0002)])
  }
}
