import APIMachinery

/// What a user wants to do (`authorizer.Attributes` upstream).
public struct AuthorizationAttributes: Sendable, Equatable {
  public var user: UserInfo
  /// An API verb (`get`, `list`, …) for resources, the HTTP method in lower case for other paths.
  public var verb: String
  public var isResourceRequest: Bool
  public var namespace: String
  public var apiGroup: String
  public var apiVersion: String
  public var resource: String
  public var subresource: String
  public var name: String
  /// The path of a request that names no resource.
  public var path: String
  /// The field selector of a list, watch or deletion of a collection, as it was written.
  public var fieldSelector: String
  /// The same for labels.
  public var labelSelector: String

  public init(
    user: UserInfo, verb: String, isResourceRequest: Bool = true, namespace: String = "", apiGroup: String = "",
    apiVersion: String = "", resource: String = "", subresource: String = "", name: String = "", path: String = "",
    fieldSelector: String = "", labelSelector: String = ""
  ) {
    self.user = user
    self.verb = verb
    self.isResourceRequest = isResourceRequest
    self.namespace = namespace
    self.apiGroup = apiGroup
    self.apiVersion = apiVersion
    self.resource = resource
    self.subresource = subresource
    self.name = name
    self.path = path
    self.fieldSelector = fieldSelector
    self.labelSelector = labelSelector
  }

  public init(user: UserInfo, info: RequestInfo) {
    self.init(
      user: user, verb: info.verb, isResourceRequest: info.isResourceRequest, namespace: info.namespace,
      apiGroup: info.apiGroup, apiVersion: info.apiVersion, resource: info.resource, subresource: info.subresource,
      name: info.name, path: info.path, fieldSelector: info.selectsObjects ? info.fieldSelector : "",
      labelSelector: info.selectsObjects ? info.labelSelector : "")
  }
}

/// What an authorizer says to a request, and why.
public enum AuthorizationDecision: Sendable, Equatable {
  case allow(reason: String)
  /// No other authorizer is asked.
  case deny(reason: String)
  /// Left to the next authorizer; refused when nobody allows it.
  case noOpinion(reason: String)
  /// It could not be found out. With `denies` no other authorizer is asked.
  case failure(message: String, denies: Bool)

  public var isAllowed: Bool {
    if case .allow = self { true } else { false }
  }

  public var reason: String {
    switch self {
    case .allow(let reason), .deny(let reason), .noOpinion(let reason): reason
    case .failure: ""
    }
  }
}

/// Decides whether a user may do something.
public protocol Authorizer: Sendable {
  /// What is known from memory: quick, since it runs on the event loop for every request. An authorizer that would
  /// have to ask elsewhere has no opinion.
  func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision

  /// The same; nil where it must be asked elsewhere.
  func knownDecision(_ attributes: AuthorizationAttributes) -> AuthorizationDecision?

  /// The decision, asking elsewhere where need be.
  func decide(_ attributes: AuthorizationAttributes) async -> AuthorizationDecision
}

extension Authorizer {
  public func knownDecision(_ attributes: AuthorizationAttributes) -> AuthorizationDecision? { authorize(attributes) }
  public func decide(_ attributes: AuthorizationAttributes) async -> AuthorizationDecision { authorize(attributes) }
}

/// Allows everything (`--authorization-mode=AlwaysAllow`).
public struct AlwaysAllowAuthorizer: Authorizer {
  public init() {}
  public func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision { .allow(reason: "") }
}

/// Refuses everything (`--authorization-mode=AlwaysDeny`).
public struct AlwaysDenyAuthorizer: Authorizer {
  public init() {}
  public func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision {
    .noOpinion(reason: "Everything is forbidden.")
  }
}

/// Members of `system:masters` may do everything.
public struct PrivilegedGroupAuthorizer: Authorizer {
  public init() {}
  public func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision {
    attributes.user.groups.contains(UserInfo.Group.masters) ? .allow(reason: "") : .noOpinion(reason: "")
  }
}

/// Asks several authorizers in turn until one allows or denies.
public struct AuthorizerChain: Authorizer {
  public var authorizers: [any Authorizer]

  public init(_ authorizers: [any Authorizer]) {
    self.authorizers = authorizers
  }

  public func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision {
    var opinions = Opinions()
    for authorizer in authorizers {
      if let decision = opinions.add(authorizer.authorize(attributes)) { return decision }
    }
    return opinions.joined
  }

  public func knownDecision(_ attributes: AuthorizationAttributes) -> AuthorizationDecision? {
    var opinions = Opinions()
    for authorizer in authorizers {
      guard let known = authorizer.knownDecision(attributes) else { return nil }
      if let decision = opinions.add(known) { return decision }
    }
    return opinions.joined
  }

  public func decide(_ attributes: AuthorizationAttributes) async -> AuthorizationDecision {
    var opinions = Opinions()
    for authorizer in authorizers {
      if let decision = opinions.add(await authorizer.decide(attributes)) { return decision }
    }
    return opinions.joined
  }

  /// What authorizers say until one decides.
  private struct Opinions {
    private var reasons: [String] = []
    private var problems: [String] = []

    /// The decision where this is one.
    mutating func add(_ decision: AuthorizationDecision) -> AuthorizationDecision? {
      switch decision {
      case .allow, .deny, .failure(_, denies: true): return decision
      case .noOpinion(let reason): if !reason.isEmpty { reasons.append(reason) }
      case .failure(let message, denies: false): problems.append(message)
      }
      return nil
    }

    var joined: AuthorizationDecision {
      problems.isEmpty
        ? .noOpinion(reason: reasons.joined(separator: "\n"))
        : .failure(message: ErrorText.joined(problems), denies: false)
    }
  }
}
