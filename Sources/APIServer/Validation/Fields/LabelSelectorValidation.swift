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
    var errors = values(of: expression) ?? [expression["operator"].invalid("not a valid selector operator")]
    errors += expression["key"].mustMatch(NameValidation.qualifiedName)
    if !allowsInvalidValues {
      for value in expression["values"].elements { errors += value.mustMatch(NameValidation.labelValue) }
    }
    return errors
  }

  /// What is wrong with the number of values that a requirement gives its operator; nil for an operator that selects no
  /// labels.
  static func values(of requirement: ObjectField) -> [FieldError]? {
    let values = requirement["values"]
    switch requirement["operator"].string {
    case "In", "NotIn":
      return values.isEmpty ? [values.required("must be specified when `operator` is 'In' or 'NotIn'")] : []
    case "Exists", "DoesNotExist":
      return values.isEmpty
        ? [] : [values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    default: return nil
    }
  }

  /// Whether a selector selects everything, which many kinds refuse.
  static func isEmpty(_ selector: ObjectField) -> Bool {
    selector["matchLabels"].isEmpty && selector["matchExpressions"].isEmpty
  }
}
