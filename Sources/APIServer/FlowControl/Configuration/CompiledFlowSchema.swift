import APIMachinery

/// A FlowSchema made ready for matching: a request is compared with what its rules name, and nothing is allocated.
final class CompiledFlowSchema: Sendable {
  enum Distinguisher: Sendable { case none, user, namespace }

  let name: String
  let uid: String
  let precedence: Int64
  let distinguisher: Distinguisher
  let level: PriorityLevel
  let levelUID: String
  /// Where the level counts its requests.
  let index: Int
  /// Of the work estimator, for requests of this level.
  let seatsMax: Int
  /// Whether flows matter: there is more than one queue.
  let isQueued: Bool
  private let rules: [Rule]

  init(
    _ object: JSONValue, level: PriorityLevel, settings: PriorityLevelSettings, limits: SeatLimits
  ) {
    name = object.name
    uid = object.uid
    precedence = object[path: "spec", "matchingPrecedence"]?.integerValue ?? 1000
    switch object[path: "spec", "distinguisherMethod", "type"]?.stringValue {
    case "ByUser": distinguisher = .user
    case "ByNamespace": distinguisher = .namespace
    default: distinguisher = .none
    }
    self.level = level
    levelUID = settings.uid
    index = level.index(ofSchema: object.name)
    seatsMax = WorkEstimator.seatsMax(settings, nominal: limits.nominal)
    isQueued = settings.queues.queueCount > 1
    rules = (object[path: "spec", "rules"]?.arrayValue ?? []).map(Rule.init)
  }

  func matches(_ info: RequestInfo, _ user: UserInfo) -> Bool {
    rules.contains { $0.matches(info, user) }
  }

  func flow(_ info: RequestInfo, _ user: UserInfo) -> (distinguisher: String, hash: UInt64) {
    let text =
      switch distinguisher {
      case .none: ""
      case .user: user.name
      case .namespace: info.namespace
      }
    return (text, isQueued ? FlowHash.make(name, text) : 0)
  }
}

extension CompiledFlowSchema {
  /// Names, or all of them.
  fileprivate enum Names: Sendable {
    case all
    case some([String])

    init(_ value: JSONValue?) {
      let names = (value?.arrayValue ?? []).compactMap(\.stringValue)
      self = names == ["*"] ? .all : .some(names)
    }

    func contains(_ name: String) -> Bool {
      switch self {
      case .all: true
      case .some(let names): names.contains(name)
      }
    }
  }

  fileprivate struct Rule: Sendable {
    var users: [String] = []
    var groups: [String] = []
    /// Beginnings of the names of a namespace's accounts.
    var accountPrefixes: [String] = []
    var matchesEverybody = false
    let resources: [ResourceRule]
    let paths: [PathRule]

    init(_ rule: JSONValue) {
      resources = (rule["resourceRules"]?.arrayValue ?? []).map(ResourceRule.init)
      paths = (rule["nonResourceRules"]?.arrayValue ?? []).map(PathRule.init)
      for subject in rule["subjects"]?.arrayValue ?? [] {
        switch subject["kind"]?.stringValue {
        case "User": add(subject[path: "user", "name"]?.stringValue, to: \.users)
        case "Group": add(subject[path: "group", "name"]?.stringValue, to: \.groups)
        case "ServiceAccount":
          let namespace = subject[path: "serviceAccount", "namespace"]?.stringValue ?? ""
          guard let name = subject[path: "serviceAccount", "name"]?.stringValue else { continue }
          let prefix = "system:serviceaccount:\(namespace):"
          if name == "*" { accountPrefixes.append(prefix) } else { users.append(prefix + name) }
        default: continue
        }
      }
    }

    private mutating func add(_ name: String?, to names: WritableKeyPath<Rule, [String]>) {
      guard let name else { return }
      if name == "*" { matchesEverybody = true } else { self[keyPath: names].append(name) }
    }

    func matches(_ info: RequestInfo, _ user: UserInfo) -> Bool {
      // The cheaper question first: rules for paths alone end here.
      guard info.isResourceRequest ? !resources.isEmpty : !paths.isEmpty else { return false }
      guard includes(user) else { return false }
      return info.isResourceRequest
        ? resources.contains { $0.matches(info) } : paths.contains { $0.matches(info) }
    }

    private func includes(_ user: UserInfo) -> Bool {
      if matchesEverybody || users.contains(user.name) { return true }
      if !groups.isEmpty, user.groups.contains(where: { groups.contains($0) }) { return true }
      return !accountPrefixes.isEmpty && accountPrefixes.contains { user.name.hasPrefix($0) }
    }
  }

  fileprivate struct ResourceRule: Sendable {
    let verbs: Names
    let groups: Names
    let resources: Names
    let namespaces: Names
    let includesClusterScope: Bool

    init(_ rule: JSONValue) {
      verbs = Names(rule["verbs"])
      groups = Names(rule["apiGroups"])
      resources = Names(rule["resources"])
      namespaces = Names(rule["namespaces"])
      includesClusterScope = rule["clusterScope"]?.boolValue ?? false
    }

    func matches(_ info: RequestInfo) -> Bool {
      guard verbs.contains(info.verb), groups.contains(info.apiGroup), matchesResource(info) else { return false }
      return info.namespace.isEmpty ? includesClusterScope : namespaces.contains(info.namespace)
    }

    private func matchesResource(_ info: RequestInfo) -> Bool {
      guard case .some(let names) = resources else { return true }
      if info.subresource.isEmpty { return names.contains(info.resource) }
      // `nodes/status`, without making the text.
      return names.contains { name in
        let (all, first) = (name.utf8.count, info.resource.utf8.count)
        return all == first + 1 + info.subresource.utf8.count && name.hasPrefix(info.resource)
          && name.hasSuffix(info.subresource) && name.utf8.dropFirst(first).first == UInt8(ascii: "/")
      }
    }
  }

  fileprivate struct PathRule: Sendable {
    let verbs: Names
    let matchesAll: Bool
    let exact: [String]
    let prefixes: [String]

    init(_ rule: JSONValue) {
      verbs = Names(rule["verbs"])
      let paths = (rule["nonResourceURLs"]?.arrayValue ?? []).compactMap(\.stringValue)
      matchesAll = paths.contains("*")
      exact = paths
      prefixes = paths.map { path in
        let prefix = path.hasSuffix("*") ? String(path.dropLast()) : path
        return prefix.hasSuffix("/") ? prefix : prefix + "/"
      }
    }

    func matches(_ info: RequestInfo) -> Bool {
      guard verbs.contains(info.verb) else { return false }
      return matchesAll || exact.contains(info.path) || prefixes.contains { info.path.hasPrefix($0) }
    }
  }
}
