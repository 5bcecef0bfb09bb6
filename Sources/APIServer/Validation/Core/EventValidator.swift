import APIMachinery

/// Events: about something in their own namespace. Those with `eventTime`, the newer form, say who did what why.
struct EventValidator: ObjectValidator {
  private static let charactersMax = ["reportingInstance": 128, "action": 128, "reason": 128, "message": 1024]

  var metadataChecksOnUpdate: [MetadataCheck] { [] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let about = ObjectField(object, "involvedObject")["namespace"]
    let isNew = ObjectField(object, "eventTime").isPresent
    let matches =
      about.isEmpty
      ? ["", "default"].contains(object.namespace) || isNew && object.namespace == "kube-system"
      : isNew || about.string == object.namespace
    var errors: [FieldError] = []
    if !matches { errors.append(.invalid(about.path, .string(about.string), "does not match event.namespace")) }
    guard isNew else { return errors }
    let controller = ObjectField(object["reportingComponent"], at: FieldPath("reportingController"))
    errors += controller.mustBeSet() + controller.mustMatch(NameValidation.qualifiedName)
    for name in ["reportingInstance", "action", "reason", "message"] {
      let field = ObjectField(object, name)
      if name != "message" { errors += field.mustBeSet() }
      if let most = Self.charactersMax[name], field.string.utf8.count > most {
        errors.append(.invalid(field.path, "", "can have at most \(most) characters"))
      }
    }
    return errors
  }
}
