import APIClient
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

/// A part of the cluster that runs alone, as a client of an API server elsewhere.
protocol PartCommand: AsyncParsableCommand {
  var connection: PartConnection { get }

  /// The part by its flags, ready to run.
  func part() throws -> @Sendable (APIClient) async throws -> Void
}

extension PartCommand {
  func run() async throws { try await runPart() }

  /// Until the part fails or the process is asked to end.
  func runPart() async throws {
    let part = try part()
    let client = try connection.client()
    try await Foreground.run(named: Self._commandName) { try await part(client) }
  }
}

/// How a part that runs alone finds the API.
struct PartConnection: ParsableArguments {
  @Option(help: ArgumentHelp("Kubeconfig with the API's address and this part's credentials.", valueName: "file"))
  var kubeconfig: String

  func client() throws -> APIClient {
    let loaded = try ClientConfiguration.loadKubeconfig(explicit: kubeconfig)
    return APIClient(transport: try ClientConfiguration(loaded, source: SystemConfigurationSource()).connect())
  }
}

/// `apus kube-controller-manager`.
struct KubeControllerManagerCommand: PartCommand {
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

  func part() throws -> @Sendable (APIClient) async throws -> Void {
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
    return { try await manager.run(client: $0) }
  }
}

/// `apus kube-scheduler`.
struct KubeSchedulerCommand: PartCommand {
  static let configuration = CommandConfiguration(commandName: "kube-scheduler", abstract: "Run the scheduler alone.")
  @OptionGroup var connection: PartConnection
  @Option(
    name: .customLong("leader-elect"), help: ArgumentHelp("Work only while holding the lease.", valueName: "true|false")
  ) var leaderElect = true

  func part() throws -> @Sendable (APIClient) async throws -> Void {
    var options = SchedulerOptions()
    options.leaderElect = leaderElect
    let scheduler = KubeScheduler(options: options)
    return { try await scheduler.run(client: $0) }
  }
}

/// `apus kubelet`.
struct KubeletCommand: PartCommand {
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

  func part() throws -> @Sendable (APIClient) async throws -> Void {
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
    return { try await kubelet.run(client: $0) }
  }
}

/// `apus kube-proxy`.
struct KubeProxyCommand: PartCommand {
  static let configuration = CommandConfiguration(commandName: "kube-proxy", abstract: "Run the service proxy alone.")
  @OptionGroup var connection: PartConnection
  @Option(name: .customLong("hostname-override"), help: ArgumentHelp("Name of the node.", valueName: "name"))
  var hostname: String?
  @Option(name: .customLong("cluster-cidr"), help: ArgumentHelp("Addresses of pods.", valueName: "CIDR"))
  var clusterCIDR = "10.42.0.0/16"
  @Option(name: .customLong("service-cidr"), help: ArgumentHelp("Addresses of Services.", valueName: "CIDR"))
  var serviceCIDR = "10.43.0.0/16"
  @Option(
    name: .customLong("nodeport-addresses"),
    help: ArgumentHelp("Ranges of the node's addresses that NodePorts answer on; all if not given.", valueName: "list"))
  var nodePortAddresses: [WordList] = []
  @Flag(help: "Remove the proxy's rules and end.") var cleanup = false

  func run() async throws {
    if cleanup { try await KubeProxy.cleanUp() } else { try await runPart() }
  }

  func part() throws -> @Sendable (APIClient) async throws -> Void {
    var options = KubeProxyOptions(nodeName: hostname ?? HostFacts.read().hostName)
    options.clusterCIDRs = try WordList(argument: clusterCIDR).ranges("--cluster-cidr")
    options.serviceCIDRs = try WordList(argument: serviceCIDR).ranges("--service-cidr")
    options.nodePortAddresses = try WordList(nodePortAddresses.words).ranges("--nodeport-addresses")
    let proxy = KubeProxy(options)
    return { try await proxy.run(client: $0) }
  }
}

/// `apus cluster-network`.
struct ClusterNetworkCommand: PartCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster-network", abstract: "Run the pod network of a node alone.")
  @OptionGroup var connection: PartConnection
  @OptionGroup var options: ClusterOptions

  func part() throws -> @Sendable (APIClient) async throws -> Void {
    let network = ClusterNetwork(ClusterServer(options: options).networkOptions(try NodeIdentity(options)))
    return { try await network.run(client: $0) }
  }
}

/// `apus cluster-dns`.
struct ClusterDNSCommand: PartCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster-dns", abstract: "Run the cluster's DNS of a node alone.")
  @OptionGroup var connection: PartConnection
  @OptionGroup var options: ClusterOptions

  func part() throws -> @Sendable (APIClient) async throws -> Void {
    let names = ClusterDNS(ClusterServer(options: options).dnsOptions(try NodeIdentity(options)))
    return { try await names.run(client: $0) }
  }
}
