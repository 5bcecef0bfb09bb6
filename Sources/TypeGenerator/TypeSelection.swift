internal import APIMachinery

/// Which types of the schema become structs, and how they are called.
struct TypeSelection {
  /// The group versions whose kinds the cluster's parts work with. The API server works from the schema
  /// itself and needs no structs.
  static let groupVersions = [
    "meta/v1", "core/v1", "apps/v1", "batch/v1", "autoscaling/v2", "autoscaling/v1", "policy/v1",
    "networking.k8s.io/v1", "discovery.k8s.io/v1", "events.k8s.io/v1", "coordination.k8s.io/v1",
    "rbac.authorization.k8s.io/v1", "storage.k8s.io/v1", "scheduling.k8s.io/v1", "node.k8s.io/v1",
    "authentication.k8s.io/v1", "authorization.k8s.io/v1", "certificates.k8s.io/v1",
  ]

  /// Types that no kind of these groups reaches but that parts use.
  static let extraTypes = [
    "meta/v1.ListMeta", "meta/v1.Status", "meta/v1.Condition", "meta/v1.DeleteOptions",
  ]

  /// Types are called as upstream. Where two groups share a name, or this project uses it for something else,
  /// the name of the group stands in front.
  static let names = [
    "meta/v1.LabelSelector": "MetaLabelSelector",
    "events.k8s.io/v1.Event": "EventsEvent",
    "events.k8s.io/v1.EventSeries": "EventsEventSeries",
    "autoscaling/v1.HorizontalPodAutoscaler": "AutoscalingV1HorizontalPodAutoscaler",
    "autoscaling/v1.HorizontalPodAutoscalerSpec": "AutoscalingV1HorizontalPodAutoscalerSpec",
    "autoscaling/v1.HorizontalPodAutoscalerStatus": "AutoscalingV1HorizontalPodAutoscalerStatus",
    "autoscaling/v1.CrossVersionObjectReference": "AutoscalingV1CrossVersionObjectReference",
    "discovery.k8s.io/v1.Endpoint": "DiscoveryEndpoint",
    "discovery.k8s.io/v1.EndpointPort": "DiscoveryEndpointPort",
    "networking.k8s.io/v1.IPAddress": "NetworkingIPAddress",
    "storage.k8s.io/v1.TokenRequest": "StorageTokenRequest",
  ]

  /// In the order of the schema.
  private(set) var types: [ObjectType] = []
  private var seen: Set<String> = []

  init(registry: SchemaRegistry, catalog: ResourceCatalog) {
    var wanted = Set(Self.extraTypes)
    for info in catalog.resources {
      for kind in [info.kind] + info.subresources.map(\.kind) {
        let groupVersion = "\(kind.group.isEmpty ? "core" : kind.group)/\(kind.version)"
        guard Self.groupVersions.contains(groupVersion) else { continue }
        let name = "\(groupVersion).\(kind.kind)"
        // Options of streaming subresources are query parameters, not objects.
        guard !name.hasSuffix("Options") else { continue }
        wanted.insert(name)
      }
    }
    for name in wanted { if let type = registry.type(named: name) { reach(type) } }
    for groupVersion in Self.groupVersions {
      for name in registry.typeNames(in: groupVersion) where seen.contains(name) {
        if let type = registry.type(named: name) { types.append(type) }
      }
    }
  }

  private mutating func reach(_ type: ObjectType) {
    guard seen.insert(type.name).inserted else { return }
    for field in type.fields { if let inner = field.type.innermostObject { reach(inner) } }
  }

  static func swiftName(of type: ObjectType) -> String { names[type.name] ?? type.shortName }
}

extension ValueType {
  /// The struct at the bottom of lists and maps.
  var innermostObject: ObjectType? {
    switch self {
    case .object(let type): type
    case .list(let element), .map(let element): element.innermostObject
    default: nil
    }
  }
}
