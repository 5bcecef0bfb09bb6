import APIMachinery
import KubernetesAPI

/// A node with the pods on it, those included whose binding is under way.
struct NodeInfo: Sendable {
  let name: String
  private(set) var labels: [String: String] = [:]
  private(set) var taints: [Taint] = []
  private(set) var isUnschedulable = false
  private(set) var allocatable = Resources()
  private(set) var allowedPods = 0
  /// Bytes by name.
  private(set) var images: [String: Int64] = [:]
  /// False for a node that only pods name so far.
  private(set) var isKnown = false

  private(set) var pods: [PodInfo] = []
  private(set) var requested = Resources()
  private(set) var counted = Resources()
  private(set) var ports: [HostPort] = []
  /// How many of the pods want other pods near or far.
  private(set) var affinePods = 0
  /// Grows with every change anywhere; equal numbers mean equal content.
  var generation = 0

  init(name: String) { self.name = name }

  mutating func set(_ node: Node) {
    isKnown = true
    labels = node.metadata.labels
    taints = node.spec.taints
    isUnschedulable = node.spec.unschedulable
    let list = node.status.allocatable.isEmpty ? node.status.capacity : node.status.allocatable
    allocatable = Resources(list)
    allowedPods = Int(clamping: list["pods"]?.value ?? 0)
    images = [:]
    for image in node.status.images { for name in image.names { images[name] = image.sizeBytes } }
  }

  /// The node object is gone; pods may still name it.
  mutating func forgetNode() { isKnown = false }

  mutating func add(_ pod: PodInfo) {
    pods.append(pod)
    requested += pod.requests
    counted += pod.countedRequests
    ports += pod.hostPorts
    if pod.hasPodAffinity { affinePods += 1 }
  }

  mutating func remove(_ uid: String) {
    guard let index = pods.firstIndex(where: { $0.uid == uid }) else { return }
    let pod = pods.remove(at: index)
    requested -= pod.requests
    counted -= pod.countedRequests
    if !pod.hostPorts.isEmpty { ports = pods.flatMap(\.hostPorts) }
    if pod.hasPodAffinity { affinePods -= 1 }
  }
}
