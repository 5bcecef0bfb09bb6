import APIMachinery

/// A new node takes no pods until the node controller has seen it ready.
struct TaintNodesByCondition: AdmissionPlugin {
  let name = "TaintNodesByCondition"
  private static let key = "node.kubernetes.io/not-ready"

  func handles(_ request: AdmissionRequest) -> Bool { request.operation == .create && request.isAbout("nodes") }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    var taints = request.object[path: "spec", "taints"]?.arrayValue ?? []
    guard !taints.contains(where: { $0["key"]?.stringValue == Self.key && $0["effect"]?.stringValue == "NoSchedule" })
    else { return }
    taints.append(["key": .string(Self.key), "effect": "NoSchedule"])
    request.object.set(["spec", "taints"], to: .array(taints))
  }
}
