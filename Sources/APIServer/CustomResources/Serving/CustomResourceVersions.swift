import APIMachinery
import Crypto
import Storage

/// The served versions of one definition.
struct CustomResourceVersions {
  private static let verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]

  let definition: JSONValue
  let resource: GroupResource
  let server: APIServer
  /// Where definitions are.
  let definitions: ResourceStorage

  /// By priority, the preferred one first.
  func make() async throws -> [ServedResource] {
    let versions = definition[path: "spec", "versions"]?.arrayValue ?? []
    guard let stored = versions.first(where: { $0["storage"]?.boolValue == true }) else { return [] }
    let cache = try await cache(versions)
    let compiled = versions.compactMap { compile($0) }
    let storedName = stored["name"]?.stringValue ?? ""
    guard let storedVersion = compiled.first(where: { $0.name == storedName }) else { return [] }
    return compiled.filter { $0.json["served"]?.boolValue == true }
      .sorted { APIVersionPriority($0.name) > APIVersionPriority($1.name) }
      .map { served($0, stored: storedVersion, isAlone: compiled.count == 1, cache, versions) }
  }

  private struct Version {
    var name: String
    var json: JSONValue
    var type: ObjectType
    var structural: StructuralType
    var apiVersion: String
    var form: NoneConversion.Version { .init(apiVersion: apiVersion, type: structural) }
  }

  private var isNamespaced: Bool { definition[path: "spec", "scope"]?.stringValue == "Namespaced" }
  private var names: JSONValue { definition[path: "status", "acceptedNames"] ?? [:] }
  private var kind: String { definition[path: "spec", "names", "kind"]?.stringValue ?? "" }
  private var store: any Store { server.encryption.store(for: resource, over: server.store) }

  private var prefix: String { "/registry/\(resource.group)/\(resource.resource)/" }

  private func compile(_ version: JSONValue) -> Version? {
    let name = version["name"]?.stringValue ?? ""
    let apiVersion = "\(resource.group)/\(name)"
    let type = StructuralCompiler().resource(
      version[path: "schema", "openAPIV3Schema"], name: "\(apiVersion).\(kind)")
    guard let type, let structural = type.structural else { return nil }
    return Version(name: name, json: version, type: type, structural: structural, apiVersion: apiVersion)
  }

  // MARK: Storage

  /// The cache keeps what any version selects by; when that changes it is made anew.
  private func cache(_ versions: [JSONValue]) async throws -> WatchCache {
    let fields = Set(versions.flatMap(Self.selectableFields)).sorted()
    if let before = server.resources.storage(resource), before.selectedFields != fields {
      server.caches.remove(prefix)
    }
    let reading = HeaderReading(fields: fields, shared: SharedText())
    let cache = server.caches.cache(prefix, of: store) { [prefix] in
      WatchCache.Configuration(prefix: prefix, indexes: [], header: { try reading($0, $1) })
    }
    try await cache.load()
    return cache
  }

  private static func selectableFields(_ version: JSONValue) -> [String] {
    (version["selectableFields"]?.arrayValue ?? []).compactMap {
      $0["jsonPath"]?.stringValue.map { String($0.drop { $0 == "." }) }
    }
  }

  private func served(
    _ version: Version, stored: Version, isAlone: Bool, _ cache: WatchCache, _ versions: [JSONValue]
  ) -> ServedResource {
    let conversion = conversion(from: stored, to: version, isAlone: isAlone, cache)
    let info = CustomResourceInfo(
      version: version.json, of: definition, definitions: definitions,
      isTerminating: CustomResourceConditions(definition).isTrue("Terminating"))
    let hasStatus = version.json[path: "subresources", "status"].map { !$0.isNull } ?? false
    let storage = ResourceStorage(
      resource: resource, apiVersion: stored.apiVersion, kind: kind, type: version.type, isNamespaced: isNamespaced,
      keyPrefix: prefix, strategy: CustomResourceStrategy(hasStatus: hasStatus),
      validator: CustomResourceValidator(
        type: version.structural, scale: info.scale,
        expressions: ExpressionNode(
          version.json[path: "schema", "openAPIV3Schema"] ?? [:], structural: version.structural, isRoot: true)),
      behavior: ResourceBehavior(updatesUnconditionally: false, returnsDeletedObject: false), store: store,
      cache: cache, writeConversion: conversion, selectedFields: Set(versions.flatMap(Self.selectableFields)).sorted())
    var selectors: [String: String] = ["metadata.name": "metadata.name"]
    if isNamespaced { selectors["metadata.namespace"] = "metadata.namespace" }
    for field in Self.selectableFields(version.json) { selectors[field] = field }
    let strings = { (key: String) in (names[key]?.arrayValue ?? []).compactMap(\.stringValue) }
    return ServedResource(
      groupResource: resource, version: version.name, kind: kind,
      singularName: names["singular"]?.stringValue ?? "", shortNames: strings("shortNames"),
      categories: strings("categories"), isNamespaced: isNamespaced, verbs: Self.verbs,
      storageVersionHash: Self.storageVersionHash("\(stored.apiVersion)/\(kind)"),
      subresources: subresources(version.json, hasStatus: hasStatus), type: version.type, storage: storage,
      conversion: conversion, isCustom: true, fieldSelectors: selectors, deprecationWarning: warning(version, versions),
      custom: info)
  }

  /// nil where what is stored can be handed out as it is.
  private func conversion(from stored: Version, to version: Version, isAlone: Bool, _ cache: WatchCache)
    -> (any VersionConversion)?
  {
    let local = NoneConversion(stored: stored.form, served: version.form)
    if isAlone, Self.isNormal(cache, local) { return nil }
    guard definition[path: "spec", "conversion", "strategy"]?.stringValue == "Webhook" else { return local }
    let webhook = definition[path: "spec", "conversion", "webhook"] ?? [:]
    return WebhookConversion(
      local: local,
      reviewVersions: (webhook["conversionReviewVersions"]?.arrayValue ?? []).compactMap(\.stringValue),
      location: WebhookLocation(clientConfig: webhook["clientConfig"] ?? [:]), kind: kind, client: server.webhooks,
      services: ServiceResolver(
        objects: ServiceObjects(server.resources), random: server.random, route: .endpointsOrName),
      random: server.random)
  }

  /// Whether every stored object is as this version would write it, so that their bytes can be handed out.
  private static func isNormal(_ cache: WatchCache, _ conversion: NoneConversion) -> Bool {
    guard let list = cache.listImmediately(CacheListRequest(scope: .all)) else { return false }
    return list.objects.allSatisfy { object in
      let decoded = object.decoded()
      return conversion.fromStored(decoded) == decoded
    }
  }

  private func subresources(_ version: JSONValue, hasStatus: Bool) -> [Subresource] {
    var subresources: [Subresource] = []
    let verbs = ["get", "patch", "update"]
    if hasStatus { subresources.append(Subresource(name: "status", kind: kind, verbs: verbs)) }
    if version[path: "subresources", "scale"]?.objectValue != nil {
      subresources.append(
        Subresource(name: "scale", kind: "Scale", groupVersion: ("autoscaling", "v1"), verbs: verbs))
    }
    return subresources
  }

  /// The first eight bytes of the SHA-256 of what is stored, as upstream's discovery has them.
  private static func storageVersionHash(_ stored: String) -> String {
    Base64.encode(Array(SHA256.hash(data: Array(stored.utf8)).prefix(8)))
  }

  // MARK: Deprecation

  private func warning(_ version: Version, _ versions: [JSONValue]) -> String? {
    guard version.json["deprecated"]?.boolValue == true else { return nil }
    if let own = version.json["deprecationWarning"]?.stringValue { return own }
    let text = "\(version.apiVersion) \(kind) is deprecated"
    let successor = versions.filter {
      $0["served"]?.boolValue == true && $0["deprecated"]?.boolValue != true
        && APIVersionPriority($0["name"]?.stringValue ?? "") > APIVersionPriority(version.name)
    }.compactMap { $0["name"]?.stringValue }.max { APIVersionPriority($0) < APIVersionPriority($1) }
    return successor.map { "\(text); use \(resource.group)/\($0) \(kind)" } ?? text
  }
}
