import APIClient
import KubernetesAPI

/// Reports what happens to pods as Events of the API.
struct APIEventSink: PodEventSink {
  var recorder: EventRecorder

  func report(
    _ pod: PodDefinition, container: ContainerDefinition?, isWarning: Bool, reason: String, message: String
  ) {
    let field: String =
      switch container?.kind {
      case nil: ""
      case .regular: "spec.containers{\(container?.name ?? "")}"
      case .initial, .sidecar: "spec.initContainers{\(container?.name ?? "")}"
      case .ephemeral: "spec.ephemeralContainers{\(container?.name ?? "")}"
      }
    let subject = EventSubject(
      apiVersion: "v1", kind: "Pod", key: ObjectKey(namespace: pod.namespace, name: pod.name), uid: pod.uid,
      resourceVersion: pod.resourceVersion, fieldPath: field)
    if isWarning { recorder.warning(subject, reason, message) } else { recorder.normal(subject, reason, message) }
  }
}
