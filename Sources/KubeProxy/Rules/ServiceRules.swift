internal import APIMachinery
internal import LinuxSupport

/// The part of the table that belongs to one port of one Service. Made anew when the Service, its endpoints or the node
/// change, and kept otherwise.
struct ServiceRules: Equatable, Sendable {
  var chains: [String: NFChain] = [:]
  /// Affinity sets.
  var sets: [String: NFSet] = [:]
  /// Elements by map.
  var elements: [String: [String: String]] = [:]
  var clusterIP: String = ""

  init(_ name: ServicePortName, _ info: ServicePortInfo, endpoints: [EndpointInfo], node: NodeInfo) {
    let builder = ServiceRulesBuilder(name: name, info: info, node: node, endpoints: endpoints)
    self = builder.build(self: ServiceRules())
  }

  private init() {}
}

/// Builds the chains:
///
///     service-ips / service-nodeports ─► external-… ─► service-… or local-… ─► endpoint-… ─► dnat
///
/// A cluster IP leads to the internal policy's chain at once, everything from outside goes through `external-…`.
private struct ServiceRulesBuilder {
  let name: ServicePortName
  let info: ServicePortInfo
  let node: NodeInfo
  let choice: EndpointChoice
  let base: String

  init(name: ServicePortName, info: ServicePortInfo, node: NodeInfo, endpoints: [EndpointInfo]) {
    self.name = name
    self.info = info
    self.node = node
    choice = EndpointChoice(endpoints.filter { $0.address.family == info.clusterIP.family }, of: info, on: node)
    base = RuleNames.base(name)
  }

  private var ip: String { info.clusterIP.family == .v4 ? "ip" : "ip6" }
  private var clusterChain: String { "service-\(base)" }
  private var localChain: String { "local-\(base)" }
  private var externalChain: String { "external-\(base)" }
  private var firewallChain: String { "firewall-\(base)" }

  private func key(_ address: IPAddress) -> String { "\(address) . \(name.transport.nftables) . \(info.port)" }
  private var nodePortKey: String { "\(name.transport.nftables) . \(info.nodePort)" }

  func build(self empty: ServiceRules) -> ServiceRules {
    var rules = empty
    rules.clusterIP = "\(info.clusterIP)"
    let internalEndpoints = info.internalPolicy == .local ? choice.local : choice.cluster
    let externalEndpoints = info.externalPolicy == .local ? choice.local : choice.cluster

    addVerdict(
      internalEndpoints, to: &rules, map: RuleNames.serviceIPs, without: RuleNames.noEndpointServices,
      key: key(info.clusterIP), chain: info.internalPolicy == .local ? localChain : clusterChain)
    if info.isExternallyAccessible {
      addExternal(externalEndpoints, to: &rules)
    }
    addEndpointChains(to: &rules)
    return rules
  }

  /// One way in: to the chain when there are endpoints; otherwise refused, or dropped when only other nodes have some,
  /// so that a load balancer's probe fails while clients try again elsewhere.
  private func addVerdict(
    _ endpoints: [EndpointInfo], to rules: inout ServiceRules, map: String, without: String, key: String, chain: String
  ) {
    if !endpoints.isEmpty {
      rules.elements[map, default: [:]][key] = "goto \(chain)"
    } else {
      rules.elements[without, default: [:]][key] = choice.hasAny ? "drop" : "goto \(RuleNames.reject)"
    }
  }

  private func addExternal(_ endpoints: [EndpointInfo], to rules: inout ServiceRules) {
    // With policy Local and no endpoint here, traffic from this node itself still reaches the others.
    let reachable = info.externalPolicy == .local && endpoints.isEmpty ? choice.cluster : endpoints
    for address in info.externalIPs + info.loadBalancerIPs {
      addVerdict(
        reachable, to: &rules, map: RuleNames.serviceIPs, without: RuleNames.noEndpointServices, key: key(address),
        chain: externalChain)
      if endpoints.isEmpty && !reachable.isEmpty {
        // Others are dropped before translation.
        rules.elements[RuleNames.noEndpointServices, default: [:]][key(address)] = "drop"
      }
    }
    if info.nodePort != 0 {
      addVerdict(
        reachable, to: &rules, map: RuleNames.serviceNodePorts, without: RuleNames.noEndpointNodePorts,
        key: nodePortKey, chain: externalChain)
      if endpoints.isEmpty && !reachable.isEmpty {
        rules.elements[RuleNames.noEndpointNodePorts, default: [:]][nodePortKey] = "drop"
      }
    }
    if !reachable.isEmpty { addExternalChain(endpoints, to: &rules) }
    addFirewall(to: &rules)
  }

  private func addExternalChain(_ endpoints: [EndpointInfo], to rules: inout ServiceRules) {
    var lines: [String] = []
    if info.externalPolicy == .cluster {
      // The answer must come back through this node.
      lines.append("jump \(RuleNames.markForMasquerade)")
      lines.append("goto \(clusterChain)")
    } else {
      if !choice.cluster.isEmpty {
        let own = node.podRanges.filter { $0.family == info.clusterIP.family }
        for range in own { lines.append("\(ip) saddr \(range) goto \(clusterChain)") }
        lines.append("fib saddr type local jump \(RuleNames.markForMasquerade)")
        lines.append("fib saddr type local goto \(clusterChain)")
      }
      if !endpoints.isEmpty { lines.append("goto \(localChain)") }
    }
    rules.chains[externalChain] = NFChain(rules: lines)
  }

  private func addFirewall(to rules: inout ServiceRules) {
    let ranges = info.loadBalancerSourceRanges.filter { $0.family == info.clusterIP.family }
    guard !info.loadBalancerSourceRanges.isEmpty, !info.loadBalancerIPs.isEmpty else { return }
    var lines: [String] = []
    if !ranges.isEmpty {
      lines.append("\(ip) saddr { \(ranges.map(\.description).sorted().joined(separator: ", ")) } return")
    }
    // A node that is the load balancer itself may reach it from its own addresses.
    for address in info.loadBalancerIPs.sorted() where ranges.contains(where: { $0.contains(address) }) {
      lines.append("\(ip) saddr \(address) return")
    }
    lines.append("drop")
    rules.chains[firewallChain] = NFChain(rules: lines)
    for address in info.loadBalancerIPs {
      rules.elements[RuleNames.firewallIPs, default: [:]][key(address)] = "goto \(firewallChain)"
    }
  }

  private func addEndpointChains(to rules: inout ServiceRules) {
    if info.usesClusterEndpoints, !choice.cluster.isEmpty {
      rules.chains[clusterChain] = balance(choice.cluster, isCluster: true)
    }
    if info.usesLocalEndpoints, !choice.local.isEmpty {
      rules.chains[localChain] = balance(choice.local, isCluster: false)
    }
    for endpoint in choice.reachable {
      let base = RuleNames.base(name, endpoint)
      // A pod that reaches itself through its Service must see another source, or it would answer itself directly.
      var lines = ["\(ip) saddr \(endpoint.address) jump \(RuleNames.markForMasquerade)"]
      if let seconds = info.affinitySeconds {
        let type = info.clusterIP.family == .v4 ? "ipv4_addr" : "ipv6_addr"
        rules.sets["affinity-\(base)"] = NFSet("type \(type) ; flags dynamic,timeout ; timeout \(seconds)s ;")
        lines.append("update @affinity-\(base) { \(ip) saddr }")
      }
      lines.append("meta l4proto \(name.transport.nftables) dnat to \(Self.target(endpoint))")
      rules.chains["endpoint-\(base)"] = NFChain(rules: lines)
    }
  }

  private static func target(_ endpoint: EndpointInfo) -> String {
    endpoint.address.family == .v4 ? "\(endpoint.address):\(endpoint.port)" : "[\(endpoint.address)]:\(endpoint.port)"
  }

  /// Chooses an endpoint: the client's own one first, where there is affinity, else any.
  private func balance(_ endpoints: [EndpointInfo], isCluster: Bool) -> NFChain {
    var lines: [String] = []
    if info.internalPolicy == .local ? !isCluster : isCluster {
      let toClusterIP = "\(ip) daddr \(info.clusterIP) \(name.transport.nftables) dport \(info.port)"
      let own = node.podRanges.filter { $0.family == info.clusterIP.family }
      if node.masqueradeAll {
        lines.append("\(toClusterIP) jump \(RuleNames.markForMasquerade)")
      } else if !own.isEmpty {
        // From outside of the pod network: the answer must come back through this node.
        let ranges = own.map(\.description).sorted().joined(separator: ", ")
        lines.append("\(toClusterIP) \(ip) saddr != { \(ranges) } jump \(RuleNames.markForMasquerade)")
      }
    }
    if info.affinitySeconds != nil {
      for endpoint in endpoints {
        let base = RuleNames.base(name, endpoint)
        lines.append("\(ip) saddr @affinity-\(base) goto endpoint-\(base)")
      }
    }
    let verdicts = endpoints.enumerated().map { "\($0) : goto endpoint-\(RuleNames.base(name, $1))" }
    lines.append("numgen random mod \(endpoints.count) vmap { \(verdicts.joined(separator: ", ")) }")
    return NFChain(rules: lines)
  }
}
