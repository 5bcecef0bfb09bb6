import APIMachinery

/// The flags of `kube-apiserver`, under upstream's names.
public struct KubeAPIServerOptions: Sendable {
  /// `--data-dir`: where the embedded store keeps its file.
  public var dataDirectory = "/var/lib/apus"
  /// `--etcd-servers`: not supported yet; setting it is an error.
  public var etcdServers: [String] = []
  /// `--bind-address` and `--secure-port`.
  public var bindAddress = "0.0.0.0"
  public var securePort = 6443
  /// `--advertise-address`; the bind address where empty.
  public var advertiseAddress = ""
  /// `--cert-dir`: where the cluster's own authority and certificates are made and kept.
  public var certificateDirectory = ""
  /// `--tls-cert-file` and `--tls-private-key-file`: instead of a certificate of our own.
  public var tlsCertificateFile = ""
  public var tlsPrivateKeyFile = ""
  /// `--client-ca-file`: instead of our own authority.
  public var clientCAFile = ""
  /// `--requestheader-client-ca-file`: the authority of front proxies, instead of our own.
  public var requestHeaderClientCAFile = ""
  /// `--requestheader-username-headers` and the like; nil for the headers and the name of our own proxy certificate.
  public var requestHeaders: RequestHeaderOptions?
  /// `--proxy-client-cert-file` and `--proxy-client-key-file`: instead of a certificate of our own.
  public var proxyClientCertificateFile = ""
  public var proxyClientKeyFile = ""
  /// `--enable-aggregator-routing`.
  public var enablesAggregatorRouting = false
  /// `--authentication-config`.
  public var authenticationConfigFile = ""
  public var openID = OpenID()
  public var tokenWebhook = TokenWebhook()
  /// `--authorization-config`: instead of ``authorizationModes``.
  public var authorizationConfigFile = ""
  public var authorizationWebhook = AuthorizationWebhook()
  /// `--token-auth-file`.
  public var tokenAuthFile = ""
  /// `--anonymous-auth`.
  public var allowsAnonymous = true
  /// `--enable-bootstrap-token-auth`.
  public var allowsBootstrapTokens = false
  /// `--authorization-policy-file`: what ABAC allows.
  public var authorizationPolicyFile = ""
  /// `--authorization-mode`: Node, RBAC, Webhook, ABAC, AlwaysAllow, AlwaysDeny.
  public var authorizationModes = ["Node", "RBAC"]
  public var serviceAccountIssuer = "https://kubernetes.default.svc.cluster.local"
  /// `--api-audiences`; the issuer where empty.
  public var apiAudiences: [String] = []
  /// `--service-account-key-file`: further keys whose tokens are accepted.
  public var serviceAccountKeyFiles: [String] = []
  /// `--service-account-signing-key-file`: instead of a key of our own.
  public var serviceAccountSigningKeyFile = ""
  public var serviceClusterIPRange = "10.43.0.0/16"
  /// `--service-node-port-range`.
  public var serviceNodePortRange = "30000-32767"
  public var allowsPrivileged = true
  public var kubeletClientCertificate = ""
  public var kubeletClientKey = ""
  public var enabledAdmissionPlugins: [String] = []
  public var disabledAdmissionPlugins: [String] = []
  /// `--admission-control-config-file`: what single plugins are told.
  public var admissionControlConfigFile = ""
  /// `--runtime-config`, as `group/version=true` (see ``RuntimeConfiguration/apply(_:)``).
  public var runtimeConfiguration: [String] = []
  /// `--feature-gates`, as `Name=true`.
  public var featureGates: [String] = []
  /// `--request-timeout`, `--min-request-timeout` (of watches) and `--shutdown-delay-duration`.
  public var requestTimeout = Duration.seconds(60)
  public var watchTimeout = Duration.seconds(1800)
  public var shutdownDelay = Duration.zero
  /// `--goaway-chance`: 0 to 0.02.
  public var goawayChance = 0.0
  /// `--http2-max-streams-per-connection`; zero: the transport's own limit.
  public var http2StreamsMax = 0
  public var audit = AuditOptions()
  /// `--enable-priority-and-fairness`.
  public var isFair = true
  public var requestsInFlightMax = 400
  public var mutatingRequestsInFlightMax = 200
  /// `--event-ttl`.
  public var eventTimeToLive = Duration.seconds(3600)
  /// `--encryption-provider-config`: how objects are encrypted in the store. Where it is empty, Secrets are, with a key
  /// that is made at the first start and kept in ``ownEncryptionKeyPath``.
  public var encryptionProviderConfig = ""
  /// `--encryption-provider-config-automatic-reload`.
  public var reloadsEncryptionProviderConfig = false
  /// The node this server runs on, for its certificate.
  public var nodeName = "localhost"

  public init() {}

  /// The file of the key for Secrets, for those who configure nothing.
  public var ownEncryptionKeyPath: String { dataDirectory + "/encryption-config.yaml" }

  var encryption: EncryptionAtRest.Options {
    var encryption = EncryptionAtRest.Options()
    encryption.path = encryptionProviderConfig
    encryption.reloads = reloadsEncryptionProviderConfig
    encryption.ownPath = ownEncryptionKeyPath
    return encryption
  }

  /// What the options mean to the server. Throws what is wrong with them, naming the flag.
  func configuration() throws(KubeAPIServerError) -> APIServerConfiguration {
    guard etcdServers.isEmpty else {
      throw KubeAPIServerError(
        "--etcd-servers is not supported yet: leave it out to use the embedded store in --data-dir")
    }
    var configuration = APIServerConfiguration()
    configuration.allowsPrivileged = allowsPrivileged
    configuration.allowsAnonymous = allowsAnonymous
    configuration.isFair = isFair
    guard (0...0.02).contains(goawayChance) else {
      throw KubeAPIServerError("--goaway-chance can not be less than 0 or greater than 0.02")
    }
    guard requestTimeout > .zero, watchTimeout >= .zero, shutdownDelay >= .zero else {
      throw KubeAPIServerError(
        "--request-timeout must be positive, --min-request-timeout and --shutdown-delay-duration not negative")
    }
    configuration.limits = RequestLimits(
      requestTimeout: requestTimeout, watchTimeout: watchTimeout, goawayChance: goawayChance)
    configuration.readingRequestsMax = requestsInFlightMax
    configuration.mutatingRequestsMax = mutatingRequestsInFlightMax
    configuration.serviceClusterIPRange = serviceClusterIPRange
    configuration.serviceNodePorts = try Self.portRange(serviceNodePortRange)
    configuration.eventTimeToLive = eventTimeToLive
    configuration.enabledAdmissionPlugins = Set(enabledAdmissionPlugins)
    configuration.disabledAdmissionPlugins = Set(disabledAdmissionPlugins)
    let problems = configuration.featureGates.apply(featureGates)
    guard problems.isEmpty else {
      let text = problems.count == 1 ? problems[0] : "[\(problems.joined(separator: ", "))]"
      throw KubeAPIServerError(
        "invalid argument \(quoted(featureGates.joined(separator: ","))) for \"--feature-gates\" flag: \(text)")
    }
    do {
      try configuration.runtimeConfiguration.apply(runtimeConfiguration)
    } catch {
      throw KubeAPIServerError("\(error)")
    }
    guard APIServerConfiguration.ranges(serviceClusterIPRange) != nil else {
      throw KubeAPIServerError(
        "--service-cluster-ip-range: \(serviceClusterIPRange) is neither a CIDR nor one of each family")
    }
    configuration.advertiseAddress = reachableAddress
    configuration.routesToEndpoints = enablesAggregatorRouting
    configuration.securePort = securePort
    return configuration
  }

  /// The address that others are told.
  var reachableAddress: String {
    if !advertiseAddress.isEmpty { return advertiseAddress }
    return bindAddress == "0.0.0.0" || bindAddress == "::" ? "127.0.0.1" : bindAddress
  }

  private static func portRange(_ text: String) throws(KubeAPIServerError) -> ClosedRange<Int> {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, parts[0] > 0, parts[0] <= parts[1], parts[1] <= 65_535 else {
      throw KubeAPIServerError("--service-node-port-range: \(text) is not of the form 30000-32767")
    }
    return parts[0]...parts[1]
  }
}

/// Why the server can't start or go on.
public struct KubeAPIServerError: Error, Sendable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }

  public var description: String { message }
}
