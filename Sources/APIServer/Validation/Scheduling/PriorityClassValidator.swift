import APIMachinery

/// PriorityClasses: names that begin with `system-` are the system's own.
struct PriorityClassValidator: ObjectValidator {
  private static let userValueMax: Int64 = 1_000_000_000
  private static let system: [String: Int64] = [
    "system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000,
  ]

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let root = ObjectField(object, at: .root)
    var errors: [FieldError] = []
    if object.name.hasPrefix("system-") {
      if let problem = systemProblem(object.name, root) {
        errors.append(
          root["metadata", "name"].forbidden(
            "priority class names with 'system-' prefix are reserved for system use only. error: \(problem)"))
      }
    } else if root["value"].number > Self.userValueMax {
      errors.append(
        root["value"].forbidden("maximum allowed value of a user defined priority is \(Self.userValueMax)"))
    }
    let policy = root["preemptionPolicy"]
    if policy.isPresent {
      errors += policy.isEmpty ? [policy.required()] : policy.mustBeOne(of: ["PreemptLowerPriority", "Never"])
    }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (new, before) = (ObjectField(object, at: .root), ObjectField(old, at: .root))
    return
      (new["value"].number == before["value"].number
      ? [] : [new["value"].forbidden("may not be changed in an update.")])
      + new["preemptionPolicy"].mustEqual(before["preemptionPolicy"])
  }

  private func systemProblem(_ name: String, _ root: ObjectField) -> String? {
    guard let value = Self.system[name] else { return "\(name) is not a known system priority class" }
    if root["value"].number != value { return "value of \(name) PriorityClass must be \(value)" }
    if root["globalDefault"].bool { return "globalDefault of \(name) PriorityClass must be false" }
    return nil
  }
}
