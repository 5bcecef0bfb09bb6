import APIMachinery
import ArgumentParser

/// `kubectl explain`: what the server's OpenAPI says of a resource or field.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show the documentation of a resource or field.")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "RESOURCE[.FIELD…]") var paths: [String] = []
  @Flag(help: "Show the names of all fields below.") var recursive = false
  @Option(name: .customLong("api-version"), help: ArgumentHelp("Version of the resource.", valueName: "group/version"))
  var apiVersion: String?

  func run() async throws {
    guard let path = paths.first else {
      throw KubectlError(
        "error: You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported resources."
      )
    }
    guard paths.count == 1 else { throw KubectlError("error: We accept only this format: explain RESOURCE") }
    let session = try global.session()
    let parts = path.split(separator: ".").map(String.init)
    guard let name = parts.first else { throw KubectlError("error: You must specify the type of resource to explain.") }
    let mapper = try await session.mapper()
    var resource: MappedResource
    resource = try mapper.resource(namedPlainly: name)
    if let apiVersion {
      guard let found = mapper.resources.first(where: { $0.plural == resource.plural && $0.apiVersion == apiVersion })
      else {
        throw KubectlError("error: couldn't find resource for \"\(apiVersion), Resource=\(resource.plural)\"")
      }
      resource = found
    }
    let document = try await session.json(
      "GET", "/openapi/v3/" + (resource.group.isEmpty ? "api/" : "apis/") + resource.apiVersion)
    try Explanation(document: document, resource: resource).print(
      fields: Array(parts.dropFirst()), recursive: recursive)
  }
}

/// Reads one OpenAPI v3 document.
struct Explanation {
  let document: JSONValue
  let resource: MappedResource

  func print(fields: [String], recursive: Bool) throws {
    var text = resource.group.isEmpty ? "" : "GROUP:      \(resource.group)\n"
    text += "KIND:       \(resource.kind)\nVERSION:    \(resource.version)\n\n"
    var schema = try root()
    for field in fields {
      guard let next = resolved(schema)["properties"]?[field] else {
        Terminal.write(text, to: 1)
        throw KubectlError("error: field \"\(field)\" does not exist")
      }
      schema = next
    }
    if let name = fields.last {
      text += "FIELD: \(name) <\(type(schema))>\n"
      let values = (schema["enum"]?.arrayValue ?? []).compactMap(\.stringValue)
      text += values.isEmpty ? "\n\n" : "ENUM:\n" + values.map { "    \($0)\n" }.joined() + "\n"
    }
    text += "DESCRIPTION:\n"
    let descriptions = descriptions(schema)
    text +=
      descriptions.isEmpty
      ? "    <empty>\n" : descriptions.map { wrapped($0, indent: 4) + "\n" }.joined() + "    \n"
    if !(resolved(schema)["properties"]?.objectValue?.isEmpty ?? true) {
      text += "FIELDS:\n"
      show(schema, level: 1, recursive: recursive, into: &text)
    }
    Terminal.write(text + "\n", to: 1)
  }

  /// What is said of a field, and of the type it has.
  private func descriptions(_ schema: JSONValue) -> [String] {
    var schema = schema
    var found: [String] = []
    for _ in 0..<8 {
      if let text = schema["description"]?.stringValue, !text.isEmpty { found.append(text) }
      guard let next = next(schema) else { break }
      schema = next
    }
    return found
  }

  /// The schema that a reference, list or map leads to.
  private func next(_ schema: JSONValue) -> JSONValue? {
    if let reference = schema["$ref"]?.stringValue ?? schema["allOf"]?[0]?["$ref"]?.stringValue {
      let name = reference.split(separator: "/").last.map(String.init) ?? ""
      return document[path: "components", "schemas", name] ?? [:]
    }
    if let items = schema["items"], items.objectValue?.isEmpty == false { return items }
    if schema["properties"] == nil, let values = schema["additionalProperties"], values.objectValue?.isEmpty == false {
      return values
    }
    return nil
  }

  private func root() throws -> JSONValue {
    for (_, schema) in document[path: "components", "schemas"]?.objectValue ?? JSONObject() {
      for kind in schema["x-kubernetes-group-version-kind"]?.arrayValue ?? []
      where kind["kind"]?.stringValue == resource.kind && (kind["group"]?.stringValue ?? "") == resource.group
        && kind["version"]?.stringValue == resource.version
      {
        return schema
      }
    }
    throw KubectlError("error: the server has no documentation of \(resource.qualifiedName)")
  }

  /// Follows references and the element types of lists and maps to the schema with properties.
  private func resolved(_ schema: JSONValue) -> JSONValue {
    var schema = schema
    for _ in 0..<8 {
      guard let next = next(schema) else { return schema }
      schema = next
    }
    return schema
  }

  private func type(_ schema: JSONValue) -> String {
    if let reference = schema["$ref"]?.stringValue ?? schema["allOf"]?[0]?["$ref"]?.stringValue {
      let name = reference.split(separator: "/").last.map(String.init) ?? ""
      let target = document[path: "components", "schemas", name] ?? [:]
      if let type = target["type"]?.stringValue, type != "object" { return type }
      return name.split(separator: ".").last.map(String.init) ?? "Object"
    }
    switch schema["type"]?.stringValue {
    case "array":
      guard let items = schema["items"], items.objectValue?.isEmpty == false else { return "array" }
      return "[]" + type(items)
    case "object":
      if let values = schema["additionalProperties"], values.objectValue?.isEmpty == false {
        return "map[string]\(type(values))"
      }
      return "Object"
    case let type?: return type
    case nil: return schema["oneOf"] != nil ? "IntOrString" : "Object"
    }
  }

  private func show(
    _ schema: JSONValue, level: Int, recursive: Bool, inside: [String] = [], into text: inout String
  ) {
    let target = resolved(schema)
    let required = Set((target["required"]?.arrayValue ?? []).compactMap(\.stringValue))
    let indent = String(repeating: "  ", count: level)
    for (name, property) in (target["properties"]?.objectValue ?? JSONObject()).sorted(by: { $0.key < $1.key }) {
      text += "\(indent)\(name)\t<\(type(property))>\(required.contains(name) ? " -required-" : "")\n"
      let values = (property["enum"]?.arrayValue ?? []).compactMap(\.stringValue).map { $0.isEmpty ? "\"\"" : $0 }
      if !values.isEmpty {
        text += "\(indent)enum: \(values.prefix(4).joined(separator: ", "))\(values.count > 4 ? ", ...." : "")\n"
      }
      if recursive {
        // Types that contain themselves, such as JSONSchemaProps, are shown once.
        let type = type(property).trimmingPrefix("[]").trimmingPrefix("map[string]")
        let isPlain = type == "Object"
        if isPlain || !inside.contains(String(type)) {
          let outer = isPlain ? inside : inside + [String(type)]
          show(property, level: level + 1, recursive: true, inside: outer, into: &text)
        }
      } else {
        text += wrapped(property["description"]?.stringValue ?? "<no description>", indent: level * 2 + 2) + "\n\n"
      }
    }
  }

  private func wrapped(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if !line.isEmpty && line.count + word.count + 1 > 80 - indent {
        lines.append(margin + line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    if !line.isEmpty { lines.append(margin + line) }
    return lines.joined(separator: "\n")
  }
}
