import APIMachinery

/// Replication controllers: the template must be what the selector selects.
struct ReplicationControllerValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = spec["minReadySeconds"].mustNotBeNegative()
    errors += spec["selector"].mustBeSet()
    errors += spec["replicas"].isPresent ? spec["replicas"].mustNotBeNegative() : [spec["replicas"].required()]
    return errors + template(spec, context)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    let count = { (name: String) in status[name].integer ?? 0 }
    var errors = [
      "replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration",
    ].flatMap { status[$0].mustNotBeNegative() }
    for name in ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"] where count(name) > count("replicas") {
      errors.append(status[name].invalid("cannot be greater than status.replicas"))
    }
    if count("availableReplicas") > count("readyReplicas") {
      errors.append(status["availableReplicas"].invalid("cannot be greater than readyReplicas"))
    }
    return errors
  }

  private func template(_ spec: ObjectField, _ context: ValidationContext) -> [FieldError] {
    let template = spec["template"]
    guard template.isPresent else { return [template.required()] }
    var errors: [FieldError] = []
    let labels = template["metadata", "labels"]
    if !spec["selector"].entries.allSatisfy({ labels[$0.key].value == $0.field.value }) {
      errors.append(labels.invalid(showing: labels.value, "`selector` does not match template `labels`"))
    }
    errors += PodTemplateValidation.validate(template, PodValidationOptions(context))
    errors += template["spec", "restartPolicy"].mustBeOne(of: ["Always"])
    if template["spec", "activeDeadlineSeconds"].isPresent {
      errors.append(
        template["spec", "activeDeadlineSeconds"].forbidden(
          "activeDeadlineSeconds in ReplicationController is not Supported"))
    }
    return errors
  }
}

/// Templates on their own.
struct PodTemplateValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    PodTemplateValidation.validate(ObjectField(object, "template"), PodValidationOptions(context))
  }
}
