import APIMachinery

extension KubeAPIServerOptions {
  /// `--oidc-*`: one issuer of tokens.
  public struct OpenID: Sendable {
    public var issuerURL = ""
    public var clientID = ""
    public var caFile = ""
    public var usernameClaim = "sub"
    public var usernamePrefix = ""
    public var groupsClaim = ""
    public var groupsPrefix = ""
    public var signingAlgorithms = ["RS256"]
    /// As `claim=value`.
    public var requiredClaims: [String] = []

    public init() {}

    var isEmpty: Bool { issuerURL.isEmpty && clientID.isEmpty }

    /// The same as a configuration file says it; nil where no flag is given.
    func issuer() throws(KubeAPIServerError) -> AuthenticationConfiguration.Issuer? {
      if isEmpty { return nil }
      guard !issuerURL.isEmpty, !clientID.isEmpty else {
        throw KubeAPIServerError(
          "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set")
      }
      var issuer = AuthenticationConfiguration.Issuer()
      issuer.url = issuerURL
      issuer.audiences = [clientID]
      if !caFile.isEmpty {
        issuer.certificateAuthority = try ServerFiles.text(caFile, flag: "--oidc-ca-file")
      }
      issuer.username.claim = usernameClaim
      // Names of other claims than email are only good together with their issuer.
      issuer.username.prefix =
        switch usernamePrefix {
        case "-": ""
        case "": usernameClaim == "email" ? "" : "\(issuerURL)#"
        default: usernamePrefix
        }
      if !groupsClaim.isEmpty {
        issuer.groups.claim = groupsClaim
        issuer.groups.prefix = groupsPrefix
      }
      for algorithm in signingAlgorithms where !JSONWebKeySet.algorithms.contains(algorithm) {
        throw KubeAPIServerError("oidc: unsupported signing alg: \(quoted(algorithm))")
      }
      issuer.algorithms = signingAlgorithms
      for pair in requiredClaims {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { throw KubeAPIServerError("--oidc-required-claim: \(pair) is no key=value") }
        var rule = AuthenticationConfiguration.ClaimRule()
        (rule.claim, rule.requiredValue) = (parts[0], parts[1])
        issuer.claimRules.append(rule)
      }
      return issuer
    }
  }

  /// `--authentication-token-webhook-*`.
  public struct TokenWebhook: Sendable {
    public var configFile = ""
    public var version = "v1beta1"
    public var cacheTimeToLive = Duration.seconds(120)

    public init() {}
  }

  /// `--authorization-webhook-*`.
  public struct AuthorizationWebhook: Sendable {
    public var configFile = ""
    public var version = "v1beta1"
    public var authorizedTimeToLive = Duration.seconds(300)
    public var unauthorizedTimeToLive = Duration.seconds(30)

    public init() {}

    /// The same as a configuration file says it; nil where no flag is given.
    var webhook: AuthorizationConfiguration.Webhook? {
      if configFile.isEmpty { return nil }
      var webhook = AuthorizationConfiguration.Webhook()
      webhook.authorizedTimeToLive = GoDuration(authorizedTimeToLive)
      webhook.unauthorizedTimeToLive = GoDuration(unauthorizedTimeToLive)
      // Zero switches the memory off.
      webhook.cachesAuthorized = authorizedTimeToLive > .zero
      webhook.cachesUnauthorized = unauthorizedTimeToLive > .zero
      if !webhook.cachesAuthorized { webhook.authorizedTimeToLive = GoDuration(.seconds(1)) }
      if !webhook.cachesUnauthorized { webhook.unauthorizedTimeToLive = GoDuration(.seconds(1)) }
      webhook.timeout = GoDuration(.seconds(30))
      webhook.version = version
      webhook.failurePolicy = "NoOpinion"
      webhook.connectionType = "KubeConfigFile"
      webhook.kubeConfigFile = configFile
      return webhook
    }
  }
}
