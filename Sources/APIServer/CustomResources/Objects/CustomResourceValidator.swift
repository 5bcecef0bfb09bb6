import APIMachinery

/// Objects of a definition, in the version they are served in (`pkg/registry/customresource` of
/// apiextensions-apiserver).
struct CustomResourceValidator: ObjectValidator {
  let type: StructuralType
  let scale: CustomResourceInfo.ScalePaths?
  /// The rules of `x-kubernetes-validations`; nil where there are none.
  let expressions: ExpressionNode?

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var errors = StructuralValidation.errors(object, type)
    errors += scaleSpec(object) + scaleStatus(object)
    errors += EmbeddedResources.errors(object, type, at: .root)
    errors += DistinctElements.errors(object, type)
    return errors + evaluate(object, old: nil, after: errors, context)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var errors = StructuralValidation.errors(object, type, old: old)
    errors += scaleSpec(object) + scaleStatus(object)
    errors += EmbeddedResources.errors(object, type, at: .root)
    errors += distinctElements(object, old: old)
    return errors + evaluate(object, old: old, after: errors, context)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var errors: [FieldError] = []
    if let status = object["status"], let declared = type.member("status") {
      errors += StructuralValidation.errors(status, declared, old: old["status"], base: FieldPath("status"))
    }
    errors += scaleStatus(object)
    errors += distinctElements(object, old: old)
    return errors + evaluate(object, old: old, after: errors, context)
  }

  private func evaluate(
    _ object: JSONValue, old: JSONValue?, after errors: [FieldError], _ context: ValidationContext
  ) -> [FieldError] {
    guard let expressions else { return [] }
    if errors.blocksExpressions { return [[FieldError].expressionsNotChecked] }
    let result = ExpressionEvaluation.run(expressions, object, old: old, at: .root, tolerates: true)
    context.warnings?.add(result.tolerated.map(\.description))
    return result.errors
  }

  /// An object that had elements twice before may keep them.
  private func distinctElements(_ object: JSONValue, old: JSONValue) -> [FieldError] {
    let errors = DistinctElements.errors(object, type)
    return errors.isEmpty || !DistinctElements.errors(old, type).isEmpty ? [] : errors
  }

  // MARK: Scale

  private func scaleSpec(_ object: JSONValue) -> [FieldError] {
    guard let scale else { return [] }
    return replicas(object, scale.specReplicas, scale.specReplicasText)
  }

  private func scaleStatus(_ object: JSONValue) -> [FieldError] {
    guard let scale else { return [] }
    var errors = replicas(object, scale.statusReplicas, scale.statusReplicasText)
    if let path = scale.labelSelector {
      do throws(ParseError) {
        _ = try NestedField.string(object, path)
      } catch {
        errors.append(.invalid(FieldPath(scale.labelSelectorText), "", error.message))
      }
    }
    return errors
  }

  private func replicas(_ object: JSONValue, _ path: [String], _ text: String) -> [FieldError] {
    let place = FieldPath(text)
    do throws(ParseError) {
      let count = try NestedField.integer(object, path) ?? 0
      if count < 0 { return [.invalid(place, .integer(count), "should be a non-negative integer")] }
      if count > Int64(Int32.max) {
        return [.invalid(place, .integer(count), "should be less than or equal to \(Int32.max)")]
      }
      return []
    } catch {
      return [.invalid(place, 0, error.message)]
    }
  }
}

/// Values some members down, with the errors of upstream's `unstructured` package.
enum NestedField {
  static func integer(_ object: JSONValue, _ path: [String]) throws(ParseError) -> Int64? {
    guard let value = try value(object, path) else { return nil }
    guard case .integer(let number) = value else { throw mismatch(path, value, "int64") }
    return number
  }

  static func string(_ object: JSONValue, _ path: [String]) throws(ParseError) -> String? {
    guard let value = try value(object, path) else { return nil }
    guard case .string(let text) = value else { throw mismatch(path, value, "string") }
    return text
  }

  private static func value(_ object: JSONValue, _ path: [String]) throws(ParseError) -> JSONValue? {
    var current = object
    for (index, name) in path.enumerated() {
      guard case .object(let members) = current else {
        if current.isNull { return nil }
        throw mismatch(Array(path[..<index]), current, "map[string]interface{}")
      }
      guard let next = members[name] else { return nil }
      current = next
    }
    return current
  }

  private static func mismatch(_ path: [String], _ value: JSONValue, _ expected: String) -> ParseError {
    ParseError(
      ".\(path.joined(separator: ".")) accessor error: \(GoFormat.plain(value)) is of the type \(value.goKind), "
        + "expected \(expected)")
  }
}
