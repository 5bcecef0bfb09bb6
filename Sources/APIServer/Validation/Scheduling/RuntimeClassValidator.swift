import APIMachinery

/// RuntimeClasses: the handler names a configuration of the container runtime and never changes.
struct RuntimeClassValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let root = ObjectField(object, at: .root)
    var errors = root["handler"].mustBeSetAndMatch(NameValidation.dns1123Label)
    for (name, quantity) in root["overhead", "podFixed"].entries {
      let field = ObjectField(quantity.value, at: root["overhead", "podFixed"].path.key(name))
      errors += NameValidation.qualifiedName(name).map { .invalid(field.path, .string(name), $0) }
      errors += field.mustNotBeNegativeQuantity()
    }
    let selector = root["scheduling", "nodeSelector"]
    return errors + ObjectMetaValidation.labels(selector.value, selector.path)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ObjectField(object, "handler").mustEqual(ObjectField(old, "handler"))
  }
}
