import APIMachinery

/// `/api`, `/apis` and below: what there is, a document for each group and version.
struct LegacyDiscovery {
  let resources: ResourceRegistry
  let configuration: APIServerConfiguration
  /// The order of groups and versions, and those that other servers answer for.
  let apiServices: [APIServiceRecord]

  init(_ server: APIServer) {
    resources = server.resources
    configuration = server.configuration
    apiServices = DiscoveryOrder.apiServices(server)
  }

  /// Groups with their versions, the preferred one first, in discovery's order; the core group is not among them.
  func groups() -> [(name: String, versions: [String])] {
    var versions = DiscoveryOrder.versions(of: resources, apiServices)
    versions.removeAll { $0.groupVersion.group.isEmpty }
    return DiscoveryOrder.byAPIService(versions).map { ($0.name, $0.versions.map(\.groupVersion.version)) }
  }

  func versions() -> JSONValue {
    [
      "kind": "APIVersions", "versions": ["v1"],
      "serverAddressByClientCIDRs": [
        [
          "clientCIDR": "0.0.0.0/0",
          "serverAddress": .string("\(configuration.advertiseAddress):\(configuration.securePort)"),
        ]
      ],
    ]
  }

  func groupList() -> JSONValue {
    ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups().map(Self.body))]
  }

  /// nil for a group that isn't served.
  func group(_ name: String) -> JSONValue? {
    guard let group = groups().first(where: { $0.name == name }) else { return nil }
    var document: JSONValue = ["kind": "APIGroup", "apiVersion": "v1"]
    if case .object(let members) = Self.body(group) {
      for member in members { document[member.key] = member.value }
    }
    return document
  }

  private static func body(_ group: (name: String, versions: [String])) -> JSONValue {
    let versions = group.versions.map { version -> JSONValue in
      ["groupVersion": .string("\(group.name)/\(version)"), "version": .string(version)]
    }
    return ["name": .string(group.name), "versions": .array(versions), "preferredVersion": versions.first ?? .null]
  }

  /// nil for a version that isn't served.
  func resourceList(group: String, version: String) -> JSONValue? {
    let served = resources.all().filter { $0.group == group && $0.version == version }
    guard let first = served.first else { return nil }
    var list: JSONValue = ["kind": "APIResourceList"]
    if !group.isEmpty { list["apiVersion"] = "v1" }
    list["groupVersion"] = .string(first.apiVersion)
    list["resources"] = .array(served.flatMap(Self.entries))
    return list
  }

  private static func entries(_ resource: ServedResource) -> [JSONValue] {
    var entry: JSONValue = [
      "name": .string(resource.name), "singularName": .string(resource.singularName),
      "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind),
      "verbs": strings(resource.verbs),
    ]
    if !resource.shortNames.isEmpty { entry["shortNames"] = strings(resource.shortNames) }
    if !resource.categories.isEmpty { entry["categories"] = strings(resource.categories) }
    if !resource.storageVersionHash.isEmpty { entry["storageVersionHash"] = .string(resource.storageVersionHash) }
    let subresources = resource.subresources.map { subresource -> JSONValue in
      var entry: JSONValue = [
        "name": .string("\(resource.name)/\(subresource.name)"), "singularName": "",
        "namespaced": .bool(resource.isNamespaced),
      ]
      if let kindOf = subresource.groupVersion {
        if !kindOf.group.isEmpty { entry["group"] = .string(kindOf.group) }
        entry["version"] = .string(kindOf.version)
      }
      entry["kind"] = .string(subresource.kind)
      entry["verbs"] = strings(subresource.verbs)
      return entry
    }
    return [entry] + subresources
  }

  static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}
