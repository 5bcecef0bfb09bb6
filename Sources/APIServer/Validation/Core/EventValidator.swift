import APIMachinery

/// Events: about something in their own namespace. Those with `eventTime`, the newer form, say who did what why.
struct EventValidator: ObjectValidator {
  private static let charactersMax = ["reportingInstance": 128, "action": 128, "reason": 128, "message": 1024]
  /// What of an event never changes; upstream looks at the reason twice.
  private static let immutable = [
    "involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "reason", "type",
    "eventTime", "action", "related", "reportingController", "reportingInstance",
  ]

  /// Members that messages show as upstream's internal structs.
  private static let structs = [
    "involvedObject": "core/v1.ObjectReference", "related": "core/v1.ObjectReference", "source": "core/v1.EventSource",
  ]

  var nameRule: NameRule { .pathSegment }
  var metadataChecksOnUpdate: [MetadataCheck] { [] }

  /// Whether it is written through `events.k8s.io`, which has only the newer form.
  private func isStrict(_ context: ValidationContext) -> Bool { context.resource.group == "events.k8s.io" }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var errors = validateBothForms(object, context)
    guard isStrict(context) else { return errors }
    errors += ObjectField(object, "metadata")["name"].mayMatch(NameValidation.dns1123Subdomain)
    errors += series(ObjectField(object, "series"))
    let (time, type) = (ObjectField(object, "eventTime"), ObjectField(object, "type"))
    if !time.isPresent { errors.append(time.required()) }
    if !["Normal", "Warning"].contains(type.string) {
      errors.append(.invalid(type.path, "", "has invalid value: \(type.string)"))
    }
    let source = ObjectField(object, "source")
    let old = ["firstTimestamp", "lastTimestamp"].map { ObjectField(object, $0) }.filter(\.isPresent)
    let counted = [ObjectField(object, "count")].filter { $0.number != 0 }
    let sources = !source["component"].isEmpty || !source["host"].isEmpty ? [source] : []
    return errors + (old + counted + sources).map { .invalid($0.path, "", "needs to be unset") }
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var errors = validateBothForms(object, context)
    guard isStrict(context) else { return errors }
    if !SemanticEquality.areEqual(object["series"], old["series"]) { errors += series(ObjectField(object, "series")) }
    return errors
      + Self.immutable.flatMap { name in
        let member = name == "reportingController" ? "reportingComponent" : name
        let field = ObjectField(object[member], at: FieldPath(name))
        if let type = Self.structs[name] { return GoInternalForm.immutable(field, old[member], type) }
        // Texts and numbers that aren't there show as what they are to Go.
        let shown =
          field.value ?? (name == "count" ? 0 : name.hasSuffix("imestamp") || name == "eventTime" ? .null : "")
        return field.mustEqual(ObjectField(old, member)).isEmpty
          ? [] : [field.invalid(showing: shown, "field is immutable")]
      }
  }

  private func validateBothForms(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let about = ObjectField(object, "involvedObject")["namespace"]
    let isNew = ObjectField(object, "eventTime").isPresent
    let matches =
      about.isEmpty
      ? ["", "default"].contains(object.namespace) || isNew && object.namespace == "kube-system"
      : isNew || about.string == object.namespace
    var errors: [FieldError] = []
    if !matches { errors.append(.invalid(about.path, .string(about.string), "does not match event.namespace")) }
    guard isNew else { return errors }
    let controller = ObjectField(
      object["reportingComponent"], at: FieldPath(isStrict(context) ? "reportingController" : "reportingComponent"))
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

  private func series(_ series: ObjectField) -> [FieldError] {
    guard series.isPresent else { return [] }
    let (count, time) = (series["count"], series["lastObservedTime"])
    return (count.number < 2 ? [.invalid(count.path, "", "should be at least 2")] : [])
      + (time.isPresent ? [] : [time.required()])
  }
}
