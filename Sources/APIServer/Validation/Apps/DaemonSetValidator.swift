import APIMachinery

/// DaemonSets, as `ValidateDaemonSetSpec` upstream.
struct DaemonSetValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let (selector, template) = (spec["selector"], spec["template"])
    return LabelSelectorValidation.validate(selector) + WorkloadRules.matches(selector, template)
      + WorkloadRules.notEmpty(selector, kind: "daemonset")
      + PodTemplateValidation.validate(template, PodValidationOptions(context))
      + WorkloadRules.lasting(template, kind: "DaemonSet") + spec["minReadySeconds"].mustNotBeNegative()
      + updateStrategy(spec["updateStrategy"]) + spec["revisionHistoryLimit"].mustNotBeNegative()
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(object, context) + ObjectField(object, "spec")["selector"].mustEqual(ObjectField(old, "spec")["selector"])
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    return [
      "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration",
      "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount",
    ].flatMap { status[$0].mustNotBeNegative() } + WorkloadRules.collisions(status, since: ObjectField(old, "status"))
  }

  private func updateStrategy(_ strategy: ObjectField) -> [FieldError] {
    switch strategy["type"].string {
    case "OnDelete": return []
    case "RollingUpdate":
      let rolling = strategy["rollingUpdate"]
      guard rolling.isPresent else { return [rolling.required()] }
      let (unavailable, surge) = (rolling["maxUnavailable"], rolling["maxSurge"])
      var errors = unavailable.mustBeIntOrPercent() + surge.mustBeIntOrPercent()
      errors += unavailable.mustBeAtMostHundredPercent() + surge.mustBeAtMostHundredPercent()
      switch (unavailable.intOrPercentValue != 0, surge.intOrPercentValue != 0) {
      case (true, true): errors.append(surge.invalid("may not be set when maxUnavailable is non-zero"))
      case (false, false): errors.append(unavailable.required("cannot be 0 when maxSurge is 0"))
      default: break
      }
      return errors
    default:
      return [
        .notSupported(
          strategy.path, GoStructForm.updateStrategy(strategy), supported: ["RollingUpdate", "OnDelete"])
      ]
    }
  }
}
