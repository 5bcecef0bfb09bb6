import APIMachinery

/// Label selectors as `metav1/validation` checks them.
enum LabelSelectorValidation {
  /// - Parameter allowsInvalidValues: For objects whose stored selector already had a value that isn't a label's.
  static func validate(_ selector: ObjectField, allowsInvalidValues: Bool = false) -> [FieldError] {
    guard selector.isPresent else { return [] }
    var errors = ObjectMetaValidation.labels(selector["matchLabels"].value, selector["matchLabels"].path)
    for expression in selector["matchExpressions"].elements {
      errors += requirement(expression, allowsInvalidValues)
    }
    return errors
  }

  private static func requirement(_ expression: ObjectField, _ allowsInvalidValues: Bool) -> [FieldError] {
    var errors: [FieldError] = []
    let values = expression["values"]
    switch expression["operator"].string {
    case "In", "NotIn":
      if values.isEmpty { errors.append(values.required("must be specified when `operator` is 'In' or 'NotIn'")) }
    case "Exists", "DoesNotExist":
      if !values.isEmpty {
        errors.append(values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
      }
    default:
      errors.append(expression["operator"].invalid("not a valid selector operator"))
    }
    errors += expression["key"].mustMatch(NameValidation.qualifiedName)
    if !allowsInvalidValues {
      for value in values.elements { errors += value.mustMatch(NameValidation.labelValue) }
    }
    return errors
  }

  /// Whether a selector selects everything, which many kinds refuse.
  static func isEmpty(_ selector: ObjectField) -> Bool {
    selector["matchLabels"].isEmpty && selector["matchExpressions"].isEmpty
  }
}
