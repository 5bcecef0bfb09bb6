public import APIMachinery

/// What the server is told at start, beside where it listens.
public struct APIServerConfiguration: Sendable {
  /// `--allow-privileged`.
  public var allowsPrivileged = true
  /// `--anonymous-auth`.
  public var allowsAnonymous = true
  /// `--enable-priority-and-fairness`.
  public var isFair = true
  /// `--max-requests-inflight` and `--max-mutating-requests-inflight`: together the seats that priority levels share, or
  /// each a bound of its own where there is no fairness.
  public var readingRequestsMax = 400
  public var mutatingRequestsMax = 200
  var limits = RequestLimits()
  /// `--service-cluster-ip-range`.
  public var serviceClusterIPRange = "10.43.0.0/16"
  /// `--service-node-port-range`.
  public var serviceNodePorts: ClosedRange<Int> = 30000...32767
  /// `--event-ttl`.
  public var eventTimeToLive = Duration.seconds(3600)
  public var enabledAdmissionPlugins: Set<String> = []
  public var disabledAdmissionPlugins: Set<String> = []
  public var featureGates = FeatureGates()
  /// The address others reach this server at: `advertise-address` and the secure port.
  public var advertiseAddress = "127.0.0.1"
  public var securePort = 6443

  /// What is published for extension servers; nil publishes nothing.
  public var authenticationTrust: AuthenticationTrust?
  /// `--enable-aggregator-routing`: extension servers and webhooks are reached at endpoints instead of cluster IPs.
  public var routesToEndpoints = false

  public init() {}
}
