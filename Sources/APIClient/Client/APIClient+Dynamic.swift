public import APIMachinery

// The verbs over plain JSON, for resources that are known only at run time.
extension APIClient {
  /// Reads one object.
  public func get(_ path: ResourcePath, name: String, subresource: String? = nil) async throws -> JSONValue {
    try await call(APIRequest(method: "GET", path: path.path(name: name, subresource: subresource)))
  }

  /// Reads a list as the server gives it, one page at most.
  public func list(_ path: ResourcePath, _ options: ListOptions = ListOptions()) async throws -> JSONValue {
    var request = APIRequest(method: "GET", path: path.path(), query: options.query)
    request.headers["Accept"] = options.accept(list: true)
    return try await call(request)
  }

  /// Creates an object, or posts to a subresource such as `binding`, `eviction` or `token`.
  @discardableResult
  public func create(
    _ path: ResourcePath, _ object: JSONValue, name: String? = nil, subresource: String? = nil,
    options: WriteOptions = WriteOptions()
  ) async throws -> JSONValue {
    try await write("POST", path.path(name: name, subresource: subresource), object, options: options)
  }

  /// Replaces an object, whose `metadata.resourceVersion` must be the newest where it is given.
  @discardableResult
  public func update(
    _ path: ResourcePath, name: String, _ object: JSONValue, subresource: String? = nil,
    options: WriteOptions = WriteOptions()
  ) async throws -> JSONValue {
    try await write("PUT", path.path(name: name, subresource: subresource), object, options: options)
  }

  /// Changes parts of an object.
  @discardableResult
  public func patch(
    _ path: ResourcePath, name: String, _ patch: Patch, subresource: String? = nil,
    options: WriteOptions = WriteOptions()
  ) async throws -> JSONValue {
    try await write(
      "PATCH", path.path(name: name, subresource: subresource), patch.body, contentType: patch.contentType,
      options: options)
  }

  /// Deletes an object; gives what the server answers: the object, or a `Status`.
  @discardableResult
  public func delete(
    _ path: ResourcePath, name: String, options: DeletionOptions = DeletionOptions()
  ) async throws -> JSONValue {
    var request = APIRequest(method: "DELETE", path: path.path(name: name))
    if let body = options.json {
      request.headers["Content-Type"] = "application/json"
      request.body = body.encoded()
    }
    return try await call(request)
  }

  /// Deletes every object that `options` selects.
  @discardableResult
  public func deleteCollection(
    _ path: ResourcePath, _ options: ListOptions = ListOptions(), deletion: DeletionOptions = DeletionOptions()
  ) async throws -> JSONValue {
    var request = APIRequest(method: "DELETE", path: path.path(), query: options.query)
    if let body = deletion.json {
      request.headers["Content-Type"] = "application/json"
      request.body = body.encoded()
    }
    return try await call(request)
  }

  /// Starts a watch; its events are JSON.
  public func watch(_ path: ResourcePath, _ options: ListOptions = ListOptions()) async throws -> WatchStream<JSONValue>
  {
    try await watch(path, options) { $0 }
  }

  func watch<Object: Sendable>(
    _ path: ResourcePath, _ options: ListOptions, decode: @escaping @Sendable (JSONValue) throws -> Object
  ) async throws -> WatchStream<Object> {
    var request = APIRequest(method: "GET", path: path.path(), query: options.query + [QueryItem("watch", "true")])
    request.headers["Accept"] = options.accept(list: false)
    return WatchStream(bytes: try await stream(request), decode: decode)
  }

  private func write(
    _ method: String, _ path: String, _ object: JSONValue, contentType: String = "application/json",
    options: WriteOptions
  ) async throws -> JSONValue {
    var request = APIRequest(method: method, path: path, query: options.query)
    request.headers["Content-Type"] = contentType
    request.body = object.encoded()
    return try await call(request)
  }
}
