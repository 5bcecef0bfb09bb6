/// Who answers `authorizer.group('apps').resource('deployments').check('create')`.
public protocol CELAuthorizer: AnyObject, Sendable {
  func authorize(_ check: CELAccessCheck) -> CELAccessDecision
}

/// What an expression asks whether it is allowed.
public struct CELAccessCheck: Sendable, Equatable {
  /// A user by the account it is.
  public struct ServiceAccount: Sendable, Equatable {
    public var namespace: String
    public var name: String
  }

  /// What is to be done something with; empty members mean any.
  public struct Resource: Sendable, Equatable {
    public var group: String
    public var resource: String
    public var subresource = ""
    public var namespace = ""
    public var name = ""
    public var fieldSelector = ""
    public var labelSelector = ""

    public init(group: String, resource: String) {
      self.group = group
      self.resource = resource
    }
  }

  /// A path that is no resource, or a resource.
  public enum Target: Sendable, Equatable {
    case path(String)
    case resource(Resource)
  }

  /// Who is meant instead of the user of the request.
  public var serviceAccount: ServiceAccount?
  public var target: Target
  public var verb: String
}

/// The answer.
public struct CELAccessDecision: Sendable, Equatable {
  public var isAllowed: Bool
  public var reason: String
  /// Why there is no answer; empty when there is one.
  public var error: String

  public init(isAllowed: Bool, reason: String = "", error: String = "") {
    self.isAllowed = isAllowed
    self.reason = reason
    self.error = error
  }
}

extension CELValue {
  /// The variable `authorizer`.
  public static func authorizer(_ authorizer: any CELAuthorizer) -> CELValue {
    .opaque(BoxedValue(AccessChain(authorizer: authorizer), AccessChain.authorizerType))
  }

  /// The variable `authorizer.requestResource`.
  public static func resourceCheck(_ resource: CELAccessCheck.Resource, by authorizer: any CELAuthorizer) -> CELValue {
    var chain = AccessChain(authorizer: authorizer)
    chain.target = .resource(resource)
    return .opaque(BoxedValue(chain, AccessChain.resourceType))
  }
}

extension CELType {
  public static let authorizer = AccessChain.authorizerType
  public static let resourceCheck = AccessChain.resourceType
}

/// A check on the way: each call adds to it.
struct AccessChain: Sendable, Equatable {
  static let authorizerType = CELType.opaque("kubernetes.authorization.Authorizer", [])
  static let pathType = CELType.opaque("kubernetes.authorization.PathCheck", [])
  static let groupType = CELType.opaque("kubernetes.authorization.GroupCheck", [])
  static let resourceType = CELType.opaque("kubernetes.authorization.ResourceCheck", [])
  static let decisionType = CELType.opaque("kubernetes.authorization.Decision", [])

  let authorizer: any CELAuthorizer
  var serviceAccount: CELAccessCheck.ServiceAccount?
  var target: CELAccessCheck.Target = .path("")

  init(authorizer: any CELAuthorizer) { self.authorizer = authorizer }

  static func == (left: AccessChain, right: AccessChain) -> Bool {
    left.authorizer === right.authorizer && left.serviceAccount == right.serviceAccount && left.target == right.target
  }

  func check(_ verb: String) -> CELAccessDecision {
    authorizer.authorize(CELAccessCheck(serviceAccount: serviceAccount, target: target, verb: verb))
  }
}
