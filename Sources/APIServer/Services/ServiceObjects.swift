import APIMachinery
import Storage

/// The objects that say where services are served. It holds their storages alone, not the registry: what is in the
/// registry may hold it.
struct ServiceObjects: Sendable {
  private static let serviceNameLabel = "kubernetes.io/service-name"

  private let services: ResourceStorage?
  private let slices: ResourceStorage?
  private let endpoints: ResourceStorage?

  init(_ resources: ResourceRegistry) {
    services = resources.storage(GroupResource("services"))
    slices = resources.storage(GroupResource("endpointslices", group: "discovery.k8s.io"))
    endpoints = resources.storage(GroupResource("endpoints"))
  }

  func service(_ name: String, namespace: String) -> JSONValue? {
    services?.get(namespace: namespace, name: name)?.decoded()
  }

  /// The slices that belong to a service.
  func slices(of service: String, namespace: String) -> [JSONValue] {
    let all = slices?.cache.listImmediately(CacheListRequest(scope: .namespace(namespace)))?.objects ?? []
    return all.filter { $0.labels[Self.serviceNameLabel] == service }.map { $0.decoded() }
  }

  func endpoints(_ name: String, namespace: String) -> JSONValue? {
    endpoints?.get(namespace: namespace, name: name)?.decoded()
  }
}
