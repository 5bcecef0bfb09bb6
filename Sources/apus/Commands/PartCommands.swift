import APIMachinery
import ArgumentParser
import ClusterDNS
import ClusterNetwork
import ContainerRuntime
import ControllerManager
import KubeProxy
import KubeScheduler
import Kubelet
import LinuxSupport

/// `apus kube-controller-manager`.
struct KubeControllerManagerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kube-controller-manager", abstract: "Run the controllers alone.",
    discussion: "Controllers: \(ControllerManager.controllerNames.joined(separator: ", ")).")
  @OptionGroup var connection: PartConnection
  @Option(help: ArgumentHelp("Controllers to run: *, a name, or -name; separated by commas.", valueName: "list"))
  var controllers = "*"
  @Option(name: .customLong("cluster-cidr"), help: ArgumentHelp("Addresses of pods.", valueName: "CIDR"))
  var clusterCIDR = "10.42.0.0/16"
  @Option(name: .customLong("node-cidr-mask-size"), help: ArgumentHelp("Size of a node's range.", valueName: "bits"))
  var nodeMaskSize = 24
  @Option(
    name: .customLong("leader-elect"), help: ArgumentHelp("Work only while holding the lease.", valueName: "true|false")
  ) var leaderElect = true
  @Option(
    name: .customLong("root-ca-file"),
    help: ArgumentHelp("Certificates to publish in every namespace.", valueName: "file")) var rootCAFile: String?
  @Option(
    name: .customLong("cluster-signing-cert-file"),
    help: ArgumentHelp("Certificate to sign requests with.", valueName: "file")) var signingCertificate: String?
  @Option(name: .customLong("cluster-signing-key-file"), help: ArgumentHelp("Its key.", valueName: "file"))
  var signingKey: String?
  @Option(
    name: .customLong("service-account-private-key-file"),
    help: ArgumentHelp("Key of service account tokens.", valueName: "file")) var tokenKey: String?

  func run() async throws {
    var options = ControllerManagerOptions()
    options.controllers = controllers.split(separator: ",").map(String.init)
    options.clusterCIDR = clusterCIDR
    options.nodeCIDRMaskSize = nodeMaskSize
    options.leaderElect = leaderElect
    let files = HostFileSystem()
    if let rootCAFile { options.rootCA = try files.readText(rootCAFile) }
    if let signingCertificate { options.clusterSigningCertificate = try files.read(signingCertificate, limit: 1 << 20) }
    if let signingKey { options.clusterSigningKey = try files.read(signingKey, limit: 1 << 20) }
    if let tokenKey { options.serviceAccountPrivateKey = try files.read(tokenKey, limit: 1 << 20) }
    let manager = ControllerManager(options: options)
    let client = try connection.client()
    try await Foreground.run(named: "kube-controller-manager") { try await manager.run(client: client) }
  }
}

/// `apus kube-scheduler`.
struct KubeSchedulerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "kube-scheduler", abstract: "Run the scheduler alone.")
  @OptionGroup var connection: PartConnection
  @Option(
    name: .customLong("leader-elect"), help: ArgumentHelp("Work only while holding the lease.", valueName: "true|false")
  ) var leaderElect = true

  func run() async throws {
    var options = SchedulerOptions()
    options.leaderElect = leaderElect
    let scheduler = KubeScheduler(options: options)
    let client = try connection.client()
    try await Foreground.run(named: "kube-scheduler") { try await scheduler.run(client: client) }
  }
}

/// `apus kubelet`.
struct KubeletCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kubelet", abstract: "Run the kubelet alone, on a containerd that runs already.")
  @OptionGroup var connection: PartConnection
  @Option(
    name: .customLong("container-runtime-endpoint"), help: ArgumentHelp("Socket of containerd.", valueName: "socket"))
  var endpoint = "unix:///run/containerd/containerd.sock"
  @Option(name: .customLong("hostname-override"), help: ArgumentHelp("Name of the node.", valueName: "name"))
  var hostname: String?
  @Option(name: .customLong("node-ip"), help: ArgumentHelp("Address of the node.", valueName: "address")) var nodeIP:
    [String] = []
  @Option(name: .customLong("root-dir"), help: ArgumentHelp("Where volumes and pods are kept.", valueName: "folder"))
  var rootDirectory = "/var/lib/apus/kubelet"
  @Option(name: .customLong("cluster-dns"), help: ArgumentHelp("Address of the cluster's DNS.", valueName: "address"))
  var clusterDNS = ["10.43.0.10"]
  @Option(name: .customLong("cluster-domain"), help: ArgumentHelp("Domain of the cluster's DNS.", valueName: "domain"))
  var clusterDomain = "cluster.local"
  @Option(name: .customLong("pod-manifest-path"), help: ArgumentHelp("Folder of static pods.", valueName: "folder"))
  var manifests = ""
  @Option(name: .customLong("max-pods"), help: "Pods the node takes at most.") var maxPods = 110
  @Option(name: .customLong("tls-cert-file"), help: ArgumentHelp("Certificate of the HTTPS server.", valueName: "file"))
  var certificate: String?
  @Option(name: .customLong("tls-private-key-file"), help: ArgumentHelp("Its key.", valueName: "file")) var key: String?
  @Option(
    name: .customLong("client-ca-file"), help: ArgumentHelp("Authorities of client certificates.", valueName: "file"))
  var clientCA: String?

  func run() async throws {
    var options = KubeletOptions()
    options.hostnameOverride = hostname ?? ""
    options.nodeIPs = nodeIP
    options.rootDirectory = rootDirectory
    options.clusterDNS = clusterDNS
    options.clusterDomain = clusterDomain
    options.podManifestPath = manifests
    options.maximumPods = maxPods
    let files = HostFileSystem()
    if let certificate { options.tlsCertificate = try files.read(certificate, limit: 1 << 20) }
    if let key { options.tlsPrivateKey = try files.read(key, limit: 1 << 20) }
    if let clientCA { options.clientCA = try files.read(clientCA, limit: 1 << 20) }
    let socket = endpoint.hasPrefix("unix://") ? String(endpoint.dropFirst(7)) : endpoint
    let kubelet = Kubelet(options: options, runtime: CRIRuntime(socketPath: socket))
    let client = try connection.client()
    try await Foreground.run(named: "kubelet") { try await kubelet.run(client: client) }
  }
}

/// `apus kube-proxy`.
struct KubeProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "kube-proxy", abstract: "Run the service proxy alone.")
  @OptionGroup var connection: PartConnection
  @Option(name: .customLong("hostname-override"), help: ArgumentHelp("Name of the node.", valueName: "name"))
  var hostname: String?
  @Option(name: .customLong("cluster-cidr"), help: ArgumentHelp("Addresses of pods.", valueName: "CIDR"))
  var clusterCIDR = "10.42.0.0/16"
  @Option(name: .customLong("service-cidr"), help: ArgumentHelp("Addresses of Services.", valueName: "CIDR"))
  var serviceCIDR = "10.43.0.0/16"
  @Flag(help: "Remove the proxy's rules and end.") var cleanup = false

  func run() async throws {
    if cleanup { return try await KubeProxy.cleanUp() }
    var options = KubeProxyOptions(nodeName: hostname ?? HostFacts.read().hostName)
    options.clusterCIDRs = [CIDR(clusterCIDR)].compactMap { $0 }
    options.serviceCIDRs = [CIDR(serviceCIDR)].compactMap { $0 }
    let proxy = KubeProxy(options)
    let client = try connection.client()
    try await Foreground.run(named: "kube-proxy") { try await proxy.run(client: client) }
  }
}

/// `apus cluster-network`.
struct ClusterNetworkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster-network", abstract: "Run the pod network of a node alone.")
  @OptionGroup var connection: PartConnection
  @OptionGroup var options: ClusterOptions

  func run() async throws {
    let network = ClusterNetwork(ClusterServer(options: options).networkOptions(try NodeIdentity(options)))
    let client = try connection.client()
    try await Foreground.run(named: "cluster-network") { try await network.run(client: client) }
  }
}

/// `apus cluster-dns`.
struct ClusterDNSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster-dns", abstract: "Run the cluster's DNS of a node alone.")
  @OptionGroup var connection: PartConnection
  @OptionGroup var options: ClusterOptions

  func run() async throws {
    let names = ClusterDNS(ClusterServer(options: options).dnsOptions(try NodeIdentity(options)))
    let client = try connection.client()
    try await Foreground.run(named: "cluster-dns") { try await names.run(client: client) }
  }
}
