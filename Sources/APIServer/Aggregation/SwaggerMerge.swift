import APIMachinery

/// Adds what extension servers say in OpenAPI 2 to this server's document.
enum SwaggerMerge {
  private static let reference = "#/definitions/"

  /// The paths of a document below a prefix, with the definitions these speak of.
  static func part(of document: JSONValue, below prefix: String) -> JSONValue {
    var paths = JSONObject()
    for (path, item) in document["paths"]?.objectValue ?? JSONObject() where path.hasPrefix(prefix) {
      paths[path] = item
    }
    let all = document["definitions"]?.objectValue ?? JSONObject()
    var names: Set<String> = []
    var open = references(in: .object(paths))
    while let name = open.popFirst() {
      guard names.insert(name).inserted, let definition = all[name] else { continue }
      open.formUnion(references(in: definition).subtracting(names))
    }
    var definitions = JSONObject()
    for (name, definition) in all where names.contains(name) { definitions[name] = definition }
    return ["swagger": "2.0", "paths": .object(paths), "definitions": .object(definitions)]
  }

  /// What is there stays; a definition of the same name that says something else gets another name.
  static func add(_ part: JSONValue, to document: inout JSONValue) {
    var definitions = document["definitions"]?.objectValue ?? JSONObject()
    var renamed: [String: String] = [:]
    let added = part["definitions"]?.objectValue ?? JSONObject()
    for (name, definition) in added where definitions[name] != nil && definitions[name] != .some(definition) {
      var number = 2
      while definitions["\(name)_v\(number)"] != nil || added["\(name)_v\(number)"] != nil { number += 1 }
      renamed[name] = "\(name)_v\(number)"
    }
    for (name, definition) in added {
      let other = renamed[name] ?? name
      if definitions[other] == nil { definitions[other] = renaming(definition, renamed) }
    }
    var paths = document["paths"]?.objectValue ?? JSONObject()
    for (path, item) in part["paths"]?.objectValue ?? JSONObject() where paths[path] == nil {
      paths[path] = renaming(item, renamed)
    }
    document["definitions"] = .object(definitions)
    document["paths"] = .object(paths)
  }

  private static func references(in value: JSONValue) -> Set<String> {
    switch value {
    case .array(let elements): return elements.reduce(into: []) { $0.formUnion(references(in: $1)) }
    case .object(let object):
      var found: Set<String> = []
      for (key, member) in object {
        if key == "$ref", let text = member.stringValue, text.hasPrefix(reference) {
          found.insert(String(text.dropFirst(reference.count)))
        } else {
          found.formUnion(references(in: member))
        }
      }
      return found
    default: return []
    }
  }

  private static func renaming(_ value: JSONValue, _ names: [String: String]) -> JSONValue {
    guard !names.isEmpty else { return value }
    switch value {
    case .array(let elements): return .array(elements.map { renaming($0, names) })
    case .object(let object):
      return .object(
        JSONObject(
          uniqueMembers: object.map { key, member in
            guard key == "$ref", let text = member.stringValue, text.hasPrefix(reference),
              let name = names[String(text.dropFirst(reference.count))]
            else { return (key, renaming(member, names)) }
            return (key, .string(reference + name))
          }))
    default: return value
    }
  }
}

/// OpenAPI 2 said in the words of version 3, for extension servers that have no other document
/// (`openapiconv.ConvertV2ToV3` upstream).
enum SwaggerConversion {
  private static let old = "#/definitions/"
  private static let new = "#/components/schemas/"
  /// What version 3 says of a parameter in its schema.
  private static let schemaMembers: Set<String> = [
    "type", "format", "items", "default", "maximum", "minimum", "maxLength", "minLength", "pattern", "enum",
    "uniqueItems", "maxItems", "minItems",
  ]

  static func version3(of document: JSONValue) -> JSONValue {
    var paths = JSONObject()
    for (path, item) in document["paths"]?.objectValue ?? JSONObject() { paths[path] = pathItem(item) }
    return [
      "openapi": "3.0.0",
      "info": document["info"] ?? ["title": "Kubernetes", "version": .string(VersionHandler.gitVersion)],
      "paths": .object(paths), "components": ["schemas": converted(document["definitions"] ?? [:])],
    ]
  }

  private static func converted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(converted))
    case .object(let object):
      return .object(
        JSONObject(
          uniqueMembers: object.map { key, member in
            guard key == "$ref", let text = member.stringValue, text.hasPrefix(old) else {
              return (key, converted(member))
            }
            return (key, .string(new + text.dropFirst(old.count)))
          }))
    default: return value
    }
  }

  private static func pathItem(_ item: JSONValue) -> JSONValue {
    var result = JSONObject()
    for (key, member) in item.objectValue ?? JSONObject() {
      result[key] =
        key == "parameters" ? .array((member.arrayValue ?? []).map(parameter)) : operation(member)
    }
    return .object(result)
  }

  private static func operation(_ operation: JSONValue) -> JSONValue {
    guard operation.objectValue != nil else { return operation }
    var result = operation
    let given = operation["parameters"]?.arrayValue ?? []
    let consumes = (operation["consumes"]?.arrayValue ?? []).compactMap(\.stringValue)
    let produces = (operation["produces"]?.arrayValue ?? []).compactMap(\.stringValue)
    for member in ["consumes", "produces", "schemes", "parameters"] { result[member] = .none }
    let plain = given.filter { $0["in"]?.stringValue != "body" }
    if !plain.isEmpty { result["parameters"] = .array(plain.map(parameter)) }
    if let body = given.first(where: { $0["in"]?.stringValue == "body" }) {
      var requestBody: JSONValue = ["content": content(body["schema"], consumes)]
      if body["required"] == true { requestBody["required"] = true }
      result["requestBody"] = requestBody
    }
    var responses = JSONObject()
    for (code, response) in operation["responses"]?.objectValue ?? JSONObject() {
      var answer: JSONValue = ["description": response["description"] ?? ""]
      if let schema = response["schema"] { answer["content"] = content(schema, produces) }
      responses[code] = answer
    }
    result["responses"] = .object(responses)
    return result
  }

  private static func content(_ schema: JSONValue?, _ types: [String]) -> JSONValue {
    let media: JSONValue = ["schema": converted(schema ?? [:])]
    return .object(JSONObject((types.isEmpty ? ["application/json"] : types).map { ($0, media) }))
  }

  private static func parameter(_ parameter: JSONValue) -> JSONValue {
    var result = JSONObject()
    var schema = JSONObject()
    for (key, value) in parameter.objectValue ?? JSONObject() {
      if schemaMembers.contains(key) { schema[key] = converted(value) } else { result[key] = converted(value) }
    }
    if !schema.isEmpty { result["schema"] = .object(schema) }
    return .object(result)
  }
}
