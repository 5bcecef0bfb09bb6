import APIMachinery

/// The OpenAPI 2 document (`/openapi/v2`): the same paths and types as the documents of version 3, of all groups
/// together, in the older form.
enum SwaggerDocument {
  private static let definitions = "#/definitions/"
  private static let components = "#/components/schemas/"

  /// From the version 3 documents of each group and version.
  static func make(_ documents: [JSONValue]) -> JSONValue {
    var paths: [String: JSONValue] = [:]
    var schemas: [String: JSONValue] = [:]
    for document in documents {
      for (path, item) in document["paths"]?.objectValue ?? JSONObject() {
        // Some of the paths of all groups, such as /version, are said only once.
        if paths[path] == nil { paths[path] = pathItem(item) }
      }
      for (name, schema) in document[path: "components", "schemas"]?.objectValue ?? JSONObject() {
        var schema = converted(schema)
        if let type = ScalarDefinition(rawValue: name)?.swaggerType { schema["type"] = type }
        schemas[name] = joined(schemas[name], schema)
      }
    }
    return [
      "swagger": "2.0", "info": ["title": "Kubernetes", "version": .string(VersionHandler.gitVersion)],
      "paths": sorted(paths), "definitions": sorted(schemas),
      "securityDefinitions": [
        "BearerToken": [
          "description": "Bearer Token authentication", "type": "apiKey", "name": "authorization", "in": "header",
        ]
      ],
      "security": [["BearerToken": []]],
    ]
  }

  private static func sorted(_ members: [String: JSONValue]) -> JSONValue {
    .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
  }

  /// A type that several groups speak of is the kind of each of them (`DeleteOptions`).
  private static func joined(_ known: JSONValue?, _ schema: JSONValue) -> JSONValue {
    let key = "x-kubernetes-group-version-kind"
    guard let known else { return schema }
    var kinds = known[key]?.arrayValue ?? []
    for kind in schema[key]?.arrayValue ?? [] where !kinds.contains(kind) { kinds.append(kind) }
    var schema = schema
    if !kinds.isEmpty { schema[key] = .array(kinds) }
    return schema
  }

  // MARK: Schemas

  /// What version 2 has no word for.
  private static let unsupported: Set<String> = ["nullable", "oneOf", "anyOf", "not"]

  /// With references as version 2 has them. Beside one nothing else counts there, so that what version 3 wraps in
  /// `allOf` is said plainly.
  private static func converted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(converted))
    case .object(let object):
      var result: [(String, JSONValue)] = []
      for (key, member) in object {
        if key == "$ref", let text = member.stringValue, text.hasPrefix(components) {
          result.append((key, .string(definitions + text.dropFirst(components.count))))
        } else if key == "allOf", let parts = member.arrayValue, parts.count == 1, let only = parts.first {
          result += (converted(only).objectValue?.members ?? []).map { ($0.key, $0.value) }
        } else if key == "properties", let properties = member.objectValue {
          // Names of members, not keywords.
          result.append((key, .object(JSONObject(properties.members.map { ($0.key, converted($0.value)) }))))
        } else if !unsupported.contains(key) {
          result.append((key, converted(member)))
        }
      }
      return .object(JSONObject(result))
    default: return value
    }
  }

  // MARK: Paths

  private static func pathItem(_ item: JSONValue) -> JSONValue {
    var result = JSONObject()
    for (key, member) in item.objectValue ?? JSONObject() {
      result[key] =
        key == "parameters"
        ? .array((member.arrayValue ?? []).map(parameter)) : operation(member)
    }
    return .object(result)
  }

  private static func operation(_ operation: JSONValue) -> JSONValue {
    var result = operation
    var parameters = (operation["parameters"]?.arrayValue ?? []).map(parameter)
    result["requestBody"] = nil
    if let content = operation[path: "requestBody", "content"]?.objectValue {
      result["consumes"] = .array(content.keys.map { .string($0) })
      let schema = content.members.first?.value["schema"] ?? [:]
      parameters.insert(["in": "body", "name": "body", "required": true, "schema": converted(schema)], at: 0)
    }
    result["parameters"] = .array(parameters)
    var responses = JSONObject()
    for (code, response) in operation["responses"]?.objectValue ?? JSONObject() {
      var plain: JSONValue = ["description": response["description"] ?? ""]
      if let content = response["content"]?.objectValue {
        result["produces"] = .array(content.keys.map { .string($0) })
        if let schema = content.members.first?.value["schema"] { plain["schema"] = converted(schema) }
      }
      responses[code] = plain
    }
    result["responses"] = .object(responses)
    result["schemes"] = ["https"]
    return result
  }

  /// What version 3 says of a parameter in its schema stands beside its name.
  private static func parameter(_ parameter: JSONValue) -> JSONValue {
    var result = parameter
    result["schema"] = nil
    for (key, value) in parameter["schema"]?.objectValue ?? JSONObject() { result[key] = value }
    return result
  }
}
