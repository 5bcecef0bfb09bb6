import APIMachinery
import KubernetesAPI

/// How many replicas each ReplicaSet of a Deployment should have: pure decisions, no I/O.
struct DeploymentScaling {
  let deployment: Deployment

  var desired: Int32 { deployment.desiredReplicas }
  var isRolling: Bool { deployment.spec.strategy.type != "Recreate" }

  /// Pods that may exist beyond the desired number, and that may be missing, during a rollout. Not both are
  /// zero, else no rollout could go on.
  var limits: (surge: Int32, unavailable: Int32) {
    guard isRolling, desired > 0 else { return (0, 0) }
    let rolling = deployment.spec.strategy.rollingUpdate
    let surge = rolling?.maxSurge?.scaled(total: Int(desired), roundingUp: true) ?? 0
    let unavailable = rolling?.maxUnavailable?.scaled(total: Int(desired), roundingUp: false) ?? 0
    if surge <= 0, unavailable <= 0 { return (0, 1) }
    return (Int32(clamping: surge), min(Int32(clamping: unavailable), desired))
  }

  var maxSurge: Int32 { limits.surge }
  var maxUnavailable: Int32 { limits.unavailable }

  /// The size of the new ReplicaSet: as large as the surge allows.
  func newReplicas(of new: ReplicaSet, among all: [ReplicaSet]) -> Int32 {
    guard isRolling else { return desired }
    let size = new.desiredReplicas
    let current = Self.total(all)
    let most = desired + maxSurge
    guard current < most else { return size }
    return size + min(most - current, desired - size)
  }

  /// The sizes of old ReplicaSets after one step down: first unhealthy pods, then as many as may be missing.
  /// Only those that change are given.
  func oldReplicasAfterStep(new: ReplicaSet, old: [ReplicaSet]) -> [String: Int32] {
    guard Self.total(old) > 0 else { return [:] }
    let leastAvailable = desired - maxUnavailable
    let newUnavailable = new.desiredReplicas - new.status.availableReplicas
    let most = Self.total(old) + new.desiredReplicas - leastAvailable - newUnavailable
    guard most > 0 else { return [:] }
    var sizes: [String: Int32] = [:]
    let byAge = old.sorted(by: Self.isOlder)
    // Unhealthy pods serve nobody: they go first, however many pods may be missing.
    var cleaned: Int32 = 0
    for set in byAge where cleaned < most && set.desiredReplicas > 0 {
      let unhealthy = set.desiredReplicas - set.status.availableReplicas
      guard unhealthy > 0 else { continue }
      let count = min(most - cleaned, unhealthy)
      sizes[set.metadata.name] = set.desiredReplicas - count
      cleaned += count
    }
    // What is more than has to be available goes as well.
    var spare = Self.available([new] + old) - leastAvailable
    for set in byAge where spare > 0 {
      let size = sizes[set.metadata.name] ?? set.desiredReplicas
      guard size > 0 else { continue }
      let count = min(size, spare)
      sizes[set.metadata.name] = size - count
      spare -= count
    }
    return sizes
  }

  /// The sizes of ReplicaSets when the Deployment's size changes without a rollout step; only changes are given.
  func scaledReplicas(new: ReplicaSet?, old: [ReplicaSet]) -> [String: Int32] {
    let all = old + (new.map { [$0] } ?? [])
    if let only = Self.activeOrLatest(new: new, old: old) {
      return only.desiredReplicas == desired ? [:] : [only.metadata.name: desired]
    }
    if let new, isSaturated(new) {
      return Dictionary(
        old.filter { $0.desiredReplicas > 0 }.map { ($0.metadata.name, 0) }, uniquingKeysWith: { first, _ in first })
    }
    guard isRolling else { return [:] }
    return proportional(all.filter { $0.desiredReplicas > 0 })
  }

  /// Shares the difference among ReplicaSets by their size, so that a rollout that is under way keeps its
  /// proportions; what rounding leaves goes to the largest.
  private func proportional(_ active: [ReplicaSet]) -> [String: Int32] {
    let allowed = desired > 0 ? desired + maxSurge : 0
    let toAdd = allowed - Self.total(active)
    guard toAdd != 0 else { return [:] }
    let ordered = active.sorted { left, right in
      if left.desiredReplicas != right.desiredReplicas { return left.desiredReplicas > right.desiredReplicas }
      return toAdd > 0 ? Self.isOlder(right, left) : Self.isOlder(left, right)
    }
    var sizes: [String: Int32] = [:]
    var added: Int32 = 0
    for set in ordered {
      let share = proportion(of: set, toAdd: toAdd, added: added)
      sizes[set.metadata.name] = set.desiredReplicas + share
      added += share
    }
    if let first = ordered.first {
      sizes[first.metadata.name] = max((sizes[first.metadata.name] ?? 0) + toAdd - added, 0)
    }
    return sizes.filter { name, size in ordered.first { $0.metadata.name == name }?.desiredReplicas != size }
  }

  private func proportion(of set: ReplicaSet, toAdd: Int32, added: Int32) -> Int32 {
    guard set.desiredReplicas > 0, toAdd != added else { return 0 }
    let allowed = toAdd - added
    let share = fraction(of: set)
    return toAdd > 0 ? min(share, allowed) : max(share, allowed)
  }

  /// By how much the ReplicaSet would change if it alone followed the Deployment's new size.
  private func fraction(of set: ReplicaSet) -> Int32 {
    guard desired > 0 else { return -set.desiredReplicas }
    let noted = Int32(set.metadata.annotations[DeploymentAnnotation.maxReplicas] ?? "") ?? 0
    let base = noted > 0 ? noted : deployment.status.replicas
    guard base > 0 else { return 0 }
    let size = Double(set.desiredReplicas) * Double(desired + maxSurge) / Double(base)
    return Int32(size.rounded()) - set.desiredReplicas
  }

  /// The new ReplicaSet alone fulfils the Deployment.
  private func isSaturated(_ new: ReplicaSet) -> Bool {
    Int32(new.metadata.annotations[DeploymentAnnotation.desiredReplicas] ?? "") == desired
      && new.desiredReplicas == desired && new.status.availableReplicas == desired
  }

  /// The one ReplicaSet to scale where no rollout is under way; nil where several are active.
  private static func activeOrLatest(new: ReplicaSet?, old: [ReplicaSet]) -> ReplicaSet? {
    let active = (old + (new.map { [$0] } ?? [])).filter { $0.desiredReplicas > 0 }
    switch active.count {
    case 0: return new ?? old.sorted(by: isOlder).last
    case 1: return active.first
    default: return nil
    }
  }

  static func total(_ sets: [ReplicaSet]) -> Int32 { sets.reduce(0) { $0 + $1.desiredReplicas } }
  static func available(_ sets: [ReplicaSet]) -> Int32 { sets.reduce(0) { $0 + $1.status.availableReplicas } }

  static func isOlder(_ left: ReplicaSet, _ right: ReplicaSet) -> Bool {
    let zero = Timestamp(seconds: 0)
    let times = (left.metadata.creationTimestamp ?? zero, right.metadata.creationTimestamp ?? zero)
    return times.0 == times.1 ? left.metadata.name < right.metadata.name : times.0 < times.1
  }
}

extension Deployment {
  var desiredReplicas: Int32 { spec.replicas ?? 1 }
}
