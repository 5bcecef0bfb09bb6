import APIMachinery
public import KubernetesAPI

/// A list of objects in one consistent state.
public struct ObjectList<Object: Sendable>: Sendable {
  /// In the server's order: by namespace and name.
  public var items: [Object]
  /// The state that was read; a watch can start from it.
  public var resourceVersion: String
  /// Where the next page starts; nil for the last one.
  public var continueToken: String?

  /// Makes a list.
  public init(items: [Object], resourceVersion: String, continueToken: String? = nil) {
    self.items = items
    self.resourceVersion = resourceVersion
    self.continueToken = continueToken
  }

  init(json: JSONValue, decode: (JSONValue) throws -> Object) throws {
    let items = json["items"]?.arrayValue ?? []
    let token = json[path: "metadata", "continue"]?.stringValue
    self.init(
      items: try items.map(decode), resourceVersion: json[path: "metadata", "resourceVersion"]?.stringValue ?? "",
      continueToken: (token?.isEmpty ?? true) ? nil : token)
  }
}

// The verbs over the generated types.
extension APIClient {
  /// Reads one object.
  public func get<Object: APIObject>(
    _ type: Object.Type, _ name: String, namespace: String? = nil
  ) async throws -> Object {
    try Object(json: try await get(ResourcePath(Object.resource, namespace: namespace), name: name))
  }

  /// Reads one object of the type that is asked for.
  public func get<Object: APIObject>(_ name: String, namespace: String? = nil) async throws -> Object {
    try await get(Object.self, name, namespace: namespace)
  }

  /// Reads a list, one page at most.
  public func list<Object: APIObject>(
    _ type: Object.Type = Object.self, namespace: String? = nil, _ options: ListOptions = ListOptions()
  ) async throws -> ObjectList<Object> {
    let json = try await list(ResourcePath(Object.resource, namespace: namespace), options)
    return try ObjectList(json: json) { try Object(json: $0) }
  }

  /// Starts a watch.
  public func watch<Object: APIObject>(
    _ type: Object.Type = Object.self, namespace: String? = nil, _ options: ListOptions = ListOptions()
  ) async throws -> WatchStream<Object> {
    try await watch(ResourcePath(Object.resource, namespace: namespace), options) { try Object(json: $0) }
  }

  /// Creates an object in the namespace it names, and gives it as stored.
  @discardableResult
  public func create<Object: APIObject>(
    _ object: Object, options: WriteOptions = WriteOptions()
  ) async throws -> Object {
    let path = ResourcePath(Object.resource, namespace: object.key.namespace)
    return try Object(json: try await create(path, object.identifiedJSON, options: options))
  }

  /// Replaces an object, if it has not changed since it was read, and gives it as stored.
  @discardableResult
  public func update<Object: APIObject>(
    _ object: Object, subresource: String? = nil, options: WriteOptions = WriteOptions()
  ) async throws -> Object {
    let key = object.key
    let path = ResourcePath(Object.resource, namespace: key.namespace)
    return try Object(
      json: try await update(
        path, name: key.name, object.identifiedJSON, subresource: subresource, options: options))
  }

  /// Replaces an object's status, if the object has not changed since it was read.
  @discardableResult
  public func updateStatus<Object: APIObject>(
    _ object: Object, options: WriteOptions = WriteOptions()
  ) async throws -> Object {
    try await update(object, subresource: "status", options: options)
  }

  /// Changes parts of an object and gives it as stored.
  @discardableResult
  public func patch<Object: APIObject>(
    _ type: Object.Type, _ name: String, namespace: String? = nil, _ patch: Patch,
    subresource: String? = nil, options: WriteOptions = WriteOptions()
  ) async throws -> Object {
    let path = ResourcePath(Object.resource, namespace: namespace)
    return try Object(
      json: try await self.patch(path, name: name, patch, subresource: subresource, options: options))
  }

  /// Deletes an object.
  public func delete<Object: APIObject>(
    _ type: Object.Type, _ name: String, namespace: String? = nil, options: DeletionOptions = DeletionOptions()
  ) async throws {
    try await delete(ResourcePath(Object.resource, namespace: namespace), name: name, options: options)
  }
}

extension APIObject {
  /// The object's JSON with `apiVersion` and `kind`, whether or not the value carries them.
  var identifiedJSON: JSONValue {
    var json = json
    if json["apiVersion"] == nil || json["apiVersion"]?.stringValue == "" {
      json["apiVersion"] = .string(Self.gvk.apiVersion)
    }
    if json["kind"] == nil || json["kind"]?.stringValue == "" { json["kind"] = .string(Self.gvk.kind) }
    return json
  }
}
