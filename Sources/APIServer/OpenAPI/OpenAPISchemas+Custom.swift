import APIMachinery

/// The types of custom resources, which their definitions describe in OpenAPI already.
extension OpenAPISchemas {
  /// Upstream's name of a custom kind: `gear.example.com/v1 Widget` is `com.example.gear.v1.Widget`.
  static func name(of kind: GroupVersionKind) -> String {
    (kind.group.split(separator: ".").reversed().map(String.init) + [kind.version, kind.kind]).joined(separator: ".")
  }

  /// Adds a custom kind and returns a reference to it.
  ///
  /// - Parameter schema: As in the definition; nil where it has none.
  mutating func addCustom(_ schema: JSONValue?, as kind: GroupVersionKind) -> JSONValue {
    var definition = embeddedCompleted(schema ?? ["x-kubernetes-preserve-unknown-fields": true])
    definition["type"] = "object"
    addObjectMembers(&definition)
    return add(definition, as: kind)
  }

  /// Adds the list of a custom kind and returns a reference to it.
  mutating func addCustomList(of item: JSONValue, itemKind: String, as kind: GroupVersionKind) -> JSONValue {
    var definition: JSONValue = [
      "description": .string("\(kind.kind) is a list of \(itemKind)"), "type": "object", "required": ["items"],
      "properties": [
        "apiVersion": Self.text("The version of the representation."), "kind": Self.text("The kind of the object."),
        "items": ["description": "The objects.", "type": "array", "items": item],
      ],
    ]
    if let metadata = SchemaRegistry.builtIn.type(named: "meta/v1.ListMeta") {
      definition["properties"]?["metadata"] = ["allOf": [reference(to: metadata)]]
    }
    return add(definition, as: kind)
  }

  private mutating func add(_ definition: JSONValue, as kind: GroupVersionKind) -> JSONValue {
    var definition = definition
    definition["x-kubernetes-group-version-kind"] = [Self.json(kind)]
    let name = Self.name(of: kind)
    define(name, definition)
    return ["$ref": .string(prefix + name)]
  }

  /// With the members that embedded objects have whatever their schema says.
  private mutating func embeddedCompleted(_ schema: JSONValue) -> JSONValue {
    guard SchemaSearch.contains(schema, where: { $0["x-kubernetes-embedded-resource"]?.boolValue == true }) else {
      return schema
    }
    var completed = schema
    if case .object(let properties)? = schema["properties"] {
      completed["properties"] = .object(
        JSONObject(uniqueMembers: properties.members.map { ($0.key, embeddedCompleted($0.value)) }))
    }
    for key in ["items", "additionalProperties"] {
      if let inner = schema[key], inner.objectValue != nil { completed[key] = embeddedCompleted(inner) }
    }
    if schema["x-kubernetes-embedded-resource"]?.boolValue == true { addObjectMembers(&completed) }
    return completed
  }

  private mutating func addObjectMembers(_ definition: inout JSONValue) {
    if definition["properties"] == nil { definition["properties"] = [:] }
    definition["properties"]?["apiVersion"] = Self.text("The version of the representation.")
    definition["properties"]?["kind"] = Self.text("The kind of the object.")
    guard let type = SchemaRegistry.builtIn.objectMeta else { return }
    definition["properties"]?["metadata"] = [
      "description": "The object's name, labels and other metadata.", "allOf": [reference(to: type)],
    ]
  }

  private static func text(_ description: String) -> JSONValue {
    ["description": .string(description), "type": "string"]
  }
}
