import APIMachinery
import KubernetesAPI

/// What the node controller concludes from a node's heartbeats: pure decisions, no I/O.
struct NodeHealth {
  /// When something of a node was last seen to change, by our own clock.
  struct Observation: Sendable, Equatable {
    var leaseRenewed: Timestamp?
    var readyHeartbeat: Timestamp?
    var seen: Timestamp
  }

  static let notReadyTaint = "node.kubernetes.io/not-ready"
  static let unreachableTaint = "node.kubernetes.io/unreachable"
  /// Set by the conditions of the node: condition, status that taints, taint.
  static let conditionTaints: [(type: String, status: String, key: String)] = [
    ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
    ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
    ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
    ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
  ]
  private static let reported = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"]

  let grace: Duration
  let startupGrace: Duration

  /// Notes what is new; the same observation as before where nothing is.
  func observe(_ node: Node, lease: Timestamp?, _ last: Observation?, now: Timestamp) -> Observation {
    let heartbeat = node.status.conditions.first { $0.type == "Ready" }?.lastHeartbeatTime
    if let last, last.leaseRenewed == lease, last.readyHeartbeat == heartbeat { return last }
    return Observation(leaseRenewed: lease, readyHeartbeat: heartbeat, seen: now)
  }

  /// The conditions of a node that has been silent for too long; nil where it hasn't, or they say so already.
  func conditions(of node: Node, _ observation: Observation, now: Timestamp) -> [NodeCondition]? {
    var conditions = node.status.conditions
    let hasReported = conditions.contains { $0.type == "Ready" }
    guard now - observation.seen > (hasReported ? grace : startupGrace) else { return nil }
    var isChanged = false
    for type in Self.reported {
      if let index = conditions.firstIndex(where: { $0.type == type }) {
        guard conditions[index].status != "Unknown" else { continue }
        conditions[index].status = "Unknown"
        conditions[index].reason = "NodeStatusUnknown"
        conditions[index].message = "Kubelet stopped posting node status."
        conditions[index].lastTransitionTime = now.wholeSeconds
      } else {
        var condition = NodeCondition()
        condition.type = type
        condition.status = "Unknown"
        condition.reason = "NodeStatusNeverUpdated"
        condition.message = "Kubelet never posted node status."
        condition.lastHeartbeatTime = node.metadata.creationTimestamp
        condition.lastTransitionTime = now.wholeSeconds
        conditions.append(condition)
      }
      isChanged = true
    }
    return isChanged ? conditions : nil
  }

  /// The taints that the node should have; nil where it has them.
  func taints(of node: Node, now: Timestamp) -> [Taint]? {
    var wanted: [(key: String, effect: String)] = []
    switch node.status.conditions.first(where: { $0.type == "Ready" })?.status {
    case "True": break
    case "Unknown": wanted += [(Self.unreachableTaint, "NoSchedule"), (Self.unreachableTaint, "NoExecute")]
    default: wanted += [(Self.notReadyTaint, "NoSchedule"), (Self.notReadyTaint, "NoExecute")]
    }
    for rule in Self.conditionTaints
    where node.status.conditions.contains(where: { $0.type == rule.type && $0.status == rule.status }) {
      wanted.append((rule.key, "NoSchedule"))
    }
    if node.spec.unschedulable { wanted.append(("node.kubernetes.io/unschedulable", "NoSchedule")) }
    let managed = Set(
      Self.conditionTaints.map(\.key) + [
        Self.notReadyTaint, Self.unreachableTaint, "node.kubernetes.io/unschedulable",
      ])
    var taints = node.spec.taints.filter { taint in
      !managed.contains(taint.key) || wanted.contains { $0.key == taint.key && $0.effect == taint.effect }
    }
    for entry in wanted where !taints.contains(where: { $0.key == entry.key && $0.effect == entry.effect }) {
      var taint = Taint()
      taint.key = entry.key
      taint.effect = entry.effect
      taint.timeAdded = now.wholeSeconds
      taints.append(taint)
    }
    return taints == node.spec.taints ? nil : taints
  }

  /// How long the pod may stay on a node with these NoExecute taints: nil for ever, zero for not at all.
  static func stay(of pod: Pod, under taints: [Taint]) -> Duration? {
    var shortest: Duration?
    for taint in taints where taint.effect == "NoExecute" {
      let tolerating = pod.spec.tolerations.filter { $0.tolerates(taint) }
      guard !tolerating.isEmpty else { return .zero }
      let seconds = tolerating.compactMap(\.tolerationSeconds).min()
      if let seconds { shortest = min(shortest ?? .seconds(max(seconds, 0)), .seconds(max(seconds, 0))) }
    }
    return shortest
  }
}
