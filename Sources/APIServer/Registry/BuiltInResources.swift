import APIMachinery
import Storage

/// The resources of the catalogue that are served, each with its store, its rules and its schema.
struct BuiltInResources {
  let configuration: APIServerConfiguration
  let store: any Store
  let encryption: EncryptionAtRest
  let caches: WatchCaches
  let rules: KindRules
  private let shared = SharedText()

  /// In discovery's order. Versions of one resource share their storage.
  func all() -> [ServedResource] {
    var storages: [GroupResource: ResourceStorage] = [:]
    return ResourceCatalog.builtIn.resources.filter(isServed).map { info in
      let groupResource = GroupResource(group: info.resource.group, resource: info.resource.resource)
      let home = Self.home(of: groupResource)
      var storage = storages[home]
      if storage == nil, info.storage != nil {
        storage = self.storage(of: home)
        storages[home] = storage
      }
      return served(info, storage: storage)
    }
  }

  private func isServed(_ info: ResourceInfo) -> Bool {
    configuration.runtimeConfiguration.serves(info)
      && info.featureGate.map(configuration.featureGates.isEnabled) ?? true
  }

  private func served(_ info: ResourceInfo, storage: ResourceStorage?) -> ServedResource {
    let groupResource = GroupResource(group: info.resource.group, resource: info.resource.resource)
    let subresources = info.subresources.map { sub in
      Subresource(
        name: sub.name, kind: sub.kind.kind,
        groupVersion: sub.kind.group == info.kind.group && sub.kind.version == info.kind.version
          ? nil : (sub.kind.group, sub.kind.version),
        verbs: sub.verbs)
    }
    var selectors: [String: String] = [:]
    for selector in info.fieldSelectors {
      selectors[selector.label] = Conversions.storedField(selector.path ?? selector.label, of: info.kind)
    }
    return ServedResource(
      groupResource: groupResource, version: info.resource.version, kind: info.kind.kind,
      singularName: info.singularName, shortNames: info.shortNames, categories: info.categories,
      isNamespaced: info.isNamespaced, verbs: info.verbs, storageVersionHash: info.storage?.versionHash ?? "",
      subresources: subresources, type: SchemaRegistry.builtIn.type(for: info.kind), storage: storage,
      conversion: storage.flatMap { Conversions.conversion(of: info.kind, storedAs: $0.apiVersion) },
      fieldSelectors: selectors, deprecationWarning: Self.deprecation(of: info.kind))
  }

  /// The release this server behaves as.
  private static let minorVersion = 36

  /// What users of a kind that goes are told with every answer; nil for kinds that stay, or go later.
  static func deprecation(of kind: GroupVersionKind) -> String? {
    guard let lifetime = SchemaRegistry.builtIn.type(for: kind)?.lifetime, let since = lifetime.deprecatedSince,
      let minor = since.split(separator: ".").last.flatMap({ Int($0) }), minor <= minorVersion
    else { return nil }
    var text = "\(kind.apiVersion) \(kind.kind) is deprecated in v\(since)+"
    if let removed = lifetime.removedIn { text += ", unavailable in v\(removed)+" }
    if let slash = lifetime.replacement?.lastIndex(of: "/"), let replacement = lifetime.replacement {
      text += "; use \(replacement[..<slash]) \(replacement[replacement.index(after: slash)...])"
    }
    return text
  }

  /// Events of both groups are the same objects.
  private static func home(of resource: GroupResource) -> GroupResource {
    resource == GroupResource("events", group: "events.k8s.io") ? GroupResource("events") : resource
  }

  private func storage(of resource: GroupResource) -> ResourceStorage? {
    let infos = ResourceCatalog.builtIn.resources.filter {
      $0.resource.group == resource.group && $0.resource.resource == resource.resource
    }
    // Where there are several versions, the first (preferred) one is the stored one, whether it is served or not.
    guard let info = infos.first, let stored = info.storage,
      let type = SchemaRegistry.builtIn.type(for: info.kind)
    else { return nil }
    var fields: [String] = []
    for selector in info.fieldSelectors where !selector.label.hasPrefix("metadata.") {
      let field = selector.path ?? selector.label
      // Some have two names.
      if !fields.contains(field) { fields.append(field) }
    }
    let reading = HeaderReading(fields: fields, shared: shared)
    let prefix = stored.keyPrefix + "/"
    let store = encryption.store(for: resource, over: store)
    let cache = caches.cache(prefix, of: store) {
      WatchCache.Configuration(
        prefix: prefix, indexes: rules.indexes(of: resource), header: { try reading($0, $1) })
    }
    return ResourceStorage(
      resource: resource, apiVersion: info.kind.apiVersion, kind: info.kind.kind, type: type,
      isNamespaced: info.isNamespaced, keyPrefix: prefix, strategy: rules.strategy(of: resource),
      validator: ObjectValidators.validator(of: resource), behavior: rules.behavior(of: info), store: store,
      cache: cache)
  }
}
