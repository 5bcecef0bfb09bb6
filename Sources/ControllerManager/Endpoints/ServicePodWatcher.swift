import APIClient
import APIMachinery
import KubernetesAPI

/// Tells which Services a change of a pod matters to.
struct ServicePodWatcher: Sendable {
  let services: Informer<Service>

  func affected(by change: Informer<Pod>.Change) -> Set<ObjectKey> {
    switch change {
    case .added(let pod), .deleted(let pod): return selecting(pod)
    case .updated(let old, let new):
      let isRelabelled = old.metadata.labels != new.metadata.labels
      guard isRelabelled || Self.matters(old, new) else { return [] }
      return isRelabelled ? selecting(old).union(selecting(new)) : selecting(new)
    }
  }

  /// Whether an endpoint made of the pod would look different.
  private static func matters(_ old: Pod, _ new: Pod) -> Bool {
    old.isDeleting != new.isDeleting || old.isReady != new.isReady || old.isTerminal != new.isTerminal
      || old.status.podIP != new.status.podIP || old.status.podIPs != new.status.podIPs
      || old.spec.nodeName != new.spec.nodeName
  }

  private func selecting(_ pod: Pod) -> Set<ObjectKey> {
    var keys: Set<ObjectKey> = []
    for service in services.cache.all(in: pod.metadata.namespace) {
      let selector = service.spec.selector
      guard !selector.isEmpty, LabelSelector(labels: selector).matches(pod.metadata.labels) else { continue }
      keys.insert(service.key)
    }
    return keys
  }
}
