import APIMachinery
import KubernetesAPI

/// The annotations by which Deployment and ReplicaSets keep their history.
enum DeploymentAnnotation {
  static let revision = "deployment.kubernetes.io/revision"
  static let revisionHistory = "deployment.kubernetes.io/revision-history"
  static let desiredReplicas = "deployment.kubernetes.io/desired-replicas"
  static let maxReplicas = "deployment.kubernetes.io/max-replicas"
  /// Not copied between a Deployment and its ReplicaSets.
  static let notCopied: Set<String> = [
    "kubectl.kubernetes.io/last-applied-configuration", revision, revisionHistory, desiredReplicas, maxReplicas,
    "deprecated.deployment.rollback.to",
  ]
}

extension ReplicaSet {
  var revision: Int64 { Int64(metadata.annotations[DeploymentAnnotation.revision] ?? "") ?? 0 }

  /// Notes how large the whole Deployment is meant to be, for proportional scaling later.
  /// - Returns: Whether something changed.
  mutating func setReplicasAnnotations(desired: Int32, max: Int32) -> Bool {
    var annotations = metadata.annotations
    annotations[DeploymentAnnotation.desiredReplicas] = String(desired)
    annotations[DeploymentAnnotation.maxReplicas] = String(max)
    guard annotations != metadata.annotations else { return false }
    metadata.annotations = annotations
    return true
  }

  /// Copies the Deployment's annotations, and makes this the newest revision.
  /// - Returns: Whether something changed.
  mutating func takeAnnotations(of deployment: Deployment, revision new: Int64) -> Bool {
    var annotations = metadata.annotations
    for (key, value) in deployment.metadata.annotations where !DeploymentAnnotation.notCopied.contains(key) {
      annotations[key] = value
    }
    if revision < new {
      if let old = annotations[DeploymentAnnotation.revision], !old.isEmpty {
        let history = annotations[DeploymentAnnotation.revisionHistory] ?? ""
        annotations[DeploymentAnnotation.revisionHistory] = history.isEmpty ? old : history + "," + old
      }
      annotations[DeploymentAnnotation.revision] = String(new)
    }
    guard annotations != metadata.annotations else { return false }
    metadata.annotations = annotations
    return true
  }
}
