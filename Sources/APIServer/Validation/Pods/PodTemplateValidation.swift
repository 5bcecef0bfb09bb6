import APIMachinery

/// The pods that workloads make (`ValidatePodTemplateSpec`).
enum PodTemplateValidation {
  static func validate(_ template: ObjectField, _ options: PodValidationOptions) -> [FieldError] {
    let metadata = template["metadata"]
    // Upstream's paths leave `metadata` out here.
    var errors = ObjectMetaValidation.labels(metadata["labels"].value, template.path.child("labels"))
    errors += ObjectMetaValidation.annotations(metadata["annotations"].value, template.path.child("annotations"))
    let spec = template["spec"]
    errors += PodAnnotationValidation.validate(
      ObjectField(metadata["annotations"].value, at: template.path.child("annotations")), spec, options)
    errors += PodSpecValidation.validate(spec, podName: "", options)
    errors += PodAnnotationValidation.agree(metadata["annotations"], spec)
    if !spec["ephemeralContainers"].isEmpty {
      errors.append(spec["ephemeralContainers"].forbidden("ephemeral containers not allowed in pod template"))
    }
    return errors
  }
}
