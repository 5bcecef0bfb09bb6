import APIMachinery

/// The OpenAPI 3 document of one group and version: its paths and the types they speak of.
struct OpenAPIDocument {
  let resources: [ServedResource]
  private var schemas = OpenAPISchemas(prefix: "#/components/schemas/")
  private var paths = JSONObject()

  init(_ resources: [ServedResource]) { self.resources = resources }

  static func make(_ resources: [ServedResource]) -> JSONValue {
    var document = OpenAPIDocument(resources)
    for resource in resources { document.add(resource) }
    return [
      "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": .string(VersionHandler.gitVersion)],
      "paths": .object(document.paths),
      "components": [
        "schemas": .object(
          JSONObject(document.schemas.definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })),
        "securitySchemes": [
          "BearerToken": [
            "type": "apiKey", "name": "authorization", "in": "header", "description": "Bearer Token authentication",
          ]
        ],
      ],
    ]
  }

  private mutating func add(_ resource: ServedResource) {
    let kind = GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind)
    if let type = resource.type { schemas.mark(type, as: kind) }
    let list = SchemaRegistry.builtIn.type(
      for: GroupVersionKind(group: resource.group, version: resource.version, kind: resource.listKind))
    if let list {
      schemas.mark(
        list, as: GroupVersionKind(group: resource.group, version: resource.version, kind: resource.listKind))
    }
    let root = resource.group.isEmpty ? "/api/v1" : "/apis/\(resource.apiVersion)"
    let collection =
      resource.isNamespaced ? "\(root)/namespaces/{namespace}/\(resource.name)" : "\(root)/\(resource.name)"
    let answer = resource.type.map { schemas.reference(to: $0) } ?? ["type": "object"]
    let listAnswer = list.map { schemas.reference(to: $0) } ?? ["type": "object"]

    var operations = JSONObject()
    operations["parameters"] = .array(resource.isNamespaced ? [Self.pathParameter("namespace")] : [])
    for (verb, method, action) in [
      ("list", "get", "list"), ("create", "post", "post"), ("deletecollection", "delete", "deletecollection"),
    ]
    where resource.verbs.contains(verb) {
      operations[method] = operation(
        resource, kind, action: action, method: method, answer: verb == "list" ? listAnswer : answer)
    }
    if operations.count > 1 { paths[collection] = .object(operations) }
    addItem(resource, kind, path: "\(collection)/{name}", answer)
    for subresource in resource.subresources {
      let subKind = GroupVersionKind(
        group: subresource.groupVersion?.group ?? resource.group,
        version: subresource.groupVersion?.version ?? resource.version, kind: subresource.kind)
      let type = SchemaRegistry.builtIn.type(for: subKind)
      let reference = type.map { schemas.reference(to: $0) } ?? ["type": "object"]
      addItem(
        resource, subKind, path: "\(collection)/{name}/\(subresource.name)", reference, verbs: subresource.verbs,
        suffix: subresource.name)
    }
  }

  private mutating func addItem(
    _ resource: ServedResource, _ kind: GroupVersionKind, path: String, _ answer: JSONValue, verbs: [String]? = nil,
    suffix: String = ""
  ) {
    var operations = JSONObject()
    var parameters = [Self.pathParameter("name")]
    if resource.isNamespaced { parameters.append(Self.pathParameter("namespace")) }
    operations["parameters"] = .array(parameters)
    for (verb, method) in [
      ("get", "get"), ("update", "put"), ("patch", "patch"), ("delete", "delete"), ("create", "post"),
    ]
    where (verbs ?? resource.verbs).contains(verb) && (verbs != nil || verb != "create") {
      operations[method] = operation(resource, kind, action: method, method: method, answer: answer, suffix: suffix)
    }
    if operations.count > 1 { paths[path] = .object(operations) }
  }

  private func operation(
    _ resource: ServedResource, _ kind: GroupVersionKind, action: String, method: String, answer: JSONValue,
    suffix: String = ""
  ) -> JSONValue {
    let group = resource.group.isEmpty ? "core" : String(resource.group.prefix { $0 != "." })
    let scope = resource.isNamespaced ? "Namespaced" : ""
    let verb =
      ["get": "read", "put": "replace", "post": "create", "deletecollection": "deletecollection"][action] ?? action
    let version = resource.version.prefix(1).uppercased() + resource.version.dropFirst()
    var operation: JSONValue = [
      "tags": [.string("\(group)_\(resource.version)")],
      "operationId": .string(
        "\(verb)\(group.prefix(1).uppercased())\(group.dropFirst())\(version)\(scope)\(resource.kind)"
          + suffix.prefix(1).uppercased() + suffix.dropFirst()),
      "x-kubernetes-action": .string(action), "x-kubernetes-group-version-kind": OpenAPISchemas.json(kind),
    ]
    var parameters: [JSONValue] = []
    if ["post", "put", "patch", "delete"].contains(method) { parameters.append(Self.query("dryRun")) }
    if ["post", "put", "patch"].contains(method) {
      parameters += [Self.query("fieldManager"), Self.query("fieldValidation")]
      let mediaTypes =
        method == "patch"
        ? ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]
          + (resource.isCustom ? [] : ["application/strategic-merge-patch+json"]) : ["*/*"]
      let body: JSONValue = method == "patch" ? ["type": "object"] : answer
      operation["requestBody"] = [
        "content": .object(JSONObject(mediaTypes.map { ($0, ["schema": body]) })), "required": true,
      ]
    }
    if method == "patch" { parameters.append(Self.query("force", type: "boolean")) }
    if action == "list" || action == "deletecollection" {
      parameters += ["continue", "fieldSelector", "labelSelector", "resourceVersion", "resourceVersionMatch"].map {
        Self.query($0)
      }
      parameters += [Self.query("limit", type: "integer"), Self.query("timeoutSeconds", type: "integer")]
      if action == "list" {
        parameters += [Self.query("watch", type: "boolean"), Self.query("allowWatchBookmarks", type: "boolean")]
      }
    }
    operation["parameters"] = .array(parameters)
    let content: JSONValue = ["application/json": ["schema": answer]]
    operation["responses"] = [
      "200": ["description": "OK", "content": content], "401": ["description": "Unauthorized"],
    ]
    return operation
  }

  private static func query(_ name: String, type: String = "string") -> JSONValue {
    ["name": .string(name), "in": "query", "schema": ["type": .string(type), "uniqueItems": true]]
  }

  private static func pathParameter(_ name: String) -> JSONValue {
    ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "uniqueItems": true]]
  }
}
