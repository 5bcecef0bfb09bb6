import APIMachinery

/// What a resource may be called.
enum NameRules {
  static func errors(_ names: ObjectField) -> [FieldError] {
    var errors = joined(names["plural"]) + joined(names["singular"])
    for name in ["kind", "listKind"] {
      let field = names[name]
      let problems = field.isEmpty ? [] : NameValidation.dns1035Label(field.string.lowercased())
      if !problems.isEmpty {
        errors.append(
          field.invalid("may have mixed case, but should otherwise match: \(problems.joined(separator: ","))"))
      }
    }
    errors += names["shortNames"].elements.flatMap { joined($0, allowsEmpty: false) }
    if !names["kind"].isEmpty, names["kind"].string == names["listKind"].string {
      errors.append(names["listKind"].invalid("kind and listKind may not be the same"))
    }
    return errors + names["categories"].elements.flatMap { joined($0, allowsEmpty: false) }
  }

  static func joined(_ field: ObjectField, allowsEmpty: Bool = true) -> [FieldError] {
    if allowsEmpty, field.isEmpty { return [] }
    let problems = NameValidation.dns1035Label(field.string)
    return problems.isEmpty
      ? [] : [field.invalid(showing: .string(field.string), problems.joined(separator: ","))]
  }
}
