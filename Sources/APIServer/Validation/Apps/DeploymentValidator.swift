import APIMachinery

/// Deployments, as `ValidateDeploymentSpec` upstream.
struct DeploymentValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = spec["replicas"].mustNotBeNegative()
    errors += ReplicaSetValidator.selectorAndTemplate(spec, kind: "deployment", context)
    errors += strategy(spec["strategy"])
    errors += ["minReadySeconds", "revisionHistoryLimit"].flatMap { spec[$0].mustNotBeNegative() }
    let deadline = spec["progressDeadlineSeconds"]
    errors += deadline.mustNotBeNegative()
    if deadline.isPresent, deadline.number <= spec["minReadySeconds"].number {
      errors.append(deadline.invalid("must be greater than minReadySeconds"))
    }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(object, context) + ObjectField(object, "spec")["selector"].mustEqual(ObjectField(old, "spec")["selector"])
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    return WorkloadRules.counts(
      status,
      nonNegative: [
        "observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
        "unavailableReplicas", "terminatingReplicas", "collisionCount",
      ], parts: ["updatedReplicas", "readyReplicas", "availableReplicas"])
      + WorkloadRules.availableAreReady(status) + WorkloadRules.collisions(status, since: ObjectField(old, "status"))
  }

  private func strategy(_ strategy: ObjectField) -> [FieldError] {
    let rolling = strategy["rollingUpdate"]
    switch strategy["type"].string {
    case "Recreate":
      return rolling.isPresent
        ? [rolling.forbidden("may not be specified when strategy `type` is 'Recreate'")] : []
    case "RollingUpdate":
      guard rolling.isPresent else { return [rolling.required("this should be defaulted and never be nil")] }
      let (unavailable, surge) = (rolling["maxUnavailable"], rolling["maxSurge"])
      var errors = unavailable.mustBeIntOrPercent() + surge.mustBeIntOrPercent()
      if unavailable.intOrPercentValue == 0, surge.intOrPercentValue == 0 {
        errors.append(unavailable.invalid("may not be 0 when `maxSurge` is 0"))
      }
      return errors + unavailable.mustBeAtMostHundredPercent()
    default:
      return [
        .notSupported(
          strategy.path, GoStructForm.updateStrategy(strategy), supported: ["Recreate", "RollingUpdate"])
      ]
    }
  }
}

/// ReplicaSets, as `ValidateReplicaSetSpec` upstream.
struct ReplicaSetValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    return ["replicas", "minReadySeconds"].flatMap { spec[$0].mustNotBeNegative() }
      + Self.selectorAndTemplate(spec, kind: "replicaset", context)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(object, context) + ObjectField(object, "spec")["selector"].mustEqual(ObjectField(old, "spec")["selector"])
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    return WorkloadRules.counts(
      status,
      nonNegative: [
        "replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "terminatingReplicas",
        "observedGeneration",
      ], parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"])
      + WorkloadRules.availableAreReady(status)
  }

  /// What deployments check alike.
  static func selectorAndTemplate(_ spec: ObjectField, kind: String, _ context: ValidationContext) -> [FieldError] {
    let (selector, template) = (spec["selector"], spec["template"])
    var errors =
      selector.isPresent
      ? LabelSelectorValidation.validate(selector) + WorkloadRules.notEmpty(selector, kind: kind)
      : [selector.required()]
    guard WorkloadRules.isReadable(selector) else {
      return errors + [selector.invalid("invalid label selector")]
    }
    errors += WorkloadRules.matches(selector, template)
    errors += PodTemplateValidation.validate(template, PodValidationOptions(context))
    return errors + WorkloadRules.lasting(template, kind: "ReplicaSet")
  }
}
