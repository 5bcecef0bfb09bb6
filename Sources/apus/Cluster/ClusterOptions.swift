import APIMachinery
import ArgumentParser

/// Where a cluster is and what it looks like; `up`, `server`, `down` and `status` share these.
struct ClusterOptions: ParsableArguments {
  @Option(name: .customLong("data-dir"), help: ArgumentHelp("Everything the cluster keeps.", valueName: "folder"))
  var dataDirectory = "/var/lib/apus"

  @Option(name: .customLong("config-dir"), help: ArgumentHelp("Kubeconfigs and static pods.", valueName: "folder"))
  var configurationDirectory = "/etc/apus"

  @Option(name: .customLong("run-dir"), help: ArgumentHelp("Sockets and process numbers.", valueName: "folder"))
  var runDirectory = "/run/apus"

  @Option(
    name: .customLong("node-name"),
    help: ArgumentHelp("Name of this node; the host's name where none is given.", valueName: "name"))
  var nodeName: String?

  @Option(
    name: .customLong("node-ip"),
    help: ArgumentHelp("Address of this node; that of the first interface where none is given.", valueName: "address"))
  var nodeAddress: String?

  @Option(name: .customLong("cluster-cidr"), help: ArgumentHelp("Addresses of pods.", valueName: "CIDR"))
  var clusterCIDR = "10.42.0.0/16"

  @Option(name: .customLong("service-cidr"), help: ArgumentHelp("Addresses of Services.", valueName: "CIDR"))
  var serviceCIDR = "10.43.0.0/16"

  @Option(name: .customLong("cluster-dns"), help: ArgumentHelp("Address of the cluster's DNS.", valueName: "address"))
  var clusterDNS = "10.43.0.10"

  @Option(name: .customLong("cluster-domain"), help: ArgumentHelp("Domain of the cluster's DNS.", valueName: "domain"))
  var clusterDomain = "cluster.local"

  @Option(name: .customLong("bind-address"), help: ArgumentHelp("Where the API is served.", valueName: "address"))
  var bindAddress = "0.0.0.0"

  @Option(name: .customLong("secure-port"), help: ArgumentHelp("Port of the API.", valueName: "port"))
  var securePort = 6443

  @Flag(name: .customLong("no-dns-forwarding"), help: "Answer DNS questions about other domains with a refusal.")
  var noForwarding = false

  func validate() throws {
    _ = try WordList(argument: clusterCIDR).ranges("--cluster-cidr")
    _ = try WordList(argument: serviceCIDR).ranges("--service-cidr")
    guard IPAddress(clusterDNS) != nil else { throw ValidationError("--cluster-dns: \(clusterDNS) is no IP address") }
  }

  /// Where pods and where Services are, as ``validate()`` has found them.
  var clusterCIDRs: [CIDR] { WordList(argument: clusterCIDR).words.compactMap(CIDR.init) }
  var serviceCIDRs: [CIDR] { WordList(argument: serviceCIDR).words.compactMap(CIDR.init) }

  var kubeconfigPath: String { "\(configurationDirectory)/admin.kubeconfig" }
  var logPath: String { "\(dataDirectory)/apus.log" }
  var proxyParametersPath: String { "\(dataDirectory)/kube-proxy-former-parameters" }
  var pidPath: String { "\(runDirectory)/apus.pid" }

  /// The flags as given, for the server that `up` starts.
  var arguments: [String] {
    var arguments = [
      "--data-dir", dataDirectory, "--config-dir", configurationDirectory, "--run-dir", runDirectory,
      "--cluster-cidr", clusterCIDR, "--service-cidr", serviceCIDR, "--cluster-dns", clusterDNS,
      "--cluster-domain", clusterDomain, "--bind-address", bindAddress, "--secure-port", String(securePort),
    ]
    if let nodeName { arguments += ["--node-name", nodeName] }
    if let nodeAddress { arguments += ["--node-ip", nodeAddress] }
    if noForwarding { arguments.append("--no-dns-forwarding") }
    return arguments
  }
}

/// Why a command can't go on, for the person who typed it.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
