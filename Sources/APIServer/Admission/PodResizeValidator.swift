import APIMachinery
import ResourceAccounting

/// A running pod isn't given more than its node has for pods.
struct PodResizeValidator: AdmissionPlugin {
  let name = "PodResizeValidator"
  let reader: StoredObjects
  private static let osLabel = "kubernetes.io/os"

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .update && request.isAbout("pods", subresource: "resize")
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let pod = request.object
    let name = pod[path: "spec", "nodeName"]?.stringValue ?? ""
    guard !name.isEmpty, pod.generation != request.oldObject.generation else { return }
    guard let node = reader.object(GroupResource("nodes"), namespace: "", name: name) else {
      throw request.forbidden("node \(quoted(name)) not found")
    }
    let allocatable = node[path: "status", "allocatable"] ?? .null
    let requests = PodResources.total(.requests, of: pod, .podLevel).amounts
    var problems: [String] = []
    for resource in ["cpu", "memory"] {
      let count = { (quantity: Quantity?) -> Int64 in
        (resource == "cpu" ? quantity?.milliValue : quantity?.value) ?? 0
      }
      let requested = count(requests[resource])
      let available = count(allocatable[resource].flatMap { try? Quantity(json: $0) })
      if requested > available {
        problems.append("\(resource), requested: \(requested), allocatable: \(available)")
      }
    }
    guard problems.isEmpty else {
      throw refused(
        request, "Node didn't have enough allocatable resources: \(problems.joined(separator: "; "))", "NodeCapacity")
    }
    let system = node.labels[Self.osLabel] ?? ""
    guard system == "linux" else {
      throw refused(
        request, "pod resize is only supported on linux nodes, node \(quoted(name)) is \(quoted(system))",
        "UnsupportedPlatform")
    }
  }

  private func refused(_ request: AdmissionRequest, _ message: String, _ cause: String) -> APIError {
    var error = request.forbidden(message)
    error.details?.causes.append(APIError.Cause(reason: cause, message: "", field: ""))
    return error
  }
}
