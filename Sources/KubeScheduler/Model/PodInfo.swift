import APIClient
import APIMachinery
import KubernetesAPI

/// What the scheduler keeps of a pod, worked out once.
final class PodInfo: Sendable {
  let key: ObjectKey
  let uid: String
  let resourceVersion: String
  let labels: [String: String]
  let nodeName: String
  let schedulerName: String
  let priority: Int32
  let created: Timestamp
  let isDeleting: Bool
  let isGated: Bool
  let gates: [String]
  let nominatedNode: String
  let mayPreempt: Bool

  let requests: Resources
  let countedRequests: Resources
  let hostPorts: [HostPort]
  let nodeSelector: LabelSelector
  let requiredAffinity: [NodeTerm]?
  let preferredAffinity: [(weight: Int64, term: NodeTerm)]
  let tolerations: [Toleration]
  let images: [String]
  let containerCount: Int
  let affinity: [PodTerm]
  let antiAffinity: [PodTerm]
  let preferredPodTerms: [(weight: Int64, term: PodTerm)]
  let spread: [SpreadConstraint]

  /// Whether it wants other pods near or far.
  var hasPodAffinity: Bool { !affinity.isEmpty || !antiAffinity.isEmpty || !preferredPodTerms.isEmpty }

  /// Equal for pods that every node-local plugin judges alike; nil where other pods matter, too.
  let signature: String?

  init(_ pod: Pod) {
    let metadata = pod.metadata
    let spec = pod.spec
    key = pod.key
    uid = metadata.uid
    resourceVersion = metadata.resourceVersion
    labels = metadata.labels
    nodeName = spec.nodeName
    schedulerName = spec.schedulerName
    priority = spec.priority ?? 0
    created = metadata.creationTimestamp ?? Timestamp(seconds: 0)
    isDeleting = metadata.deletionTimestamp != nil
    gates = spec.schedulingGates.map(\.name)
    isGated = !spec.schedulingGates.isEmpty
    nominatedNode = pod.status.nominatedNodeName
    mayPreempt = spec.preemptionPolicy != "Never"
    let amounts = PodRequests(spec)
    requests = amounts.asked
    countedRequests = amounts.counted
    hostPorts = HostPort.all(of: spec)
    nodeSelector = LabelSelector(labels: spec.nodeSelector)
    let affinity = spec.affinity
    let node = affinity?.nodeAffinity
    requiredAffinity = node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms.map { NodeTerm($0) }
    preferredAffinity = (node?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map {
      (Int64($0.weight), NodeTerm($0.preference))
    }
    tolerations = spec.tolerations
    images = (spec.initContainers + spec.containers).map { ImageName.normalized($0.image) }
    containerCount = spec.initContainers.count + spec.containers.count
    let namespace = metadata.namespace
    let labels = metadata.labels
    func terms(_ list: [PodAffinityTerm]?) -> [PodTerm] {
      (list ?? []).map { PodTerm($0, namespace: namespace, labels: labels) }
    }
    self.affinity = terms(affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution)
    antiAffinity = terms(affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution)
    preferredPodTerms =
      (affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map {
        (Int64($0.weight), PodTerm($0.podAffinityTerm, namespace: namespace, labels: labels))
      }
      + (affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map {
        (-Int64($0.weight), PodTerm($0.podAffinityTerm, namespace: namespace, labels: labels))
      }
    spread = spec.topologySpreadConstraints.map { SpreadConstraint($0, labels: labels) }
    signature = Self.signature(
      spec,
      isLocal: self.affinity.isEmpty && antiAffinity.isEmpty
        && preferredPodTerms.isEmpty && spread.isEmpty)
  }

  /// The parts of the spec that the node-local plugins read.
  private static func signature(_ spec: PodSpec, isLocal: Bool) -> String? {
    guard isLocal else { return nil }
    var shape = PodSpec()
    shape.nodeName = spec.nodeName
    shape.hostNetwork = spec.hostNetwork
    shape.affinity = spec.affinity
    shape.tolerations = spec.tolerations
    shape.resources = spec.resources
    func reduced(_ container: Container) -> Container {
      var reduced = Container()
      reduced.image = container.image
      reduced.ports = container.ports.filter { $0.hostPort != 0 }
      reduced.restartPolicy = container.restartPolicy
      return reduced
    }
    shape.containers = spec.containers.map(reduced)
    shape.initContainers = spec.initContainers.map(reduced)
    // Maps are written in no fixed order, so they are added in one.
    var text = String(decoding: shape.json.encoded(), as: UTF8.self)
    for (key, value) in spec.nodeSelector.sorted(by: { $0.key < $1.key }) { text += "|\(key)=\(value)" }
    for container in spec.containers + spec.initContainers {
      text += "|"
      for (key, value) in container.resources.requests.sorted(by: { $0.key < $1.key }) { text += "\(key):\(value)," }
    }
    for (key, value) in spec.overhead.sorted(by: { $0.key < $1.key }) { text += "|o\(key):\(value)" }
    return text
  }
}

/// A port of the node that a pod takes.
struct HostPort: Sendable, Hashable {
  var address: String
  var transport: String
  var port: Int32

  static func all(of spec: PodSpec) -> [HostPort] {
    (spec.containers + spec.initContainers.filter { $0.restartPolicy == "Always" }).flatMap(\.ports)
      .filter { $0.hostPort > 0 }
      .map { port in
        HostPort(
          address: port.hostIP.isEmpty ? "0.0.0.0" : port.hostIP,
          transport: port.protocol.isEmpty ? "TCP" : port.protocol, port: port.hostPort)
      }
  }

  /// Both can't be had on one node: `0.0.0.0` is every address.
  func conflicts(with other: HostPort) -> Bool {
    port == other.port && transport == other.transport
      && (address == other.address || address == "0.0.0.0" || other.address == "0.0.0.0")
  }
}

enum ImageName {
  /// With `:latest` where neither tag nor digest is given, as nodes list images.
  static func normalized(_ name: String) -> String {
    let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return last.contains(":") || last.contains("@") ? name : name + ":latest"
  }
}
