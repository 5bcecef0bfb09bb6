import APIMachinery

/// Where an object of a manifest lives on the server.
struct ObjectTarget: Sendable {
  var resource: MappedResource
  var namespace: String?
  var name: String

  /// - Parameter source: Where the object stands, for messages.
  init(
    _ object: JSONValue, mapper: ResourceMapper, defaultNamespace: String, namespaceFlag: String?,
    source: String = "unknown"
  ) throws {
    name = object[path: "metadata", "name"]?.stringValue ?? ""
    do {
      resource = try mapper.resource(
        apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? "")
    } catch let error as NoSuchKind {
      throw error.inManifest(
        name: name, namespace: object[path: "metadata", "namespace"]?.stringValue ?? "", source: source)
    }
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

extension FileFlags {
  /// The objects of the manifests, each with the place where the server has it.
  /// - Parameter checked: See ``items(checked:)``.
  func targets(
    _ session: Session, _ global: GlobalFlags, checked: Bool = false
  ) async throws -> [(item: Manifests.Item, target: ObjectTarget)] {
    let mapper = try await session.mapper()
    return try items(checked: checked).map { item in
      let target = try ObjectTarget(
        item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace,
        source: item.source)
      return (item, target)
    }
  }
}
