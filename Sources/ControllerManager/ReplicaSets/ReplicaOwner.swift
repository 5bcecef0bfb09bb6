import APIClient
import APIMachinery
import KubernetesAPI

/// What ReplicaSets and ReplicationControllers have in common.
protocol ReplicaOwner: APIObject {
  var desiredReplicas: Int32 { get }
  var podSelector: LabelSelector { get }
  var podTemplate: PodTemplateSpec { get }
  var minReadySeconds: Int32 { get }
  var replicaStatus: ReplicaStatus { get set }
}

/// The status of a ``ReplicaOwner``.
struct ReplicaStatus: Sendable, Equatable {
  var replicas: Int32 = 0
  var fullyLabeledReplicas: Int32 = 0
  var readyReplicas: Int32 = 0
  var availableReplicas: Int32 = 0
  var observedGeneration: Int64 = 0
  var conditions: [ReplicaSetCondition] = []
}

extension ReplicaSet: ReplicaOwner {
  var desiredReplicas: Int32 { spec.replicas ?? 1 }
  var podSelector: LabelSelector { spec.selector?.requirements ?? .nothing }
  var podTemplate: PodTemplateSpec { spec.template }
  var minReadySeconds: Int32 { spec.minReadySeconds }

  var replicaStatus: ReplicaStatus {
    get {
      let status = status
      return ReplicaStatus(
        replicas: status.replicas, fullyLabeledReplicas: status.fullyLabeledReplicas,
        readyReplicas: status.readyReplicas, availableReplicas: status.availableReplicas,
        observedGeneration: status.observedGeneration, conditions: status.conditions)
    }
    set {
      status.replicas = newValue.replicas
      status.fullyLabeledReplicas = newValue.fullyLabeledReplicas
      status.readyReplicas = newValue.readyReplicas
      status.availableReplicas = newValue.availableReplicas
      status.observedGeneration = newValue.observedGeneration
      status.conditions = newValue.conditions
    }
  }
}

extension ReplicationController: ReplicaOwner {
  var desiredReplicas: Int32 { spec.replicas ?? 1 }
  var podSelector: LabelSelector {
    let labels = spec.selector
    return labels.isEmpty ? .nothing : LabelSelector(labels: labels)
  }
  var podTemplate: PodTemplateSpec { spec.template ?? PodTemplateSpec() }
  var minReadySeconds: Int32 { spec.minReadySeconds }

  var replicaStatus: ReplicaStatus {
    get {
      let status = status
      return ReplicaStatus(
        replicas: status.replicas, fullyLabeledReplicas: status.fullyLabeledReplicas,
        readyReplicas: status.readyReplicas, availableReplicas: status.availableReplicas,
        observedGeneration: status.observedGeneration,
        conditions: status.conditions.map { condition in
          var copy = ReplicaSetCondition()
          copy.type = condition.type
          copy.status = condition.status
          copy.lastTransitionTime = condition.lastTransitionTime
          copy.reason = condition.reason
          copy.message = condition.message
          return copy
        })
    }
    set {
      status.replicas = newValue.replicas
      status.fullyLabeledReplicas = newValue.fullyLabeledReplicas
      status.readyReplicas = newValue.readyReplicas
      status.availableReplicas = newValue.availableReplicas
      status.observedGeneration = newValue.observedGeneration
      status.conditions = newValue.conditions.map { condition in
        var copy = ReplicationControllerCondition()
        copy.type = condition.type
        copy.status = condition.status
        copy.lastTransitionTime = condition.lastTransitionTime
        copy.reason = condition.reason
        copy.message = condition.message
        return copy
      }
    }
  }
}
