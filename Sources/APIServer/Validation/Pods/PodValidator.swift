import APIMachinery

/// Pods (`ValidatePodCreate`, `ValidatePodUpdate` and those of the subresources).
struct PodValidator: ObjectValidator {
  var metadataChecksOnUpdate: [MetadataCheck] { [.update, .create] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let options = PodValidationOptions(isPod: true, context)
    let spec = ObjectField(object, "spec")
    var errors = metadataAndSpec(object, options)
    if !spec["ephemeralContainers"].isEmpty {
      errors.append(spec["ephemeralContainers"].forbidden("cannot be set on create"))
    }
    if !spec["nodeName"].isEmpty, !spec["schedulingGates"].isEmpty {
      errors.append(spec["nodeName"].forbidden("cannot be set until all schedulingGates have been cleared"))
    }
    return errors + PodAnnotationValidation.agree(annotations(object), spec)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var options = PodValidationOptions(isPod: true, context)
    options.keepAllowing(ObjectField(old, "spec"), annotations(old))
    var errors = metadataAndSpec(object, options)
    switch context.subresource {
    case "resize":
      return PodResizeValidation.validate(object, old: old, soFar: errors)
    case "ephemeralcontainers":
      errors += PodAnnotationValidation.validateUpdate(annotations(object), old: annotations(old))
      errors += PodAnnotationValidation.validate(annotations(object), ObjectField(object, "spec"), options)
      return EphemeralContainerUpdate.validate(object, old: old, soFar: errors)
    default:
      errors += PodAnnotationValidation.validateUpdate(annotations(object), old: annotations(old))
      errors += PodAnnotationValidation.validate(annotations(object), ObjectField(object, "spec"), options)
      return errors + PodUpdateValidation.validate(ObjectField(object, "spec"), old: ObjectField(old, "spec"))
    }
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var options = PodValidationOptions(isPod: true, context)
    options.keepAllowing(ObjectField(old, "spec"), annotations(old))
    return PodAnnotationValidation.validateUpdate(annotations(object), old: annotations(old))
      + PodAnnotationValidation.validate(annotations(object), ObjectField(object, "spec"), options)
      + PodStatusValidation.validate(object, old: old)
  }

  private func annotations(_ object: JSONValue) -> ObjectField { ObjectField(object, "metadata")["annotations"] }

  private func metadataAndSpec(_ object: JSONValue, _ options: PodValidationOptions) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = PodAnnotationValidation.validate(annotations(object), spec, options)
    errors += PodSpecValidation.validate(spec, podName: object.name, options)
    if spec["serviceAccountName"].isEmpty {
      for volume in spec["volumes"].elements {
        for source in volume["projected", "sources"].elements where source["serviceAccountToken"].isPresent {
          errors.append(
            source["serviceAccountToken"].forbidden("must not be specified when serviceAccountName is not set"))
        }
      }
    }
    if annotations(object)[PodAnnotationValidation.mirror].isPresent {
      errors += spec["resourceClaims"].elements.map { _ in
        .forbidden(FieldPath(""), "static pods do not support resource claims")
      }
    }
    for list in ["containers", "initContainers"] { errors += spec[list].elements.flatMap(ContainerValidation.image) }
    return errors
  }
}

extension PodValidationOptions {
  /// What a stored pod has already, an update may keep.
  mutating func keepAllowing(_ spec: ObjectField, _ annotations: ObjectField) {
    var strict = self
    strict.allowsInvalidSelectorValues = false
    var lenient = strict
    lenient.allowsInvalidSelectorValues = true
    let rules = { (options: PodValidationOptions) in
      AffinityValidation.validate(spec["affinity"], options).count
        + TopologySpreadValidation.validate(spec["topologySpreadConstraints"], options).count
    }
    allowsInvalidSelectorValues = rules(strict) != rules(lenient)
    let empty = ObjectField(nil, at: .root)
    let cost = "controller.kubernetes.io/pod-deletion-cost"
    allowsInvalidDeletionCost =
      annotations[cost].isPresent
      && !PodAnnotationValidation.validate(
        ObjectField([cost: annotations[cost].value ?? ""], at: .root), empty, strict
      ).isEmpty
  }
}
