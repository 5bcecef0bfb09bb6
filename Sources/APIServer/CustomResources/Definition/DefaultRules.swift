import APIMachinery

/// Defaults must fit their schema (`pkg/apiserver/schema/defaulting` of apiextensions-apiserver).
struct DefaultRules {
  static let unprunedDetail = "must not have unknown fields"

  private let requiresPruned: Bool
  private var errors: [FieldError] = []

  /// - Parameter schema: A structural one, of a whole resource.
  static func errors(_ schema: ObjectField, requiresPruned: Bool) -> [FieldError] {
    guard SchemaSearch.contains(schema.value ?? .null, where: { $0["default"] != nil }) else { return [] }
    var rules = DefaultRules(requiresPruned: requiresPruned, errors: [])
    rules.visit(schema, Surroundings(schema.value ?? .null), isResource: true, insideMetadata: false)
    return rules.errors
  }

  /// The resource around a value, and the way to it: metadata is checked as part of the object it belongs to.
  private struct Surroundings {
    enum Step { case member(String), element }

    let schema: JSONValue
    var steps: [Step] = []

    init(_ schema: JSONValue) { self.schema = schema }

    func adding(_ step: Step) -> Surroundings {
      var copy = self
      copy.steps.append(step)
      return copy
    }

    /// A resource with nothing in it but `value`.
    func resource(around value: JSONValue) -> JSONValue {
      var object = value
      for step in steps.reversed() {
        switch step {
        case .member(let name): object = [name: object]
        case .element: object = [object]
        }
      }
      if object["kind"] == nil { object["kind"] = "Validation" }
      if object["apiVersion"] == nil { object["apiVersion"] = "validation/v1" }
      return object
    }
  }

  private mutating func visit(
    _ schema: ObjectField, _ surroundings: Surroundings, isResource: Bool, insideMetadata: Bool
  ) {
    guard let json = schema.value, json.objectValue != nil else { return }
    var (surroundings, insideMetadata) = (surroundings, insideMetadata)
    let isEmbedded = isResource || schema["x-kubernetes-embedded-resource"].bool
    if isEmbedded { (surroundings, insideMetadata) = (Surroundings(json), false) }
    if let value = json["default"], !value.isNull {
      let type = StructuralCompiler().type(json)
      if insideMetadata {
        metadata(value, type, json, surroundings, schema["default"])
      } else {
        check(value, type, json, isEmbedded: isEmbedded, schema["default"])
      }
    }
    visit(schema["items"], surroundings.adding(.element), isResource: false, insideMetadata: insideMetadata)
    for (name, property) in schema["properties"].entries {
      visit(
        property, surroundings.adding(.member(name)), isResource: false,
        insideMetadata: insideMetadata || isEmbedded && StructuralType.isMetaField(name))
    }
  }

  private mutating func check(
    _ value: JSONValue, _ type: StructuralType, _ schema: JSONValue, isEmbedded: Bool, _ field: ObjectField
  ) {
    if requiresPruned {
      var pruned = value
      if StructuralObjects.prune(&pruned, type, isResource: isEmbedded) {
        errors.append(field.invalid(Self.unprunedDetail))
      }
    }
    let embedded = EmbeddedResources.errors(value, type, isResource: isEmbedded, at: field.path)
    guard embedded.isEmpty else { return errors += embedded }
    validate(value, type, schema, isRoot: isEmbedded, field)
  }

  private mutating func metadata(
    _ value: JSONValue, _ type: StructuralType, _ schema: JSONValue, _ surroundings: Surroundings, _ field: ObjectField
  ) {
    let resource = surroundings.resource(around: value)
    let problems = EmbeddedResources.errors(
      resource, StructuralCompiler().type(surroundings.schema), isResource: true, at: .root)
    guard problems.isEmpty else {
      return errors.append(field.invalid("must result in valid metadata: \(problems.joinedMessage)"))
    }
    validate(value, type, schema, isRoot: false, field)
  }

  /// A default must be right when it is set anew, and when it was there before.
  private mutating func validate(
    _ value: JSONValue, _ type: StructuralType, _ schema: JSONValue, isRoot: Bool, _ field: ObjectField
  ) {
    let problems = StructuralValidation.errors(value, type, base: field.path)
    guard problems.isEmpty, let node = ExpressionNode(schema, structural: type, isRoot: isRoot) else {
      return errors += problems
    }
    for old in [value, nil] {
      let found = ExpressionEvaluation.run(node, value, old: old, at: field.path).errors
      errors += found
      if !found.isEmpty { return }
    }
  }
}
