import APIMachinery

/// Pods run on the nodes that their namespace is for.
struct PodNodeSelector: AdmissionPlugin {
  let name = "PodNodeSelector"
  let reader: StoredObjects
  /// By namespace what its pods may select, and under `clusterDefaultNodeSelector` what those of namespaces without a
  /// selector of their own do.
  var selectors: [String: String] = [:]

  private static let annotation = "scheduler.alpha.kubernetes.io/node-selector"

  func handles(_ request: AdmissionRequest) -> Bool { request.operation == .create && request.isAbout("pods") }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    let own = JSONValue.strings(request.object[path: "spec", "nodeSelector"])
    let merged = try ofNamespace(request).merging(own) { $1 }
    try check(request)
    guard !merged.isEmpty else { return }
    request.object.set(
      ["spec", "nodeSelector"],
      to: .object(JSONObject(uniqueMembers: merged.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })))
    try check(request)
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) { try check(request) }

  private func check(_ request: AdmissionRequest) throws(APIError) {
    let selector = JSONValue.strings(request.object[path: "spec", "nodeSelector"])
    let wanted = try ofNamespace(request)
    guard wanted.allSatisfy({ selector[$0.key] == nil || selector[$0.key] == $0.value }) else {
      throw .forbidden(
        request.resource, request.object.name,
        "pod node label selector conflicts with its namespace node label selector")
    }
    let allowed = try Self.parse(selectors[request.namespace] ?? "")
    guard allowed.isEmpty || selector.allSatisfy({ allowed[$0.key] == $0.value }) else {
      throw .forbidden(
        request.resource, request.object.name, "pod node label selector labels conflict with its namespace whitelist")
    }
  }

  private func ofNamespace(_ request: AdmissionRequest) throws(APIError) -> [String: String] {
    let namespaces = GroupResource("namespaces")
    guard let namespace = reader.object(namespaces, namespace: "", name: request.namespace) else {
      throw .notFound(namespaces, request.namespace)
    }
    return try Self.parse(namespace.annotations[Self.annotation] ?? selectors["clusterDefaultNodeSelector"] ?? "")
  }

  /// `a=b,c=d`.
  private static func parse(_ text: String) throws(APIError) -> [String: String] {
    var labels: [String: String] = [:]
    for term in text.split(separator: ",") {
      let parts = term.split(separator: "=", omittingEmptySubsequences: false).map { $0.trimmed }
      guard parts.count == 2 else { throw .unclassified("invalid selector: [\(term.trimmed)]") }
      labels[parts[0]] = parts[1]
    }
    return labels
  }
}
