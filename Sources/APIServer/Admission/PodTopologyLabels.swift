import APIMachinery

/// Pods carry the zone and region of the node they are bound to as labels, which the downward API can hand to them.
struct PodTopologyLabels: AdmissionPlugin {
  let name = "PodTopologyLabels"
  let reader: StoredObjects
  private static let labels = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"]

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .create
      && (request.isAbout("pods") || request.isAbout("pods", subresource: "binding") || request.isAbout("bindings"))
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    let isPod = request.isAbout("pods")
    let target = request.object[path: isPod ? "spec" : "target", isPod ? "nodeName" : "name"]?.stringValue ?? ""
    guard !target.isEmpty, isPod || (request.object[path: "target", "kind"]?.stringValue ?? "Node") == "Node",
      let node = reader.object(GroupResource("nodes"), namespace: "", name: target)
    else { return }
    for label in Self.labels {
      guard let value = node.labels[label] else { continue }
      request.object.set(["metadata", "labels", label], to: .string(value))
    }
  }
}
