import APIMachinery

/// Which groups and versions there are, and in which order discovery lists them.
enum DiscoveryOrder {
  struct Version: Sendable, Equatable {
    var groupVersion: GroupVersion
    var priority: DiscoveryPriority

    var apiServiceName: String { "\(groupVersion.version).\(groupVersion.group)" }
  }

  struct Group: Sendable, Equatable {
    var name: String
    var versions: [Version]
  }

  static func apiServices(_ server: APIServer) -> [APIServiceRecord] {
    server.objects.objects(APIServiceRecord.resource, namespace: nil).map { APIServiceRecord($0) }
  }

  /// What this server has and what APIServices stand for. Where both do, the APIService says where it stands.
  static func versions(of resources: ResourceRegistry, _ apiServices: [APIServiceRecord]) -> [Version] {
    var priorities: [GroupVersion: DiscoveryPriority] = [:]
    for resource in resources.all() {
      let groupVersion = GroupVersion(group: resource.group, version: resource.version)
      priorities[groupVersion] = DiscoveryPriority.builtIn[groupVersion] ?? .custom
    }
    for record in apiServices where record.groupVersion.group != APIServiceRecord.resource.group {
      priorities[record.groupVersion] = DiscoveryPriority(group: record.groupPriority, version: record.versionPriority)
    }
    return priorities.map { Version(groupVersion: $0.key, priority: $0.value) }
  }

  /// The order of `/apis`: by the highest priority of a group's versions, then by the names of their APIServices
  /// (`SortedByGroupAndVersion` upstream).
  static func byAPIService(_ versions: [Version]) -> [Group] {
    var groups: [Group] = []
    let sorted = versions.sorted { left, right in
      left.priority.group != right.priority.group
        ? left.priority.group > right.priority.group : left.apiServiceName < right.apiServiceName
    }
    var positions: [String: Int] = [:]
    for version in sorted {
      if let position = positions[version.groupVersion.group] {
        groups[position].versions.append(version)
      } else {
        positions[version.groupVersion.group] = groups.count
        groups.append(Group(name: version.groupVersion.group, versions: [version]))
      }
    }
    return groups.map { Group(name: $0.name, versions: $0.versions.sorted(by: isPreferred)) }
  }

  /// The order of aggregated discovery: by the highest priority of a group's versions, then by the group's name.
  static func byGroup(_ versions: [Version]) -> [Group] {
    let groups = Dictionary(grouping: versions, by: \.groupVersion.group).map {
      Group(name: $0.key, versions: $0.value.sorted(by: isPreferred))
    }
    let priority = { (group: Group) in group.versions.map(\.priority.group).max() ?? 0 }
    return groups.sorted { priority($0) != priority($1) ? priority($0) > priority($1) : $0.name < $1.name }
  }

  private static func isPreferred(_ left: Version, _ right: Version) -> Bool {
    left.priority.version != right.priority.version
      ? left.priority.version > right.priority.version
      : APIVersionPriority(left.groupVersion.version) > APIVersionPriority(right.groupVersion.version)
  }
}
