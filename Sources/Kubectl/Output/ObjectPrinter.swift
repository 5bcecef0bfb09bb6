import APIMachinery

/// Prints objects in the formats that don't need the server's table.
struct ObjectPrinter: Sendable {
  let format: OutputFormat
  /// Keeps `metadata.managedFields` in the output.
  var showsManagedFields = false

  /// The text of one object or list.
  func text(_ object: JSONValue, resource: MappedResource? = nil) throws -> String {
    switch format {
    case .json: return JSONText.pretty(cleaned(object)) + "\n"
    case .yaml: return String(decoding: YAMLCodec.encode(cleaned(object)), as: UTF8.self)
    case .jsonPath(let path): return try path.render(object)
    case .name: return items(object).map { Self.name($0, resource: resource) + "\n" }.joined()
    case .customColumns(let columns):
      let rows = items(object).map { item in columns.map { $0.cell(item) } }
      return TextTable(header: columns.map(\.header), rows: rows).text()
    case .table: return ""
    }
  }

  private func items(_ object: JSONValue) -> [JSONValue] {
    object["items"]?.arrayValue ?? [object]
  }

  private func cleaned(_ object: JSONValue) -> JSONValue {
    guard !showsManagedFields else { return object }
    var object = object
    if var metadata = object["metadata"], metadata["managedFields"] != nil {
      metadata["managedFields"] = nil
      object["metadata"] = metadata
    }
    if let elements = object["items"]?.arrayValue { object["items"] = .array(elements.map(cleaned)) }
    return object
  }

  /// `deployment.apps/web`.
  static func name(_ object: JSONValue, resource: MappedResource?) -> String {
    let name = object[path: "metadata", "name"]?.stringValue ?? ""
    if let resource { return "\(resource.objectPrefix)/\(name)" }
    let kind = (object["kind"]?.stringValue ?? "").lowercased()
    let version = object["apiVersion"]?.stringValue ?? ""
    let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    return group.isEmpty ? "\(kind)/\(name)" : "\(kind).\(group)/\(name)"
  }
}

/// JSON for people: four spaces, as kubectl's.
enum JSONText {
  static func pretty(_ value: JSONValue, indent: Int = 0) -> String {
    let inner = String(repeating: "    ", count: indent + 1)
    let outer = String(repeating: "    ", count: indent)
    switch value {
    case .array(let elements) where !elements.isEmpty:
      return "[\n" + elements.map { inner + pretty($0, indent: indent + 1) }.joined(separator: ",\n") + "\n\(outer)]"
    case .object(let object) where !object.isEmpty:
      let members = object.members.sorted { $0.key < $1.key }.map { member in
        "\(inner)\(encoded(.string(member.key))): \(pretty(member.value, indent: indent + 1))"
      }
      return "{\n" + members.joined(separator: ",\n") + "\n\(outer)}"
    default:
      return encoded(value)
    }
  }

  private static func encoded(_ value: JSONValue) -> String { String(decoding: value.encoded(), as: UTF8.self) }
}

extension JSONText {
  /// The same value with the members of every object in order of their names.
  static func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map(sorted))
    case .object(let object):
      .object(JSONObject(uniqueMembers: object.members.sorted { $0.key < $1.key }.map { ($0.key, sorted($0.value)) }))
    default: value
    }
  }
}
