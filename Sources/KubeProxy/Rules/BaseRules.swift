internal import APIMachinery
internal import LinuxSupport

/// The part of the table that doesn't depend on Services: where packets come in, and the chains they pass.
enum BaseRules {
  private enum Priority {
    static let raw = -300
    static let beforeTranslation = -110
    static let destination = -100
    static let afterTranslation = -90
    static let source = 100
  }

  static func table(_ family: IPAddress.Family, node: NodeInfo) -> NFTable {
    let isV4 = family == .v4
    let ip = isV4 ? "ip" : "ip6"
    let address = isV4 ? "ipv4_addr" : "ipv6_addr"
    var table = NFTable(family: isV4 ? .ip : .ip6, name: RuleNames.table, comment: "rules for kube-proxy")
    typealias Names = RuleNames

    let isLocal = localAddress(family, node: node)
    let toService = "\(ip) daddr . meta l4proto . th dport vmap"
    let toNodePort = "\(isLocal) meta l4proto . th dport vmap"
    let mark = "0x\(String(node.masqueradeMark, radix: 16))"

    // Checks look at addresses that were not translated: a new connection that still goes to a Service found no endpoint.
    let checks = ["ct state new jump \(Names.serviceEndpointsCheck)"]
    let strays = ["ct state new jump \(Names.clusterIPsCheck)"]
    table.chains = [
      "filter-prerouting": base(
        .filter, .prerouting, Priority.beforeTranslation, ["ct state new jump \(Names.firewallCheck)"]),
      "filter-input": base(
        .filter, .input, Priority.beforeTranslation,
        ["ct state new jump \(Names.nodePortEndpointsCheck)"] + checks),
      "filter-forward": base(.filter, .forward, Priority.beforeTranslation, checks + strays),
      "filter-output": base(
        .filter, .output, Priority.beforeTranslation, ["ct state new jump \(Names.firewallCheck)"]),
      "filter-output-post-dnat": base(.filter, .output, Priority.afterTranslation, checks + strays),
      "nat-prerouting": base(.nat, .prerouting, Priority.destination, ["jump \(Names.services)"]),
      "nat-output": base(.nat, .output, Priority.destination, ["jump \(Names.services)"]),
      "nat-postrouting": base(.nat, .postrouting, Priority.source, ["jump \(Names.masquerading)"]),

      Names.services: NFChain(rules: ["\(toService) @\(Names.serviceIPs)", "\(toNodePort) @\(Names.serviceNodePorts)"]),
      Names.serviceEndpointsCheck: NFChain(rules: ["\(toService) @\(Names.noEndpointServices)"]),
      Names.nodePortEndpointsCheck: NFChain(rules: ["\(toNodePort) @\(Names.noEndpointNodePorts)"]),
      Names.firewallCheck: NFChain(rules: ["\(toService) @\(Names.firewallIPs)"]),
      // A reset is taken even while connect(2) holds its socket, which makes an ICMP error wait for the next try.
      Names.reject: NFChain(rules: ["meta l4proto tcp reject with tcp reset", "reject"]),
      Names.clusterIPsCheck: NFChain(rules: clusterIPsCheck(family, ip, node: node)),
      Names.markForMasquerade: NFChain(rules: ["meta mark set meta mark or \(mark)"]),
      Names.masquerading: NFChain(rules: [
        "meta mark and \(mark) == 0 return", "meta mark set meta mark xor \(mark)", "masquerade fully-random",
      ]),
    ]
    if isV4 && node.localhostNodePorts {
      // With route_localnet set, the kernel no longer refuses 127.0.0.0/8 from other machines and pods: this does.
      table.chains["localhost-guard"] = base(
        .filter, .prerouting, Priority.raw, ["iifname != \"lo\" ip daddr 127.0.0.0/8 drop"])
    }
    table.sets = [Names.clusterIPs: NFSet("type \(address) ;")]
    if let addresses = node.nodePortAddresses {
      table.sets[Names.nodePortIPs] = NFSet(
        "type \(address) ;", elements: Set(addresses.filter { $0.family == family }.map(\.description)))
    }
    let serviceKey = "type \(address) . inet_proto . inet_service : verdict ;"
    let nodePortKey = "type inet_proto . inet_service : verdict ;"
    table.maps = [
      Names.serviceIPs: NFMap(serviceKey), Names.noEndpointServices: NFMap(serviceKey),
      Names.firewallIPs: NFMap(serviceKey), Names.serviceNodePorts: NFMap(nodePortKey),
      Names.noEndpointNodePorts: NFMap(nodePortKey),
    ]
    return table
  }

  private static func base(_ kind: NFChain.Base.Kind, _ hook: NFChain.Base.Hook, _ priority: Int, _ rules: [String])
    -> NFChain
  {
    NFChain(base: NFChain.Base(kind, hook, priority: priority), rules: rules)
  }

  /// The condition for an address that takes NodePort connections.
  private static func localAddress(_ family: IPAddress.Family, node: NodeInfo) -> String {
    let ip = family == .v4 ? "ip" : "ip6"
    var condition = "fib daddr type local"
    if node.nodePortAddresses != nil {
      condition += " \(ip) daddr @\(RuleNames.nodePortIPs)"
    } else if family == .v6 {
      condition += " ip6 daddr != ::1"
    } else if !node.localhostNodePorts {
      condition += " ip daddr != 127.0.0.0/8"
    }
    return condition
  }

  private static func clusterIPsCheck(_ family: IPAddress.Family, _ ip: String, node: NodeInfo) -> [String] {
    var rules = ["\(ip) daddr @\(RuleNames.clusterIPs) goto \(RuleNames.reject)"]
    let ranges = node.serviceRanges.filter { $0.family == family }.map(\.description).sorted()
    if !ranges.isEmpty {
      rules.append(
        "\(ip) daddr { \(ranges.joined(separator: ", ")) } drop comment \"cluster IPs that no Service has\"")
    }
    return rules
  }
}
