import APIMachinery

/// HorizontalPodAutoscalers, as upstream's `pkg/apis/autoscaling/validation`. Works on `autoscaling/v2`.
struct HorizontalPodAutoscalerValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(ObjectField(object, "spec"), target: .needsGroup)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let before = ObjectField(old, "spec")["scaleTargetRef"]
    // A target that was stored without a group may stay.
    let wasInvalid = !ScaleReference.apiVersion(before, .needsGroup).isEmpty
    return validate(ObjectField(object, "spec"), target: wasInvalid ? .anything : .needsGroup)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ["currentReplicas", "desiredReplicas"].flatMap { ObjectField(object, "status")[$0].mustNotBeNegative() }
  }

  private func validate(_ spec: ObjectField, target: ScaleReference.APIVersionRule) -> [FieldError] {
    let (minimum, maximum) = (spec["minReplicas"], spec["maxReplicas"])
    var errors: [FieldError] = []
    if let number = minimum.integer, number < 1 {
      errors.append(minimum.invalid("must be greater than or equal to 1"))
    }
    if maximum.number == 0 {
      errors.append(maximum.required("must be set and greater than 0"))
    } else if maximum.number < 0 {
      errors.append(maximum.invalid("must be greater than 0"))
    }
    if let number = minimum.integer, maximum.number < number {
      errors.append(
        maximum.invalid(showing: .integer(maximum.number), "must be greater than or equal to `minReplicas`"))
    }
    errors += ScaleReference.validate(spec["scaleTargetRef"], target)
    errors += spec["metrics"].elements.flatMap(MetricRules.metric)
    if minimum.integer == 0,
      !spec["metrics"].elements.contains(where: { ["Object", "External"].contains($0["type"].string) })
    {
      errors.append(
        spec["metrics"].forbidden(
          "must specify at least one Object or External metric to support scaling to zero replicas"))
    }
    errors += ["scaleUp", "scaleDown"].flatMap { Self.scalingRules(spec["behavior", $0]) }
    return errors
  }

  private static func scalingRules(_ rules: ObjectField) -> [FieldError] {
    guard rules.isPresent else { return [] }
    let window = rules["stabilizationWindowSeconds"]
    var errors: [FieldError] = []
    if window.number < 0 { errors.append(window.invalid("must be greater than or equal to zero")) }
    if window.number > 3600 { errors.append(window.invalid("must be less than or equal to 3600")) }
    if rules["selectPolicy"].isPresent {
      errors += rules["selectPolicy"].mustBeOne(of: ["Disabled", "Max", "Min"])
    }
    errors += rules["policies"].mustBeSet("must specify at least one Policy")
    for policy in rules["policies"].elements {
      errors += policy["type"].mustBeOne(of: ["Percent", "Pods"])
      for name in ["value", "periodSeconds"] where policy[name].number <= 0 {
        errors.append(policy[name].invalid(showing: .integer(policy[name].number), "must be greater than zero"))
      }
      if policy["periodSeconds"].number > 1800 {
        errors.append(policy["periodSeconds"].invalid("must be less than or equal to 1800"))
      }
    }
    return errors + rules["tolerance"].mustNotBeNegativeQuantity()
  }
}

/// `CrossVersionObjectReference`: the object that is scaled or measured.
enum ScaleReference {
  enum APIVersionRule { case needsGroup, mayBeCore, anything }

  static func validate(_ reference: ObjectField, _ rule: APIVersionRule) -> [FieldError] {
    ["kind", "name"].flatMap { reference[$0].mustBeSetAndMatch(NameValidation.pathSegmentName) }
      + apiVersion(reference, rule)
  }

  static func apiVersion(_ reference: ObjectField, _ rule: APIVersionRule) -> [FieldError] {
    guard rule != .anything else { return [] }
    let field = reference["apiVersion"]
    do {
      let version = try GroupVersion(apiVersion: field.string)
      let isController = field.string == "v1" && reference["kind"].string == "ReplicationController"
      guard rule == .needsGroup, version.group.isEmpty, !isController else { return [] }
      return [field.invalid("apiVersion must specify API group")]
    } catch {
      return [field.invalid(error.message)]
    }
  }
}
