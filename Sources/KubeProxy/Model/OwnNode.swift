internal import APIMachinery

/// What the proxy wants to know of its own Node.
struct OwnNode: Sendable, Equatable {
  var zone: String
  /// Whether load balancers should send traffic here: not while the node is being deleted or scaled away.
  var isEligible: Bool

  init(json: JSONValue) {
    zone = json["metadata"]?["labels"]?["topology.kubernetes.io/zone"]?.stringValue ?? ""
    let taints = json[path: "spec", "taints"]?.arrayValue ?? []
    isEligible =
      json[path: "metadata", "deletionTimestamp"] == nil
      && !taints.contains { $0["key"]?.stringValue == "ToBeDeletedByClusterAutoscaler" }
  }
}
