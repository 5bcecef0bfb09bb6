import APIClient
import APIMachinery

/// What ``InterPodAffinity`` counts for one pod.
struct InterPodState: Sendable {
  struct Place: Hashable {
    var key: String
    var value: String
  }

  /// Pods that match all required affinity terms.
  var affine: [Place: Int] = [:]
  /// Pods that match a required anti-affinity term.
  var averse: [Place: Int] = [:]
  /// Places where pods are that want the incoming one away.
  var closed: Set<Place> = []
  /// The sum of preferences, the incoming pod's and those of the pods there.
  var preferences: [Place: Int64] = [:]
}

/// Only nodes near the pods that the pod wants near, and far from those it wants far, or that want it far.
struct InterPodAffinity: PreFilterPlugin, FilterPlugin, ScorePlugin {
  let name = "InterPodAffinity"
  let weight: Int64 = 2
  let isNodeLocal = false
  let events: [ClusterEvent] = [
    .nodeAdded, .nodeLabels, .assignedPodAdded, .assignedPodLabels, .assignedPodDeleted,
  ]

  func preFilter(_ pod: PodInfo, _ snapshot: Snapshot, _ state: inout CycleState) {
    guard pod.hasPodAffinity || snapshot.affinePods > 0 else { return }
    let labels = state.namespaceLabels
    var found = InterPodState()
    for node in snapshot.nodes {
      func place(_ key: String) -> InterPodState.Place? {
        node.labels[key].map { InterPodState.Place(key: key, value: $0) }
      }
      for other in node.pods where pod.hasPodAffinity || other.hasPodAffinity {
        for term in other.antiAffinity where term.matches(pod, namespaceLabels: labels) {
          if let place = place(term.topologyKey) { found.closed.insert(place) }
        }
        for (weight, term) in other.preferredPodTerms where term.matches(pod, namespaceLabels: labels) {
          if let place = place(term.topologyKey) { found.preferences[place, default: 0] += weight }
        }
        // A pod that must be near others also likes them near: upstream's hard pod affinity weight of 1.
        for term in other.affinity where term.matches(pod, namespaceLabels: labels) {
          if let place = place(term.topologyKey) { found.preferences[place, default: 0] += 1 }
        }
        if !pod.affinity.isEmpty, pod.affinity.allSatisfy({ $0.matches(other, namespaceLabels: labels) }) {
          for term in pod.affinity { if let place = place(term.topologyKey) { found.affine[place, default: 0] += 1 } }
        }
        for term in pod.antiAffinity where term.matches(other, namespaceLabels: labels) {
          if let place = place(term.topologyKey) { found.averse[place, default: 0] += 1 }
        }
        for (weight, term) in pod.preferredPodTerms where term.matches(other, namespaceLabels: labels) {
          if let place = place(term.topologyKey) { found.preferences[place, default: 0] += weight }
        }
      }
    }
    state.interPod = found
  }

  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection? {
    guard let found = state.interPod else { return nil }
    func place(_ key: String) -> InterPodState.Place? {
      node.labels[key].map { InterPodState.Place(key: key, value: $0) }
    }
    let isNear = pod.affinity.allSatisfy { term in place(term.topologyKey).map { (found.affine[$0] ?? 0) > 0 } ?? false
    }
    if !isNear {
      // The first of a group that wants to be together can go anywhere.
      let isFirst =
        found.affine.isEmpty
        && pod.affinity.allSatisfy {
          place($0.topologyKey) != nil && $0.matches(pod, namespaceLabels: state.namespaceLabels)
        }
      if !isFirst { return Rejection(["node(s) didn't match pod affinity rules"], isUnresolvable: true) }
    }
    for term in pod.antiAffinity {
      if let place = place(term.topologyKey), (found.averse[place] ?? 0) > 0 {
        return Rejection(["node(s) didn't match pod anti-affinity rules"])
      }
    }
    if found.closed.contains(where: { node.labels[$0.key] == $0.value }) {
      return Rejection(["node(s) didn't satisfy existing pods anti-affinity rules"])
    }
    return nil
  }

  func score(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Int64 {
    guard let found = state.interPod else { return 0 }
    return found.preferences.reduce(0) { node.labels[$1.key.key] == $1.key.value ? $0 + $1.value : $0 }
  }

  func normalize(_ scores: inout [Int64], _ state: CycleState) {
    guard let least = scores.min(), let most = scores.max(), most > least else {
      for index in scores.indices { scores[index] = 0 }
      return
    }
    for index in scores.indices { scores[index] = Scores.max * (scores[index] - least) / (most - least) }
  }
}
