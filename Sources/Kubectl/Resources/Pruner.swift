import APIMachinery

/// Deletes what was applied before and isn't any more.
struct Pruner {
  /// What is pruned where no list is given, as `k8s.io/kubectl/pkg/util/prune`.
  static let kinds = [
    "core/v1/ConfigMap", "core/v1/Endpoints", "core/v1/Namespace", "core/v1/PersistentVolumeClaim",
    "core/v1/PersistentVolume", "core/v1/Pod", "core/v1/ReplicationController", "core/v1/Secret", "core/v1/Service",
    "batch/v1/Job", "batch/v1/CronJob", "networking.k8s.io/v1/Ingress", "apps/v1/DaemonSet", "apps/v1/Deployment",
    "apps/v1/ReplicaSet", "apps/v1/StatefulSet",
  ]

  let session: Session
  let command: Apply
  let mapper: ResourceMapper

  func prune(except applied: [JSONValue]) async throws {
    let kept = Set(applied.compactMap { $0[path: "metadata", "uid"]?.stringValue })
    // Only namespaces that something was applied in are looked at.
    let namespaces = Set(applied.compactMap { $0[path: "metadata", "namespace"]?.stringValue }).sorted()
    let query = command.selector.map { [QueryItem("labelSelector", $0)] } ?? []
    let resources = try (command.pruneAllowlist.isEmpty ? Self.kinds : command.pruneAllowlist).map(resource)
    for resource in resources where resource.isNamespaced {
      for namespace in namespaces { try await prune(resource, in: namespace, query, kept) }
    }
    for resource in resources where !resource.isNamespaced { try await prune(resource, in: nil, query, kept) }
  }

  private func resource(_ text: String) throws -> MappedResource {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else {
      throw KubectlError("error: invalid GroupVersionKind format: \(text), please follow <group/version/kind>")
    }
    let group = parts[0] == "core" ? "" : parts[0]
    do {
      return try mapper.resource(apiVersion: group.isEmpty ? parts[1] : "\(group)/\(parts[1])", kind: parts[2])
    } catch is NoSuchKind {
      throw KubectlError("error: no matches for kind \"\(parts[2])\" in version \"\(parts[0])/\(parts[1])\"")
    }
  }

  private func prune(
    _ resource: MappedResource, in namespace: String?, _ query: [QueryItem], _ kept: Set<String>
  ) async throws {
    let list = try await ListReader(session: session).list(resource.path(namespace: namespace), query: query)
    for object in list["items"]?.arrayValue ?? [] {
      let metadata = object["metadata"]
      guard metadata?[path: "annotations", Applier.lastApplied] != nil,
        !kept.contains(metadata?["uid"]?.stringValue ?? "")
      else { continue }
      let name = metadata?["name"]?.stringValue ?? ""
      if !command.change.isClientDryRun {
        var options: JSONValue = ["propagationPolicy": "Background"]
        if command.change.dryRun.dryRun == .server { options["dryRun"] = ["All"] }
        _ = try await session.json("DELETE", resource.path(namespace: namespace, name: name), body: options)
      }
      Terminal.print("\(resource.objectPrefix)/\(name) pruned\(command.change.dryRun.suffix)")
    }
  }
}
