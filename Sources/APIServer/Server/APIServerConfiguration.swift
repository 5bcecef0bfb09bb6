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
  /// `--service-cluster-ip-range`: one range, or one of each family with a comma between them. The first one's family
  /// is that of Services which don't say.
  public var serviceClusterIPRange = "10.43.0.0/16"
  /// The same, read.
  var serviceClusterIPRanges: [CIDR] { Self.ranges(serviceClusterIPRange) ?? [] }

  /// One range, or two of different families; nil for anything else.
  static func ranges(_ text: String) -> [CIDR]? {
    let ranges = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { CIDR($0) }
    let count = text.split(separator: ",", omittingEmptySubsequences: false).count
    guard ranges.count == count, count == 1 || count == 2 && ranges[0].family != ranges[1].family else { return nil }
    return ranges
  }

  /// `--service-node-port-range`.
  public var serviceNodePorts: ClosedRange<Int> = 30000...32767
  /// `--event-ttl`.
  public var eventTimeToLive = Duration.seconds(3600)
  public var enabledAdmissionPlugins: Set<String> = []
  public var disabledAdmissionPlugins: Set<String> = []
  public var featureGates = FeatureGates()
  /// `--runtime-config`.
  public var runtimeConfiguration = RuntimeConfiguration()
  /// The address others reach this server at: `advertise-address` and the secure port.
  public var advertiseAddress = "127.0.0.1"
  public var securePort = 6443

  /// What is published for extension servers; nil publishes nothing.
  public var authenticationTrust: AuthenticationTrust?
  /// `--enable-aggregator-routing`: extension servers and webhooks are reached at endpoints instead of cluster IPs.
  public var routesToEndpoints = false

  public init() {}
}
