/// The settings of the controller manager, with upstream's defaults; the names are those of its flags.
public struct ControllerManagerOptions: Sendable {
  /// `--controllers`: `*` for all that are on by default, `name` to turn on, `-name` to turn off.
  public var controllers: [String] = ["*"]
  /// `--allocate-node-cidrs`
  public var allocateNodeCIDRs = true
  /// `--cluster-cidr`
  public var clusterCIDR = "10.42.0.0/16"
  /// `--node-cidr-mask-size`
  public var nodeCIDRMaskSize = 24
  /// `--concurrent-deployment-syncs`
  public var concurrentDeploymentSyncs = 5
  /// `--concurrent-replicaset-syncs`
  public var concurrentReplicaSetSyncs = 5
  /// `--concurrent-rc-syncs`
  public var concurrentReplicationControllerSyncs = 5
  /// `--concurrent-service-endpoint-syncs`
  public var concurrentServiceEndpointSyncs = 5
  /// `--concurrent-endpoint-syncs`
  public var concurrentEndpointSyncs = 5
  /// `--concurrent-namespace-syncs`
  public var concurrentNamespaceSyncs = 10
  /// `--concurrent-serviceaccount-token-syncs`
  public var concurrentServiceAccountTokenSyncs = 5
  /// `--concurrent-gc-syncs`
  public var concurrentGarbageCollectorSyncs = 20
  /// `--concurrent-resource-quota-syncs`
  public var concurrentResourceQuotaSyncs = 5
  /// `--resource-quota-sync-period`
  public var resourceQuotaSyncPeriod: Duration = .seconds(300)
  /// `--max-endpoints-per-slice`
  public var maxEndpointsPerSlice = 100
  /// `--terminated-pod-gc-threshold`
  public var terminatedPodThreshold = 12500
  /// `--node-monitor-period`, in seconds.
  public var nodeMonitorPeriod: Duration = .seconds(5)
  /// `--node-monitor-grace-period`
  public var nodeMonitorGracePeriod: Duration = .seconds(50)
  /// `--node-startup-grace-period`
  public var nodeStartupGracePeriod: Duration = .seconds(60)
  /// `--root-ca-file`'s content, published in every namespace; empty for none.
  public var rootCA = ""
  /// Certificate and key in PEM of `--cluster-signing-cert-file` and `--cluster-signing-key-file`.
  public var clusterSigningCertificate: [UInt8] = []
  public var clusterSigningKey: [UInt8] = []
  /// `--cluster-signing-duration`
  public var clusterSigningDuration: Duration = .seconds(365 * 24 * 3600)
  /// The key in PEM of `--service-account-private-key-file`.
  public var serviceAccountPrivateKey: [UInt8] = []
  /// `--leader-elect`
  public var leaderElect = false
  /// This instance's name in leader election.
  public var identity = ""

  /// Upstream's defaults.
  public init() {}

  /// Whether the controller runs: named ones first, then `*`.
  func isEnabled(_ name: String, aliases: [String] = [], byDefault: Bool = true) -> Bool {
    let names = [name] + aliases
    if names.contains(where: { controllers.contains("-" + $0) }) { return false }
    if names.contains(where: { controllers.contains($0) }) { return true }
    return byDefault && controllers.contains("*")
  }
}
