import APIMachinery

/// RuntimeClasses: the handler names a configuration of the container runtime and never changes.
struct RuntimeClassValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let root = ObjectField(object, at: .root)
    var errors = root["handler"].mustBeSetAndMatch(NameValidation.dns1123Label)
    let overhead = ObjectField(root["overhead", "podFixed"].value, at: root["overhead"].path)
    if root["overhead"].isPresent {
      errors += ResourceListValidation.container(ResourceListValidation.Requirements(limitsOnly: overhead))
    }
    let selector = root["scheduling", "nodeSelector"]
    errors += ObjectMetaValidation.labels(selector.value, selector.path)
    return errors + TolerationValidation.validate(root["scheduling", "tolerations"])
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ObjectField(object, "handler").mustEqual(ObjectField(old, "handler"))
  }
}
