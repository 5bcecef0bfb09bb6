public import APIMachinery
public import Storage

/// Where the objects of one resource are: the store they are written to and the watch cache they are read from.
/// Shared by all versions that the resource is served in.
public final class ResourceStorage: Sendable {
  public let resource: GroupResource
  /// Of the stored version.
  public let apiVersion: String
  public let kind: String
  /// The schema of the stored version.
  public let type: ObjectType
  public let isNamespaced: Bool
  /// Such as `/registry/pods/`.
  public let keyPrefix: String
  public let strategy: any ResourceStrategy
  public let validator: any ObjectValidator
  public let behavior: ResourceBehavior
  public let store: any Store
  public let cache: WatchCache
  /// To the stored version, for resources whose rules are those of the served one.
  let writeConversion: (any VersionConversion)?
  /// The fields that the cache keeps for selectors, where they can change.
  let selectedFields: [String]

  public init(
    resource: GroupResource, apiVersion: String, kind: String, type: ObjectType, isNamespaced: Bool,
    keyPrefix: String, strategy: any ResourceStrategy, validator: any ObjectValidator, behavior: ResourceBehavior,
    store: any Store, cache: WatchCache, writeConversion: (any VersionConversion)? = nil,
    selectedFields: [String] = []
  ) {
    self.resource = resource
    self.apiVersion = apiVersion
    self.kind = kind
    self.type = type
    self.isNamespaced = isNamespaced
    self.keyPrefix = keyPrefix
    self.strategy = strategy
    self.validator = validator
    self.behavior = behavior
    self.store = store
    self.cache = cache
    self.writeConversion = writeConversion
    self.selectedFields = selectedFields
  }

  func key(namespace: String, name: String) -> String {
    isNamespaced ? "\(keyPrefix)\(namespace)/\(name)" : "\(keyPrefix)\(name)"
  }

  /// The newest acknowledged state.
  func get(namespace: String, name: String) -> CachedObject? {
    cache.object(key: key(namespace: namespace, name: name))
  }

  /// What was written as `revision`, unless it has changed since.
  func object(named name: String, namespace: String, at revision: Revision) -> CachedObject? {
    guard let found = get(namespace: namespace, name: name), found.revision == revision else { return nil }
    return found
  }

  func scope(namespace: String) -> CacheScope {
    isNamespaced && !namespace.isEmpty ? .namespace(namespace) : .all
  }
}

/// What the catalogue says about writes and deletions of a resource.
public struct ResourceBehavior: Sendable {
  /// A PUT makes the object where there is none.
  public var createsOnUpdate: Bool
  /// A PUT without resourceVersion overwrites whatever is there.
  public var updatesUnconditionally: Bool
  /// What happens to dependents when the client doesn't say.
  public var garbageCollection: GarbageCollection
  /// A deletion answers with the object instead of a Status.
  public var returnsDeletedObject: Bool
  /// How long objects are kept; nil for ever.
  public var timeToLive: Duration?

  /// What deletion does with dependents where the request doesn't say.
  public enum GarbageCollection: Sendable { case background, orphan, unsupported }

  public init(
    createsOnUpdate: Bool = false, updatesUnconditionally: Bool = true,
    garbageCollection: GarbageCollection = .background, returnsDeletedObject: Bool = false,
    timeToLive: Duration? = nil
  ) {
    self.createsOnUpdate = createsOnUpdate
    self.updatesUnconditionally = updatesUnconditionally
    self.garbageCollection = garbageCollection
    self.returnsDeletedObject = returnsDeletedObject
    self.timeToLive = timeToLive
  }
}

extension CachedObject {
  /// The object as a tree, resource version included.
  func decoded() -> JSONValue {
    // What the server stored is JSON; a record that isn't was left out of the cache.
    (try? JSONParser.parse(bytes)) ?? .null
  }
}
