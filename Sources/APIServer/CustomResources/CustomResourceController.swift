import APIMachinery
import Storage

/// Serves what CustomResourceDefinitions define: accepts their names, makes their resources known, and takes them
/// away again when the definition goes.
struct CustomResourceController: Sendable {
  private static let resource = GroupResource("customresourcedefinitions", group: "apiextensions.k8s.io")
  private static let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

  let server: APIServer

  /// Follows the definitions until the task is cancelled.
  func run() async throws {
    guard let storage = server.resources.storage(Self.resource) else { return }
    while !Task.isCancelled {
      let watcher = try await storage.cache.watch(
        CacheWatchRequest(start: .initialEvents(.newest, endsWithBookmark: false)))
      do {
        while let events = try await watcher.next() {
          for event in events {
            guard case .object(let watched) = event else { continue }
            if watched.kind == .deleted {
              remove(watched.object.decoded())
            } else {
              await serve(watched.object.decoded())
            }
          }
        }
        return
      } catch is APIError {
        continue  // Fell behind: everything is looked at again.
      }
    }
  }

  private func remove(_ definition: JSONValue) {
    let resource = Self.groupResource(definition)
    let prefix = server.resources.storage(resource)?.keyPrefix
    server.resources.replaceCustom(resource, with: [])
    if let prefix { server.caches.remove(prefix) }
  }

  private func serve(_ definition: JSONValue) async {
    guard await accept(definition) else { return }
    let resource = Self.groupResource(definition)
    do {
      let versions = try await CustomResourceVersions(definition: definition, resource: resource, server: server).make()
      server.resources.replaceCustom(resource, with: versions)
    } catch {
      return  // The store is closing; the next start serves it.
    }
  }

  /// Whether nobody else has the names; says so in the status.
  private func accept(_ definition: JSONValue) async -> Bool {
    let conditions = definition[path: "status", "conditions"]?.arrayValue ?? []
    let isEstablished = conditions.contains { $0["type"] == "Established" && $0["status"] == "True" }
    if isEstablished { return true }
    let now = JSONValue.string(server.time.now().rfc3339)
    var changed = definition
    var names: JSONValue = [:]
    for key in ["plural", "singular", "shortNames", "kind", "listKind", "categories"] {
      names[key] = definition[path: "spec", "names", key]
    }
    changed.set(["status", "acceptedNames"], to: names)
    changed.set(
      ["status", "conditions"],
      to: [
        [
          "type": "NamesAccepted", "status": "True", "lastTransitionTime": now, "reason": "NoConflicts",
          "message": "no conflicts found",
        ],
        [
          "type": "Established", "status": "True", "lastTransitionTime": now, "reason": "InitialNamesAccepted",
          "message": "the initial names have been accepted",
        ],
      ])
    let headers = Headers([("Content-Type", "application/json"), ("User-Agent", "kube-apiserver/v1.36")])
    let response = try? await server.transport(as: .apiServer).send(
      APIRequest(
        method: "PUT", path: "\(Self.path)/\(definition.name)/status", headers: headers, body: changed.encoded()))
    return response?.status == 200
  }

  private static func groupResource(_ definition: JSONValue) -> GroupResource {
    GroupResource(
      definition[path: "spec", "names", "plural"]?.stringValue ?? "",
      group: definition[path: "spec", "group"]?.stringValue ?? "")
  }
}

/// The served versions of one definition.
struct CustomResourceVersions {
  private static let verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]

  let definition: JSONValue
  let resource: GroupResource
  let server: APIServer

  func make() async throws -> [ServedResource] {
    let versions = definition[path: "spec", "versions"]?.arrayValue ?? []
    guard let stored = versions.first(where: { $0["storage"]?.boolValue == true }) else { return [] }
    let storage = try await storage(stored)
    return versions.filter { $0["served"]?.boolValue == true }.compactMap { served($0, storage) }
  }

  private var isNamespaced: Bool { definition[path: "spec", "scope"]?.stringValue == "Namespaced" }
  private var kind: String { definition[path: "spec", "names", "kind"]?.stringValue ?? "" }

  private func type(_ version: JSONValue) -> ObjectType? {
    let name = "\(resource.group)/\(version["name"]?.stringValue ?? "").\(kind)"
    return CustomResourceSchema(name: name).object(version[path: "schema", "openAPIV3Schema"] ?? [:])
  }

  private func storage(_ version: JSONValue) async throws -> ResourceStorage {
    let prefix = "/registry/\(resource.group)/\(resource.resource)/"
    let fields = (version["selectableFields"]?.arrayValue ?? []).compactMap {
      $0["jsonPath"]?.stringValue.map { String($0.drop { $0 == "." }) }
    }
    let reading = HeaderReading(fields: fields)
    let cache = server.caches.cache(prefix) {
      WatchCache.Configuration(prefix: prefix, indexes: [], header: { try reading($0, $1) })
    }
    try await cache.load()
    let versionName = version["name"]?.stringValue ?? ""
    return ResourceStorage(
      resource: resource, apiVersion: "\(resource.group)/\(versionName)", kind: kind,
      type: type(version) ?? ObjectType(name: kind, role: .object, preservesUnknownFields: true),
      isNamespaced: isNamespaced, keyPrefix: prefix,
      strategy: CustomResourceStrategy(hasStatus: version[path: "subresources", "status"] != nil),
      validator: SchemaOnlyValidator(),
      behavior: ResourceBehavior(updatesUnconditionally: false, returnsDeletedObject: false), store: server.store,
      cache: cache)
  }

  private func served(_ version: JSONValue, _ storage: ResourceStorage) -> ServedResource? {
    let name = version["name"]?.stringValue ?? ""
    let names = definition[path: "spec", "names"] ?? [:]
    var subresources: [Subresource] = []
    if version[path: "subresources", "status"] != nil {
      subresources.append(Subresource(name: "status", kind: kind, verbs: ["get", "patch", "update"]))
    }
    var selectors: [String: String] = ["metadata.name": "metadata.name", "metadata.namespace": "metadata.namespace"]
    for field in version["selectableFields"]?.arrayValue ?? [] {
      guard let path = field["jsonPath"]?.stringValue else { continue }
      let label = String(path.drop { $0 == "." })
      selectors[label] = label
    }
    let apiVersion = "\(resource.group)/\(name)"
    var warning: String?
    if version["deprecated"]?.boolValue == true {
      warning = version["deprecationWarning"]?.stringValue ?? "\(apiVersion) \(kind) is deprecated"
    }
    let strings = { (key: String) in (names[key]?.arrayValue ?? []).compactMap(\.stringValue) }
    return ServedResource(
      groupResource: resource, version: name, kind: kind, singularName: names["singular"]?.stringValue ?? "",
      shortNames: strings("shortNames"), categories: strings("categories"), isNamespaced: isNamespaced,
      verbs: Self.verbs, subresources: subresources, type: type(version), storage: storage,
      conversion: apiVersion == storage.apiVersion
        ? nil : NoneConversion(stored: storage.apiVersion, served: apiVersion),
      isCustom: true, fieldSelectors: selectors, deprecationWarning: warning)
  }
}
