/// What upstream's kubelet takes as flags, by the same names, and where things are.
public struct KubeletOptions: Sendable {
  /// `--hostname-override`; empty for the machine's host name.
  public var hostnameOverride = ""
  /// `--node-ip`: addresses of the node, the first of a family being its address.
  public var nodeIPs: [String] = []
  /// `--root-dir`.
  public var rootDirectory = "/var/lib/apus/kubelet"
  /// Logs of containers, one folder per pod.
  public var podLogsDirectory = "/var/lib/apus/pods"
  /// `--cluster-dns`.
  public var clusterDNS: [String] = ["10.43.0.10"]
  /// `--cluster-domain`.
  public var clusterDomain = "cluster.local"
  /// `--pod-manifest-path`: static pods; empty for none.
  public var podManifestPath = ""
  /// `--max-pods`.
  public var maximumPods = 110
  /// `--resolv-conf`.
  public var resolverConfiguration = "/etc/resolv.conf"
  /// `--cgroup-root`: put before `/kubepods`.
  public var cgroupRoot = ""
  /// `--cgroups-per-qos`: whether pods get control groups of their own. Off where somebody else's machine is used.
  public var cgroupsPerQoS = true
  /// `--node-labels`.
  public var nodeLabels: [String: String] = [:]
  /// `--register-with-taints`, as `key=value:effect`.
  public var registerWithTaints: [String] = []
  /// `--node-status-update-frequency`.
  public var nodeStatusUpdateFrequency: Duration = .seconds(10)
  /// Seconds that the node's Lease holds; renewed after a quarter of it.
  public var nodeLeaseDurationSeconds: Int64 = 40
  /// `--container-log-max-size`, in bytes.
  public var containerLogMaxSize: Int64 = 10 << 20
  /// `--container-log-max-files`.
  public var containerLogMaxFiles = 5
  /// `--image-gc-high-threshold` and `--image-gc-low-threshold`, percent of the disk.
  public var imageGCHighThreshold = 85
  public var imageGCLowThreshold = 80
  /// `--kube-reserved` and `--system-reserved`: amounts of `cpu`, `memory` and `ephemeral-storage` that pods don't get.
  public var kubeReserved: [String: String] = [:]
  public var systemReserved: [String: String] = [:]
  /// `--eviction-hard`: what must stay free, an amount or a percentage by signal.
  public var evictionHard = [
    "memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%", "imagefs.available": "15%",
    "imagefs.inodesFree": "5%",
  ]
  /// `--eviction-pressure-transition-period`: how long the node says that something is short after it was.
  public var evictionPressureTransitionPeriod: Duration = .seconds(300)
  /// `--allowed-unsafe-sysctls`; a name or, with `*` at its end, names.
  public var allowedUnsafeSysctls: [String] = []
  /// `--address` and `--port` of the HTTPS server.
  public var address = "0.0.0.0"
  public var port = 10_250
  /// The server's certificate and key, in PEM; empty for no server.
  public var tlsCertificate: [UInt8] = []
  public var tlsPrivateKey: [UInt8] = []
  /// `--client-ca-file`: authorities of client certificates, in PEM.
  public var clientCA: [UInt8] = []

  /// Upstream's defaults where it has them, Apus's elsewhere.
  public init() {}
}
