import APIMachinery

/// Turns the project's schemas into OpenAPI ones, collecting every type that is referred to.
struct OpenAPISchemas {
  /// Where references point: `#/components/schemas/` in version 3, `#/definitions/` in version 2.
  let prefix: String
  private(set) var definitions: [String: JSONValue] = [:]
  private var kinds: [String: [GroupVersionKind]] = [:]

  init(prefix: String) { self.prefix = prefix }

  /// Upstream's name of a type: `core/v1.Pod` is `io.k8s.api.core.v1.Pod`.
  static func name(of type: ObjectType) -> String {
    let parts = type.name.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return type.name }
    switch parts[0] {
    case "meta": return "io.k8s.apimachinery.pkg.apis.meta.\(parts[1])"
    case "apiextensions.k8s.io": return "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.\(parts[1])"
    case "apiregistration.k8s.io": return "io.k8s.kube-aggregator.pkg.apis.apiregistration.\(parts[1])"
    default: return "io.k8s.api.\(parts[0].prefix { $0 != "." }).\(parts[1])"
    }
  }

  /// Adds a type by its name here.
  mutating func define(_ name: String, _ definition: JSONValue) { definitions[name] = definition }

  /// A reference to the type, which is added with all that it refers to.
  mutating func reference(to type: ObjectType) -> JSONValue {
    let name = Self.name(of: type)
    if definitions[name] == nil {
      definitions[name] = [:]  // Types refer to themselves.
      definitions[name] = definition(of: type)
    }
    return ["$ref": .string(prefix + name)]
  }

  /// A reference to a type that is no object of fields, which is added.
  private mutating func reference(to type: ScalarDefinition) -> JSONValue {
    if definitions[type.rawValue] == nil { definitions[type.rawValue] = type.schema }
    return ["$ref": .string(prefix + type.rawValue)]
  }

  /// Says that a type is an API kind, for `x-kubernetes-group-version-kind`.
  mutating func mark(_ type: ObjectType, as kind: GroupVersionKind) {
    _ = reference(to: type)
    let name = Self.name(of: type)
    kinds[name, default: []].append(kind)
    definitions[name]?["x-kubernetes-group-version-kind"] = .array((kinds[name] ?? []).map(Self.json))
  }

  static func json(_ kind: GroupVersionKind) -> JSONValue {
    ["group": .string(kind.group), "kind": .string(kind.kind), "version": .string(kind.version)]
  }

  private mutating func definition(of type: ObjectType) -> JSONValue {
    var definition: JSONValue = [:]
    if !type.documentation.isEmpty { definition["description"] = .string(type.documentation.text) }
    definition["type"] = "object"
    var properties = JSONObject()
    var required: [JSONValue] = []
    for field in type.fields {
      properties[field.name] = property(field)
      if field.isRequired { required.append(.string(field.name)) }
    }
    if !required.isEmpty { definition["required"] = .array(required) }
    if !properties.isEmpty { definition["properties"] = .object(properties) }
    if type.isAtomic { definition["x-kubernetes-map-type"] = "atomic" }
    return definition
  }

  private mutating func property(_ field: Field) -> JSONValue {
    var property = schema(of: field.type)
    // Nothing may stand beside a reference, so that it is wrapped where more is to be said.
    if property["$ref"] != nil { property = ["allOf": [property]] }
    if !field.documentation.isEmpty { property["description"] = .string(field.documentation.text) }
    if let value = field.defaultValue { property["default"] = value }
    if field.valuesAreClosed, !field.values.isEmpty {
      property["enum"] = .array(field.values.map { .string($0) })
    }
    if case .list = field.type {
      switch field.topology {
      case .set: property["x-kubernetes-list-type"] = "set"
      case .keyed(let keys):
        property["x-kubernetes-list-type"] = "map"
        property["x-kubernetes-list-map-keys"] = .array(keys.map { .string($0) })
      case .atomic: property["x-kubernetes-list-type"] = "atomic"
      case .granular: break
      }
    } else if field.topology == .atomic {
      property["x-kubernetes-map-type"] = "atomic"
    }
    var strategies: [String] = []
    if field.patch.merges { strategies.append("merge") }
    if field.patch.retainsKeys { strategies.append("retainKeys") }
    if !strategies.isEmpty { property["x-kubernetes-patch-strategy"] = .string(strategies.joined(separator: ",")) }
    if let key = field.patch.mergeKey { property["x-kubernetes-patch-merge-key"] = .string(key) }
    return property
  }

  private mutating func schema(of type: ValueType) -> JSONValue {
    switch type {
    case .string: return ["type": "string"]
    case .bool: return ["type": "boolean"]
    case .int32: return ["type": "integer", "format": "int32"]
    case .int64: return ["type": "integer", "format": "int64"]
    case .double: return ["type": "number", "format": "double"]
    case .bytes: return ["type": "string", "format": "byte"]
    case .structural: return [:]
    case .time: return reference(to: .time)
    case .microTime: return reference(to: .microTime)
    case .duration: return reference(to: .duration)
    case .quantity: return reference(to: .quantity)
    case .intOrString: return reference(to: .intOrString)
    case .rawExtension: return reference(to: .rawExtension)
    case .fieldsV1: return reference(to: .fieldsV1)
    case .any: return reference(to: .json)
    case .schemaOrBool: return reference(to: .schemaOrBool)
    case .schemaOrArray: return reference(to: .schemaOrArray)
    case .schemaOrStrings: return reference(to: .schemaOrStrings)
    case .list(let element): return ["type": "array", "items": schema(of: element)]
    case .map(let element): return ["type": "object", "additionalProperties": schema(of: element)]
    case .object(let object): return reference(to: object)
    }
  }
}
