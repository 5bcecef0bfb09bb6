import APIMachinery

/// Refuses what would take a namespace beyond its quotas. What is used is counted from the objects themselves at the
/// time of the request, so that the answer doesn't depend on how far a controller has come; requests that come at the
/// same moment can overshoot together by what they ask for.
struct ResourceQuotaAdmission: AdmissionPlugin {
  let name = "ResourceQuota"
  let reader: StoredObjects

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .create && request.subresource.isEmpty && !request.namespace.isEmpty
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let quotas = reader.objects(GroupResource("resourcequotas"), namespace: request.namespace)
    guard !quotas.isEmpty else { return }
    for quota in quotas {
      guard QuotaScopes.match(request.object, quota, resource: request.resource) else { continue }
      try check(request, quota)
    }
  }

  private func check(_ request: AdmissionRequest, _ quota: JSONValue) throws(APIError) {
    guard case .object(let hard) = quota[path: "status", "hard"] ?? quota[path: "spec", "hard"] else { return }
    let usage = QuotaUsage.of(request.object, resource: request.resource)
    let names = hard.keys.filter { usage[$0] != nil || QuotaUsage.isCompute($0, request.resource) }
    guard !names.isEmpty else { return }
    if request.resource == GroupResource("pods") { try requireAmounts(request, quota, names) }
    var over: [(name: String, asked: Quantity, used: Quantity, limit: Quantity)] = []
    for name in names {
      guard let asked = usage[name], asked > Quantity(0), let limit = hard[name].flatMap({ try? Quantity(json: $0) })
      else { continue }
      let used = used(name, request, quota)
      if used + asked > limit { over.append((name, asked, used, limit)) }
    }
    guard !over.isEmpty else { return }
    over.sort { $0.name < $1.name }
    let list = { (value: (Int) -> Quantity) in
      over.indices.map { "\(over[$0].name)=\(value($0))" }.joined(separator: ",")
    }
    throw request.forbidden(
      "exceeded quota: \(quota.name), requested: \(list { over[$0].asked }), used: \(list { over[$0].used }), "
        + "limited: \(list { over[$0].limit })")
  }

  /// Under a quota of compute resources every container says what it needs of them.
  private func requireAmounts(_ request: AdmissionRequest, _ quota: JSONValue, _ names: [String]) throws(APIError) {
    var missing: [String: [String]] = [:]
    let containers =
      (request.object[path: "spec", "containers"]?.arrayValue ?? [])
      + (request.object[path: "spec", "initContainers"]?.arrayValue ?? [])
    for name in names where QuotaUsage.isCompute(name, request.resource) {
      for container in containers where QuotaUsage.amount(name, of: container) == nil {
        missing[name, default: []].append(container["name"]?.stringValue ?? "")
      }
    }
    guard !missing.isEmpty else { return }
    let text = missing.sorted { $0.key < $1.key }.map { "\($0.key) for: \($0.value.joined(separator: ","))" }
      .joined(separator: "; ")
    throw request.forbidden("failed quota: \(quota.name): must specify \(text)")
  }

  /// What the quota counts now.
  private func used(_ name: String, _ request: AdmissionRequest, _ quota: JSONValue) -> Quantity {
    var sum = Quantity(0)
    for object in reader.objects(request.resource, namespace: request.namespace) {
      guard QuotaScopes.match(object, quota, resource: request.resource) else { continue }
      if let amount = QuotaUsage.of(object, resource: request.resource)[name] { sum += amount }
    }
    return sum
  }
}

/// How much of what a quota can count one object is.
enum QuotaUsage {
  private static let counted: Set<String> = [
    "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
  ]

  static func of(_ object: JSONValue, resource: GroupResource) -> [String: Quantity] {
    var usage: [String: Quantity] = ["count/\(resource)": Quantity(1)]
    if resource.group.isEmpty, counted.contains(resource.resource) { usage[resource.resource] = Quantity(1) }
    switch resource.resource {
    case "pods" where resource.group.isEmpty:
      let phase = object[path: "status", "phase"]?.stringValue
      if phase == "Failed" || phase == "Succeeded" {
        return [usage.first { $0.key.hasPrefix("count/") }?.key ?? "": Quantity(1)]
      }
      for (name, amount) in PodResources.total("requests", of: object).amounts {
        usage["requests.\(name)"] = amount
        usage[name] = amount
      }
      for (name, amount) in PodResources.total("limits", of: object).amounts { usage["limits.\(name)"] = amount }
    case "services" where resource.group.isEmpty:
      let type = object[path: "spec", "type"]?.stringValue
      if type == "LoadBalancer" { usage["services.loadbalancers"] = Quantity(1) }
      if type == "NodePort" || type == "LoadBalancer" {
        usage["services.nodeports"] = Quantity(Int64(object[path: "spec", "ports"]?.arrayValue?.count ?? 0))
      }
    case "persistentvolumeclaims" where resource.group.isEmpty:
      if let storage = object[path: "spec", "resources", "requests", "storage"],
        let amount = try? Quantity(json: storage)
      {
        usage["requests.storage"] = amount
        if let name = object[path: "spec", "storageClassName"]?.stringValue {
          usage["\(name).storageclass.storage.k8s.io/requests.storage"] = amount
          usage["\(name).storageclass.storage.k8s.io/persistentvolumeclaims"] = Quantity(1)
        }
      }
    default: break
    }
    return usage
  }

  /// Whether every container of a pod must say how much of `name` it needs.
  static func isCompute(_ name: String, _ resource: GroupResource) -> Bool {
    guard resource == GroupResource("pods") else { return false }
    return ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"].contains(name)
  }

  static func amount(_ name: String, of container: JSONValue) -> JSONValue? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    return parts.count == 2
      ? container[path: "resources", parts[0], parts[1]] : container[path: "resources", "requests", name]
  }
}

/// Which pods a quota with scopes counts.
enum QuotaScopes {
  static func match(_ object: JSONValue, _ quota: JSONValue, resource: GroupResource) -> Bool {
    let scopes = (quota[path: "spec", "scopes"]?.arrayValue ?? []).compactMap(\.stringValue)
    let expressions = quota[path: "spec", "scopeSelector", "matchExpressions"]?.arrayValue ?? []
    if scopes.isEmpty, expressions.isEmpty { return true }
    guard resource == GroupResource("pods") else { return false }
    return scopes.allSatisfy { holds($0, object) }
      && expressions.allSatisfy { expression in
        let scope = expression["scopeName"]?.stringValue ?? ""
        let values = (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue)
        let name = object[path: "spec", "priorityClassName"]?.stringValue ?? ""
        switch expression["operator"]?.stringValue {
        case "In": return scope == "PriorityClass" && values.contains(name)
        case "NotIn": return scope == "PriorityClass" && !values.contains(name)
        case "DoesNotExist": return !holds(scope, object)
        default: return holds(scope, object)
        }
      }
  }

  private static func holds(_ scope: String, _ pod: JSONValue) -> Bool {
    switch scope {
    case "BestEffort": PodQualityOfService.of(pod["spec"] ?? .null) == "BestEffort"
    case "NotBestEffort": PodQualityOfService.of(pod["spec"] ?? .null) != "BestEffort"
    case "Terminating": pod[path: "spec", "activeDeadlineSeconds"] != nil
    case "NotTerminating": pod[path: "spec", "activeDeadlineSeconds"] == nil
    case "PriorityClass": !(pod[path: "spec", "priorityClassName"]?.stringValue ?? "").isEmpty
    default: false
    }
  }
}
