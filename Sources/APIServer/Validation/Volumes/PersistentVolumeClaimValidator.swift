import APIMachinery

/// Claims: what is asked for doesn't change, but the size of those that are bound.
struct PersistentVolumeClaimValidator: ObjectValidator {
  private static let classAnnotation = "volume.beta.kubernetes.io/storage-class"
  private static let resizeStates = [
    "ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizeInProgress", "NodeResizeInfeasible",
    "NodeResizePending",
  ]

  var metadataChecksOnUpdate: [MetadataCheck] { [.update, .create] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    PersistentVolumeClaimSpecValidation.validate(ObjectField(object, "spec"))
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let before = ObjectField(old, "spec")
    let selector = before["selector"]
    var errors = PersistentVolumeClaimSpecValidation.validate(
      spec, allowsInvalidSelectorValues: !LabelSelectorValidation.validate(selector).isEmpty)
    errors += annotation(object, old)
    let munged = munged(object, old)
    if !SemanticEquality.areEqual(munged, before.value) {
      errors.append(
        spec.forbidden(
          "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
            + GoInternalForm.changes(from: before.value, to: munged, "core/v1.PersistentVolumeClaimSpec")))
    }
    let size = spec["resources", "requests", "storage"]
    if let now = size.quantity, let then = before["resources", "requests", "storage"].quantity, now < then,
      now <= ObjectField(object, "status")["capacity", "storage"].quantity ?? .zero
    {
      errors.append(size.forbidden("field can not be less than status.capacity"))
    }
    errors += ObjectField(spec["volumeMode"].value, at: FieldPath("volumeMode")).mustEqual(before["volumeMode"])
    return errors + attributesClass(spec["volumeAttributesClassName"], before["volumeAttributesClassName"])
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    var errors = status["capacity"].entries.flatMap { _, amount in isAmount(amount) }
    let states = ObjectField(
      status["allocatedResourceStatuses"].value, at: status.path.child("allocatedResourceStatus"))
    for (key, state) in states.entries {
      errors += resourceKey(key, states.path)
      if !Self.resizeStates.contains(state.string) {
        errors.append(.notSupported(states.path, .string(key), supported: Self.resizeStates))
      }
    }
    let allocated = status["allocatedResources"]
    for (key, amount) in allocated.entries {
      let wrong = resourceKey(key, allocated.path)
      errors += wrong.isEmpty ? isAmount(amount) : wrong
    }
    return errors
  }

  /// The new spec with what may change put back.
  private func munged(_ object: JSONValue, _ old: JSONValue) -> JSONValue? {
    var spec = object["spec"]
    let before = old["spec"]
    let isBound = object[path: "status", "phase"]?.stringValue == "Bound"
    if (before?["volumeName"]?.stringValue ?? "").isEmpty { spec?["volumeName"] = before?["volumeName"] }
    if takesClass(object, old) { spec?["storageClassName"] = before?["storageClassName"] }
    if isBound {
      if let size = before?[path: "resources", "requests", "storage"] {
        spec?["resources"]?["requests"]?["storage"] = size
      }
      if spec?["volumeAttributesClassName"] != nil {
        spec?["volumeAttributesClassName"] = before?["volumeAttributesClassName"]
      }
    }
    return spec
  }

  /// A claim without a class can be given one, the annotation's if it has that.
  private func takesClass(_ object: JSONValue, _ old: JSONValue) -> Bool {
    guard let name = object[path: "spec", "storageClassName"]?.stringValue,
      (old[path: "spec", "storageClassName"] ?? .null).isNull
    else { return false }
    let annotation = old[path: "metadata", "annotations", Self.classAnnotation]?.stringValue
    return annotation == nil || annotation == name
  }

  private func annotation(_ object: JSONValue, _ old: JSONValue) -> [FieldError] {
    let now = object[path: "metadata", "annotations", Self.classAnnotation]?.stringValue ?? ""
    let then = old[path: "metadata", "annotations", Self.classAnnotation]?.stringValue ?? ""
    guard now != then, !(now.isEmpty && takesClass(object, old)) else { return [] }
    return [
      .invalid(FieldPath("metadata", "annotations", Self.classAnnotation), .string(now), "field is immutable")
    ]
  }

  private func attributesClass(_ new: ObjectField, _ old: ObjectField) -> [FieldError] {
    guard old.isPresent else { return [] }
    if !new.isPresent { return [new.forbidden("update from non-nil value to nil is forbidden")] }
    return new.isEmpty ? [new.forbidden("update from non-nil value to an empty string is forbidden")] : []
  }

  private func isAmount(_ amount: ObjectField) -> [FieldError] {
    guard let quantity = amount.quantity, quantity.value < 0 else { return [] }
    return [.invalid(amount.path, .integer(quantity.value), "must be a valid resource quantity")]
  }

  private func resourceKey(_ key: String, _ path: FieldPath) -> [FieldError] {
    let wrong = NameValidation.qualifiedName(key)
    guard wrong.isEmpty else { return wrong.map { .invalid(path, .string(key), $0) } }
    return ResourceNames.isNative(key) && key != "storage"
      ? [.notSupported(path, .string(key), supported: ["storage"])] : []
  }
}
