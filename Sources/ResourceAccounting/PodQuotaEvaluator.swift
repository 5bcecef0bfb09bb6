public import APIMachinery

/// Pods: their number, and what they ask for while they can run.
public struct PodQuotaEvaluator: QuotaEvaluator {
  public let resource = GroupResource(resource: "pods")

  private static let names: Set<String> = [
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage",
    "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods",
  ]
  /// A quota of these wants every container to say how much of them it needs.
  private static let required: Set<String> = [
    "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory",
  ]
  private static let native = ["cpu", "memory", "ephemeral-storage"]

  public init() {}

  public func counts(_ name: String) -> Bool {
    name == countName || Self.names.contains(name) || name.hasPrefix("hugepages-")
      || name.hasPrefix("requests.hugepages-") || Self.isExtended(quota: name)
  }

  public func item(of pod: JSONValue) -> QuotaItem {
    let scopes = self.scopes(of: pod)
    let phase = pod[path: "status", "phase"]?.stringValue
    if phase == "Failed" || phase == "Succeeded" { return QuotaItem(usage: one, scopes: scopes) }
    let options: PodResources.Options = [.status, .podLevel]
    var usage = Self.usage(
      requests: PodResources.total(.requests, of: pod, options).amounts,
      limits: PodResources.total(.limits, of: pod, options).amounts)
    usage[countName] = Quantity(1)
    usage["pods"] = Quantity(1)
    return QuotaItem(usage: usage, end: end(of: pod), scopes: scopes)
  }

  /// A pod whose time to end is over, because its node is lost, say, holds up nobody.
  private func end(of pod: JSONValue) -> QuotaItem.End? {
    guard let text = pod[path: "metadata", "deletionTimestamp"]?.stringValue,
      let deletion = try? Timestamp(rfc3339: text),
      let grace = pod[path: "metadata", "deletionGracePeriodSeconds"]?.integerValue
    else { return nil }
    return QuotaItem.End(time: deletion + .seconds(grace), usage: one)
  }

  public func obstacle(to names: [String], in pod: JSONValue) -> String? {
    if PodResources.areSetForPod(pod) { return nil }
    let wanted = names.filter(Self.required.contains)
    guard !wanted.isEmpty else { return nil }
    var missing: [String: Set<String>] = [:]
    let containers =
      (pod[path: "spec", "containers"]?.arrayValue ?? []) + (pod[path: "spec", "initContainers"]?.arrayValue ?? [])
    for container in containers {
      let list = { (name: String) in
        (container[path: "resources", name]?.objectValue?.members ?? []).reduce(into: [String: Quantity]()) {
          $0[$1.key] = try? Quantity(json: $1.value)
        }
      }
      let given = Self.usage(requests: list("requests"), limits: list("limits"))
      for name in wanted where given[name] == nil {
        missing[name, default: []].insert(container["name"]?.stringValue ?? "")
      }
    }
    guard !missing.isEmpty else { return nil }
    let parts = missing.sorted { $0.key < $1.key }.map { "\($0.key) for: \($0.value.sorted().joined(separator: ","))" }
    return "must specify \(parts.joined(separator: "; "))"
  }

  public func isCharged(updating subresource: String) -> Bool { subresource == "resize" }

  /// By the names that quotas have for them.
  private static func usage(requests: [String: Quantity], limits: [String: Quantity]) -> [String: Quantity] {
    var usage: [String: Quantity] = [:]
    for name in native {
      if let request = requests[name] {
        usage[name] = request
        usage["requests.\(name)"] = request
      }
      if let limit = limits[name] { usage["limits.\(name)"] = limit }
    }
    for (name, request) in requests {
      if name.hasPrefix("hugepages-") {
        usage[name] = request
        usage["requests.\(name)"] = request
      } else if isExtended(name) {
        usage["requests.\(name)"] = request
      }
    }
    return usage
  }

  /// A device or the like: a name with a domain that isn't Kubernetes' own.
  private static func isExtended(_ name: String) -> Bool {
    !isNative(name) && !name.hasPrefix("requests.")
  }

  private static func isExtended(quota name: String) -> Bool {
    !isNative(name) && name.hasPrefix("requests.")
  }

  private static func isNative(_ name: String) -> Bool {
    !name.contains("/") || name.contains("kubernetes.io/")
  }
}

extension PodQuotaEvaluator {
  private func scopes(of pod: JSONValue) -> QuotaScopeFacts {
    let spec = pod["spec"] ?? .null
    let isBestEffort = PodQualityOfService.of(spec) == "BestEffort"
    let isTerminating = (spec["activeDeadlineSeconds"]?.integerValue ?? -1) >= 0
    let priorityClass = spec["priorityClassName"]?.stringValue ?? ""
    return QuotaScopeFacts(
      states: [
        "BestEffort": isBestEffort, "NotBestEffort": !isBestEffort,
        "Terminating": isTerminating, "NotTerminating": !isTerminating,
        "CrossNamespacePodAffinity": usesOtherNamespaces(spec),
      ],
      names: ["PriorityClass": priorityClass.isEmpty ? [] : [priorityClass]])
  }

  /// Whether its affinity looks at pods beyond its own namespace.
  private func usesOtherNamespaces(_ spec: JSONValue) -> Bool {
    ["podAffinity", "podAntiAffinity"].contains { kind in
      let affinity = spec[path: "affinity", kind]
      let required = affinity?["requiredDuringSchedulingIgnoredDuringExecution"]?.arrayValue ?? []
      let preferred = (affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.arrayValue ?? [])
        .compactMap { $0["podAffinityTerm"] }
      return (required + preferred).contains { term in
        !(term["namespaces"]?.arrayValue ?? []).isEmpty || term["namespaceSelector"]?.objectValue != nil
      }
    }
  }
}
