import APIMachinery

/// Visits every node of a schema and collects what is wrong with each
/// (`ValidateCustomResourceDefinitionOpenAPISchema` upstream).
struct SchemaWalk {
  /// Where a node stands, as far as its rules depend on it.
  struct Position {
    var isRoot = true
    var isInsideMetadata = false
    /// Why defaults are not allowed here; nil where they are.
    var forbidsDefaults: String?
    /// The list or map around it whose parts can't be told to be the same before and after a change.
    var uncorrelatable: FieldPath?
  }

  let checks: DefinitionChecks
  let suppressesCosts: Bool
  /// nil where expressions are not compiled, because the schema has greater faults.
  var expressions: ExpressionChecks?
  private(set) var errors: [FieldError] = []
  private(set) var expressionErrors: [FieldError] = []

  private static let metaFields: Set<String> = ["metadata", "kind", "apiVersion"]

  init(checks: DefinitionChecks, suppressesCosts: Bool) {
    self.checks = checks
    self.suppressesCosts = suppressesCosts
  }

  /// - Parameter node: What the expressions of this node are compiled with; nil inside of choices.
  mutating func visit(_ schema: ObjectField, _ position: Position, _ node: ExpressionChecks.Node?) {
    guard schema.value?.objectValue != nil else { return }
    let before = errors.count
    standard(schema, position)
    if schema["uniqueItems"].bool {
      errors.append(
        schema["uniqueItems"].forbidden(
          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
    }
    var inner = position
    inner.isRoot = false
    additionalProperties(schema, inner, node)
    properties(schema, position, inner, node)
    for branch in [schema["not"]] + ["allOf", "oneOf", "anyOf"].flatMap({ schema[$0].elements }) {
      visit(branch, inner, nil)
    }
    for (_, definition) in schema["definitions"].entries { visit(definition, inner, nil) }
    items(schema, inner, node)
    for (_, dependency) in schema["dependencies"].entries { visit(dependency, inner, nil) }
    markers(schema)
    if checks.requiresKeyRules { errors += SchemaRules.keyErrors(schema) }
    validations(schema, position, node, isSound: errors.count == before)
  }

  // MARK: Parts

  private mutating func additionalProperties(
    _ schema: ObjectField, _ inner: Position, _ node: ExpressionChecks.Node?
  ) {
    let additional = schema["additionalProperties"]
    guard additional.isPresent else { return }
    if !schema["properties"].isEmpty, additional.value != true {
      errors.append(additional.forbidden("additionalProperties and properties are mutual exclusive"))
    }
    var position = inner
    if inner.isInsideMetadata { position.forbidsDefaults = "inside additionalProperties applying to object metadata" }
    visit(additional, position, node?.additional(additional.value))
  }

  private mutating func properties(
    _ schema: ObjectField, _ position: Position, _ inner: Position, _ node: ExpressionChecks.Node?
  ) {
    let isResource = position.isRoot || schema["x-kubernetes-embedded-resource"].bool
    let mapType = schema["x-kubernetes-map-type"].string
    for (name, property) in schema["properties"].entries {
      var own = inner
      if !["", "granular", "atomic"].contains(mapType), own.uncorrelatable == nil { own.uncorrelatable = schema.path }
      if isResource, Self.metaFields.contains(name) {
        own.isInsideMetadata = true
        if position.isRoot { own.forbidsDefaults = "in top-level \(name)" }
      }
      visit(property, own, node?.property(name, property.value))
    }
  }

  private mutating func items(_ schema: ObjectField, _ inner: Position, _ node: ExpressionChecks.Node?) {
    let items = schema["items"]
    guard items.isPresent else { return }
    var position = inner
    if schema["x-kubernetes-list-type"].string != "map", position.uncorrelatable == nil {
      position.uncorrelatable = schema.path
    }
    visit(items, position, node?.items(items.value))
    for element in items.elements { visit(element, position, node?.items(element.value)) }
  }

  // MARK: One node

  private mutating func standard(_ schema: ObjectField, _ position: Position) {
    let type = schema["type"]
    if checks.requiresValidTypes, !type.isEmpty, !SchemaRules.isKnownType(type.string) {
      errors.append(type.notSupported(SchemaRules.knownTypes))
    }
    if schema["default"].isPresent, let reason = position.forbidsDefaults {
      errors.append(schema["default"].forbidden("must not be set \(reason)"))
    }
    for name in ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"] {
      let field = schema[name]
      if field.isPresent, name == "dependencies" || name == "additionalItems" || name == "$ref" || !field.isEmpty {
        errors.append(field.forbidden("\(name) is not supported"))
      }
    }
    if type.string == "null" {
      errors.append(type.forbidden("type cannot be set to null, use nullable as an alternative"))
    }
    if schema["items"].count > 0, schema["items"].value?.arrayValue != nil {
      errors.append(schema["items"].forbidden("items must be a schema object and not an array"))
    }
    if position.isInsideMetadata, schema["x-kubernetes-embedded-resource"].bool {
      errors.append(schema["x-kubernetes-embedded-resource"].forbidden("must not be used inside of resource meta"))
    }
  }

  private mutating func markers(_ schema: ObjectField) {
    let preserves = schema["x-kubernetes-preserve-unknown-fields"]
    if preserves.value == false { errors.append(preserves.invalid("must be true or undefined")) }
    let (mapType, listType) = (schema["x-kubernetes-map-type"], schema["x-kubernetes-list-type"])
    if mapType.isPresent {
      mustHaveType("object", schema, because: "x-kubernetes-map-type")
      if !["atomic", "granular"].contains(mapType.string) {
        errors.append(mapType.notSupported(["atomic", "granular"]))
      }
    }
    if listType.isPresent {
      if schema["type"].string != "array" {
        mustHaveType("array", schema, because: "x-kubernetes-list-type")
      } else if checks.requiresAtomicSets, SchemaRules.hasNonAtomicSet(schema.value ?? .null) {
        let items = schema["items"]
        let marker = items["type"].string == "array" ? "x-kubernetes-list-type" : "x-kubernetes-map-type"
        errors.append(
          items[marker].invalid(
            showing: items["x-kubernetes-list-type"].value,
            "must be atomic as item of a list with x-kubernetes-list-type=set"))
      }
      if !["atomic", "set", "map"].contains(listType.string) {
        errors.append(listType.notSupported(["atomic", "set", "map"]))
      }
    }
    let keys = schema["x-kubernetes-list-map-keys"]
    if !keys.isEmpty, listType.string != "map" {
      let detail = "must be map if x-kubernetes-list-map-keys is non-empty"
      errors.append(listType.isPresent ? listType.invalid(detail) : listType.required(detail))
    }
    if listType.string == "map" { keyedList(schema, keys) }
  }

  private mutating func mustHaveType(_ name: String, _ schema: ObjectField, because marker: String) {
    let type = schema["type"]
    guard type.string != name else { return }
    let detail = "must be \(name) if \(marker) is specified"
    errors.append(type.isEmpty ? type.required(detail) : type.invalid(detail))
  }

  private mutating func keyedList(_ schema: ObjectField, _ keys: ObjectField) {
    let items = schema["items"]
    if keys.isEmpty { errors.append(keys.required("must not be empty if x-kubernetes-list-type is map")) }
    if !items.isPresent { errors.append(items.required("must have a schema if x-kubernetes-list-type is map")) }
    if items.value?.arrayValue != nil {
      errors.append(
        items.invalid(
          showing: DefinitionGoForm.items(items.value),
          "must only have a single schema if x-kubernetes-list-type is map"))
    }
    guard items.value?.objectValue != nil else { return }
    guard items["type"].string == "object" else {
      errors.append(
        items["type"].invalid(
          showing: .string(items["type"].string), "must be object if parent array's x-kubernetes-list-type is map"))
      return
    }
    var seen: Set<String> = []
    for key in keys.strings {
      if let property = items["properties"].value?[key] {
        if ["array", "object"].contains(property["type"]?.stringValue) {
          errors.append(
            .invalid(
              items["properties"].path.key(key).child("type"), .string(items["type"].string),
              "must be a scalar type if parent array's x-kubernetes-list-type is map"))
        }
      } else {
        errors.append(keys.invalid("entries must all be names of item properties"))
      }
      if !seen.insert(key).inserted { errors.append(keys.invalid("must not contain duplicate entries")) }
    }
  }

  // MARK: Expressions

  private static let reasons = [
    "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired",
  ]

  private mutating func validations(
    _ schema: ObjectField, _ position: Position, _ node: ExpressionChecks.Node?, isSound: Bool
  ) {
    let rules = schema["x-kubernetes-validations"]
    guard !rules.isEmpty else { return }
    let before = errors.count
    for rule in rules.elements { self.rule(rule, in: schema) }
    guard isSound, errors.count == before, let node else { return }
    expressionErrors += node.errors(
      rules, checks: checks, suppressesCosts: suppressesCosts, uncorrelatable: position.uncorrelatable)
  }

  private mutating func rule(_ rule: ObjectField, in schema: ObjectField) {
    let (text, message, expression) = (rule["rule"], rule["message"], rule["messageExpression"])
    let trimmedMessage = Self.trimmed(message.string)
    if Self.trimmed(text.string).isEmpty {
      errors.append(text.required("rule is not specified"))
    } else if !message.string.isEmpty, trimmedMessage.isEmpty {
      errors.append(message.invalid("must be non-empty if specified"))
    } else if Self.hasLineBreak(trimmedMessage) {
      errors.append(message.invalid("must not contain line breaks"))
    } else if Self.hasLineBreak(Self.trimmed(text.string)), trimmedMessage.isEmpty {
      errors.append(message.required("message must be specified if rule contains line breaks"))
    }
    if !expression.string.isEmpty, Self.trimmed(expression.string).isEmpty {
      errors.append(expression.required("messageExpression must be non-empty if specified"))
    }
    if rule["reason"].isPresent, !Self.reasons.contains(rule["reason"].string) {
      errors.append(rule["reason"].notSupported(Self.reasons))
    }
    let path = rule["fieldPath"]
    guard !path.string.isEmpty else { return }
    if Self.trimmed(path.string).isEmpty { errors.append(path.invalid("must be non-empty if specified")) }
    if Self.hasLineBreak(path.string) { errors.append(path.invalid("must not contain line breaks")) }
    if StructuralRules.failure(schema.value ?? .null) == nil,
      (try? SchemaFieldPath.resolve(path.string, in: schema.value ?? .null, allowsBrackets: true)) == nil
    {
      errors.append(path.invalid("must be a valid path"))
    }
  }

  private static func hasLineBreak(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0 == "\n" || $0 == "\r" }
  }

  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
    let end = scalars.lastIndex { !$0.properties.isWhitespace }
    return end.map { String(scalars[...$0]) } ?? ""
  }
}
