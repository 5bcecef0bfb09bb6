import Testing

@testable import APIMachinery

@Suite struct ResourceCatalogTests {
  private let catalog = ResourceCatalog.builtIn

  @Test func groupsComeInTheOrderOfDiscovery() {
    #expect(catalog.groups.prefix(4).map(\.name) == ["", "apiregistration.k8s.io", "apps", "events.k8s.io"])
    #expect(catalog.group(named: "autoscaling")?.versions.map(\.version) == ["v2", "v1"])
    #expect(catalog.group(named: "apps")?.priority == 17800)
  }

  @Test func aResourceSaysAllAboutItself() throws {
    let pods = try #require(
      catalog.resource(GroupVersionResource(group: "", version: "v1", resource: "pods")))
    #expect(pods.kind.kind == "Pod" && pods.isNamespaced && pods.singularName == "pod")
    #expect(pods.shortNames == ["po"] && pods.categories == ["all"] && pods.verbs.count == 8)
    #expect(pods.storage == StorageInfo(apiVersion: "v1", versionHash: "xPOwRZ+Yhw8=", keyPrefix: "/registry/pods"))
    #expect(pods.fieldSelectors.contains(FieldSelectorInfo(label: "spec.host", path: "spec.nodeName")))
    #expect(pods.fieldSelectors.contains(FieldSelectorInfo(label: "status.podIPs", path: nil)))
    let eviction = try #require(pods.subresource(named: "eviction"))
    #expect(eviction.kind == GroupVersionKind(group: "policy", version: "v1", kind: "Eviction"))
    #expect(pods.subresource(named: "status")?.verbs == ["get", "patch", "update"])
    let columns = try #require(pods.columns)
    #expect(columns.first == TableColumn(name: "Name", type: "string", format: "name", priority: 0))
    #expect(columns.contains(TableColumn(name: "Nominated Node", type: "string", format: "", priority: 1)))
  }

  @Test func exceptionsAreKept() throws {
    let namespaces = try #require(
      catalog.resource(for: GroupVersionKind(group: "", version: "v1", kind: "Namespace")))
    #expect(!namespaces.verbs.contains("deletecollection") && !namespaces.isNamespaced)
    #expect(namespaces.fieldSelectors.map(\.label) == ["metadata.name", "status.phase"])
    let jobs = try #require(catalog.resource(for: GroupVersionKind(group: "batch", version: "v1", kind: "Job")))
    #expect(jobs.defaultDeletion == .orphan)
    let nodes = try #require(catalog.resource(for: GroupVersionKind(group: "", version: "v1", kind: "Node")))
    #expect(nodes.storage?.keyPrefix == "/registry/minions")
    let review = try #require(
      catalog.resource(for: GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "TokenReview")))
    #expect(review.storage == nil && review.verbs == ["create"])
  }

  @Test func everyResourceHasItsTypes() throws {
    for info in catalog.resources {
      let type = try #require(SchemaRegistry.builtIn.type(for: info.kind), "\(info.kind)")
      #expect(type.role == .object, "\(info.kind)")
      for subresource in info.subresources {
        #expect(SchemaRegistry.builtIn.type(for: subresource.kind) != nil, "\(subresource.kind)")
      }
      guard info.verbs.contains("list") else { continue }
      var list = info.kind
      list.kind += "List"
      #expect(SchemaRegistry.builtIn.type(for: list)?.role == .list, "\(list)")
    }
  }
}
