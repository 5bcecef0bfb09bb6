import APIMachinery

/// Refuses what would take a namespace beyond its quotas, and charges them for what it lets through.
///
/// Where a controller keeps a quota's status, its limits and usage count, as upstream: the new usage is written before
/// the object is, with the revision it was worked out from, so that requests at the same moment can't overshoot
/// together. Where none does, what is used is counted from the objects themselves.
struct ResourceQuotaAdmission: AdmissionPlugin {
  let name = "ResourceQuota"
  let reader: StoredObjects
  private static let resource = GroupResource("resourcequotas")

  func handles(_ request: AdmissionRequest) -> Bool {
    guard request.subresource.isEmpty, !request.namespace.isEmpty else { return false }
    switch request.operation {
    case .create: return true
    // Of objects that exist, only those whose amounts can change.
    case .update: return request.isAbout("services") || request.isAbout("persistentvolumeclaims")
    default: return false
    }
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    for quota in reader.objects(Self.resource, namespace: request.namespace)
    where QuotaScopes.match(request.object, quota, resource: request.resource) {
      guard quota[path: "status", "hard"] != nil else {
        if let charge = try charge(request, quota) { try refuseExcess(charge, request, quota) }
        continue
      }
      try await charge(request, quota.name)
    }
  }

  /// What the quota limits of what the request adds, with what is used already.
  private struct Charge {
    var added: [String: Quantity] = [:]
    var used: [String: Quantity] = [:]
    var hard: [String: Quantity] = [:]
  }

  /// nil where the request adds nothing that the quota limits.
  private func charge(_ request: AdmissionRequest, _ quota: JSONValue) throws(APIError) -> Charge? {
    let isTracked = quota[path: "status", "hard"] != nil
    guard case .object(let hard) = quota[path: isTracked ? "status" : "spec", "hard"] else { return nil }
    let usage = QuotaUsage.of(request.object, resource: request.resource)
    if request.operation == .create, request.resource == GroupResource("pods") {
      try requireAmounts(request, quota, hard.keys.filter { QuotaUsage.isCompute($0, request.resource) })
    }
    let before = request.oldObject == .null ? [:] : QuotaUsage.of(request.oldObject, resource: request.resource)
    var charge = Charge()
    for name in hard.keys {
      guard var added = usage[name], let limit = hard[name].flatMap({ try? Quantity(json: $0) }) else { continue }
      if let had = before[name] { added = added - had }
      guard added > .zero else { continue }
      charge.added[name] = added
      charge.hard[name] = limit
      charge.used[name] =
        isTracked
        ? quota[path: "status", "used", name].flatMap { try? Quantity(json: $0) } : used(name, request, quota)
    }
    guard !charge.added.isEmpty else { return nil }
    let unknown = charge.added.keys.filter { charge.used[$0] == nil }.sorted()
    guard unknown.isEmpty else {
      throw request.forbidden(
        "status unknown for quota: \(quota.name), resources: \(unknown.joined(separator: ","))")
    }
    return charge
  }

  /// Adds to the quota's usage, refusing what is too much; nothing is written by a dry run.
  private func charge(_ request: AdmissionRequest, _ name: String) async throws(APIError) {
    guard let storage = reader.resources.storage(Self.resource) else { return }
    let kind = GroupVersionKind(version: "v1", kind: "ResourceQuota")
    let management = FieldManagement(statusOf: kind, type: storage.type, at: request.context.receivedAt)
    try await storage.modify(namespace: request.namespace, name: name, isDryRun: request.isDryRun) {
      quota throws(APIError) in
      guard let charge = try charge(request, quota) else { return }
      try refuseExcess(charge, request, quota)
      let old = quota
      for (name, added) in charge.added {
        let sum = added + (charge.used[name] ?? .zero)
        quota.set(["status", "used", name], to: .string(sum.description))
      }
      management.recordUpdate(&quota, old: old)
    }
  }

  private func refuseExcess(_ charge: Charge, _ request: AdmissionRequest, _ quota: JSONValue) throws(APIError) {
    let over = charge.added.filter { name, added in
      guard let limit = charge.hard[name] else { return false }
      return added + (charge.used[name] ?? .zero) > limit
    }.keys.sorted()
    guard !over.isEmpty else { return }
    let list = { (amounts: [String: Quantity]) in
      over.map { "\($0)=\(amounts[$0] ?? .zero)" }.joined(separator: ",")
    }
    throw request.forbidden(
      "exceeded quota: \(quota.name), requested: \(list(charge.added)), used: \(list(charge.used)), "
        + "limited: \(list(charge.hard))")
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
