internal import APIMachinery

/// What the network wants to know of a Node.
struct NodeObject: Sendable, Equatable {
  var name: String
  var podCIDRs: [CIDR]
  var internalAddresses: [IPAddress]

  init(json: JSONValue) {
    name = json[path: "metadata", "name"]?.stringValue ?? ""
    let several = json[path: "spec", "podCIDRs"]?.arrayValue ?? []
    let one = json[path: "spec", "podCIDR"].map { [$0] } ?? []
    podCIDRs = (several.isEmpty ? one : several).compactMap { $0.stringValue.flatMap { CIDR($0) } }
    internalAddresses = (json[path: "status", "addresses"]?.arrayValue ?? []).compactMap { entry in
      guard entry["type"]?.stringValue == "InternalIP" else { return nil }
      return entry["address"]?.stringValue.flatMap { IPAddress($0) }
    }
  }
}
