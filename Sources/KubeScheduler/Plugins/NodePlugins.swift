import APIMachinery
import KubernetesAPI

/// Only the node that the pod names, where it names one.
struct NodeName: FilterPlugin {
  let name = "NodeName"
  let events: [ClusterEvent] = [.nodeAdded]

  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection? {
    pod.nodeName.isEmpty || pod.nodeName == node.name
      ? nil : Rejection(["node(s) didn't match the requested node name"], isUnresolvable: true)
  }
}

/// No node that is cordoned, unless the pod tolerates that.
struct NodeUnschedulable: FilterPlugin {
  let name = "NodeUnschedulable"
  let events: [ClusterEvent] = [.nodeAdded, .nodeTaints]

  private static let taint: Taint = {
    var taint = Taint()
    taint.key = "node.kubernetes.io/unschedulable"
    taint.effect = "NoSchedule"
    return taint
  }()

  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection? {
    guard node.isUnschedulable, !pod.tolerations.contains(where: { $0.tolerates(Self.taint) }) else { return nil }
    return Rejection(["node(s) were unschedulable"], isUnresolvable: true)
  }
}

/// No node with taints that the pod doesn't tolerate; rather those without taints it would like to avoid.
struct TaintToleration: FilterPlugin, ScorePlugin {
  let name = "TaintToleration"
  let weight: Int64 = 3
  let events: [ClusterEvent] = [.nodeAdded, .nodeTaints]

  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection? {
    for taint in node.taints where taint.effect == "NoSchedule" || taint.effect == "NoExecute" {
      guard pod.tolerations.contains(where: { $0.tolerates(taint) }) else {
        return Rejection(["node(s) had untolerated taint(s)"], isUnresolvable: true)
      }
    }
    return nil
  }

  func score(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Int64 {
    Int64(
      node.taints.count { taint in
        taint.effect == "PreferNoSchedule"
          && !pod.tolerations.contains { ($0.effect.isEmpty || $0.effect == taint.effect) && $0.tolerates(taint) }
      })
  }

  func normalize(_ scores: inout [Int64], _ state: CycleState) { Scores.normalize(&scores, reversed: true) }
}

/// Only nodes that match the pod's node selector and required affinity; rather those it prefers.
struct NodeAffinityPlugin: FilterPlugin, ScorePlugin {
  let name = "NodeAffinity"
  let weight: Int64 = 2
  let events: [ClusterEvent] = [.nodeAdded, .nodeLabels]

  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection? {
    Self.matches(pod, node)
      ? nil : Rejection(["node(s) didn't match Pod's node affinity/selector"], isUnresolvable: true)
  }

  static func matches(_ pod: PodInfo, _ node: NodeInfo) -> Bool {
    guard pod.nodeSelector.isEmpty || pod.nodeSelector.matches(node.labels) else { return false }
    guard let terms = pod.requiredAffinity else { return true }
    return terms.contains { $0.matches(node) }
  }

  func score(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Int64 {
    pod.preferredAffinity.reduce(0) { $1.term.matches(node) ? $0 + $1.weight : $0 }
  }

  func normalize(_ scores: inout [Int64], _ state: CycleState) { Scores.normalize(&scores) }
}

/// Only nodes where the pod's host ports are free.
struct NodePorts: FilterPlugin {
  let name = "NodePorts"
  let events: [ClusterEvent] = [.nodeAdded, .assignedPodDeleted]

  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection? {
    for wanted in pod.hostPorts where node.ports.contains(where: { $0.conflicts(with: wanted) }) {
      return Rejection(["node(s) didn't have free ports for the requested pod ports"])
    }
    return nil
  }
}
