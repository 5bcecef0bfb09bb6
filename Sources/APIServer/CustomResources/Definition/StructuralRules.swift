import APIMachinery

/// Which schemas are structural (`pkg/apiserver/schema/{validation,complete}.go` of apiextensions-apiserver): every
/// value has a type that doesn't depend on others, and what restricts values is apart from what shapes them.
enum StructuralRules {
  private enum Level { case root, item, field }

  /// What is wrong, sorted by message as upstream does.
  static func errors(_ schema: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    invariants(schema, .root, &errors)
    completeness(schema, schema, schema.path, schema.path, &errors)
    return errors.map { ($0, $0.description) }.sorted { $0.1 < $1.1 }.map(\.0)
  }

  // MARK: Why a schema can't be looked at

  /// The keyword that makes it impossible to tell; nil where there is none.
  static func failure(_ schema: JSONValue) -> String? {
    guard schema.objectValue != nil else { return nil }
    for keyword in ["id", "schema", "$ref", "patternProperties", "dependencies", "additionalItems", "definitions"] {
      let name = keyword == "schema" ? "$schema" : keyword
      let field = ObjectField(schema[name], at: .root)
      if field.isPresent, !field.isEmpty || keyword == "additionalItems" {
        return "OpenAPIV3Schema '\(keyword)' is not supported"
      }
    }
    let branches = ["allOf", "anyOf", "oneOf"].flatMap { schema[$0]?.arrayValue ?? [] }
    for nested in [schema["not"]].compactMap({ $0 }) + branches {
      if let failure = failure(nested) { return failure }
    }
    if schema["x-kubernetes-preserve-unknown-fields"] == false {
      return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined"
    }
    if schema["items"]?.arrayValue != nil { return "OpenAPIV3Schema 'items' must be a schema, but is an array" }
    let inner =
      [schema["items"], schema["additionalProperties"]].compactMap { $0 }
      + (schema["properties"]?.objectValue ?? JSONObject()).members.map(\.value)
    for nested in inner {
      if let failure = failure(nested) { return failure }
    }
    return nil
  }

  // MARK: Invariants

  private static func invariants(_ schema: ObjectField, _ level: Level, _ errors: inout [FieldError]) {
    guard schema.value?.objectValue != nil else { return }
    let type = schema["type"]
    if type.string == "array", schema["items"].value?.objectValue == nil {
      errors.append(schema["items"].required("must be specified"))
    }
    invariants(schema["items"], .item, &errors)
    for (_, property) in schema["properties"].entries { invariants(property, .field, &errors) }
    let additional = schema["additionalProperties"]
    if additional.isPresent {
      if level == .root { errors.append(additional.forbidden("must not be used at the root")) }
      invariants(additional, .field, &errors)
    }
    extensions(schema, &errors)
    restrictions(
      schema, skipsAnyOf: isIntOrString(schema["anyOf"].value),
      skipsFirstAllOf: isIntOrString(schema["allOf"].value?[0]?["anyOf"]), level, &errors)
    typeInvariants(schema, level, &errors)
    metadataInvariants(schema, level, &errors)
    let isEmbedded = schema["x-kubernetes-embedded-resource"].bool
    if isEmbedded, !schema["x-kubernetes-preserve-unknown-fields"].bool, schema["properties"].isEmpty {
      errors.append(
        schema["properties"].required(
          "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"))
    }
  }

  private static func extensions(_ schema: ObjectField, _ errors: inout [FieldError]) {
    guard schema["x-kubernetes-int-or-string"].bool else { return }
    for name in ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] where schema[name].bool {
      errors.append(schema[name].invalid("must be false if x-kubernetes-int-or-string is true"))
    }
  }

  private static func typeInvariants(_ schema: ObjectField, _ level: Level, _ errors: inout [FieldError]) {
    let type = schema["type"]
    let isEmbedded = schema["x-kubernetes-embedded-resource"].bool
    if isEmbedded, type.string != "object" {
      let detail = "must be object if x-kubernetes-embedded-resource is true"
      errors.append(type.isEmpty ? type.required(detail) : type.invalid(detail))
    } else if type.isEmpty, !schema["x-kubernetes-int-or-string"].bool,
      !schema["x-kubernetes-preserve-unknown-fields"].bool
    {
      switch level {
      case .root: errors.append(type.required("must not be empty at the root"))
      case .item: errors.append(type.required("must not be empty for specified array items"))
      case .field: errors.append(type.required("must not be empty for specified object fields"))
      }
    }
    if isEmbedded, schema["additionalProperties"].isPresent {
      errors.append(
        schema["additionalProperties"].forbidden("must not be used if x-kubernetes-embedded-resource is set"))
    }
    if level == .root, !type.isEmpty, type.string != "object" {
      errors.append(type.invalid("must be object at the root"))
    }
  }

  private static func metadataInvariants(_ schema: ObjectField, _ level: Level, _ errors: inout [FieldError]) {
    let properties = schema["properties"]
    let isResource = level == .root || schema["x-kubernetes-embedded-resource"].bool
    for (name, property) in properties.entries {
      switch name {
      case "kind", "apiVersion":
        if isResource, property["type"].string != "string" {
          errors.append(property["type"].invalid(showing: .string(property["type"].string), "must be string"))
        }
      case "metadata":
        if isResource, property["type"].string != "object" {
          errors.append(property["type"].invalid(showing: .string(property["type"].string), "must be object"))
        }
        if level == .root, saysMoreThanNames(property.value ?? .null) {
          errors.append(
            property.forbidden(
              "must not specify anything other than name and generateName, but metadata is implicitly specified"))
        }
      default: continue
      }
    }
  }

  private static func saysMoreThanNames(_ metadata: JSONValue) -> Bool {
    guard case .object(let members) = metadata else { return false }
    return members.contains { member in
      switch member.key {
      case "type", "default": false
      case "properties": member.value.objectValue?.keys.contains { $0 != "name" && $0 != "generateName" } ?? false
      default: true
      }
    }
  }

  /// `anyOf: [{type: integer}, {type: string}]`.
  private static func isIntOrString(_ anyOf: JSONValue?) -> Bool {
    anyOf == [["type": "integer"], ["type": "string"]]
  }

  // MARK: Restrictions

  private static func restrictions(
    _ schema: ObjectField, skipsAnyOf: Bool, skipsFirstAllOf: Bool, _ level: Level, _ errors: inout [FieldError]
  ) {
    if !skipsAnyOf {
      for branch in schema["anyOf"].elements { nested(branch, skipsAnyOf: false, level, &errors) }
    }
    for (index, branch) in schema["allOf"].elements.enumerated() {
      nested(branch, skipsAnyOf: skipsFirstAllOf && index == 0, level, &errors)
    }
    for branch in schema["oneOf"].elements { nested(branch, skipsAnyOf: false, level, &errors) }
    nested(schema["not"], skipsAnyOf: false, level, &errors)
    let pattern = schema["pattern"]
    if !pattern.isEmpty, let problem = DefinitionPatterns.problem(pattern.string) {
      errors.append(pattern.invalid("must be a valid regular expression, but isn't: \(problem)"))
    }
  }

  private static let forbidden: [(name: String, detail: String)] = [
    ("type", "must be empty to be structural"), ("additionalProperties", "must be undefined to be structural"),
    ("default", "must be undefined to be structural"), ("title", "must be empty to be structural"),
    ("description", "must be empty to be structural"), ("nullable", "must be false to be structural"),
    ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
    ("x-kubernetes-embedded-resource", "must be false to be structural"),
    ("x-kubernetes-int-or-string", "must be false to be structural"),
    ("x-kubernetes-list-map-keys", "must be empty to be structural"),
    ("x-kubernetes-list-type", "must be undefined to be structural"),
    ("x-kubernetes-map-type", "must be undefined to be structural"),
    ("x-kubernetes-validations", "must be empty to be structural"),
  ]

  /// A schema inside of a choice may restrict values, but not shape them.
  private static func nested(_ schema: ObjectField, skipsAnyOf: Bool, _ level: Level, _ errors: inout [FieldError]) {
    guard schema.value?.objectValue != nil else { return }
    restrictions(schema, skipsAnyOf: skipsAnyOf, skipsFirstAllOf: false, level, &errors)
    nested(schema["items"], skipsAnyOf: false, level, &errors)
    for (_, property) in schema["properties"].entries { nested(property, skipsAnyOf: false, .field, &errors) }
    for (name, detail) in forbidden where schema[name].isPresent {
      if ["x-kubernetes-list-map-keys", "x-kubernetes-validations"].contains(name), schema[name].isEmpty { continue }
      if name == "additionalProperties", schema[name].value == false { continue }
      errors.append(schema[name].forbidden(detail))
    }
    for (name, property) in schema["properties"].entries where name == "metadata" {
      errors.append(property.forbidden("must not be specified in a nested context"))
    }
  }

  // MARK: Completeness

  /// Whatever a choice restricts must have been declared outside of it.
  private static func completeness(
    _ restriction: ObjectField, _ schema: ObjectField, _ schemaPath: FieldPath, _ path: FieldPath,
    _ errors: inout [FieldError]
  ) {
    let branches =
      [restriction["not"]] + ["allOf", "anyOf", "oneOf"].flatMap { restriction[$0].elements }
    for branch in branches where branch.value?.objectValue != nil {
      nestedCompleteness(branch, schema, schemaPath, branch.path, &errors)
    }
  }

  private static func nestedCompleteness(
    _ restriction: ObjectField, _ schema: ObjectField, _ schemaPath: FieldPath, _ path: FieldPath,
    _ errors: inout [FieldError]
  ) {
    guard restriction.value?.objectValue != nil else { return }
    guard schema.value?.objectValue != nil else {
      errors.append(.required(schemaPath, "because it is defined in \(path)"))
      return
    }
    completeness(restriction, schema, schemaPath, path, &errors)
    nestedCompleteness(restriction["items"], schema["items"], schemaPath.child("items"), path.child("items"), &errors)
    for (name, property) in restriction["properties"].entries {
      let declaredPath = schemaPath.child("properties").key(name)
      let declared = ObjectField(schema.value?["properties"]?[name], at: declaredPath)
      nestedCompleteness(property, declared, declaredPath, path.child("properties").key(name), &errors)
    }
  }
}
