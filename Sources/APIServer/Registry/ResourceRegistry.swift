public import APIMachinery
import Synchronization

/// Every resource that is served, the built-in ones and those of CustomResourceDefinitions.
public final class ResourceRegistry: Sendable {
  /// Never changes while it is in use: a request works with the one it started with.
  struct Snapshot: Sendable {
    struct Key: Hashable {
      var group: String
      var version: String
      var resource: String
    }

    var resources: [Key: ServedResource] = [:]
    var storages: [GroupResource: ResourceStorage] = [:]
    /// Those that serve the same objects, by the resource these are stored as.
    var sharing: [GroupResource: [Key]] = [:]
    /// How many resources each version of each group has.
    var versions: [String: [String: Int]] = [:]
    /// In the order discovery lists them.
    var order: [Key] = []
    /// Grows with every change, for caches of what is derived from it.
    var generation = 0
    /// The generation in which a version of a group (`group/version`) was changed last.
    var changes: [String: Int] = [:]
  }

  private let current: Mutex<Snapshot>

  init(_ builtIn: [ServedResource]) {
    var snapshot = Snapshot()
    for resource in builtIn { snapshot.add(resource) }
    current = Mutex(snapshot)
  }

  var snapshot: Snapshot { current.withLock { $0 } }

  /// The resource with this plural name.
  public func resource(_ name: String, group: String, version: String) -> ServedResource? {
    current.withLock { $0.resources[Snapshot.Key(group: group, version: version, resource: name)] }
  }

  /// Where objects of the resource are, whatever the version.
  public func storage(_ resource: GroupResource) -> ResourceStorage? {
    current.withLock { $0.storages[resource] }
  }

  /// Whether any version of the group is served.
  func hasGroup(_ group: String) -> Bool {
    current.withLock { snapshot in snapshot.order.contains { $0.group == group } }
  }

  /// Whether the server has the resource by itself, in whatever version.
  func isBuiltIn(_ resource: GroupResource) -> Bool {
    current.withLock { $0.isBuiltIn(resource) }
  }

  /// The resource in every version that it is served in.
  func versions(of resource: GroupResource) -> [ServedResource] {
    current.withLock { snapshot in
      (snapshot.versions[resource.group] ?? [:]).keys.compactMap {
        snapshot.resources[Snapshot.Key(group: resource.group, version: $0, resource: resource.resource)]
      }
    }
  }

  /// The other resources that serve the same objects as this one.
  func equivalents(of resource: GroupResource, version: String) -> [ServedResource] {
    current.withLock { snapshot in
      guard let home = snapshot.storages[resource]?.resource, let keys = snapshot.sharing[home], keys.count > 1 else {
        return []
      }
      let own = Snapshot.Key(group: resource.group, version: version, resource: resource.resource)
      return keys.compactMap { $0 == own ? nil : snapshot.resources[$0] }
    }
  }

  /// Whether anything of the group is served in this version.
  func serves(group: String, version: String) -> Bool {
    current.withLock { snapshot in snapshot.versions[group]?[version] != nil }
  }

  func all() -> [ServedResource] {
    current.withLock { snapshot in snapshot.order.compactMap { snapshot.resources[$0] } }
  }

  /// Puts the versions of one custom resource in place of those served before.
  func replaceCustom(_ resource: GroupResource, with versions: [ServedResource]) {
    current.withLock { snapshot in
      // What the server has by itself stays.
      guard !snapshot.isBuiltIn(resource) else { return }
      snapshot.generation += 1
      let before = snapshot.remove(resource)
      for version in versions { snapshot.add(version) }
      for version in before + versions.map(\.version) {
        snapshot.changes["\(resource.group)/\(version)"] = snapshot.generation
      }
    }
  }
}

extension ResourceRegistry.Snapshot {
  fileprivate mutating func add(_ resource: ServedResource) {
    let key = Key(group: resource.group, version: resource.version, resource: resource.name)
    if resources.updateValue(resource, forKey: key) == nil {
      order.append(key)
      versions[key.group, default: [:]][key.version, default: 0] += 1
      if let storage = resource.storage { sharing[storage.resource, default: []].append(key) }
    }
    if let storage = resource.storage { storages[resource.groupResource] = storage }
  }

  fileprivate func isBuiltIn(_ resource: GroupResource) -> Bool {
    resources.contains { $0.value.groupResource == resource && !$0.value.isCustom }
  }

  /// Returns the versions it was served in.
  fileprivate mutating func remove(_ resource: GroupResource) -> [String] {
    let isOfResource = { (key: Key) in key.group == resource.group && key.resource == resource.resource }
    let removed = order.filter(isOfResource)
    for key in removed {
      resources[key] = nil
      let count = versions[key.group]?[key.version] ?? 1
      versions[key.group]?[key.version] = count > 1 ? count - 1 : nil
    }
    order.removeAll(where: isOfResource)
    sharing[resource] = nil
    storages[resource] = nil
    return removed.map(\.version)
  }
}
