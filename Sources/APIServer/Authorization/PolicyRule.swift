import APIMachinery

/// One rule of a role (`rbac.authorization.k8s.io/v1.PolicyRule`).
struct PolicyRule: Sendable, Equatable {
  var verbs: [String]
  var apiGroups: [String] = []
  var resources: [String] = []
  var resourceNames: [String] = []
  var nonResourceURLs: [String] = []

  init(
    verbs: [String], apiGroups: [String] = [], resources: [String] = [], resourceNames: [String] = [],
    nonResourceURLs: [String] = []
  ) {
    self.verbs = verbs
    self.apiGroups = apiGroups
    self.resources = resources
    self.resourceNames = resourceNames
    self.nonResourceURLs = nonResourceURLs
  }

  init(json: JSONValue) {
    func strings(_ member: String) -> [String] { json[member]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    verbs = strings("verbs")
    apiGroups = strings("apiGroups")
    resources = strings("resources")
    resourceNames = strings("resourceNames")
    nonResourceURLs = strings("nonResourceURLs")
  }

  static func rules(of role: JSONValue?) -> [PolicyRule] {
    role?["rules"]?.arrayValue?.map(PolicyRule.init(json:)) ?? []
  }

  var json: JSONValue {
    var json = JSONObject()
    for (member, values) in [
      ("verbs", verbs), ("apiGroups", apiGroups), ("resources", resources), ("resourceNames", resourceNames),
      ("nonResourceURLs", nonResourceURLs),
    ] where !values.isEmpty || member == "verbs" {
      json[member] = .array(values.map(JSONValue.string))
    }
    return .object(json)
  }

  func allows(_ attributes: AuthorizationAttributes) -> Bool {
    guard verbs.contains("*") || verbs.contains(attributes.verb) else { return false }
    guard attributes.isResourceRequest else { return nonResourceURLs.contains { Self.matches($0, attributes.path) } }
    guard apiGroups.contains("*") || apiGroups.contains(attributes.apiGroup) else { return false }
    guard allowsResource(attributes.resource, attributes.subresource) else { return false }
    return resourceNames.isEmpty || resourceNames.contains(attributes.name)
  }

  private func allowsResource(_ resource: String, _ subresource: String) -> Bool {
    resources.contains { rule in
      if rule == "*" { return true }
      if subresource.isEmpty { return rule == resource }
      return rule == "\(resource)/\(subresource)" || rule == "*/\(subresource)"
    }
  }

  /// A trailing star stands for any rest.
  static func matches(_ pattern: String, _ path: String) -> Bool {
    if pattern == "*" || pattern == path { return true }
    return pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast())
  }
}

/// Whether one set of rules allows all that another does, for the check against handing out more than one has.
enum RuleCoverage {
  /// The parts of `wanted` that `owned` does not allow, in the smallest pieces, as upstream lists them.
  static func missing(_ wanted: [PolicyRule], from owned: [PolicyRule]) -> [PolicyRule] {
    wanted.flatMap(pieces).filter { piece in !owned.contains { covers($0, piece) } }
  }

  /// One group, one resource, one verb, one name a rule.
  private static func pieces(_ rule: PolicyRule) -> [PolicyRule] {
    var pieces: [PolicyRule] = []
    for group in rule.apiGroups {
      for resource in rule.resources {
        for verb in rule.verbs {
          if rule.resourceNames.isEmpty {
            pieces.append(PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource]))
          }
          for name in rule.resourceNames {
            pieces.append(PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: [name]))
          }
        }
      }
    }
    for url in rule.nonResourceURLs {
      for verb in rule.verbs { pieces.append(PolicyRule(verbs: [verb], nonResourceURLs: [url])) }
    }
    return pieces
  }

  private static func covers(_ owner: PolicyRule, _ piece: PolicyRule) -> Bool {
    guard owner.verbs.contains("*") || piece.verbs.allSatisfy(owner.verbs.contains) else { return false }
    if !piece.nonResourceURLs.isEmpty {
      return piece.nonResourceURLs.allSatisfy { url in
        owner.nonResourceURLs.contains { $0 == url || ($0.hasSuffix("*") && url.hasPrefix($0.dropLast())) }
      }
    }
    guard owner.apiGroups.contains("*") || piece.apiGroups.allSatisfy(owner.apiGroups.contains) else { return false }
    let coversResource = piece.resources.allSatisfy { resource in
      owner.resources.contains { rule in
        if rule == "*" || rule == resource { return true }
        guard rule.hasPrefix("*/"), let slash = resource.firstIndex(of: "/") else { return false }
        return rule.dropFirst() == resource[slash...]
      }
    }
    guard coversResource else { return false }
    if owner.resourceNames.isEmpty { return true }
    return !piece.resourceNames.isEmpty && piece.resourceNames.allSatisfy(owner.resourceNames.contains)
  }

  /// The missing pieces as upstream's message shows them: pieces that differ only in the verb are one line.
  static func describe(_ missing: [PolicyRule]) -> [String] {
    var compact: [PolicyRule] = []
    for piece in missing {
      let index = compact.firstIndex {
        $0.apiGroups == piece.apiGroups && $0.resources == piece.resources && $0.resourceNames == piece.resourceNames
          && $0.nonResourceURLs == piece.nonResourceURLs
      }
      if let index {
        for verb in piece.verbs where !compact[index].verbs.contains(verb) { compact[index].verbs.append(verb) }
      } else {
        compact.append(piece)
      }
    }
    return compact.map(describe).sorted()
  }

  private static func describe(_ rule: PolicyRule) -> String {
    func list(_ values: [String]) -> String { "[" + values.map { "\"\($0)\"" }.joined(separator: " ") + "]" }
    var parts: [String] = []
    if !rule.apiGroups.isEmpty { parts.append("APIGroups:\(list(rule.apiGroups))") }
    if !rule.resources.isEmpty { parts.append("Resources:\(list(rule.resources))") }
    if !rule.nonResourceURLs.isEmpty { parts.append("NonResourceURLs:\(list(rule.nonResourceURLs))") }
    if !rule.resourceNames.isEmpty { parts.append("ResourceNames:\(list(rule.resourceNames))") }
    if !rule.verbs.isEmpty { parts.append("Verbs:\(list(rule.verbs))") }
    return "{" + parts.joined(separator: ", ") + "}"
  }
}
