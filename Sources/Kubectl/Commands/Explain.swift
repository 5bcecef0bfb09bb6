import APIMachinery
import ArgumentParser

/// `kubectl explain`: what the server's OpenAPI says of a resource or field.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show the documentation of a resource or field.")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "RESOURCE[.FIELD…]") var path: String
  @Flag(help: "Show the names of all fields below.") var recursive = false
  @Option(name: .customLong("api-version"), help: ArgumentHelp("Version of the resource.", valueName: "group/version"))
  var apiVersion: String?

  func run() async throws {
    let session = try global.session()
    let parts = path.split(separator: ".").map(String.init)
    guard let name = parts.first else { throw KubectlError("error: You must specify the type of resource to explain.") }
    let mapper = try await session.mapper()
    var resource = try mapper.resource(named: name)
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
    var schema = try root()
    var name = ""
    for field in fields {
      name = field
      guard let next = resolved(schema)["properties"]?[field] else {
        throw KubectlError("error: field \"\(field)\" does not exist")
      }
      schema = next
    }
    if !resource.group.isEmpty { Terminal.print("GROUP:      \(resource.group)") }
    Terminal.print("KIND:       \(resource.kind)")
    Terminal.print("VERSION:    \(resource.version)\n")
    if !fields.isEmpty { Terminal.print("FIELD: \(name) <\(type(schema))>\n") }
    Terminal.print("DESCRIPTION:")
    Terminal.print(
      wrapped(
        schema["description"]?.stringValue ?? resolved(schema)["description"]?.stringValue ?? "<empty>", indent: 4))
    let properties = resolved(schema)["properties"]?.objectValue?.members ?? []
    guard !properties.isEmpty else { return Terminal.print("") }
    Terminal.print("\nFIELDS:")
    show(schema, level: 1, recursive: recursive)
    Terminal.print("")
  }

  private func root() throws -> JSONValue {
    for (_, schema) in document[path: "components", "schemas"]?.objectValue?.members ?? [] {
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
      if let reference = schema["$ref"]?.stringValue ?? schema["allOf"]?[0]?["$ref"]?.stringValue {
        let name = reference.split(separator: "/").last.map(String.init) ?? ""
        schema = document[path: "components", "schemas", name] ?? [:]
      } else if let items = schema["items"] {
        schema = items
      } else if schema["properties"] == nil, let values = schema["additionalProperties"], values.objectValue != nil {
        schema = values
      } else {
        return schema
      }
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
    case "array": return "[]" + type(schema["items"] ?? [:])
    case "object":
      if let values = schema["additionalProperties"], values.objectValue != nil { return "map[string]\(type(values))" }
      return "Object"
    case let type?: return type
    case nil: return schema["oneOf"] != nil ? "IntOrString" : "Object"
    }
  }

  private func show(_ schema: JSONValue, level: Int, recursive: Bool, depth: Int = 0) {
    let target = resolved(schema)
    let required = Set((target["required"]?.arrayValue ?? []).compactMap(\.stringValue))
    let indent = String(repeating: "  ", count: level)
    for (name, property) in (target["properties"]?.objectValue?.members ?? []).sorted(by: { $0.key < $1.key }) {
      Terminal.print("\(indent)\(name)\t<\(type(property))>\(required.contains(name) ? " -required-" : "")")
      if recursive {
        // JSONSchemaProps contains itself.
        if depth < 12 { show(property, level: level + 1, recursive: true, depth: depth + 1) }
      } else {
        if let values = property["enum"]?.arrayValue {
          Terminal.print("\(indent)enum: \(values.compactMap(\.stringValue).joined(separator: ", "))")
        }
        Terminal.print(
          wrapped(property["description"]?.stringValue ?? "<no description>", indent: level * 2 + 2) + "\n")
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
