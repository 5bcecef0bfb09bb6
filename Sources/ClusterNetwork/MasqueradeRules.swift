internal import APIMachinery
internal import LinuxSupport

/// What pods send to machines outside of the cluster leaves with the node's address, since nobody there knows pods.
enum MasqueradeRules {
  static let table = "apus-network"

  static func table(_ family: IPAddress.Family, pods: [CIDR], cluster: [CIDR]) -> NFTable? {
    let own = pods.filter { $0.family == family }
    guard !own.isEmpty else { return nil }
    let all = Set(own + cluster.filter { $0.family == family })
    // A range within another must not be named beside it: sets of ranges take no overlaps.
    let inside = all.filter { range in !all.contains { $0 != range && $0.contains(range) } }
    let ip = family == .v4 ? "ip" : "ip6"
    let text = { (ranges: [CIDR]) in ranges.map(\.description).sorted().joined(separator: ", ") }
    var table = NFTable(family: family == .v4 ? .ip : .ip6, name: table, comment: "pods to the outside")
    table.chains["postrouting"] = NFChain(
      base: NFChain.Base(.nat, .postrouting, priority: 100),
      rules: [
        "\(ip) saddr { \(text(own)) } \(ip) daddr != { \(text(Array(inside))) } "
          + "fib daddr type != multicast masquerade fully-random"
      ])
    return table
  }
}
