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
    let tolerations = root["scheduling", "tolerations"]
    return errors + TolerationValidation.validate(tolerations) + repetitions(tolerations)
  }

  /// Tolerations that differ in nothing but how long they last.
  private func repetitions(_ tolerations: ObjectField) -> [FieldError] {
    var seen: Set<[String]> = []
    return tolerations.elements.compactMap { toleration in
      let key = ["key", "operator", "value", "effect"].map { toleration[$0].string }
      guard !seen.insert(key).inserted else { return nil }
      return toleration.duplicate(GoInternalForm.of(toleration.value, "core/v1.Toleration"))
    }
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ObjectField(object, "handler").mustEqual(ObjectField(old, "handler"))
  }
}
