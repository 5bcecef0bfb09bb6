internal import APIMachinery

/// The configuration of the network plugins (CNI): a bridge on the node, addresses from the node's range, host ports.
struct NetworkConfiguration: Sendable, Equatable {
  static let name = "apus"

  var bridge: String
  var podCIDRs: [CIDR]
  var addressesDirectory: String
  var mtu: UInt32?

  /// As the runtime reads it. Masquerading is left to ``MasqueradeRules``: the plugin would do it by iptables.
  var json: JSONValue {
    let ranges = podCIDRs.map { JSONValue.array([["subnet": .string($0.description)]]) }
    var plugin: JSONValue = [
      "type": "bridge", "bridge": .string(bridge), "isGateway": true, "isDefaultGateway": true, "hairpinMode": true,
      "ipMasq": false,
      "ipam": ["type": "host-local", "ranges": .array(ranges), "dataDir": .string(addressesDirectory)],
    ]
    if let mtu { plugin["mtu"] = .integer(Int64(mtu)) }
    return [
      "cniVersion": "1.0.0", "name": .string(Self.name),
      "plugins": [plugin, ["type": "portmap", "capabilities": ["portMappings": true]]],
    ]
  }

  /// The first address of a range is the node's own in it: the pods' gateway.
  static func gateway(of range: CIDR) -> IPAddress? { range.address(at: 1) }
}
