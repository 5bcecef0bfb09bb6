import APIClient
import APIMachinery
import KubernetesAPI

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What ``PodTopologySpread`` counts for one pod: matching pods per constraint and topology value.
struct SpreadState: Sendable {
  var counts: [[String: Int]]
  var least: [Int]
}

/// Only nodes where the pod would not make its kind more unevenly spread than its constraints allow; rather
/// those where it evens it out.
struct PodTopologySpread: PreFilterPlugin, FilterPlugin, ScorePlugin {
  let name = "PodTopologySpread"
  let weight: Int64 = 2
  let isNodeLocal = false
  let events: [ClusterEvent] = [
    .nodeAdded, .nodeLabels, .nodeTaints, .assignedPodAdded, .assignedPodLabels, .assignedPodDeleted,
  ]

  func preFilter(_ pod: PodInfo, _ snapshot: Snapshot, _ state: inout CycleState) {
    guard !pod.spread.isEmpty else { return }
    var counts = [[String: Int]](repeating: [:], count: pod.spread.count)
    for node in snapshot.nodes {
      for (index, constraint) in pod.spread.enumerated() {
        guard let value = node.labels[constraint.topologyKey], Self.counts(node, constraint, pod) else { continue }
        counts[index][value, default: 0] += node.pods.count {
          !$0.isDeleting && $0.key.namespace == pod.key.namespace && constraint.selector.matches($0.labels)
        }
      }
    }
    let least = zip(pod.spread, counts).map { constraint, counts in
      counts.count < constraint.minDomains ? 0 : counts.values.min() ?? 0
    }
    state.spread = SpreadState(counts: counts, least: least)
  }

  /// Whether the node is one the pod could be on at all, as the constraint's policies say.
  private static func counts(_ node: NodeInfo, _ constraint: SpreadConstraint, _ pod: PodInfo) -> Bool {
    if constraint.honorsAffinity, !NodeAffinityPlugin.matches(pod, node) { return false }
    guard !constraint.ignoresTaints else { return true }
    return node.taints.allSatisfy { taint in
      taint.effect == "PreferNoSchedule" || pod.tolerations.contains { $0.tolerates(taint) }
    }
  }

  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection? {
    guard let spread = state.spread else { return nil }
    for (index, constraint) in pod.spread.enumerated() where constraint.isRequired {
      guard let value = node.labels[constraint.topologyKey] else {
        return Rejection(
          ["node(s) didn't match pod topology spread constraints (missing required label)"], isUnresolvable: true)
      }
      let own = constraint.selector.matches(pod.labels) ? 1 : 0
      if (spread.counts[index][value] ?? 0) + own - spread.least[index] > constraint.maxSkew {
        return Rejection(["node(s) didn't match pod topology spread constraints"])
      }
    }
    return nil
  }

  /// How crowded the node's topologies are; fewer is better.
  func score(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Int64 {
    guard let spread = state.spread else { return 0 }
    var score = 0.0
    for (index, constraint) in pod.spread.enumerated() where !constraint.isRequired {
      guard let value = node.labels[constraint.topologyKey] else { return Int64.max }
      // Topologies with more values count more: each of their pods is a larger share.
      let factor = log(Double(spread.counts[index].count + 2))
      score += Double(spread.counts[index][value] ?? 0) * factor + Double(constraint.maxSkew - 1)
    }
    return Int64(score.rounded())
  }

  func normalize(_ scores: inout [Int64], _ state: CycleState) {
    guard state.spread != nil else { return }
    let valid = scores.filter { $0 != Int64.max }
    guard let least = valid.min(), let most = valid.max() else {
      for index in scores.indices { scores[index] = 0 }
      return
    }
    for index in scores.indices {
      if scores[index] == Int64.max {
        scores[index] = 0
      } else {
        scores[index] = most == 0 ? Scores.max : Scores.max * (most + least - scores[index]) / most
      }
    }
  }
}
