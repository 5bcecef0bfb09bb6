import APIMachinery

/// Pods stay five minutes on a node that is not ready or can't be reached, unless they say otherwise.
struct DefaultTolerationSeconds: AdmissionPlugin {
  let name = "DefaultTolerationSeconds"

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update) && request.isAbout("pods")
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    var tolerations = request.object[path: "spec", "tolerations"]?.arrayValue ?? []
    let given = tolerations
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
      let isTolerated = given.contains { toleration in
        let name = toleration["key"]?.stringValue ?? ""
        let effect = toleration["effect"]?.stringValue ?? ""
        return (name == key || name.isEmpty) && (effect == "NoExecute" || effect.isEmpty)
      }
      guard !isTolerated else { continue }
      tolerations.append([
        "key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
      ])
    }
    if tolerations != given { request.object.set(["spec", "tolerations"], to: .array(tolerations)) }
  }
}
