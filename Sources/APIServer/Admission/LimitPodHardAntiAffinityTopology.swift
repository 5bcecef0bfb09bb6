import APIMachinery

/// Pods keep apart from others by node only: larger domains would let one pod lock out all others.
struct LimitPodHardAntiAffinityTopology: AdmissionPlugin {
  let name = "LimitPodHardAntiAffinityTopology"
  private static let hostname = "kubernetes.io/hostname"

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update) && request.isAbout("pods")
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let terms =
      request.object[path: "spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]?
      .arrayValue ?? []
    for term in terms {
      let key = term["topologyKey"]?.stringValue ?? ""
      guard key == Self.hostname else {
        throw .forbidden(
          request.resource, request.object.name,
          "affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey \(key) but only key \(Self.hostname) is "
            + "allowed")
      }
    }
  }
}
