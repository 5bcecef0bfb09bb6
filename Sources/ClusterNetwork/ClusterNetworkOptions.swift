public import APIMachinery

/// What the node's network can be told.
public struct ClusterNetworkOptions: Sendable {
  /// `--hostname-override`: the node's name.
  public var nodeName: String
  /// `--cluster-cidr`: where the pods of all nodes are.
  public var clusterCIDRs: [CIDR] = []
  /// `--service-cluster-ip-range`.
  public var serviceCIDRs: [CIDR] = []
  /// Where the plugins' address bookkeeping and what is needed to undo everything are kept.
  public var dataDirectory: String
  /// Where the container runtime looks for the network's configuration.
  public var configurationDirectory: String
  /// The bridge that joins the node's pods.
  public var bridge = "cni0"
  /// Of the pods' interfaces, in bytes; nil for that of the node's interface.
  public var mtu: UInt32?

  public init(nodeName: String, dataDirectory: String, configurationDirectory: String) {
    self.nodeName = nodeName
    self.dataDirectory = dataDirectory
    self.configurationDirectory = configurationDirectory
  }

  /// Where libcni, which the container runtime calls the plugins by, remembers what they answered; it can't be told to
  /// use another place.
  var cacheDirectory = "/var/lib/cni/results"

  var configurationFile: String { "\(configurationDirectory)/10-apus.conflist" }
  var addressesDirectory: String { "\(dataDirectory)/networks" }
  var stateFile: String { "\(dataDirectory)/former-parameters" }
  var madeDirectoriesFile: String { "\(dataDirectory)/made-directories" }
}
