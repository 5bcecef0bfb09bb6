import APIClient
import KubernetesAPI

/// The indexes of the shared pod cache.
enum PodIndex {
  /// By the uid of the managing owner; pods without one by `orphans/` and their namespace.
  static let controller = "controller"
  /// By node name; pods without node under the empty name.
  static let node = "node"

  static func orphans(in namespace: String) -> String { "orphans/" + namespace }
}

extension InformerFactory {
  /// The shared cache of pods, with what no controller looks at taken away.
  var pods: Informer<Pod> {
    let informer = informer(for: Pod.self)
    informer.cache.addIndex(PodIndex.controller) { pod in
      [pod.controllerReference?.uid ?? PodIndex.orphans(in: pod.metadata.namespace)]
    }
    informer.cache.addIndex(PodIndex.node) { [$0.spec.nodeName] }
    return informer
  }
}
