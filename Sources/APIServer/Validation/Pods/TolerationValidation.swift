import APIMachinery

/// Tolerations and the taints they are for.
enum TolerationValidation {
  static let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

  static func validate(_ tolerations: ObjectField) -> [FieldError] {
    tolerations.elements.flatMap(toleration)
  }

  private static func toleration(_ toleration: ObjectField) -> [FieldError] {
    let op = toleration["operator"]
    let value = toleration["value"].string
    var errors = toleration["key"].mayMatch(NameValidation.qualifiedName)
    if toleration["key"].isEmpty, op.string != "Exists" {
      errors.append(
        op.invalid("operator must be Exists when `key` is empty, which means \"match all values and all keys\""))
    }
    if toleration["tolerationSeconds"].isPresent, toleration["effect"].string != "NoExecute" {
      errors.append(toleration["effect"].invalid("effect must be 'NoExecute' when `tolerationSeconds` is set"))
    }
    // The messages about the value are at the operator.
    switch op.string {
    case "Equal", "":
      let wrong = NameValidation.labelValue(value)
      if !wrong.isEmpty { errors.append(.invalid(op.path, .string(value), wrong.joined(separator: ";"))) }
    case "Exists":
      if !value.isEmpty {
        errors.append(.invalid(op.path, .string(value), "value must be empty when `operator` is 'Exists'"))
      }
    default:
      errors.append(op.notSupported(["Equal", "Exists"]))
    }
    return errors + toleration["effect"].mayBeOne(of: effects)
  }
}
