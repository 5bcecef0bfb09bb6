public import APIMachinery
public import HTTPTransport

/// What kube-proxy can be told, under the names of its flags.
public struct KubeProxyOptions: Sendable {
  /// `--hostname-override`: the node's name.
  public var nodeName: String
  /// `--cluster-cidr`: where pods are. Traffic from elsewhere to a cluster IP is masqueraded.
  public var clusterCIDRs: [CIDR] = []
  /// Where cluster IPs are; traffic to one that no Service has is dropped.
  public var serviceCIDRs: [CIDR] = []
  /// `--nodeport-addresses`: NodePorts answer on the node's addresses in these ranges; empty for all of them.
  public var nodePortAddresses: [CIDR] = []
  /// Whether NodePorts answer on 127.0.0.1 too (`--iptables-localhost-nodeports`); only when
  /// ``KubeProxyOptions/nodePortAddresses`` is empty.
  public var localhostNodePorts = true
  /// `--masquerade-all`.
  public var masqueradeAll = false
  /// `--iptables-masquerade-bit`.
  public var masqueradeBit = 14
  /// `--nftables-min-sync-period`: the least time between two commits. The first change is committed at once.
  public var minSyncPeriod: Duration = .zero
  /// `--nftables-sync-period`: how often the rules are checked without a change.
  public var syncPeriod: Duration = .seconds(30)
  /// `--healthz-bind-address`; nil for none.
  public var healthzEndpoint: Endpoint? = .tcp(host: "0.0.0.0", port: 10256)
  /// `--metrics-bind-address`; nil for none.
  public var metricsEndpoint: Endpoint? = .tcp(host: "127.0.0.1", port: 10249)
  /// `--bind-address`: where Services' health checks answer.
  public var bindAddress = "0.0.0.0"
  /// Where the former values of changed kernel parameters are noted, for ``KubeProxy/cleanUp(filter:formerParameters:)``;
  /// nil to change them for good, as upstream's does.
  public var formerParameters: String?

  public init(nodeName: String) {
    self.nodeName = nodeName
  }

  /// The address families that the proxy serves: those of the cluster's ranges, IPv4 when nothing is said.
  var families: [IPAddress.Family] {
    let said = Set((clusterCIDRs + serviceCIDRs).map(\.family))
    return said.isEmpty ? [.v4] : [.v4, .v6].filter(said.contains)
  }
}
