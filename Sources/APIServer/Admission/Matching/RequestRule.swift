import APIMachinery

/// Which operations on which resources somebody wants to see (`RuleWithOperations`).
struct RequestRule: Sendable {
  private let operations: [String]
  private let groups: [String]
  private let versions: [String]
  private let resources: [(resource: String, subresource: String)]
  private let names: [String]
  private let scope: String

  init(_ json: JSONValue) {
    let list = { (key: String) in json[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    operations = list("operations")
    groups = list("apiGroups")
    versions = list("apiVersions")
    // `pods`, `pods/log`, `*/scale`, `*`, `*/*`.
    resources = list("resources").map { pattern in
      let parts = pattern.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
    names = list("resourceNames")
    scope = json["scope"]?.stringValue ?? "*"
  }

  func matches(_ request: AdmissionRequest, _ target: AdmissionTarget) -> Bool {
    matches(operations, request.operation.rawValue) && matches(groups, target.group)
      && matches(versions, target.version) && matchesScope(request)
      && resources.contains { pattern in
        (pattern.resource == "*" || pattern.resource == target.resource)
          && (pattern.subresource == "*" || pattern.subresource == request.subresource)
      }
      && (names.isEmpty || names.contains(request.name))
  }

  private func matches(_ list: [String], _ value: String) -> Bool { list.contains { $0 == "*" || $0 == value } }

  private func matchesScope(_ request: AdmissionRequest) -> Bool {
    switch scope {
    case "Namespaced": !request.isAboutNamespaces && !request.namespace.isEmpty
    case "Cluster": request.isAboutNamespaces || request.namespace.isEmpty
    default: true
    }
  }
}

extension AdmissionRequest {
  /// Of namespaces themselves, or of their subresources.
  var isAboutNamespaces: Bool { resource.resource == "namespaces" && resource.group.isEmpty }
}
