import APIClient
import APIMachinery
import KubernetesAPI

/// Puts the certificate authority of the API server into every namespace, where pods find it beside their token.
final class RootCAPublisher: Controller {
  private let namespaces: Informer<Namespace>
  private let maps: Informer<ConfigMap>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient
  private let rootCA: String

  static let name = "kube-root-ca.crt"
  private static let annotation = "kubernetes.io/description"
  private static let description =
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    + "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    + "clusters."

  init(_ context: ControllerContext) {
    namespaces = context.informers.informer(for: Namespace.self)
    maps = context.informers.informer(
      for: ConfigMap.self, ListOptions(fieldSelector: "metadata.name=" + Self.name))
    queue = context.queue("root_ca_cert_publisher")
    client = context.client(for: "root-ca-cert-publisher")
    rootCA = context.options.rootCA
    namespaces.addHandler { [queue] in queue.add($0.object.key) }
    maps.addHandler { [queue] change in
      guard change.object.metadata.name == Self.name else { return }
      if case .added = change { return }
      queue.add(ObjectKey(name: change.object.metadata.namespace))
    }
  }

  func run() async {
    await work(queue, workers: 1, after: [namespaces, maps]) { [self] in try await sync($0) }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let namespace = namespaces.cache[key], !namespace.isDeleting else { return }
    let data = ["ca.crt": rootCA]
    do {
      if var known = maps.cache[ObjectKey(namespace: key.name, name: Self.name)] {
        guard known.data != data || known.metadata.annotations[Self.annotation] == nil else { return }
        known.data = data
        known.metadata.annotations[Self.annotation] = Self.description
        try await client.update(known)
      } else {
        var map = ConfigMap()
        map.metadata.name = Self.name
        map.metadata.namespace = key.name
        map.metadata.annotations = [Self.annotation: Self.description]
        map.data = data
        try await client.create(map)
      }
    } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating {
      return
    }
  }
}
