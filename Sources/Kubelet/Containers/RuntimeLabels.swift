/// The labels and annotations by which sandboxes and containers are known to be a pod's: upstream's, so that tools that
/// read them go on working, and a later kubelet finds its containers.
enum RuntimeLabel {
  static let podName = "io.kubernetes.pod.name"
  static let podNamespace = "io.kubernetes.pod.namespace"
  static let podUID = "io.kubernetes.pod.uid"
  static let containerName = "io.kubernetes.container.name"
  static let hash = "io.kubernetes.container.hash"
  static let restartCount = "io.kubernetes.container.restartCount"
  static let terminationMessagePath = "io.kubernetes.container.terminationMessagePath"
  static let terminationMessagePolicy = "io.kubernetes.container.terminationMessagePolicy"
  static let terminationGracePeriod = "io.kubernetes.pod.terminationGracePeriod"
}
