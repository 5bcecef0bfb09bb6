import APIMachinery

/// A file of `--authentication-config`: `apiserver.config.k8s.io` AuthenticationConfiguration. The `--oidc-*` flags are
/// another way to say the same.
public struct AuthenticationConfiguration: Sendable {
  /// Where a user's name or groups come from.
  public struct Mapping: Sendable, Equatable {
    public var claim = ""
    /// Put in front of the claim's value; required with a claim.
    public var prefix: String?
    public var expression = ""

    public init() {}
  }

  /// A further attribute of the user, worked out of the claims.
  public struct Extra: Sendable, Equatable {
    public var key: String
    public var valueExpression: String
  }

  /// What a token's claims must be: a value of one, or an expression that holds.
  public struct ClaimRule: Sendable, Equatable {
    public var claim = ""
    public var requiredValue = ""
    public var expression = ""
    public var message = ""

    public init() {}
  }

  /// What must hold of the user that comes of a token.
  public struct UserRule: Sendable, Equatable {
    public var expression: String
    public var message: String
  }

  /// One issuer of tokens.
  public struct Issuer: Sendable, Equatable {
    public var url = ""
    public var discoveryURL = ""
    /// In PEM; empty for the machine's authorities.
    public var certificateAuthority = ""
    public var audiences: [String] = []
    public var audienceMatchPolicy = ""
    public var egressSelectorType = ""
    public var claimRules: [ClaimRule] = []
    public var username = Mapping()
    public var groups = Mapping()
    public var uid = Mapping()
    public var extra: [Extra] = []
    public var userRules: [UserRule] = []
    /// How tokens may be signed.
    public var algorithms = JSONWebKeySet.algorithms

    public init() {}
  }

  /// Whether requests without credentials are taken.
  public struct Anonymous: Sendable, Equatable {
    public var isEnabled: Bool
    /// The paths that may be asked for without credentials; all where there are none.
    public var paths: [String]

    public init(isEnabled: Bool, paths: [String] = []) {
      self.isEnabled = isEnabled
      self.paths = paths
    }

    func allows(_ path: String) -> Bool { isEnabled && (paths.isEmpty || paths.contains(path)) }
  }

  public var issuers: [Issuer] = []
  public var anonymous: Anonymous?

  public init() {}
}

extension AuthenticationConfiguration {
  /// Reads YAML or JSON.
  init(_ file: [UInt8]) throws(ParseError) {
    let root = try ConfigurationObject(
      file: file, kind: "AuthenticationConfiguration", versions: ["v1", "v1beta1", "v1alpha1"],
      known: ["jwt", "anonymous"])
    self.init()
    for entry in try root.children(
      "jwt", known: ["issuer", "claimValidationRules", "claimMappings", "userValidationRules"])
    {
      issuers.append(try Issuer(entry))
    }
    guard root["anonymous"] != nil else { return }
    let settings = try root.child("anonymous", known: ["enabled", "conditions"])
    var paths: [String] = []
    for condition in try settings.children("conditions", known: ["path"]) { paths.append(try condition.text("path")) }
    anonymous = Anonymous(isEnabled: try settings.flag("enabled"), paths: paths)
  }
}

extension AuthenticationConfiguration.Issuer {
  fileprivate init(_ entry: ConfigurationObject) throws(ParseError) {
    self.init()
    let issuer = try entry.child(
      "issuer",
      known: [
        "url", "discoveryURL", "certificateAuthority", "audiences", "audienceMatchPolicy", "egressSelectorType",
      ])
    url = try issuer.text("url")
    discoveryURL = try issuer.text("discoveryURL")
    certificateAuthority = try issuer.text("certificateAuthority")
    audiences = try issuer.texts("audiences")
    audienceMatchPolicy = try issuer.text("audienceMatchPolicy")
    egressSelectorType = try issuer.text("egressSelectorType")
    for rule in try entry.children(
      "claimValidationRules", known: ["claim", "requiredValue", "expression", "message"])
    {
      var made = AuthenticationConfiguration.ClaimRule()
      made.claim = try rule.text("claim")
      made.requiredValue = try rule.text("requiredValue")
      made.expression = try rule.text("expression")
      made.message = try rule.text("message")
      claimRules.append(made)
    }
    let mappings = try entry.child("claimMappings", known: ["username", "groups", "uid", "extra"])
    username = try Self.mapping(mappings, "username", known: ["claim", "prefix", "expression"])
    groups = try Self.mapping(mappings, "groups", known: ["claim", "prefix", "expression"])
    uid = try Self.mapping(mappings, "uid", known: ["claim", "expression"])
    for item in try mappings.children("extra", known: ["key", "valueExpression"]) {
      extra.append(.init(key: try item.text("key"), valueExpression: try item.text("valueExpression")))
    }
    for rule in try entry.children("userValidationRules", known: ["expression", "message"]) {
      userRules.append(.init(expression: try rule.text("expression"), message: try rule.text("message")))
    }
  }

  private static func mapping(
    _ mappings: ConfigurationObject, _ member: String, known: [String]
  ) throws(ParseError) -> AuthenticationConfiguration.Mapping {
    let object = try mappings.child(member, known: known)
    var mapping = AuthenticationConfiguration.Mapping()
    mapping.claim = try object.text("claim")
    mapping.prefix = try object.optionalText("prefix")
    mapping.expression = try object.text("expression")
    return mapping
  }
}
