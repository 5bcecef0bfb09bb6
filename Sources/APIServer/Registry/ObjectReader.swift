public import APIMachinery
public import Storage

/// Reads of stored objects from memory, for the parts of the pipeline that decide on the cluster's state: admission
/// plugins, authenticators, authorizers, allocators.
public protocol ObjectReader: Sendable {
  /// The object in its stored version; nil where there is none. `namespace` is empty for cluster-scoped resources.
  func object(_ resource: GroupResource, namespace: String, name: String) -> JSONValue?

  /// Every object of the resource, of one namespace or (nil) of all.
  func objects(_ resource: GroupResource, namespace: String?) -> [JSONValue]

  /// The revision of the last change to any object of the resource: who compiles something from all of them (RBAC
  /// rules, quotas) keeps it until this number moves.
  func lastChange(of resource: GroupResource) -> Revision
}

/// What the watch caches hold.
public struct StoredObjects: ObjectReader {
  let resources: ResourceRegistry

  public func object(_ resource: GroupResource, namespace: String, name: String) -> JSONValue? {
    cached(resource, namespace: namespace, name: name)?.decoded()
  }

  public func objects(_ resource: GroupResource, namespace: String?) -> [JSONValue] {
    allCached(resource, namespace: namespace).map { $0.decoded() }
  }

  public func lastChange(of resource: GroupResource) -> Revision {
    resources.storage(resource)?.cache.lastChange ?? 0
  }

  /// The object with its header, not decoded.
  public func cached(_ resource: GroupResource, namespace: String, name: String) -> CachedObject? {
    resources.storage(resource)?.get(namespace: namespace, name: name)
  }

  /// Every object, or those of a namespace, as the cache has them now.
  public func allCached(_ resource: GroupResource, namespace: String?) -> [CachedObject] {
    guard let storage = resources.storage(resource) else { return [] }
    // Most clusters have none of what admission asks for with every pod.
    if storage.cache.isReady, storage.cache.count == 0 { return [] }
    let scope = storage.scope(namespace: namespace ?? "")
    return storage.cache.listImmediately(CacheListRequest(scope: scope))?.objects ?? []
  }
}
