import APIMachinery

/// Authenticators that ask other servers, as the options say.
struct RemoteAuthentication: Sendable {
  /// OpenID Connect; nil where no issuer and no configuration file is given.
  let issuers: JWTAuthenticators?
  private let webhook: TokenReviewWebhook?

  /// - Parameters:
  ///   - audiences: Of this server's own tokens.
  ///   - issuer: Whose tokens are recognised otherwise.
  init(
    _ options: KubeAPIServerOptions, audiences: [String], issuer: String, time: any TimeSource
  ) throws(KubeAPIServerError) {
    if !options.authenticationConfigFile.isEmpty {
      guard options.openID.isEmpty else {
        throw KubeAPIServerError("authentication-config file and oidc-* flags are mutually exclusive")
      }
      let file = WatchedFile(path: options.authenticationConfigFile, flag: "--authentication-config", time: time)
      issuers = try JWTAuthenticators(file: file, disallowedIssuers: [issuer], time: time)
    } else if let configured = try options.openID.issuer() {
      var configuration = AuthenticationConfiguration()
      configuration.issuers = [configured]
      issuers = try JWTAuthenticators(configuration, disallowedIssuers: [issuer], time: time)
    } else {
      issuers = nil
    }
    guard !options.tokenWebhook.configFile.isEmpty else {
      webhook = nil
      return
    }
    let path = options.tokenWebhook.configFile
    let settings = options.tokenWebhook
    guard ["v1", "v1beta1"].contains(settings.version) else {
      throw KubeAPIServerError("--authentication-token-webhook-version: \(settings.version) is neither v1 nor v1beta1")
    }
    let file = try ServerFiles.read(path, flag: "--authentication-token-webhook-config-file")
    webhook = TokenReviewWebhook(
      try ReviewWebhook(file: file, path: path, timeout: .seconds(30), time: time), version: settings.version,
      audiences: audiences, timeToLive: settings.cacheTimeToLive, time: time)
  }

  var authenticators: [any Authenticator] {
    var authenticators: [any Authenticator] = []
    if let issuers { authenticators.append(issuers) }
    if let webhook { authenticators.append(webhook) }
    return authenticators
  }
}

/// Who decides, as the options say.
struct AuthorizationSettings: Sendable {
  private let configuration: AuthorizationConfiguration
  private let webhooks: [String: WebhookAuthorizer]
  private let file: WatchedFile?
  private let content: [UInt8]
  private let time: any TimeSource
  /// Of `--authorization-policy-file`; nil without one.
  let policies: ABACAuthorizer?

  init(_ options: KubeAPIServerOptions, time: any TimeSource) throws(KubeAPIServerError) {
    self.time = time
    let path = options.authorizationPolicyFile
    policies = path.isEmpty ? nil : try ABACAuthorizer(path: path)
    if !options.authorizationConfigFile.isEmpty {
      let file = WatchedFile(path: options.authorizationConfigFile, flag: "--authorization-config", time: time)
      content = try file.read()
      configuration = try ConfiguredAuthorizer.parse(content, path: file.path)
      self.file = file
    } else {
      file = nil
      content = []
      let modes = AuthorizationConfiguration(
        modes: options.authorizationModes, webhook: options.authorizationWebhook.webhook)
      do throws(ParseError) {
        configuration = try ConfiguredAuthorizer.check(modes, flag: "--authorization-mode")
      } catch {
        throw KubeAPIServerError("--authorization-mode: \(error.message)")
      }
    }
    webhooks = try ConfiguredAuthorizer.webhooks(configuration, time: time)
    if has("ABAC"), path.isEmpty {
      throw KubeAPIServerError("authorization-mode ABAC's authorization policy file not passed")
    }
    if !has("ABAC"), !path.isEmpty {
      throw KubeAPIServerError("cannot specify --authorization-policy-file without mode ABAC")
    }
  }

  func has(_ type: String) -> Bool { configuration.authorizers.contains { $0.type == type } }

  func authorizer(builtIn: [String: any Authorizer]) -> ConfiguredAuthorizer {
    ConfiguredAuthorizer(configuration, webhooks: webhooks, builtIn: builtIn, time: time)
  }

  /// What keeps the authorizer as its file says; nil without a file.
  func follow(_ authorizer: ConfiguredAuthorizer) -> (@Sendable () async -> Void)? {
    guard let file else { return nil }
    return { [content] in await authorizer.follow(file, after: content) }
  }
}
