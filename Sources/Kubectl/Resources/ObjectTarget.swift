import APIMachinery

/// Where an object of a manifest lives on the server.
struct ObjectTarget: Sendable {
  var resource: MappedResource
  var namespace: String?
  var name: String

  init(_ object: JSONValue, mapper: ResourceMapper, defaultNamespace: String, namespaceFlag: String?) throws {
    resource = try mapper.resource(
      apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? "")
    name = object[path: "metadata", "name"]?.stringValue ?? ""
    guard resource.isNamespaced else {
      namespace = nil
      return
    }
    let own = object[path: "metadata", "namespace"]?.stringValue
    if let own, let namespaceFlag, own != namespaceFlag {
      throw KubectlError(
        "error: the namespace from the provided object \"\(own)\" does not match the namespace \"\(namespaceFlag)\". "
          + "You must pass '--namespace=\(own)' to perform this operation.")
    }
    namespace = own ?? defaultNamespace
  }

  var path: String { resource.path(namespace: namespace, name: name) }
  var collectionPath: String { resource.path(namespace: namespace) }

  /// `deployment.apps/web`.
  var display: String { "\(resource.objectPrefix)/\(name)" }
}
