import APIMachinery

/// `apidiscovery.k8s.io/v2`: every group, version and resource in one document.
struct AggregatedDiscovery {
  let resources: ResourceRegistry
  let extensions: ExtensionServers

  init(_ server: APIServer) {
    resources = server.resources
    extensions = server.extensions
  }

  /// - Parameter isCore: The document of `/api` (the core group) or of `/apis` (all others).
  func document(isCore: Bool) -> JSONValue {
    var own: [GroupVersion: [JSONValue]] = [:]
    for resource in resources.all() where resource.group.isEmpty == isCore {
      own[GroupVersion(group: resource.group, version: resource.version), default: []].append(entry(resource))
    }
    let extended = extensions.all().filter { $0.server.record.groupVersion.group.isEmpty == isCore }
    // As upstream, of APIServices only those that other servers are behind have a say in the order.
    let versions = DiscoveryOrder.versions(of: resources, extended.map(\.server.record))
      .filter { $0.groupVersion.group.isEmpty == isCore }
    let items = DiscoveryOrder.byGroup(versions).map { group -> JSONValue in
      let entries = group.versions.map { version -> JSONValue in
        if let other = extended.first(where: { $0.server.record.groupVersion == version.groupVersion }) {
          return Self.entry(version.groupVersion, other.documents)
        }
        return [
          "version": .string(version.groupVersion.version), "resources": .array(own[version.groupVersion] ?? []),
          "freshness": "Current",
        ]
      }
      return ["metadata": group.name.isEmpty ? [:] : ["name": .string(group.name)], "versions": .array(entries)]
    }
    return [
      "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
      "items": .array(items),
    ]
  }

  /// What another server says, and whether it still says so.
  private static func entry(_ groupVersion: GroupVersion, _ documents: ExtensionServers.Documents) -> JSONValue {
    var entry: JSONValue = ["version": .string(groupVersion.version)]
    if let resources = documents.discovery?["resources"] { entry["resources"] = resources }
    entry["freshness"] = documents.isFresh ? "Current" : "Stale"
    return entry
  }

  private func entry(_ resource: ServedResource) -> JSONValue {
    // Left out where they are those of the version it is listed in; custom resources say them all the same.
    let kind = { (group: String, version: String, kind: String) -> JSONValue in
      let isBare = !resource.isCustom && group == resource.group && version == resource.version
      return ["group": .string(isBare ? "" : group), "version": .string(isBare ? "" : version), "kind": .string(kind)]
    }
    var entry: JSONValue = [
      "resource": .string(resource.name), "responseKind": kind(resource.group, resource.version, resource.kind),
      "scope": resource.isNamespaced ? "Namespaced" : "Cluster",
      "singularResource": .string(resource.singularName), "verbs": LegacyDiscovery.strings(resource.verbs),
    ]
    if !resource.shortNames.isEmpty { entry["shortNames"] = LegacyDiscovery.strings(resource.shortNames) }
    if !resource.categories.isEmpty { entry["categories"] = LegacyDiscovery.strings(resource.categories) }
    if !resource.subresources.isEmpty {
      entry["subresources"] = .array(
        resource.subresources.map { subresource in
          [
            "subresource": .string(subresource.name),
            "responseKind": kind(
              subresource.groupVersion?.group ?? resource.group,
              subresource.groupVersion?.version ?? resource.version, subresource.kind),
            "verbs": LegacyDiscovery.strings(subresource.verbs),
          ]
        })
    }
    return entry
  }
}
