import APIMachinery

/// IngressClasses, as `ValidateIngressClass` upstream.
struct IngressClassValidator: ObjectValidator {
  private static let controllerBytesMax = 250

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let controller = spec["controller"]
    var errors: [FieldError] = []
    if controller.string.utf8.count > Self.controllerBytesMax {
      errors.append(controller.tooLong(Self.controllerBytesMax))
    }
    errors += controller.mustBeDomainPrefixedPath()
    if spec["parameters"].isPresent { errors += parameters(spec["parameters"]) }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ObjectField(object, "spec")["controller"].mustEqual(ObjectField(old, "spec")["controller"])
      + validate(object, context)
  }

  private func parameters(_ parameters: ObjectField) -> [FieldError] {
    let errors = IngressRules.typedReference(parameters)
    let (scope, namespace) = (parameters["scope"], parameters["namespace"])
    guard scope.isPresent else { return errors + [scope.required()] }
    switch scope.string {
    case "Namespace":
      return errors
        + (namespace.isPresent
          ? namespace.mustMatch(NameValidation.dns1123Label)
          : [namespace.required("`parameters.scope` is set to 'Namespace'")])
    case "Cluster":
      return namespace.isPresent ? errors + [namespace.forbidden("`parameters.scope` is set to 'Cluster'")] : errors
    default: return errors + [scope.notSupported(["Cluster", "Namespace"])]
    }
  }
}
