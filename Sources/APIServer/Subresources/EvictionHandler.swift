import APIMachinery

/// Deletes a pod if the disruption budgets over it allow (`policy/v1` Eviction).
struct EvictionHandler: ResourceHandler {
  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let options = try WriteOptions(.create, request.context.request)
    let kind = GroupVersionKind(group: "policy", version: "v1", kind: "Eviction")
    var eviction = try request.server.decoding.object(
      request.context, kind: kind, validation: options.fieldValidation)
    let name = request.info.name
    guard eviction.name.isEmpty || eviction.name == name else {
      throw .badRequest("name in URL does not match name in Eviction object")
    }
    eviction = try await request.admitted(eviction, kind: kind, name: name, options)
    let pods = try request.storage("pods")
    guard let pod = pods.get(namespace: request.info.namespace, name: name)?.decoded() else {
      throw .notFound(GroupResource("pods"), name)
    }
    var deletion = DeleteOptions(eviction["deleteOptions"] ?? [:])
    if options.isDryRun { deletion.isDryRun = true }
    if !Self.ignoresBudget(pod) { try await takeFromBudget(pod, request, isDryRun: deletion.isDryRun) }
    let endpoint = try request.endpoint()
    _ = try await ResourceEndpoint(server: request.server, resource: endpoint.resource, subresource: nil)
      .deleteObject(name: name, request.context, deletion)
    return try request.created()
  }

  /// A pod that is over, not begun, or going away disturbs nobody.
  private static func ignoresBudget(_ pod: JSONValue) -> Bool {
    let phase = pod[path: "status", "phase"]?.stringValue ?? ""
    return ["Succeeded", "Failed", "Pending"].contains(phase) || pod.deletionTimestamp != nil
  }

  private func takeFromBudget(_ pod: JSONValue, _ request: HandlerRequest, isDryRun: Bool) async throws(APIError) {
    let budgets = try request.storage("poddisruptionbudgets", group: "policy")
    let matching = request.server.objects.objects(budgets.resource, namespace: request.info.namespace).filter {
      budget in
      guard let selector = try? LabelSelector(object: budget[path: "spec", "selector"]) else { return false }
      return selector.matches(pod.labels)
    }
    guard matching.count <= 1 else {
      throw APIError(
        code: 500, reason: .internalError,
        message: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
    }
    guard let budget = matching.first else { return }
    let isReady = (pod[path: "status", "conditions"]?.arrayValue ?? []).contains {
      $0["type"] == "Ready" && $0["status"] == "True"
    }
    if !isReady {
      let policy = budget[path: "spec", "unhealthyPodEvictionPolicy"]?.stringValue
      let healthy = budget[path: "status", "currentHealthy"]?.integerValue ?? 0
      let desired = budget[path: "status", "desiredHealthy"]?.integerValue ?? 0
      if policy == "AlwaysAllow" || (healthy >= desired && desired > 0) { return }
    }
    let now = request.context.receivedAt
    let kind = GroupVersionKind(group: "policy", version: "v1", kind: "PodDisruptionBudget")
    let management = FieldManagement(statusOf: kind, type: request.server.types.type(kind), at: now)
    try await budgets.modify(
      namespace: request.info.namespace, name: budget.name, isDryRun: isDryRun
    ) { budget throws(APIError) in
      let old = budget
      try Self.take(&budget, pod: pod.name, now: now.rfc3339)
      management.recordUpdate(&budget, old: old)
    }
  }

  private static func take(_ budget: inout JSONValue, pod: String, now: String) throws(APIError) {
    guard (budget[path: "status", "observedGeneration"]?.integerValue ?? 0) >= budget.generation else {
      throw refused("The disruption budget \(budget.name) is still being processed by the server.", retryAfter: 10)
    }
    let allowed = budget[path: "status", "disruptionsAllowed"]?.integerValue ?? 0
    guard allowed > 0 else {
      let desired = budget[path: "status", "desiredHealthy"]?.integerValue ?? 0
      let current = budget[path: "status", "currentHealthy"]?.integerValue ?? 0
      throw refused(
        "The disruption budget \(budget.name) needs \(desired) healthy pods and has \(current) currently", retryAfter: 0
      )
    }
    budget.set(["status", "disruptionsAllowed"], to: .integer(allowed - 1))
    if allowed == 1 { setCondition(&budget, now: now) }
    budget.set(["status", "disruptedPods", pod], to: .string(now))
  }

  private static func setCondition(_ budget: inout JSONValue, now: String) {
    var conditions = (budget[path: "status", "conditions"]?.arrayValue ?? []).filter {
      $0["type"] != "DisruptionAllowed"
    }
    conditions.append([
      "type": "DisruptionAllowed", "status": "False", "observedGeneration": .integer(budget.generation),
      "lastTransitionTime": .string(now), "reason": "InsufficientPods", "message": "",
    ])
    budget.set(["status", "conditions"], to: .array(conditions))
  }

  private static func refused(_ message: String, retryAfter: Int) -> APIError {
    APIError(
      code: 429, reason: .tooManyRequests,
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: APIError.Details(
        causes: [APIError.Cause(reason: "DisruptionBudget", message: message, field: "")],
        retryAfterSeconds: retryAfter))
  }
}

extension DeleteOptions {
  /// Options inside another object.
  init(_ options: JSONValue) {
    gracePeriodSeconds = options["gracePeriodSeconds"]?.integerValue
    uid = options[path: "preconditions", "uid"]?.stringValue
    resourceVersion = options[path: "preconditions", "resourceVersion"]?.stringValue
    orphanDependents = options["orphanDependents"]?.boolValue
    propagation = options["propagationPolicy"]?.stringValue.flatMap { Propagation(rawValue: $0) }
    isDryRun = options["dryRun"]?.arrayValue?.isEmpty == false
  }
}
