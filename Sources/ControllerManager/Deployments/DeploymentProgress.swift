import APIMachinery
import KubernetesAPI

/// What a Deployment's status says of its rollout: pure decisions, no I/O.
struct DeploymentProgress {
  let deployment: Deployment
  let new: ReplicaSet?
  let all: [ReplicaSet]
  let now: Timestamp

  private var scaling: DeploymentScaling { DeploymentScaling(deployment: deployment) }

  /// The numbers and the Available condition.
  func counted() -> DeploymentStatus {
    var status = deployment.status
    let total = DeploymentScaling.total(all)
    let available = DeploymentScaling.available(all)
    status.observedGeneration = deployment.metadata.generation
    status.replicas = all.reduce(0) { $0 + $1.status.replicas }
    status.updatedReplicas = new?.status.replicas ?? 0
    status.readyReplicas = all.reduce(0) { $0 + $1.status.readyReplicas }
    status.availableReplicas = available
    status.unavailableReplicas = max(total - available, 0)
    if available >= deployment.desiredReplicas - scaling.maxUnavailable {
      status.set(
        "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
    } else {
      status.set(
        "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now)
    }
    return status
  }

  /// The numbers and all conditions.
  func status() -> DeploymentStatus {
    var status = counted()
    let progressing = deployment.status.condition("Progressing")
    let isOver =
      status.replicas == status.updatedReplicas && progressing?.reason == "NewReplicaSetAvailable"
    if deployment.hasProgressDeadline, !isOver {
      if isComplete(status) {
        let message = new.map { "ReplicaSet \"\($0.metadata.name)\" has successfully progressed." }
        status.set(
          "Progressing", "True", "NewReplicaSetAvailable",
          message ?? "Deployment \"\(deployment.metadata.name)\" has successfully progressed.", now)
      } else if isMoving(status) {
        let message = new.map { "ReplicaSet \"\($0.metadata.name)\" is progressing." }
        status.set(
          "Progressing", "True", "ReplicaSetUpdated",
          message ?? "Deployment \"\(deployment.metadata.name)\" is progressing.", now, renewing: true)
      } else if hasTimedOut(status) {
        let message = new.map { "ReplicaSet \"\($0.metadata.name)\" has timed out progressing." }
        status.set(
          "Progressing", "False", "ProgressDeadlineExceeded",
          message ?? "Deployment \"\(deployment.metadata.name)\" has timed out progressing.", now)
      }
    }
    copyFailure(into: &status)
    return status
  }

  /// The rollout is over, and everything is as asked for.
  func isComplete(_ status: DeploymentStatus) -> Bool {
    status.updatedReplicas == deployment.desiredReplicas && status.replicas == deployment.desiredReplicas
      && status.availableReplicas == deployment.desiredReplicas
      && status.observedGeneration >= deployment.metadata.generation
  }

  /// Something got better since the status was last written.
  private func isMoving(_ status: DeploymentStatus) -> Bool {
    let before = deployment.status
    return status.updatedReplicas > before.updatedReplicas
      || status.replicas - status.updatedReplicas < before.replicas - before.updatedReplicas
      || status.readyReplicas > before.readyReplicas || status.availableReplicas > before.availableReplicas
  }

  func hasTimedOut(_ status: DeploymentStatus) -> Bool {
    guard let condition = status.condition("Progressing"), condition.reason != "NewReplicaSetAvailable" else {
      return false
    }
    if condition.reason == "ProgressDeadlineExceeded" { return true }
    guard let since = condition.lastUpdateTime else { return false }
    return since + .seconds(Int64(deployment.spec.progressDeadlineSeconds ?? 600)) < now
  }

  /// When the rollout will have timed out if nothing moves until then; nil where that can't happen.
  func timeUntilDeadline(_ status: DeploymentStatus) -> Duration? {
    guard deployment.hasProgressDeadline, !isComplete(status),
      let condition = status.condition("Progressing"), condition.reason != "ProgressDeadlineExceeded",
      let since = condition.lastUpdateTime
    else { return nil }
    let left = since + .seconds(Int64(deployment.spec.progressDeadlineSeconds ?? 600)) - now
    return max(left, .zero) + .seconds(1)
  }

  /// A ReplicaSet that can't create pods shows in the Deployment.
  private func copyFailure(into status: inout DeploymentStatus) {
    let sets = (new.map { [$0] } ?? []) + all
    let failure = sets.lazy.compactMap { $0.status.conditions.first { $0.type == "ReplicaFailure" } }.first
    if let failure {
      status.set("ReplicaFailure", failure.status, failure.reason, failure.message, now)
    } else {
      status.conditions.removeAll { $0.type == "ReplicaFailure" }
    }
  }
}

extension Deployment {
  /// The largest number stands for "never".
  var hasProgressDeadline: Bool {
    (spec.progressDeadlineSeconds ?? Int32.max) != Int32.max
  }
}

extension DeploymentStatus {
  func condition(_ type: String) -> DeploymentCondition? { conditions.first { $0.type == type } }

  /// Sets a condition; an equal one stays as it is unless `renewing`, which moves its update time only.
  mutating func set(
    _ type: String, _ value: String, _ reason: String, _ message: String, _ now: Timestamp, renewing: Bool = false
  ) {
    let known = condition(type)
    if let known, known.status == value, known.reason == reason, !renewing { return }
    var condition = DeploymentCondition()
    condition.type = type
    condition.status = value
    condition.reason = reason
    condition.message = message
    condition.lastUpdateTime = now.wholeSeconds
    condition.lastTransitionTime = known?.status == value ? known?.lastTransitionTime : now.wholeSeconds
    conditions.removeAll { $0.type == type }
    conditions.append(condition)
  }
}
