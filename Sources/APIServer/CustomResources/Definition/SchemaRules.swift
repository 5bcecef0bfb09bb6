import APIMachinery

/// The rules of one schema of a definition.
struct SchemaRules {
  let checks: DefinitionChecks
  /// The version's schema was accepted before: the cost of single expressions is not looked at again.
  let suppressesCosts: Bool

  private static let types = ["array", "boolean", "integer", "number", "object", "string"]
  private static let allowedAtRoot = [
    "Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum", "MaxLength",
    "MinLength", "Pattern", "MaxItems", "MinItems", "UniqueItems", "MultipleOf", "Required", "Items", "Properties",
    "ExternalDocs", "Example", "XPreserveUnknownFields", "XValidations",
  ]

  /// - Parameter validation: `spec.validation`, or `schema` of a version.
  func validation(_ validation: ObjectField, hasStatus: Bool) -> [FieldError] {
    let schema = validation["openAPIV3Schema"]
    guard schema.isPresent else { return [] }
    var errors = hasStatus ? rootFields(schema) : []
    if schema["nullable"].bool {
      errors.append(
        .forbidden(validation.path.child("openAPIV3Schema.nullable"), "nullable cannot be true at the root"))
    }
    var obstacle: String?
    var evaluatesExpressions = false
    if checks.requiresStructural {
      obstacle = StructuralRules.failure(schema.value ?? .null)
      if obstacle == nil {
        var found = StructuralRules.errors(schema)
        if found.isEmpty { found = DefaultRules.errors(schema, requiresPruned: checks.requiresPrunedDefaults) }
        evaluatesExpressions = found.isEmpty
        errors += found
      }
    }
    var walk = SchemaWalk(checks: checks, suppressesCosts: suppressesCosts)
    if evaluatesExpressions { walk.expressions = ExpressionChecks(schema.value ?? .null) }
    walk.visit(schema, SchemaWalk.Position(), walk.expressions?.root)
    errors += walk.errors + walk.expressionErrors
    if errors.isEmpty, let obstacle { errors.append(schema.invalid(showing: "", obstacle)) }
    if let expressions = walk.expressions { errors += expressions.totalErrors(schema.path) }
    return errors
  }

  /// With a status subresource the schema of the status is taken out of the whole one, so that nothing may stand at the
  /// root that would be lost.
  private func rootFields(_ schema: ObjectField) -> [FieldError] {
    for field in DefinitionGoForm.fields(of: schema.value ?? .null) {
      if field == "Type" {
        guard schema["type"].string != "object" else { continue }
        return [
          .invalid(
            FieldPath(schema.path.description + ".type"), .string(schema["type"].string),
            "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled")
        ]
      }
      guard !Self.allowedAtRoot.contains(field) else { continue }
      return [
        schema.invalid(
          showing: DefinitionGoForm.schema(schema.value),
          "only [\(Self.allowedAtRoot.joined(separator: " "))] fields are allowed at the root of the schema if the "
            + "status subresource is enabled")
      ]
    }
    return []
  }

  // MARK: Keyed lists

  /// `x-kubernetes-list-type: set` with elements that aren't owned as one.
  static func hasNonAtomicSet(_ schema: JSONValue) -> Bool {
    guard schema["x-kubernetes-list-type"] == "set", let items = schema["items"], items.objectValue != nil else {
      return false
    }
    switch items["type"]?.stringValue {
    case "array": return items["x-kubernetes-list-type"].map { $0 != "atomic" } ?? false
    case "object": return items["x-kubernetes-map-type"] != "atomic"
    default: return false
    }
  }

  /// The members that tell elements apart must always be there.
  static func keyErrors(_ schema: ObjectField) -> [FieldError] {
    let listType = schema["x-kubernetes-list-type"].string
    let items = schema["items"]
    guard items.value?.objectValue != nil, listType == "set" || listType == "map" else { return [] }
    var errors: [FieldError] = []
    if items["nullable"].bool {
      errors.append(items["nullable"].forbidden("cannot be nullable when x-kubernetes-list-type is \(listType)"))
    }
    guard listType == "map" else { return errors }
    let required = Set(items["required"].strings)
    for key in schema["x-kubernetes-list-map-keys"].strings {
      let property = ObjectField(items["properties"].value?[key], at: items["properties"].path.key(key))
      guard property.isPresent else { continue }
      if !required.contains(key), !property["default"].isPresent {
        errors.append(
          property["default"].required(
            "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"))
      }
      if property["nullable"].bool {
        errors.append(
          property["nullable"].forbidden("this property is in x-kubernetes-list-map-keys, so it cannot be nullable"))
      }
    }
    return errors
  }

  static func isKnownType(_ type: String) -> Bool { types.contains(type) }
  static var knownTypes: [String] { types }
}
