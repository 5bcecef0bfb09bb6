/// The resources of the API, in the order of discovery.
public struct ResourceCatalog: Sendable {
  /// The resources of Kubernetes 1.36, also those that aren't served by default.
  public static let builtIn = ResourceCatalog(
    EmbeddedSchema.file(named: "resources") ?? UnsafeRawBufferPointer(start: nil, count: 0))

  public let groups: [Group]
  private let positions: [GroupVersionResource: (group: Int, version: Int, resource: Int)]
  private let kinds: [GroupVersionKind: GroupVersionResource]

  /// A group and its versions, the preferred one first.
  public struct Group: Sendable {
    public var name: String
    /// `groupPriorityMinimum` of the group's APIService objects.
    public var priority: Int
    public var versions: [Version]
  }

  /// A version of a group.
  public struct Version: Sendable {
    public var group: String
    public var version: String
    /// `versionPriority` of the APIService object.
    public var priority: Int
    /// Served only where `--runtime-config` says so.
    public var isOffByDefault: Bool
    public var resources: [ResourceInfo]

    /// `apps/v1`, or `v1` in the core group.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
  }

  /// `bytes` must live as long as the program.
  init(_ bytes: UnsafeRawBufferPointer) {
    var parser = ResourceCatalogParser()
    var lines = LineRanges(bytes: bytes, position: 0, end: bytes.count)
    while let range = lines.next() { parser.read(bytes, range) }
    groups = parser.groups
    var positions: [GroupVersionResource: (group: Int, version: Int, resource: Int)] = [:]
    var kinds: [GroupVersionKind: GroupVersionResource] = [:]
    for (groupIndex, group) in groups.enumerated() {
      for (versionIndex, version) in group.versions.enumerated() {
        for (index, info) in version.resources.enumerated() {
          positions[info.resource] = (groupIndex, versionIndex, index)
          if kinds[info.kind] == nil { kinds[info.kind] = info.resource }
        }
      }
    }
    self.positions = positions
    self.kinds = kinds
  }

  /// Every resource of every version.
  public var resources: [ResourceInfo] { groups.flatMap { $0.versions.flatMap(\.resources) } }

  /// nil where it isn't served.
  public func resource(_ resource: GroupVersionResource) -> ResourceInfo? {
    positions[resource].map { groups[$0.group].versions[$0.version].resources[$0.resource] }
  }

  /// The resource whose objects are of this kind.
  public func resource(for kind: GroupVersionKind) -> ResourceInfo? {
    kinds[kind].flatMap { resource($0) }
  }

  public func version(_ version: String, of group: String) -> Version? {
    self.group(named: group)?.versions.first { $0.version == version }
  }

  /// nil where it isn't served.
  public func group(named name: String) -> Group? { groups.first { $0.name == name } }
}
