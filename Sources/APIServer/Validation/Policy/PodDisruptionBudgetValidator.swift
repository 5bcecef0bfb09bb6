import APIMachinery

/// PodDisruptionBudgets, as `ValidatePodDisruptionBudgetSpec` upstream.
struct PodDisruptionBudgetValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let bounds = [spec["minAvailable"], spec["maxUnavailable"]].filter(\.isPresent)
    var errors: [FieldError] = []
    if bounds.count == 2 {
      errors.append(
        spec.invalid(
          showing: GoStructForm.podDisruptionBudgetSpec(spec),
          "minAvailable and maxUnavailable cannot be both set"))
    }
    errors += bounds.flatMap { $0.mustBeIntOrPercent() + $0.mustBeAtMostHundredPercent() }
    errors += LabelSelectorValidation.validate(spec["selector"])
    let policy = spec["unhealthyPodEvictionPolicy"]
    if policy.isPresent { errors += policy.mustBeOne(of: ["AlwaysAllow", "IfHealthyBudget"]) }
    return errors
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    return ConditionRules.validate(status["conditions"])
      + ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"].flatMap {
        status[$0].mustNotBeNegative()
      }
  }
}
