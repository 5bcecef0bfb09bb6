import APIMachinery

/// VolumeAttachments: which volume shall be attached where; only the status ever changes.
struct VolumeAttachmentValidator: ObjectValidator {
  private static let messageBytesMax = 256 * 1024

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    return StorageRules.driverName(spec["attacher"]) + source(spec["source"])
      + spec["nodeName"].mustMatch(NameValidation.dns1123Subdomain)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    GoInternalForm.immutable(ObjectField(object, "spec"), old["spec"], "storage.k8s.io/v1.VolumeAttachmentSpec")
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    let metadata = status["attachmentMetadata"]
    let size = metadata.entries.reduce(0) { $0 + $1.key.utf8.count + $1.field.string.utf8.count }
    return (size > Self.messageBytesMax ? [metadata.tooLong(Self.messageBytesMax)] : [])
      + ["attachError", "detachError"].map { status[$0, "message"] }
      .filter { $0.string.utf8.count > Self.messageBytesMax }.map { $0.tooLong(Self.messageBytesMax) }
  }

  private func source(_ source: ObjectField) -> [FieldError] {
    let volume = source["persistentVolumeName"]
    let problem = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"
    switch (source["inlineVolumeSpec"].isPresent, volume.isPresent) {
    case (false, false): return [source.required(problem)]
    case (true, true): return [source.forbidden(problem)]
    case (true, false): return []
    case (false, true):
      return volume.isEmpty
        ? [volume.required("must specify non empty persistentVolumeName")]
        : volume.mustMatch(NameValidation.dns1123Subdomain)
    }
  }
}
