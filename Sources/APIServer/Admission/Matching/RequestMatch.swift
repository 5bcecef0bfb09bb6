import APIMachinery

/// Which requests a policy, binding or webhook is for: rules and selectors, with upstream's rules for what is
/// equivalent.
struct RequestMatch: Sendable {
  private let namespaceSelector: Selector
  private let objectSelector: Selector
  private let rules: [RequestRule]
  private let excluded: [RequestRule]
  private let isExact: Bool
  private let matchesWithoutRules: Bool

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

    func get() throws(PolicyProblem) -> LabelSelector {
      switch self {
      case .labels(let selector): return selector
      case .invalid(let message): throw PolicyProblem(message)
      }
    }
  }

  /// `MatchResources` of a policy or binding, where no rules mean every resource; nil and null match everything.
  init(_ json: JSONValue?) {
    self.init(json, rules: json?["resourceRules"], matchesWithoutRules: true)
  }

  /// A webhook, which is for nothing without rules.
  init(webhook: JSONValue) {
    self.init(webhook, rules: webhook["rules"], matchesWithoutRules: false)
  }

  private init(_ json: JSONValue?, rules: JSONValue?, matchesWithoutRules: Bool) {
    namespaceSelector = Selector(json?["namespaceSelector"])
    objectSelector = Selector(json?["objectSelector"])
    self.rules = (rules?.arrayValue ?? []).map(RequestRule.init)
    excluded = (json?["excludeResourceRules"]?.arrayValue ?? []).map(RequestRule.init)
    isExact = json?["matchPolicy"]?.stringValue != "Equivalent"
    self.matchesWithoutRules = matchesWithoutRules
  }

  /// The version that the request matches in: its own, or where that is wanted an equivalent one. nil when it doesn't
  /// match.
  func match(_ request: AdmissionRequest, _ cluster: AdmissionCluster) throws(PolicyProblem) -> AdmissionTarget? {
    let own = AdmissionTarget(request)
    if match(excluded, request, own, cluster) != nil { return nil }
    let target = rules.isEmpty && matchesWithoutRules ? own : match(rules, request, own, cluster)
    guard let target, try matchesNamespace(request, cluster), try matchesObject(request) else { return nil }
    return target
  }

  /// Earlier rules come first.
  private func match(
    _ rules: [RequestRule], _ request: AdmissionRequest, _ own: AdmissionTarget, _ cluster: AdmissionCluster
  ) -> AdmissionTarget? {
    if rules.contains(where: { $0.matches(request, own) }) { return own }
    if rules.isEmpty || isExact { return nil }
    let equivalents = cluster.equivalents(of: own, subresource: request.subresource)
    if equivalents.isEmpty { return nil }
    for rule in rules {
      if let target = equivalents.first(where: { rule.matches(request, $0) }) { return target }
    }
    return nil
  }

  private func matchesNamespace(
    _ request: AdmissionRequest, _ cluster: AdmissionCluster
  ) throws(PolicyProblem) -> Bool {
    // Resources of the whole cluster are never exempt.
    if request.namespace.isEmpty && !request.isAboutNamespaces || namespaceSelector.isEmpty { return true }
    if request.isAboutNamespaces, request.subresource.isEmpty,
      request.operation == .create || request.operation == .update
    {
      return try namespaceSelector.get().matches(request.object.metadata["labels"])
    }
    let name = request.namespace.isEmpty ? request.name : request.namespace
    guard let labels = cluster.namespaceLabels(name) else {
      let error = APIError.notFound(GroupResource("namespaces"), name)
      throw PolicyProblem(error.message, error: error)
    }
    return try namespaceSelector.get().matches(labels)
  }

  /// Either state of the object will do.
  private func matchesObject(_ request: AdmissionRequest) throws(PolicyProblem) -> Bool {
    if objectSelector.isEmpty { return true }
    for object in [request.object, request.oldObject] where !object.isNull {
      if try objectSelector.get().matches(object.metadata["labels"]) { return true }
    }
    return false
  }
}

/// Why a policy, binding or webhook can't be used.
struct PolicyProblem: Error {
  let message: String
  /// What is answered where the message isn't wrapped in another.
  var error: APIError?

  init(_ message: String, error: APIError? = nil) {
    self.message = message
    self.error = error
  }
}
