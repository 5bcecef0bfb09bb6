public import APIMachinery

extension CELSchema {
  /// The schema of a structural OpenAPI schema, as `x-kubernetes-validations` sees its values.
  ///
  /// What rules can't use is left out: members without a known type, and those whose names can't be written. Sizes are
  /// estimated from `maxLength`, `maxItems` and `maxProperties`, or else from what fits into a request.
  /// - Parameter isRoot: The schema is that of a whole object: `apiVersion`, `kind`, `metadata.name` and
  ///   `metadata.generateName` are known.
  /// - Returns: nil for values that rules can't use.
  public convenience init?(openAPI schema: JSONValue, isRoot: Bool) {
    guard let declared = OpenAPIDeclaration(schema, isRoot: isRoot) else { return nil }
    self.init(declared.schema.shape, maxElements: declared.schema.maxElements, minimumBytes: declared.minimumBytes)
  }
}

/// A schema with the size of its smallest value in JSON, which tells how many of them fit into a request.
private struct OpenAPIDeclaration {
  let schema: CELSchema
  let minimumBytes: Int64

  private init(_ schema: CELSchema, minimumBytes: Int64) {
    self.schema = schema
    self.minimumBytes = minimumBytes
  }

  private static let requestBytes = CELLimits.requestBytesMax

  init?(_ json: JSONValue, isRoot: Bool) {
    if json["x-kubernetes-int-or-string"]?.boolValue == true {
      self.init(CELSchema(.any, maxElements: Self.textLength(json)), minimumBytes: 1)
      return
    }
    switch isRoot ? "object" : json["type"]?.stringValue {
    case "array":
      guard let items = json["items"],
        let element = OpenAPIDeclaration(items, isRoot: items.isEmbeddedResource)
      else { return nil }
      let count =
        json["maxItems"]?.integerValue.map { max($0, 0) } ?? (Self.requestBytes - 2) / (element.minimumBytes + 1)
      self.init(CELSchema(.list(element.schema, Self.listKind(json)), maxElements: count), minimumBytes: 2)
    case "object":
      guard let object = Self.object(json, isRoot: isRoot) else { return nil }
      self = object
    case "string": self = Self.text(json)
    case "boolean": self.init(CELSchema(.bool), minimumBytes: 4)
    case "number": self.init(CELSchema(.double), minimumBytes: 1)
    case "integer": self.init(CELSchema(.int), minimumBytes: 1)
    default: return nil
    }
  }

  private static func listKind(_ json: JSONValue) -> CELSchema.ListKind {
    switch json["x-kubernetes-list-type"]?.stringValue {
    case "set": .set
    case "map":
      .map(keys: json["x-kubernetes-list-map-keys"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    default: .atomic
    }
  }

  private static func object(_ json: JSONValue, isRoot: Bool) -> OpenAPIDeclaration? {
    if let values = json["additionalProperties"], values.objectValue != nil, !isRoot {
      guard let value = OpenAPIDeclaration(values, isRoot: values.isEmbeddedResource) else { return nil }
      let count =
        json["maxProperties"]?.integerValue.map { max($0, 0) } ?? (requestBytes - 2) / (value.minimumBytes + 6)
      return OpenAPIDeclaration(CELSchema(.map(value.schema), maxElements: count), minimumBytes: 2)
    }
    var properties = json["properties"]?.objectValue ?? JSONObject()
    if isRoot {
      let text: JSONValue = ["type": "string"]
      properties["apiVersion"] = text
      properties["kind"] = text
      properties["metadata"] = [
        "type": "object", "properties": ["name": text, "generateName": text],
      ]
    }
    let required = Set(json["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    var minimumBytes: Int64 = 2
    var fields: [String: CELField] = [:]
    for (name, property) in properties {
      guard let declared = OpenAPIDeclaration(property, isRoot: property.isEmbeddedResource) else { continue }
      if let escaped = FieldEscaping.escape(name) {
        fields[escaped] = CELField(jsonName: name, schema: declared.schema)
      }
      if required.contains(name), property["default"] == nil {
        minimumBytes += Int64(name.utf8.count) + declared.minimumBytes + 4
      }
    }
    return OpenAPIDeclaration(
      CELSchema(.object(CELObjectType(name: "object", fields: fields))), minimumBytes: minimumBytes)
  }

  private static func text(_ json: JSONValue) -> OpenAPIDeclaration {
    let length = textLength(json)
    switch json["format"]?.stringValue {
    case "byte":
      return OpenAPIDeclaration(
        CELSchema(.bytes, maxElements: json["maxLength"]?.integerValue.map { max($0, 0) } ?? length), minimumBytes: 2)
    case "duration": return OpenAPIDeclaration(CELSchema(.duration, maxElements: 32), minimumBytes: 3)
    case "date": return OpenAPIDeclaration(CELSchema(.date, maxElements: 12), minimumBytes: 12)
    case "date-time": return OpenAPIDeclaration(CELSchema(.timestamp, maxElements: 32), minimumBytes: 21)
    default: break
    }
    if json["maxLength"]?.integerValue == nil, let values = json["enum"]?.arrayValue, !values.isEmpty {
      let longest = values.compactMap(\.stringValue).map(\.utf8.count).max() ?? 0
      return OpenAPIDeclaration(CELSchema(.string, maxElements: Int64(longest)), minimumBytes: 2)
    }
    return OpenAPIDeclaration(CELSchema(.string, maxElements: length), minimumBytes: 2)
  }

  /// In bytes: a code point has four at most.
  private static func textLength(_ json: JSONValue) -> Int64 {
    json["maxLength"]?.integerValue.map { max($0, 0).multipliedReportingOverflow(by: 4).partialValue }
      ?? requestBytes - 2
  }
}

extension JSONValue {
  fileprivate var isEmbeddedResource: Bool { self["x-kubernetes-embedded-resource"]?.boolValue == true }
}
