import APIMachinery

/// Finds pods of lower priority whose end would make room (upstream's DefaultPreemption, without disruption
/// budgets).
struct Preemption {
  struct Plan {
    var node: String
    var victims: [PodInfo]
  }

  let algorithm: SchedulingAlgorithm
  let snapshot: Snapshot

  /// The plan that costs least; nil where no node would have room. `message` is what upstream adds to the
  /// report of a failure.
  func plan(for pod: PodInfo, _ fit: FitError) -> (plan: Plan?, message: String) {
    var reasons: [String] = []
    var plans: [Plan] = []
    guard pod.mayPreempt else { return (nil, "not eligible due to preemptionPolicy=Never.") }
    for node in snapshot.nodes {
      if fit.rejections[node.name]?.isUnresolvable ?? true {
        reasons.append("Preemption is not helpful for scheduling")
      } else if let victims = victims(for: pod, on: node) {
        plans.append(Plan(node: node.name, victims: victims))
      } else {
        reasons.append("No preemption victims found for incoming pod")
      }
    }
    let best = plans.min { Self.cost($0) < Self.cost($1) }
    let message = "0/\(snapshot.nodes.count) nodes are available: \(FitError.histogram(reasons))."
    return (best, message)
  }

  /// The fewest and least important pods that must go; nil where even the end of all that may go isn't enough.
  private func victims(for pod: PodInfo, on node: NodeInfo) -> [PodInfo]? {
    let lower = node.pods.filter { $0.priority < pod.priority }
    guard !lower.isEmpty else { return nil }
    var emptied = node
    for victim in lower { emptied.remove(victim.uid) }
    guard isFeasible(pod, emptied) else { return nil }
    var victims: [PodInfo] = []
    // Spares as many as possible, the most important first.
    for candidate in lower.sorted(by: { ($0.priority, $1.created) > ($1.priority, $0.created) }) {
      var spared = emptied
      spared.add(candidate)
      if isFeasible(pod, spared) { emptied = spared } else { victims.append(candidate) }
    }
    return victims
  }

  private func isFeasible(_ pod: PodInfo, _ node: NodeInfo) -> Bool {
    var changed = snapshot
    changed.replace(node)
    var state = CycleState(snapshot: changed)
    for plugin in PluginList().preFilters { plugin.preFilter(pod, changed, &state) }
    return algorithm.isFeasible(pod, node, state)
  }

  private static func cost(_ plan: Plan) -> (Int32, Int64, Int, String) {
    let priorities = plan.victims.map(\.priority)
    return (
      priorities.max() ?? Int32.min, priorities.reduce(0) { $0 + Int64($1) }, plan.victims.count, plan.node
    )
  }
}
