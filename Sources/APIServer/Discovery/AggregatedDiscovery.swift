import APIMachinery

/// `apidiscovery.k8s.io/v2`: every group, version and resource in one document.
struct AggregatedDiscovery {
  let resources: ResourceRegistry

  /// - Parameter isCore: The document of `/api` (the core group) or of `/apis` (all others).
  func document(isCore: Bool) -> JSONValue {
    var groups: [(name: String, versions: [(name: String, resources: [JSONValue])])] = []
    for resource in resources.all() where resource.group.isEmpty == isCore {
      if groups.last?.name != resource.group, !groups.contains(where: { $0.name == resource.group }) {
        groups.append((resource.group, []))
      }
      guard let index = groups.firstIndex(where: { $0.name == resource.group }) else { continue }
      if let version = groups[index].versions.firstIndex(where: { $0.name == resource.version }) {
        groups[index].versions[version].resources.append(entry(resource))
      } else {
        groups[index].versions.append((resource.version, [entry(resource)]))
      }
    }
    let custom = resources.customGroups
    for index in groups.indices where custom.contains(groups[index].name) {
      groups[index].versions.sort { APIVersionPriority($0.name) > APIVersionPriority($1.name) }
    }
    groups =
      groups.filter { !custom.contains($0.name) }
      + groups.filter { custom.contains($0.name) }.sorted { $0.name < $1.name }
    let items = groups.map { group -> JSONValue in
      let versions = group.versions.map { version -> JSONValue in
        ["version": .string(version.name), "resources": .array(version.resources), "freshness": "Current"]
      }
      return ["metadata": group.name.isEmpty ? [:] : ["name": .string(group.name)], "versions": .array(versions)]
    }
    return [
      "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
      "items": .array(items),
    ]
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
