internal import APIMachinery

/// Names in the proxy's table, as kube-proxy's nftables mode has them.
enum RuleNames {
  static let table = "kube-proxy"

  static let services = "services"
  static let serviceIPs = "service-ips"
  static let serviceNodePorts = "service-nodeports"
  static let nodePortIPs = "nodeport-ips"
  static let serviceEndpointsCheck = "service-endpoints-check"
  static let nodePortEndpointsCheck = "nodeport-endpoints-check"
  static let noEndpointServices = "no-endpoint-services"
  static let noEndpointNodePorts = "no-endpoint-nodeports"
  static let reject = "reject-chain"
  static let clusterIPs = "cluster-ips"
  static let clusterIPsCheck = "cluster-ips-check"
  static let firewallIPs = "firewall-ips"
  static let firewallCheck = "firewall-check"
  static let markForMasquerade = "mark-for-masquerade"
  static let masquerading = "masquerading"

  /// `HASH-namespace/name/protocol/port`. The hash keeps names apart that look alike once cut to what nft takes.
  static func base(_ port: ServicePortName) -> String {
    let whole = "\(port.namespace)/\(port.name)/\(port.transport.nftables)/\(port.port)"
    return "\(hash(whole))-\(whole)"
  }

  static func base(_ port: ServicePortName, _ endpoint: EndpointInfo) -> String {
    let whole =
      "\(port.namespace)/\(port.name)/\(port.transport.nftables)/\(port.port)__\(endpoint.address)/\(endpoint.port)"
    // Colons of IPv6 are not for names.
    let safe = String(whole.map { $0 == ":" ? "." : $0 })
    return "\(hash(whole))-\(safe)"
  }

  /// Eight letters and digits from FNV-1a.
  private static func hash(_ text: String) -> String {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    return String(decoding: (0..<8).map { alphabet[Int(value >> (5 * UInt64($0)) & 31)] }, as: UTF8.self)
  }
}
