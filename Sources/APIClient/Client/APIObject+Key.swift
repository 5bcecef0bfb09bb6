public import KubernetesAPI

extension APIObject {
  /// The object's namespace and name.
  public var key: ObjectKey { ObjectKey(namespace: metadata.namespace, name: metadata.name) }

  /// The server's identity of this very object; empty before it is stored.
  public var uid: String { metadata.uid }

  /// The state this is; empty before it is stored.
  public var resourceVersion: String { metadata.resourceVersion }
}
