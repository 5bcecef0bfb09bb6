internal import LinuxSupport

/// The rules of the portmap plugin, which sends what arrives at host ports on to pods. It makes them by iptables, so in
/// the table `nat`, and leaves the chains that all its ports share.
enum HostPortRules {
  private static let table = "nat"
  /// The plugin's chain that has a rule for each pod with host ports.
  private static let entry = "CNI-HOSTPORT-DNAT"
  private static let prefix = "CNI-HOSTPORT-"

  /// Takes the shared chains away unless pods of somebody else still use them.
  static func remove(_ family: NFTable.Family, from filter: any PacketFilter) async throws(LinuxError) {
    guard try await filter.tables(family).contains(table) else { return }
    let shared = SharedTable(family, table, listing: try await filter.numberedList(family, table))
    guard !shared.hasRules(entry) else { return }
    try await filter.commit(shared.removal { $0.hasPrefix(prefix) })
  }
}
