import APIMachinery

/// A resource the server has, as discovery tells it.
struct MappedResource: Sendable, Hashable {
  var group: String
  var version: String
  var kind: String
  var plural: String
  var singular: String
  var shortNames: [String]
  var categories: [String]
  var isNamespaced: Bool
  var verbs: [String]
  var subresources: [String]

  /// `apps/v1`, or `v1` for the core group.
  var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// `deployments.apps`, or `pods`: how messages name the resource.
  var qualifiedName: String { group.isEmpty ? plural : "\(plural).\(group)" }

  /// `deployment.apps`, or `pod`: how `-o name` and results name one object.
  var objectPrefix: String {
    let name = singular.isEmpty ? kind.lowercased() : singular
    return group.isEmpty ? name : "\(name).\(group)"
  }

  /// The path of the collection, or of one object in it.
  func path(namespace: String?, name: String? = nil, subresource: String? = nil) -> String {
    var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
    if isNamespaced, let namespace { path += "/namespaces/\(namespace)" }
    path += "/\(plural)"
    if let name { path += "/\(name)" }
    if let subresource { path += "/\(subresource)" }
    return path
  }
}

/// Finds resources by the names people type: plural, singular, kind, short name, with or without group and version.
struct ResourceMapper: Sendable {
  /// In order of the server's preference.
  let resources: [MappedResource]

  /// Reads aggregated discovery documents (`APIGroupDiscoveryList`) of the core and the named groups.
  init(discoveryDocuments: [JSONValue]) {
    var found: [MappedResource] = []
    for document in discoveryDocuments {
      for group in document["items"]?.arrayValue ?? [] {
        let groupName = group[path: "metadata", "name"]?.stringValue ?? ""
        for version in group["versions"]?.arrayValue ?? [] {
          let versionName = version["version"]?.stringValue ?? ""
          for resource in version["resources"]?.arrayValue ?? [] {
            found.append(Self.resource(resource, group: groupName, version: versionName))
          }
        }
      }
    }
    resources = found
  }

  private static func resource(_ json: JSONValue, group: String, version: String) -> MappedResource {
    func strings(_ value: JSONValue?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }
    return MappedResource(
      group: group, version: version,
      kind: json[path: "responseKind", "kind"]?.stringValue ?? "",
      plural: json["resource"]?.stringValue ?? "",
      singular: json["singularResource"]?.stringValue ?? "",
      shortNames: strings(json["shortNames"]),
      categories: strings(json["categories"]),
      isNamespaced: json["scope"]?.stringValue == "Namespaced",
      verbs: strings(json["verbs"]),
      subresources: json["subresources"]?.arrayValue?.compactMap { $0["subresource"]?.stringValue } ?? [])
  }

  /// The resource that `name` means; the server's preferred version unless a version is named.
  func resource(named name: String) throws -> MappedResource {
    let lowered = name.lowercased()
    let parts = lowered.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let word = parts[0]
    let qualifier = parts.dropFirst().joined(separator: ".")
    let candidates = resources.filter { resource in
      guard !qualifier.isEmpty else { return true }
      return resource.group == qualifier || "\(resource.version).\(resource.group)" == qualifier
        || (resource.group.isEmpty && resource.version == qualifier)
        || (qualifier.hasSuffix(".") && resource.group.isEmpty && "\(resource.version)." == qualifier)
    }
    if let found = candidates.first(where: { $0.plural == word }) ?? candidates.first(where: { $0.singular == word }) {
      return found
    }
    let short = candidates.filter { $0.shortNames.contains(word) }
    if let found = short.first {
      if let other = short.first(where: { $0.group != found.group }) {
        Terminal.warn("short name \"\(word)\" could also match lower priority resource \(other.qualifiedName)")
      }
      return found
    }
    if let found = candidates.first(where: { $0.kind.lowercased() == word }) { return found }
    throw KubectlError(
      "error: the server doesn't have a resource type \"\(word.isEmpty ? name : String(name.prefix { $0 != "." }))\"")
  }

  /// As ``resource(named:)``, where kubectl tells that there is none without saying that it is an error.
  func resource(namedPlainly name: String) throws -> MappedResource {
    do {
      return try resource(named: name)
    } catch let error as KubectlError {
      throw KubectlError(error.description.replacing("error: ", with: ""))
    }
  }

  /// The resources of a category such as `all`, in discovery order, one version each.
  func category(_ name: String) -> [MappedResource] {
    var seen: Set<String> = []
    return resources.filter { $0.categories.contains(name) && seen.insert($0.qualifiedName).inserted }
  }

  /// The resource that holds objects of this kind.
  func resource(apiVersion: String, kind: String) throws -> MappedResource {
    if let found = resources.first(where: { $0.apiVersion == apiVersion && $0.kind == kind }) { return found }
    throw NoSuchKind(kind: kind, apiVersion: apiVersion)
  }
}

/// A manifest is of a kind that the server doesn't have.
struct NoSuchKind: Error {
  var kind: String
  var apiVersion: String

  /// As kubectl says it of an object in a manifest.
  func inManifest(name: String, namespace: String, source: String) -> KubectlError {
    KubectlError(
      "error: resource mapping not found for name: \"\(name)\" namespace: \"\(namespace)\" from \"\(source)\": "
        + "no matches for kind \"\(kind)\" in version \"\(apiVersion)\"\nensure CRDs are installed first")
  }
}
