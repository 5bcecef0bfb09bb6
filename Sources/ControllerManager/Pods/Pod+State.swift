import APIMachinery
import KubernetesAPI

extension Pod {
  /// Ended for good.
  var isTerminal: Bool {
    let phase = status.phase
    return phase == "Succeeded" || phase == "Failed"
  }

  /// Neither ended nor being deleted.
  var isActive: Bool { !isDeleting && !isTerminal }

  func condition(_ type: String) -> PodCondition? { status.conditions.first { $0.type == type } }

  var isReady: Bool { condition("Ready")?.status == "True" }

  /// Ready for at least `minReadySeconds`.
  func isAvailable(minReadySeconds: Int32, now: Timestamp) -> Bool {
    guard let ready = condition("Ready"), ready.status == "True" else { return false }
    guard minReadySeconds > 0 else { return true }
    guard let since = ready.lastTransitionTime else { return false }
    return since + .seconds(Int64(minReadySeconds)) <= now
  }
}
