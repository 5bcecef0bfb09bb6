import APIMachinery
import APIServer
import ArgumentParser

/// `apus kube-apiserver`: the API server alone, with upstream's flags.
struct KubeAPIServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kube-apiserver", abstract: "Serve the Kubernetes API alone, without controllers.")

  @Option(help: "Where the embedded store and, unless --cert-dir is given, certificates are kept.")
  var dataDir = "/var/lib/apus"
  @Option(parsing: .upToNextOption) var etcdServers: [String] = []
  @Option var bindAddress = "0.0.0.0"
  @Option var securePort = 6443
  @Option var advertiseAddress = ""
  @Option var certDir = ""
  @Option var tlsCertFile = ""
  @Option var tlsPrivateKeyFile = ""
  @Option(name: .customLong("client-ca-file")) var clientCAFile = ""
  @Option(
    name: .customLong("requestheader-client-ca-file"),
    help: "The authority of front proxies. The cluster's own, which signs the proxy client certificate, if not given.")
  var requestHeaderClientCAFile = ""
  @Option(
    name: .customLong("requestheader-allowed-names"), help: "Common names of front proxies; any name if empty.",
    transform: Self.list)
  var requestHeaderAllowedNames: [String]?
  @Option(
    name: .customLong("requestheader-username-headers"), help: "Headers in which front proxies name the user.",
    transform: Self.list)
  var requestHeaderUsernameHeaders = RequestHeaderOptions().usernameHeaders
  @Option(
    name: .customLong("requestheader-uid-headers"), help: "Headers with the user's uid.", transform: Self.list)
  var requestHeaderUIDHeaders = RequestHeaderOptions().uidHeaders
  @Option(
    name: .customLong("requestheader-group-headers"), help: "Headers with the user's groups.", transform: Self.list)
  var requestHeaderGroupHeaders = RequestHeaderOptions().groupHeaders
  @Option(
    name: .customLong("requestheader-extra-headers-prefix"),
    help: "How headers with further attributes of the user begin.", transform: Self.list)
  var requestHeaderExtraHeadersPrefix = RequestHeaderOptions().extraHeaderPrefixes
  @Option(help: "The certificate to show to extension API servers. One of the cluster's own if not given.")
  var proxyClientCertFile = ""
  @Option(help: "The key of --proxy-client-cert-file.")
  var proxyClientKeyFile = ""
  @Option(
    help: "Reach extension API servers and webhooks at the endpoints of their service instead of its cluster IP.",
    transform: Self.flag)
  var enableAggregatorRouting = false
  @Option(help: "A file with issuers of tokens and rules for requests without credentials; read again when it changes.")
  var authenticationConfig = ""
  @Option(name: .customLong("oidc-issuer-url"), help: "The OpenID Connect issuer whose tokens are accepted.")
  var openIDIssuerURL = ""
  @Option(name: .customLong("oidc-client-id"), help: "The audience that such tokens must have.")
  var openIDClientID = ""
  @Option(
    name: .customLong("oidc-ca-file"), help: "Whom to trust as the issuer. The machine's authorities if not given.")
  var openIDCAFile = ""
  @Option(name: .customLong("oidc-username-claim"), help: "The claim with the user's name.")
  var openIDUsernameClaim = "sub"
  @Option(
    name: .customLong("oidc-username-prefix"),
    help: "Put before the user's name; - for nothing. The issuer if not given, unless the claim is email.")
  var openIDUsernamePrefix = ""
  @Option(name: .customLong("oidc-groups-claim"), help: "The claim with the user's groups.")
  var openIDGroupsClaim = ""
  @Option(name: .customLong("oidc-groups-prefix"), help: "Put before the names of groups.")
  var openIDGroupsPrefix = ""
  @Option(
    name: .customLong("oidc-signing-algs"), help: "How tokens may be signed.", transform: Self.list)
  var openIDSigningAlgorithms = ["RS256"]
  @Option(name: .customLong("oidc-required-claim"), help: "A claim=value that tokens must have; may be repeated.")
  var openIDRequiredClaim: [String] = []
  @Option(help: "A kubeconfig of the server that is asked whose a token is.")
  var authenticationTokenWebhookConfigFile = ""
  @Option(
    name: .customLong("authentication-token-webhook-cache-ttl"), help: "How long its answers hold.",
    transform: Self.duration)
  var authenticationTokenWebhookCacheTTL = Duration.seconds(120)
  @Option(help: "The version of TokenReviews that are sent to it.")
  var authenticationTokenWebhookVersion = "v1beta1"
  @Option(help: "A file with the authorizers, instead of --authorization-mode; read again when it changes.")
  var authorizationConfig = ""
  @Option(help: "A kubeconfig of the server that is asked in the mode Webhook.")
  var authorizationWebhookConfigFile = ""
  @Option(
    name: .customLong("authorization-webhook-cache-authorized-ttl"), help: "How long what it allows is allowed.",
    transform: Self.duration)
  var authorizationWebhookCacheAuthorizedTTL = Duration.seconds(300)
  @Option(
    name: .customLong("authorization-webhook-cache-unauthorized-ttl"),
    help: "How long what it doesn't allow is not allowed.", transform: Self.duration)
  var authorizationWebhookCacheUnauthorizedTTL = Duration.seconds(30)
  @Option(help: "The version of SubjectAccessReviews that are sent to it.")
  var authorizationWebhookVersion = "v1beta1"
  @Option var tokenAuthFile = ""
  @Option(transform: Self.flag) var anonymousAuth = true
  @Option(transform: Self.flag) var enableBootstrapTokenAuth = false
  @Option(transform: Self.list) var authorizationMode = ["Node", "RBAC"]
  @Option(help: "What the mode ABAC allows: one policy a line, in JSON.") var authorizationPolicyFile = ""
  @Option var serviceAccountIssuer = "https://kubernetes.default.svc.cluster.local"
  @Option(transform: Self.list) var apiAudiences: [String] = []
  @Option var serviceAccountKeyFile: [String] = []
  @Option var serviceAccountSigningKeyFile = ""
  @Option(name: .customLong("service-cluster-ip-range")) var serviceClusterIPRange = "10.43.0.0/16"
  @Option var serviceNodePortRange = "30000-32767"
  @Option(transform: Self.flag) var allowPrivileged = true
  @Option var kubeletClientCertificate = ""
  @Option var kubeletClientKey = ""
  @Option(transform: Self.list) var enableAdmissionPlugins: [String] = []
  @Option(transform: Self.list) var disableAdmissionPlugins: [String] = []
  @Option(help: "What EventRateLimit, PodNodeSelector and PodTolerationRestriction are told.")
  var admissionControlConfigFile = ""
  @Option(transform: Self.list) var runtimeConfig: [String] = []
  @Option(transform: Self.list) var featureGates: [String] = []
  @Option var maxRequestsInflight = 400
  @Option var maxMutatingRequestsInflight = 200
  @OptionGroup(title: "Limits") var limits: RequestLimitFlags
  @OptionGroup(title: "Audit") var audit: AuditFlags
  @Option(
    help:
      "Whether flows take turns by FlowSchemas and PriorityLevelConfigurations; otherwise the two bounds alone hold.",
    transform: Self.flag) var enablePriorityAndFairness = true
  @Option(help: "How objects are encrypted in the store; Secrets are, with a key of the data folder, without it.")
  var encryptionProviderConfig = ""
  @Option(help: "Follow changes of that file.", transform: Self.flag)
  var encryptionProviderConfigAutomaticReload = false

  private static func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

  static func flag(_ text: String) throws -> Bool {
    guard let value = Bool(text) else { throw ValidationError("\(text) is neither true nor false") }
    return value
  }

  private static func duration(_ text: String) throws -> Duration {
    do {
      return try GoDuration(parsing: text).duration
    } catch {
      throw ValidationError("\(text) is no duration such as 2m0s")
    }
  }

  private func setIdentity(_ options: inout KubeAPIServerOptions) {
    options.authenticationConfigFile = authenticationConfig
    options.openID.issuerURL = openIDIssuerURL
    options.openID.clientID = openIDClientID
    options.openID.caFile = openIDCAFile
    options.openID.usernameClaim = openIDUsernameClaim
    options.openID.usernamePrefix = openIDUsernamePrefix
    options.openID.groupsClaim = openIDGroupsClaim
    options.openID.groupsPrefix = openIDGroupsPrefix
    options.openID.signingAlgorithms = openIDSigningAlgorithms
    options.openID.requiredClaims = openIDRequiredClaim
    options.tokenWebhook.configFile = authenticationTokenWebhookConfigFile
    options.tokenWebhook.cacheTimeToLive = authenticationTokenWebhookCacheTTL
    options.tokenWebhook.version = authenticationTokenWebhookVersion
    options.authorizationConfigFile = authorizationConfig
    options.authorizationWebhook.configFile = authorizationWebhookConfigFile
    options.authorizationWebhook.authorizedTimeToLive = authorizationWebhookCacheAuthorizedTTL
    options.authorizationWebhook.unauthorizedTimeToLive = authorizationWebhookCacheUnauthorizedTTL
    options.authorizationWebhook.version = authorizationWebhookVersion
  }

  /// Without an authority of their own, front proxies are those with the cluster's own proxy certificate.
  private var requestHeaders: RequestHeaderOptions {
    var headers = RequestHeaderOptions()
    headers.usernameHeaders = requestHeaderUsernameHeaders
    headers.uidHeaders = requestHeaderUIDHeaders
    headers.groupHeaders = requestHeaderGroupHeaders
    headers.extraHeaderPrefixes = requestHeaderExtraHeadersPrefix
    headers.allowedNames =
      requestHeaderAllowedNames
      ?? (requestHeaderClientCAFile.isEmpty ? [RequestHeaderOptions.ownProxyName] : [])
    return headers
  }

  func run() async throws {
    var options = KubeAPIServerOptions()
    options.dataDirectory = dataDir
    options.etcdServers = etcdServers
    options.bindAddress = bindAddress
    options.securePort = securePort
    options.advertiseAddress = advertiseAddress
    options.certificateDirectory = certDir
    options.tlsCertificateFile = tlsCertFile
    options.tlsPrivateKeyFile = tlsPrivateKeyFile
    options.clientCAFile = clientCAFile
    options.requestHeaderClientCAFile = requestHeaderClientCAFile
    options.requestHeaders = requestHeaders
    options.proxyClientCertificateFile = proxyClientCertFile
    options.proxyClientKeyFile = proxyClientKeyFile
    options.enablesAggregatorRouting = enableAggregatorRouting
    setIdentity(&options)
    options.tokenAuthFile = tokenAuthFile
    options.allowsAnonymous = anonymousAuth
    options.allowsBootstrapTokens = enableBootstrapTokenAuth
    options.authorizationModes = authorizationMode
    options.authorizationPolicyFile = authorizationPolicyFile
    options.serviceAccountIssuer = serviceAccountIssuer
    options.apiAudiences = apiAudiences
    options.serviceAccountKeyFiles = serviceAccountKeyFile
    options.serviceAccountSigningKeyFile = serviceAccountSigningKeyFile
    options.serviceClusterIPRange = serviceClusterIPRange
    options.serviceNodePortRange = serviceNodePortRange
    options.allowsPrivileged = allowPrivileged
    options.kubeletClientCertificate = kubeletClientCertificate
    options.kubeletClientKey = kubeletClientKey
    options.enabledAdmissionPlugins = enableAdmissionPlugins
    options.disabledAdmissionPlugins = disableAdmissionPlugins
    options.admissionControlConfigFile = admissionControlConfigFile
    options.runtimeConfiguration = runtimeConfig
    options.featureGates = featureGates
    options.requestsInFlightMax = maxRequestsInflight
    options.mutatingRequestsInFlightMax = maxMutatingRequestsInflight
    try limits.set(&options)
    options.audit = try audit.options()
    options.isFair = enablePriorityAndFairness
    options.encryptionProviderConfig = encryptionProviderConfig
    options.reloadsEncryptionProviderConfig = encryptionProviderConfigAutomaticReload
    try await Foreground.run(named: "kube-apiserver") { [options] in try await KubeAPIServer(options).run() }
  }
}
