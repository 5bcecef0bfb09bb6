import APIMachinery

/// Gives a pod its node: what the scheduler does.
struct BindingHandler: ResourceHandler {
  private static let resource = GroupResource("pods/binding")

  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let options = try WriteOptions(.create, request.context.request)
    let kind = GroupVersionKind(version: "v1", kind: "Binding")
    var binding = try request.server.decoding.object(
      request.context, kind: kind, validation: options.fieldValidation)
    let name = request.info.subresource.isEmpty ? binding.name : request.info.name
    guard binding.name.isEmpty || binding.name == name else {
      throw .badRequest("name in URL does not match name in Binding object")
    }
    let targetKind = binding[path: "target", "kind"]?.stringValue ?? ""
    guard targetKind.isEmpty || targetKind == "Node" else {
      throw .unclassified(
        "target.kind: Unsupported value: \(quoted(targetKind)): supported values: \"Node\", \"<empty>\"")
    }
    let node = binding[path: "target", "name"]?.stringValue ?? ""
    guard !node.isEmpty else { throw .unclassified("target.name: Required value") }

    binding.setMetadata("namespace", .string(request.info.namespace))
    binding = try await request.admitted(binding, kind: kind, name: name, options)
    let now = request.context.receivedAt.rfc3339
    let bound = binding
    try await request.storage("pods").modify(
      namespace: request.info.namespace, name: name, isDryRun: options.isDryRun
    ) { pod throws(APIError) in
      if !bound.uid.isEmpty, bound.uid != pod.uid {
        throw .conflict(
          GroupResource("pods"), name,
          "StorageError: invalid object, Code: 4, Key: /registry/pods/\(request.info.namespace)/\(name), "
            + "ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: \(bound.uid), "
            + "UID in object meta: \(pod.uid)")
      }
      try Self.bind(&pod, to: node, bound, now: now)
    }
    return try request.created()
  }

  private static func bind(_ pod: inout JSONValue, to node: String, _ binding: JSONValue, now: String) throws(APIError)
  {
    let name = pod.name
    if pod.deletionTimestamp != nil {
      throw .conflict(resource, name, "pod \(name) is being deleted, cannot be assigned to a host")
    }
    let current = pod[path: "spec", "nodeName"]?.stringValue ?? ""
    guard current.isEmpty else {
      throw .conflict(resource, name, "pod \(name) is already assigned to node \(quoted(current))")
    }
    guard pod[path: "spec", "schedulingGates"]?.arrayValue?.isEmpty ?? true else {
      throw .conflict(resource, name, "pod \(name) has non-empty .spec.schedulingGates")
    }
    pod.set(["spec", "nodeName"], to: .string(node))
    for (key, value) in binding.annotations.sorted(by: { $0.key < $1.key }) {
      pod.set(["metadata", "annotations", key], to: .string(value))
    }
    for (key, value) in binding.labels.sorted(by: { $0.key < $1.key }) {
      pod.set(["metadata", "labels", key], to: .string(value))
    }
    var conditions = (pod[path: "status", "conditions"]?.arrayValue ?? []).filter { $0["type"] != "PodScheduled" }
    let scheduled: JSONValue = [
      "type": "PodScheduled", "status": "True", "lastProbeTime": .null, "lastTransitionTime": .string(now),
    ]
    var condition = scheduled
    if pod.generation > 0, pod[path: "status", "observedGeneration"] != nil {
      condition["observedGeneration"] = .integer(pod.generation)
    }
    conditions.append(condition)
    pod.set(["status", "conditions"], to: .array(conditions))
  }
}
