import APIMachinery

/// The order that objects come out in.
enum KustomizeOrder {
  private static let first = [
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
    "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
  ]
  private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  /// As `sortOptions` says; without it what others need comes first (kustomize's legacy order).
  static func sorted(_ resources: [KustomizeResource], _ options: JSONValue?) -> [KustomizeResource] {
    if options?["order"] == "fifo" { return resources }
    let named = options?["legacySortOptions"]
    let first = named.map { $0.list("orderFirst").compactMap(\.stringValue) } ?? Self.first
    let last = named.map { $0.list("orderLast").compactMap(\.stringValue) } ?? Self.last
    func rank(_ resource: KustomizeResource) -> Int {
      if let index = first.firstIndex(of: resource.kind) { return index - first.count }
      return last.firstIndex(of: resource.kind).map { $0 + 1 } ?? 0
    }
    func words(_ resource: KustomizeResource) -> [String] {
      [resource.group, resource.version, resource.kind, resource.namespace, resource.name].map { $0.isEmpty ? "~" : $0 }
    }
    return resources.sorted { left, right in
      let (one, other) = (rank(left), rank(right))
      return one == other ? words(left).lexicographicallyPrecedes(words(right)) : one < other
    }
  }
}
