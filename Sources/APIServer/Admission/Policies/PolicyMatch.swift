import APIMachinery

/// Which requests a policy or binding is for (`MatchResources`).
struct PolicyMatch: Sendable {
  private let namespaceSelector: Selector
  private let objectSelector: Selector
  private let rules: [PolicyRuleMatch]
  private let excluded: [PolicyRuleMatch]
  private let isExact: Bool

  /// A label selector; one that can't be read fails when it is needed.
  private enum Selector: Sendable {
    case labels(LabelSelector)
    case invalid(String)

    init(_ json: JSONValue?) {
      guard let json, !json.isNull else {
        self = .labels(.everything)
        return
      }
      do throws(ParseError) {
        self = .labels(try LabelSelector(object: json))
      } catch {
        self = .invalid(error.message)
      }
    }

    var isEmpty: Bool { if case .labels(let selector) = self { selector.isEmpty } else { false } }

    func matches(_ labels: JSONValue?) throws(PolicyProblem) -> Bool {
      switch self {
      case .labels(let selector): return selector.matches(labels)
      case .invalid(let message): throw PolicyProblem(message)
      }
    }
  }

  /// nil and null match everything.
  init(_ json: JSONValue?) {
    namespaceSelector = Selector(json?["namespaceSelector"])
    objectSelector = Selector(json?["objectSelector"])
    rules = (json?["resourceRules"]?.arrayValue ?? []).map(PolicyRuleMatch.init)
    excluded = (json?["excludeResourceRules"]?.arrayValue ?? []).map(PolicyRuleMatch.init)
    isExact = json?["matchPolicy"]?.stringValue == "Exact"
  }

  /// The version that the request matches in: its own, or where the policy says so an equivalent one. nil when it
  /// doesn't match.
  func match(_ request: AdmissionRequest, _ cluster: PolicyCluster) throws(PolicyProblem) -> PolicyTarget? {
    let own = PolicyTarget(request)
    if try match(excluded, request, own, cluster) != nil { return nil }
    let target = rules.isEmpty ? own : try match(rules, request, own, cluster)
    guard let target, try matchesNamespace(request, cluster), try matchesObject(request) else { return nil }
    return target
  }

  private func match(
    _ rules: [PolicyRuleMatch], _ request: AdmissionRequest, _ own: PolicyTarget, _ cluster: PolicyCluster
  ) throws(PolicyProblem) -> PolicyTarget? {
    if rules.contains(where: { $0.matches(request, own) }) { return own }
    if rules.isEmpty || isExact { return nil }
    return cluster.equivalents(of: own, subresource: request.subresource).first { target in
      rules.contains { $0.matches(request, target) }
    }
  }

  private func matchesNamespace(_ request: AdmissionRequest, _ cluster: PolicyCluster) throws(PolicyProblem) -> Bool {
    let isNamespace = request.resource.resource == "namespaces" && request.resource.group.isEmpty
    // Resources of the whole cluster are never exempt.
    if request.namespace.isEmpty && !isNamespace || namespaceSelector.isEmpty { return true }
    if isNamespace, request.subresource.isEmpty, request.operation == .create || request.operation == .update {
      return try namespaceSelector.matches(request.object.metadata["labels"])
    }
    let name = request.namespace.isEmpty ? request.name : request.namespace
    guard let namespace = cluster.namespace(name) else {
      throw PolicyProblem("namespaces \(GoFormat.quoted(name)) not found")
    }
    return try namespaceSelector.matches(namespace.metadata["labels"])
  }

  private func matchesObject(_ request: AdmissionRequest) throws(PolicyProblem) -> Bool {
    if objectSelector.isEmpty { return true }
    for object in [request.object, request.oldObject] where !object.isNull {
      if try objectSelector.matches(object.metadata["labels"]) { return true }
    }
    return false
  }
}

/// A rule of `resourceRules`.
struct PolicyRuleMatch: Sendable {
  private let operations: [String]
  private let groups: [String]
  private let versions: [String]
  private let resources: [String]
  private let names: [String]
  private let scope: String

  init(_ json: JSONValue) {
    let list = { (key: String) in json[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    operations = list("operations")
    groups = list("apiGroups")
    versions = list("apiVersions")
    resources = list("resources")
    names = list("resourceNames")
    scope = json["scope"]?.stringValue ?? "*"
  }

  func matches(_ request: AdmissionRequest, _ target: PolicyTarget) -> Bool {
    matches(operations, request.operation.rawValue) && matches(groups, target.group)
      && matches(versions, target.version) && matchesScope(request)
      && resources.contains { matches($0, target.resource, request.subresource) }
      && (names.isEmpty || names.contains(request.name))
  }

  private func matches(_ list: [String], _ value: String) -> Bool { list.contains { $0 == "*" || $0 == value } }

  /// `pods`, `pods/log`, `*/scale`, `*`, `*/*`.
  private func matches(_ pattern: String, _ resource: String, _ subresource: String) -> Bool {
    let parts = pattern.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let wanted = parts.count > 1 ? parts[1] : ""
    return (parts[0] == "*" || parts[0] == resource) && (wanted == "*" || wanted == subresource)
  }

  private func matchesScope(_ request: AdmissionRequest) -> Bool {
    let isNamespace = request.resource.resource == "namespaces" && request.resource.group.isEmpty
    switch scope {
    case "Namespaced": return !isNamespace && !request.namespace.isEmpty
    case "Cluster": return isNamespace || request.namespace.isEmpty
    default: return true
    }
  }
}

/// A resource in a version, and its kind: what a request is about, or is taken to be about.
struct PolicyTarget: Sendable, Equatable {
  let group: String
  let version: String
  let resource: String
  let kind: String

  init(group: String, version: String, resource: String, kind: String) {
    self.group = group
    self.version = version
    self.resource = resource
    self.kind = kind
  }

  init(_ request: AdmissionRequest) {
    let version = request.apiVersion.split(separator: "/").last.map(String.init) ?? ""
    self.init(
      group: request.resource.group, version: version, resource: request.resource.resource, kind: request.kind)
  }

  var kindJSON: JSONValue { ["group": .string(group), "version": .string(version), "kind": .string(kind)] }
  var resourceJSON: JSONValue {
    ["group": .string(group), "version": .string(version), "resource": .string(resource)]
  }
}

/// Why a policy or binding can't be used.
struct PolicyProblem: Error {
  let message: String
  init(_ message: String) { self.message = message }
}
