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

  public init(
    user: UserInfo, verb: String, isResourceRequest: Bool = true, namespace: String = "", apiGroup: String = "",
    apiVersion: String = "", resource: String = "", subresource: String = "", name: String = "", path: String = "",
    fieldSelector: String = ""
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
  }

  public init(user: UserInfo, info: RequestInfo) {
    self.init(
      user: user, verb: info.verb, isResourceRequest: info.isResourceRequest, namespace: info.namespace,
      apiGroup: info.apiGroup, apiVersion: info.apiVersion, resource: info.resource, subresource: info.subresource,
      name: info.name, path: info.path, fieldSelector: info.fieldSelector)
  }
}

public enum AuthorizationDecision: Sendable, Equatable {
  case allow(reason: String)
  /// No other authorizer is asked.
  case deny(reason: String)
  /// Left to the next authorizer; refused when nobody allows it.
  case noOpinion(reason: String)

  public var isAllowed: Bool {
    if case .allow = self { true } else { false }
  }

  public var reason: String {
    switch self {
    case .allow(let reason), .deny(let reason), .noOpinion(let reason): reason
    }
  }
}

/// Decides whether a user may do something. Synchronous and fast: it runs on the event loop for every request.
public protocol Authorizer: Sendable {
  func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision
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
    var reasons: [String] = []
    for authorizer in authorizers {
      let decision = authorizer.authorize(attributes)
      guard case .noOpinion(let reason) = decision else { return decision }
      if !reason.isEmpty { reasons.append(reason) }
    }
    return .noOpinion(reason: reasons.joined(separator: "\n"))
  }
}
