import APIMachinery

/// Compiles the OpenAPI schema of a CustomResourceDefinition to the form all engines work from.
struct CustomResourceSchema {
  /// Schemas nest no deeper than this; what is below is kept as it is.
  private static let depthMax = 60

  let name: String

  /// The type of the whole object.
  func object(_ schema: JSONValue) -> ObjectType? {
    guard let metadata = SchemaRegistry.builtIn.type(named: "meta/v1.ObjectMeta") else { return nil }
    let keepsAll = schema["x-kubernetes-preserve-unknown-fields"]?.boolValue ?? false
    let type = ObjectType(name: name, role: .object, preservesUnknownFields: keepsAll)
    var fields = [
      Field(name: "apiVersion", type: .string), Field(name: "kind", type: .string),
      Field(name: "metadata", type: .object(metadata)),
    ]
    fields += members(schema, path: name, depth: 0)
      .filter { !["apiVersion", "kind", "metadata"].contains($0.name) }
    type.complete(fields: fields, wire: [])
    return type
  }

  private func members(_ schema: JSONValue, path: String, depth: Int) -> [Field] {
    guard case .object(let properties) = schema["properties"] else { return [] }
    let required = Set((schema["required"]?.arrayValue ?? []).compactMap(\.stringValue))
    return properties.members.map { member in
      Field(
        name: member.key, type: value(member.value, path: "\(path).\(member.key)", depth: depth + 1),
        documentation: Documentation(member.value["description"]?.stringValue ?? ""),
        isRequired: required.contains(member.key), topology: topology(member.value),
        defaultValue: member.value["default"])
    }
  }

  private func value(_ schema: JSONValue, path: String, depth: Int) -> ValueType {
    guard depth < Self.depthMax else { return .any }
    if schema["x-kubernetes-int-or-string"]?.boolValue == true { return .any }
    let keepsAll = schema["x-kubernetes-preserve-unknown-fields"]?.boolValue ?? false
    switch schema["type"]?.stringValue {
    case "string": return .string
    case "boolean": return .bool
    case "integer": return schema["format"]?.stringValue == "int32" ? .int32 : .int64
    case "number": return .double
    case "array": return .list(value(schema["items"] ?? [:], path: path, depth: depth + 1))
    case "object":
      if let element = schema["additionalProperties"], element.objectValue != nil {
        return .map(value(element, path: path, depth: depth + 1))
      }
      if schema["properties"] == nil, keepsAll || schema["additionalProperties"]?.boolValue == true { return .any }
      let type = ObjectType(
        name: path, isAtomic: schema["x-kubernetes-map-type"]?.stringValue == "atomic",
        preservesUnknownFields: keepsAll || schema["x-kubernetes-embedded-resource"]?.boolValue == true)
      type.complete(fields: members(schema, path: path, depth: depth), wire: [])
      return .object(type)
    default: return .any
    }
  }

  private func topology(_ schema: JSONValue) -> Topology {
    switch schema["x-kubernetes-list-type"]?.stringValue {
    case "set": return .set
    case "map":
      return .keyed((schema["x-kubernetes-list-map-keys"]?.arrayValue ?? []).compactMap(\.stringValue))
    default: break
    }
    if schema["type"]?.stringValue == "array" { return .atomic }
    return schema["x-kubernetes-map-type"]?.stringValue == "atomic" ? .atomic : .granular
  }
}
