/// What building pods needs to know of the node.
struct NodeSettings: Sendable {
  var nodeName: String
  var nodeIPs: [String]
  /// Everything the kubelet keeps, such as `/var/lib/apus/kubelet`.
  var rootDirectory: String
  /// One folder per pod, as upstream's /var/log/pods.
  var podLogsDirectory: String
  var clusterDNS: [String]
  var clusterDomain: String
  /// The node's resolv.conf, for pods with DNS policy Default.
  var resolverConfiguration: String
  /// Put before `/kubepods` in control groups.
  var cgroupRoot: String
  /// What the node has, and what pods may use of it.
  var resources: NodeResources
  /// `--allowed-unsafe-sysctls`.
  var allowedSysctls: [String] = []
  var seccompDirectory: String { "\(rootDirectory)/seccomp" }

  func podDirectory(_ uid: String) -> String { "\(rootDirectory)/pods/\(uid)" }

  func volumeDirectory(_ uid: String, plugin: String, name: String) -> String {
    "\(podDirectory(uid))/volumes/kubernetes.io~\(plugin)/\(name)"
  }

  func logDirectory(_ pod: PodDefinition) -> String {
    "\(podLogsDirectory)/\(pod.namespace)_\(pod.name)_\(pod.uid)"
  }

  func terminationLog(_ pod: PodDefinition, container: String, attempt: UInt32) -> String {
    "\(podDirectory(pod.uid))/containers/\(container)/\(attempt)"
  }
}
