import APIMachinery

/// The OpenAPI 3 document of one group and version: its paths and the types they speak of.
struct OpenAPIDocument {
  private var schemas = OpenAPISchemas(prefix: "#/components/schemas/")
  private var paths = JSONObject()

  static func make(_ resources: [ServedResource]) -> JSONValue {
    var document = OpenAPIDocument()
    if let first = resources.first { document.addIndex(first) }
    for resource in resources { document.add(resource) }
    return wrapped(
      paths: document.paths,
      schemas: document.schemas.definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  /// The document of a path that is about no version: `/apis/`, `/version/`.
  static func make(path: String, id: String, tag: String, answer: String?) -> JSONValue {
    var schemas = OpenAPISchemas(prefix: "#/components/schemas/")
    let type = answer.flatMap { SchemaRegistry.builtIn.type(named: $0) }
    var operation = OpenAPIOperation(id: id, tag: tag, method: "get")
    operation.answer = type.map { schemas.reference(to: $0) } ?? ["type": "string"]
    return wrapped(
      paths: JSONObject([(path, .object(JSONObject([("get", operation.json)])))]),
      schemas: schemas.definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  private static func wrapped(paths: JSONObject, schemas: [(String, JSONValue)]) -> JSONValue {
    [
      "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": .string(VersionHandler.gitVersion)],
      "paths": .object(paths),
      "components": [
        "schemas": .object(JSONObject(schemas)),
        "securitySchemes": [
          "BearerToken": [
            "type": "apiKey", "name": "authorization", "in": "header", "description": "Bearer Token authentication",
          ]
        ],
      ],
    ]
  }

  private mutating func addIndex(_ resource: ServedResource) {
    let names = Names(resource)
    var operation = OpenAPIOperation(id: "get\(names.version)APIResources", tag: names.tag, method: "get")
    operation.answer = reference("meta/v1.APIResourceList")
    paths["\(names.root)/"] = .object(JSONObject([("get", operation.json)]))
  }

  private mutating func reference(_ type: String) -> JSONValue {
    SchemaRegistry.builtIn.type(named: type).map { schemas.reference(to: $0) } ?? ["type": "object"]
  }

  private mutating func add(_ resource: ServedResource) {
    let names = Names(resource)
    let kind = GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind)
    let (object, listed) = resource.custom.map { custom(resource, $0, kind) } ?? builtIn(resource, kind)
    let status = reference("meta/v1.Status")
    let options = resource.verbs.contains("delete") ? reference("meta/v1.DeleteOptions") : .null
    let make = { (id: String, method: String, action: String) in
      var operation = OpenAPIOperation(id: id, tag: names.tag, method: method)
      (operation.action, operation.kind, operation.isCustom) = (action, kind, resource.isCustom)
      return operation
    }

    var collection: [OpenAPIOperation] = []
    var item: [OpenAPIOperation] = []
    for verb in resource.verbs {
      switch verb {
      case "list":
        var operation = make(names.id("list"), "get", "list")
        (operation.parameters, operation.answer) = (OpenAPIParameters.list, listed)
        collection.append(operation)
        guard resource.isNamespaced else { break }
        operation.id = "list\(names.version)\(resource.kind)ForAllNamespaces"
        add([operation], at: "\(names.root)/\(resource.name)", parameters: [])
      case "create":
        var operation = make(names.id("create"), "post", "post")
        (operation.parameters, operation.body, operation.answer) = (OpenAPIParameters.write, object, object)
        collection.append(operation)
      case "deletecollection":
        var operation = make(names.collectionID, "delete", "deletecollection")
        (operation.parameters, operation.body, operation.answer) = (
          OpenAPIParameters.deleteCollection, options, status
        )
        collection.append(operation)
      case "get", "update", "patch", "delete":
        item.append(write(make, names, verb, object, deleted: deleted(resource, object, status), options))
      case "watch": addWatches(names, resource, make)
      default: break
      }
    }
    add(collection, at: names.collection, parameters: names.scope)
    add(item, at: names.item, parameters: ["name"] + names.scope)
    for subresource in resource.subresources { add(subresource, of: resource, object, names) }
  }

  /// References to the type of a resource and to that of its list.
  private mutating func builtIn(
    _ resource: ServedResource, _ kind: GroupVersionKind
  ) -> (object: JSONValue, list: JSONValue) {
    var listKind = kind
    listKind.kind = resource.listKind
    if let type = resource.type { schemas.mark(type, as: kind) }
    let list = SchemaRegistry.builtIn.type(for: listKind)
    if let list { schemas.mark(list, as: listKind) }
    return (
      resource.type.map { schemas.reference(to: $0) } ?? ["type": "object"],
      list.map { schemas.reference(to: $0) } ?? ["type": "object"]
    )
  }

  /// The types of a custom resource are what its definition says.
  private mutating func custom(
    _ resource: ServedResource, _ custom: CustomResourceInfo, _ kind: GroupVersionKind
  ) -> (object: JSONValue, list: JSONValue) {
    let object = schemas.addCustom(custom.openAPISchema, as: kind)
    var listKind = kind
    listKind.kind = custom.listKind.isEmpty ? resource.listKind : custom.listKind
    return (object, schemas.addCustomList(of: object, itemKind: kind.kind, as: listKind))
  }

  private func deleted(_ resource: ServedResource, _ object: JSONValue, _ status: JSONValue) -> JSONValue {
    resource.storage?.behavior.returnsDeletedObject == true ? object : status
  }

  private func write(
    _ make: (String, String, String) -> OpenAPIOperation, _ names: Names, _ verb: String, _ object: JSONValue,
    deleted: JSONValue, _ options: JSONValue, suffix: String = ""
  ) -> OpenAPIOperation {
    var operation: OpenAPIOperation
    switch verb {
    case "update":
      operation = make(names.id("replace", suffix), "put", "put")
      (operation.parameters, operation.body) = (OpenAPIParameters.write, object)
    case "patch":
      operation = make(names.id("patch", suffix), "patch", "patch")
      (operation.parameters, operation.body) = (OpenAPIParameters.patch, ["type": "object"])
    case "delete":
      operation = make(names.id("delete", suffix), "delete", "delete")
      (operation.parameters, operation.body) = (OpenAPIParameters.delete, options)
      operation.answer = deleted
      return operation
    default: operation = make(names.id("read", suffix), "get", "get")
    }
    operation.answer = object
    return operation
  }

  private mutating func addWatches(
    _ names: Names, _ resource: ServedResource, _ make: (String, String, String) -> OpenAPIOperation
  ) {
    let event = reference("meta/v1.WatchEvent")
    var places: [(path: String, id: String, action: String, parameters: [String])] = [
      (names.collection, names.id("watch", "List"), "watchlist", names.scope),
      (names.item, names.id("watch"), "watch", ["name"] + names.scope),
    ]
    if resource.isNamespaced {
      places.append(
        (
          "\(names.root)/\(resource.name)", "watch\(names.version)\(resource.kind)ListForAllNamespaces", "watchlist", []
        ))
    }
    for place in places {
      var operation = make(place.id, "get", place.action)
      (operation.parameters, operation.answer) = (OpenAPIParameters.list, event)
      add(
        [operation], at: "\(names.root)/watch" + place.path.dropFirst(names.root.count), parameters: place.parameters)
    }
  }

  private mutating func add(
    _ subresource: Subresource, of resource: ServedResource, _ main: JSONValue, _ names: Names
  ) {
    let kind = GroupVersionKind(
      group: subresource.groupVersion?.group ?? resource.group,
      version: subresource.groupVersion?.version ?? resource.version, kind: subresource.kind)
    let suffix = subresource.name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let path = "\(names.item)/\(subresource.name)"
    let parameters = ["name"] + names.scope
    if let own = OpenAPIParameters.connections[subresource.kind] {
      return connect(kind, suffix, path, parameters, own, subresource, names)
    }
    let object =
      kind.kind == resource.kind
      ? main : SchemaRegistry.builtIn.type(for: kind).map { schemas.reference(to: $0) } ?? ["type": "object"]
    let make = { (id: String, method: String, action: String) in
      var operation = OpenAPIOperation(id: id, tag: names.tag, method: method)
      (operation.action, operation.kind, operation.isCustom) = (action, kind, resource.isCustom)
      return operation
    }
    let operations = subresource.verbs.map { verb in
      guard verb != "create" else {
        var operation = make(names.id("create", suffix), "post", "post")
        (operation.parameters, operation.body, operation.answer) = (OpenAPIParameters.write, object, object)
        return operation
      }
      var operation = write(make, names, verb, object, deleted: object, .null, suffix: suffix)
      if subresource.name == "log" {
        (operation.parameters, operation.answer) = (OpenAPIParameters.log, ["type": "string"])
      }
      return operation
    }
    add(operations, at: path, parameters: parameters)
  }

  private static let connectMethods = [
    "get": ["get"], "create": ["post"], "update": ["put"], "patch": ["patch"], "delete": ["delete"],
  ]

  private mutating func connect(
    _ kind: GroupVersionKind, _ suffix: String, _ path: String, _ parameters: [String], _ own: [String],
    _ subresource: Subresource, _ names: Names
  ) {
    var methods = subresource.verbs.flatMap { Self.connectMethods[$0] ?? [] }
    let isProxy = subresource.name == "proxy"
    if isProxy { methods += ["head", "options"] }
    for ending in isProxy ? ["", "WithPath"] : [""] {
      let operations = methods.map { method in
        let name = method.prefix(1).uppercased() + method.dropFirst()
        var operation = OpenAPIOperation(
          id: "connect\(names.version)\(name)\(names.kind)\(suffix)\(ending)", tag: names.tag, method: method)
        (operation.action, operation.kind) = ("connect", kind)
        (operation.parameters, operation.answer) = (own, ["type": "string"])
        return operation
      }
      add(
        operations, at: ending.isEmpty ? path : path + "/{path}",
        parameters: parameters + (ending.isEmpty ? [] : ["path"]),
        isPretty: false)
    }
  }

  private mutating func add(
    _ operations: [OpenAPIOperation], at path: String, parameters: [String], isPretty: Bool = true
  ) {
    guard !operations.isEmpty else { return }
    var item = JSONObject()
    item["parameters"] = .array(
      parameters.map(OpenAPIParameters.path) + (isPretty ? [OpenAPIParameters.query("pretty")] : []))
    for operation in operations { item[operation.method] = operation.json }
    paths[path] = .object(item)
  }

  /// How operations and paths of a resource are called.
  private struct Names {
    /// Such as `/apis/apps/v1`.
    let root: String
    let collection: String
    let item: String
    /// Parameters of the paths beside the name.
    let scope: [String]
    /// Such as `AppsV1`.
    let version: String
    /// Such as `NamespacedPod`.
    let kind: String
    let tag: String

    init(_ resource: ServedResource) {
      root = resource.group.isEmpty ? "/api/v1" : "/apis/\(resource.apiVersion)"
      collection =
        resource.isNamespaced ? "\(root)/namespaces/{namespace}/\(resource.name)" : "\(root)/\(resource.name)"
      item = collection + "/{name}"
      scope = resource.isNamespaced ? ["namespace"] : []
      let group = Self.group(resource.group)
      version =
        group.prefix(1).uppercased() + group.dropFirst() + resource.version.prefix(1).uppercased()
        + resource.version.dropFirst()
      kind = (resource.isNamespaced ? "Namespaced" : "") + resource.kind
      tag = "\(group)_\(resource.version)"
    }

    /// `rbac.authorization.k8s.io` is `rbacAuthorization`.
    static func group(_ group: String) -> String {
      if group.isEmpty { return "core" }
      let parts = (group.hasSuffix(".k8s.io") ? String(group.dropLast(".k8s.io".count)) : group).split(separator: ".")
      return parts.enumerated().map {
        $0.offset == 0 ? String($0.element) : $0.element.prefix(1).uppercased() + $0.element.dropFirst()
      }.joined()
    }

    func id(_ verb: String, _ suffix: String = "") -> String { "\(verb)\(version)\(kind)\(suffix)" }
    var collectionID: String { "delete\(version)Collection\(kind)" }
  }

  /// The name of a group in operations, such as `rbacAuthorization`.
  static func groupName(_ group: String) -> String { Names.group(group) }
}
