public import APIMachinery
public import HTTPTransport

/// What the cluster's DNS can be told.
public struct ClusterDNSOptions: Sendable {
  /// Where names that aren't the cluster's are asked for.
  public enum Forwarding: Sendable, Equatable {
    /// Nowhere: they are refused. For tests and labs.
    case off
    /// At these servers' port 53, one after another.
    case servers([IPAddress])
    /// At the servers of a resolv.conf file, read once at the start.
    case file(String)
  }

  /// `--hostname-override`: the node's name.
  public var nodeName: String
  /// `--bind-address`; nil for the first address of the node's pod range, which is the pods' gateway.
  public var bindAddress: IPAddress?
  /// `--port`.
  public var port = 53
  /// `--cluster-domain`.
  public var domain = "cluster.local"
  /// The Service's cluster IP (`--cluster-dns`); with it ``ClusterDNS`` keeps the Service `kube-system/kube-dns` and this
  /// node's endpoint of it. nil for no Service.
  public var serviceAddress: IPAddress?
  /// Ranges whose addresses have no names anywhere else: those of Services and pods.
  public var ownRanges: [CIDR] = []
  /// Seconds that clients may keep an answer.
  public var ttl: UInt32 = 30
  /// Seconds that clients may keep that there is no answer.
  public var negativeTTL: UInt32 = 5
  public var forwarding = Forwarding.off
  /// Where metrics and health are served; nil for nowhere.
  public var metricsEndpoint: Endpoint?

  public init(nodeName: String) {
    self.nodeName = nodeName
  }
}

/// Why the DNS can't do its work.
public struct ClusterDNSError: Error, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) {
    self.description = description
  }
}
