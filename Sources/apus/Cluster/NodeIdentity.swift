import APIMachinery
import LinuxSupport

/// This machine as a node of the cluster.
struct NodeIdentity {
  let name: String
  let address: IPAddress

  init(_ options: ClusterOptions) throws {
    name = options.nodeName ?? HostFacts.read().hostName.lowercased()
    if let text = options.nodeAddress {
      guard let address = IPAddress(text) else { throw CommandError("--node-ip: \(text) is no IP address") }
      self.address = address
    } else {
      address = try Self.firstAddress()
    }
  }

  /// The address of the interface with the default route, else the first that isn't loopback, else loopback: a machine
  /// without network can still be a cluster of its own.
  private static func firstAddress() throws -> IPAddress {
    let netlink = try RouteNetlink()
    let links = try netlink.links()
    let own = try netlink.addresses().filter { $0.address.family == .v4 }
    func address(of link: Int32) -> IPAddress? { own.first { $0.link == link }?.address }
    let isDefault = { (route: Route) in route.destination == nil || route.destination?.prefixLength == 0 }
    if let route = try netlink.routes().first(where: isDefault), let found = address(of: route.link) { return found }
    for link in links where link.isUp && link.name != "lo" && link.name != "cni0" {
      if let found = address(of: link.index) { return found }
    }
    guard let loopback = IPAddress("127.0.0.1") else {
      throw CommandError("this machine has no address: give one with --node-ip")
    }
    return loopback
  }
}
