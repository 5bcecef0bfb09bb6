import APIMachinery

/// Shows objects as they are, as rows of a Table, or as their metadata alone.
enum Shaping {
  struct Shaped {
    var object: JSONValue
    /// The schema of what is shown, for protobuf.
    var type: ObjectType?
  }

  /// One object (served version).
  static func shape(
    _ object: JSONValue, form: ContentForm, resource: ServedResource, server: APIServer, context: RequestContext
  ) throws(APIError) -> Shaped {
    switch form.shape {
    case .object: return Shaped(object: object, type: server.types.type(of: object) ?? resource.type)
    case .table(let version):
      let metadata: JSONValue = ["resourceVersion": .string(object.resourceVersion)]
      let table = try TableRendering(resource: resource, server: server, context: context)
        .table([object], metadata: metadata, version: version)
      return Shaped(object: table, type: server.types.table)
    case .partialMetadata(let version):
      return Shaped(object: partial(object, version: version), type: server.types.partialMetadata)
    case .partialMetadataList:
      throw APIError(
        code: 406, reason: .notAcceptable,
        message: "you requested PartialObjectMetadataList, but the requested object is not a list "
          + "(*\(goType(resource)))")
    }
  }

  /// Many objects (served version) under a list's metadata.
  static func shape(
    _ items: [JSONValue], list metadata: JSONValue, form: ContentForm, resource: ServedResource, server: APIServer,
    context: RequestContext
  ) throws(APIError) -> Shaped {
    switch form.shape {
    case .object:
      let stripped = resource.isCustom ? items : items.map(withoutKind)
      let list: JSONValue = [
        "kind": .string(resource.listKind), "apiVersion": .string(resource.apiVersion), "metadata": metadata,
        "items": .array(stripped),
      ]
      return Shaped(object: list, type: server.types.listType(of: resource))
    case .table(let version):
      let table = try TableRendering(resource: resource, server: server, context: context)
        .table(items, metadata: metadata, version: version)
      return Shaped(object: table, type: server.types.table)
    case .partialMetadataList(let version):
      let list: JSONValue = [
        "kind": "PartialObjectMetadataList", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": metadata,
        "items": .array(items.map { partial($0, version: version) }),
      ]
      return Shaped(object: list, type: server.types.partialMetadataList)
    case .partialMetadata:
      throw APIError(
        code: 406, reason: .notAcceptable,
        message: "you requested PartialObjectMetadata, but the requested object is a list (*\(goType(resource))List)")
    }
  }

  static func partial(_ object: JSONValue, version: String) -> JSONValue {
    [
      "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(version)"),
      "metadata": InternalForm.metadata(of: object),
    ]
  }

  static func withoutKind(_ object: JSONValue) -> JSONValue {
    guard case .object(var members) = object else { return object }
    members["kind"] = nil
    members["apiVersion"] = nil
    return .object(members)
  }

  /// The name of upstream's internal type, which its message shows.
  private static func goType(_ resource: ServedResource) -> String {
    if resource.isCustom { return "unstructured.Unstructured" }
    let package = resource.group.isEmpty ? "core" : String(resource.group.prefix { $0 != "." })
    return "\(package).\(resource.kind)"
  }
}
