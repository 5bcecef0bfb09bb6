import APIMachinery

/// Pods that ask for extended resources (`example.com/gpu`) tolerate the taints of the same name, so that nodes which
/// have them can be kept for those pods.
struct ExtendedResourceToleration: AdmissionPlugin {
  let name = "ExtendedResourceToleration"

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update) && request.isAbout("pods")
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    let containers = ["containers", "initContainers"].flatMap { request.object[path: "spec", $0]?.arrayValue ?? [] }
    let asked = containers.flatMap { $0[path: "resources", "requests"]?.objectValue?.keys.map { $0 } ?? [] }
    let given = request.object[path: "spec", "tolerations"]?.arrayValue ?? []
    var tolerations = given
    for resource in Set(asked.filter(Self.isExtended)).sorted() {
      let toleration: JSONValue = ["key": .string(resource), "operator": "Exists", "effect": "NoSchedule"]
      if !tolerations.contains(toleration) { tolerations.append(toleration) }
    }
    if tolerations != given { request.object.set(["spec", "tolerations"], to: .array(tolerations)) }
  }

  /// Named by a domain that isn't Kubernetes' own.
  static func isExtended(_ resource: String) -> Bool {
    resource.contains("/") && !resource.contains("kubernetes.io/") && !resource.hasPrefix("requests.")
  }
}
