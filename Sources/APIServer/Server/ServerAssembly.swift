import APIMachinery
import PKI

/// Puts the parts of a server together from its options: who recognises callers, who decides, what admits, and what
/// answers the paths and resources that aren't simply stored.
struct ServerAssembly {
  let options: KubeAPIServerOptions
  let time: any TimeSource
  let featureGates: FeatureGates
  let admissionConfiguration: AdmissionConfiguration
  let eventRateLimit: EventRateLimit?
  let imagePolicyWebhook: ImagePolicyWebhook?
  let tokens: ServiceAccountTokens
  let clientAuthorities: CertificatePool
  let tokenFile: TokenFileAuthenticator?
  let kubelets: KubeletClients?
  let proxyAuthorities: CertificatePool
  let requestHeaders: RequestHeaderOptions
  let proxyIdentity: ProxyIdentity
  let remote: RemoteAuthentication
  let authorization: AuthorizationSettings

  init(
    options: KubeAPIServerOptions, certificates: ClusterCertificates, time: any TimeSource, random: any RandomSource
  ) throws {
    self.options = options
    self.time = time
    featureGates = try options.configuration().featureGates
    let path = options.admissionControlConfigFile
    admissionConfiguration =
      path.isEmpty
      ? AdmissionConfiguration()
      : try AdmissionConfiguration(path: path) { file throws(KubeAPIServerError) in
        try ServerFiles.text(file, flag: "--admission-control-config-file")
      }
    eventRateLimit = try admissionConfiguration.eventRateLimit(
      isOn: options.enabledAdmissionPlugins.contains("EventRateLimit"), time: time)
    imagePolicyWebhook = try admissionConfiguration.imagePolicyWebhook(
      isOn: options.enabledAdmissionPlugins.contains("ImagePolicyWebhook"), time: time)
    let signingKey =
      options.serviceAccountSigningKeyFile.isEmpty
      ? String(decoding: certificates.serviceAccountKey.privateKey, as: UTF8.self)
      : try ServerFiles.text(options.serviceAccountSigningKeyFile, flag: "--service-account-signing-key-file")
    var verificationKeys: [String] = []
    for path in options.serviceAccountKeyFiles {
      verificationKeys.append(try ServerFiles.text(path, flag: "--service-account-key-file"))
    }
    tokens = try ServiceAccountTokens(
      issuer: options.serviceAccountIssuer, audiences: options.apiAudiences, signingKeyPEM: signingKey,
      verificationKeyPEMs: verificationKeys, time: time, random: random)
    clientAuthorities = try CertificatePool(
      pem: options.clientCAFile.isEmpty
        ? certificates.authority.bundle.certificateChain
        : try ServerFiles.read(options.clientCAFile, flag: "--client-ca-file"))
    tokenFile =
      options.tokenAuthFile.isEmpty
      ? nil : try TokenFileAuthenticator(text: try ServerFiles.text(options.tokenAuthFile, flag: "--token-auth-file"))
    let bundle = certificates.bundle(.apiServerKubeletClient)
    let kubelets = try KubeletClients(
      certificateChain: options.kubeletClientCertificate.isEmpty
        ? bundle.certificateChain
        : try ServerFiles.read(options.kubeletClientCertificate, flag: "--kubelet-client-certificate"),
      privateKey: options.kubeletClientKey.isEmpty
        ? bundle.privateKey : try ServerFiles.read(options.kubeletClientKey, flag: "--kubelet-client-key"))
    if options.kubeletClientCertificate.isEmpty {
      certificates.onRenewal(of: .apiServerKubeletClient) { bundle in
        // A certificate that can't be used leaves the previous one, which lasts a while yet.
        try? kubelets.replace(certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
      }
    }
    self.kubelets = kubelets
    proxyAuthorities = try CertificatePool(
      pem: options.requestHeaderClientCAFile.isEmpty
        ? certificates.frontProxyAuthority.certificatePEM
        : try ServerFiles.read(options.requestHeaderClientCAFile, flag: "--requestheader-client-ca-file"))
    var headers = RequestHeaderOptions()
    if options.requestHeaderClientCAFile.isEmpty { headers.allowedNames = [RequestHeaderOptions.ownProxyName] }
    requestHeaders = options.requestHeaders ?? headers
    proxyIdentity = try Self.proxyIdentity(options, certificates)
    remote = try RemoteAuthentication(options, audiences: tokens.audiences, issuer: tokens.issuer, time: time)
    authorization = try AuthorizationSettings(options, time: time)
  }

  /// Who this server is to extension servers.
  private static func proxyIdentity(
    _ options: KubeAPIServerOptions, _ certificates: ClusterCertificates
  ) throws -> ProxyIdentity {
    guard options.proxyClientCertificateFile.isEmpty else {
      return ProxyIdentity(
        certificateChain: try ServerFiles.read(options.proxyClientCertificateFile, flag: "--proxy-client-cert-file"),
        privateKey: try ServerFiles.read(options.proxyClientKeyFile, flag: "--proxy-client-key-file"))
    }
    let bundle = certificates.bundle(.frontProxyClient)
    return ProxyIdentity(certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
  }

  /// What extension servers are told about who signs certificates.
  var authenticationTrust: AuthenticationTrust {
    AuthenticationTrust(
      clientAuthorities: clientAuthorities.pem, requestHeaders: requestHeaders,
      proxyAuthorities: proxyAuthorities.pem)
  }

  func parts(_ objects: StoredObjects) -> APIServer.Parts {
    var parts = APIServer.Parts()
    parts.proxyIdentity = proxyIdentity
    parts.authenticators.append(
      RequestHeaderAuthenticator(requestHeaders, authorities: proxyAuthorities, time: time))
    parts.authenticators.append(ClientCertificateAuthenticator(pool: clientAuthorities, time: time))
    if let tokenFile { parts.authenticators.append(tokenFile) }
    parts.authenticators.append(ServiceAccountAuthenticator(tokens: tokens, reader: objects))
    if options.allowsBootstrapTokens {
      parts.authenticators.append(BootstrapTokenAuthenticator(reader: objects, time: time))
    }
    parts.authenticators.append(contentsOf: remote.authenticators)
    parts.tokenIssuers = remote.issuers
    if let issuers = remote.issuers { parts.background.append { await issuers.run() } }
    let everyRBAC = RBACAuthorizer(reader: objects)
    let rbac = authorization.has("RBAC") ? everyRBAC : nil
    var builtIn: [String: any Authorizer] = [
      "Node": NodeAuthorizer(objects: objects), "RBAC": everyRBAC, "AlwaysAllow": AlwaysAllowAuthorizer(),
      "AlwaysDeny": AlwaysDenyAuthorizer(),
    ]
    builtIn["ABAC"] = authorization.policies
    let authorizer = authorization.authorizer(builtIn: builtIn)
    parts.authorizers = [authorizer]
    if let follow = authorization.follow(authorizer) { parts.background.append(follow) }
    let admission = AdmissionPlugins.Surroundings(
      reader: objects, rbac: rbac, authorizer: AuthorizerChain([PrivilegedGroupAuthorizer()] + parts.authorizers),
      random: SystemRandom(), time: time, featureGates: featureGates, metrics: parts.admissionMetrics,
      configuration: admissionConfiguration, eventRateLimit: eventRateLimit,
      imagePolicyWebhook: imagePolicyWebhook)
    parts.admissionPlugins = AdmissionPlugins.available(admission)
    parts.handlers.registerReviews(tokens: tokens)
    parts.handlers.registerSubresources()
    parts.handlers.registerStreams(kubelets: kubelets)
    register(&parts.paths)
    return parts
  }

  private func register(_ paths: inout PathHandlers) {
    paths.register(DiscoveryHandler(), below: "/api")
    paths.register(DiscoveryHandler(), below: "/apis")
    paths.register(VersionHandler(), at: "/version")
    paths.register(OpenAPIHandler(), below: "/openapi/v3")
    paths.register(SwaggerHandler(), at: "/openapi/v2")
    for path in ["/healthz", "/livez", "/readyz"] { paths.register(HealthHandler(), below: path) }
    paths.register(FlowControlDebugHandler(), below: FlowControlDebugHandler.path)
    paths.register(MetricsHandler(), at: "/metrics")
    paths.register(ServiceAccountIssuerHandler(tokens: tokens), at: "/.well-known/openid-configuration")
    paths.register(ServiceAccountIssuerHandler(tokens: tokens), at: "/openid/v1/jwks")
  }
}
