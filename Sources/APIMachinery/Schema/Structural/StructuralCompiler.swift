/// Compiles the OpenAPI schema of a CustomResourceDefinition to ``StructuralType``s.
public struct StructuralCompiler: Sendable {
  /// Schemas nest no deeper than this; what is below is kept as it is. The JSON parser's limit keeps documents that
  /// could need more out of the server.
  static let depthMax = 200

  public init() {}

  /// The type of a custom resource as a whole, with the metadata all objects have.
  ///
  /// - Parameter name: `group/version.Kind`.
  public func resource(_ schema: JSONValue?, name: String) -> ObjectType? {
    guard let metadata = SchemaRegistry.builtIn.objectMeta else { return nil }
    let root = type(schema ?? ["x-kubernetes-preserve-unknown-fields": true])
    let type = ObjectType(
      name: name, role: .object, isAtomic: root.topology == .atomic, preservesUnknownFields: root.preservesUnknown,
      structural: root)
    var fields = [
      Field(name: "apiVersion", type: .string), Field(name: "kind", type: .string),
      Field(name: "metadata", type: .object(metadata)),
    ]
    for (name, member) in root.members where !StructuralType.isMetaField(name) {
      fields.append(
        Field(
          name: name, type: .structural(member), isRequired: root.rules?.required.contains(name) ?? false,
          topology: member.topology))
    }
    type.complete(fields: fields, wire: [])
    return type
  }

  /// The type of one value.
  public func type(_ schema: JSONValue) -> StructuralType { type(schema, depth: 0) }

  func type(_ schema: JSONValue, depth: Int) -> StructuralType {
    guard depth < Self.depthMax else { return StructuralType(kinds: [], flags: [.preservesUnknown, .nullable]) }
    var flags: StructuralType.Flags = []
    if schema["nullable"]?.boolValue == true { flags.insert(.nullable) }
    if schema["x-kubernetes-preserve-unknown-fields"]?.boolValue == true { flags.insert(.preservesUnknown) }
    if schema["x-kubernetes-embedded-resource"]?.boolValue == true { flags.insert(.embedded) }
    var kinds = JSONKinds(named: schema["type"]?.stringValue ?? "")
    if schema["x-kubernetes-int-or-string"]?.boolValue == true {
      flags.insert(.intOrString)
      kinds = [.integer, .string]
    }
    var additional: StructuralType?
    switch schema["additionalProperties"] {
    case .bool(let isAllowed): flags.insert(isAllowed ? .allowsAdditional : .forbidsAdditional)
    case .object(let object): additional = type(.object(object), depth: depth + 1)
    default: break
    }
    var items: StructuralType?
    if let element = schema["items"], element.objectValue != nil { items = type(element, depth: depth + 1) }
    let members = (schema["properties"]?.objectValue ?? JSONObject()).members.map {
      (name: $0.key, type: type($0.value, depth: depth + 1))
    }
    return StructuralType(
      kinds: kinds, flags: flags, topology: Self.topology(schema), defaultValue: Self.defaultValue(schema),
      items: items, additional: additional, members: members,
      rules: ValueRules(schema, kinds: kinds, compiler: self, depth: depth),
      expressions: (schema["x-kubernetes-validations"]?.arrayValue ?? []).map(ExpressionRule.init))
  }

  /// A default of null is none.
  private static func defaultValue(_ schema: JSONValue) -> JSONValue? {
    schema["default"].flatMap { $0.isNull ? nil : $0 }
  }

  private static func topology(_ schema: JSONValue) -> Topology {
    switch schema["x-kubernetes-list-type"]?.stringValue {
    case "set": return .set
    case "map":
      return .keyed((schema["x-kubernetes-list-map-keys"]?.arrayValue ?? []).compactMap(\.stringValue))
    case "atomic": return .atomic
    default: return schema["x-kubernetes-map-type"]?.stringValue == "atomic" ? .atomic : .granular
    }
  }
}
