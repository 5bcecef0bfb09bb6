import APIMachinery

/// Claims made for others: of ephemeral volumes and of StatefulSets.
enum PersistentVolumeClaimTemplateValidation {
  static func validate(_ template: ObjectField) -> [FieldError] {
    let metadata = template["metadata"]
    var errors = ObjectMetaValidation.labels(metadata["labels"].value, metadata["labels"].path)
    errors += ObjectMetaValidation.annotations(metadata["annotations"].value, metadata["annotations"].path)
    // The claim's name and the like come from the pod.
    for (key, member) in metadata.entries where !["labels", "annotations", "creationTimestamp"].contains(key) {
      guard !member.isEmpty, member.isPresent else { continue }
      errors.append(metadata[key].forbidden("cannot be set"))
    }
    return errors + PersistentVolumeClaimSpecValidation.validate(template["spec"])
  }
}

/// The spec of a claim (`ValidatePersistentVolumeClaimSpec`).
enum PersistentVolumeClaimSpecValidation {
  static let accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
  static let volumeModes = ["Block", "Filesystem"]

  static func validate(_ spec: ObjectField, allowsInvalidSelectorValues: Bool = false) -> [FieldError] {
    let modes = spec["accessModes"]
    var errors = modes.mustBeSet("at least 1 access mode is required")
    errors += LabelSelectorValidation.validate(spec["selector"], allowsInvalidValues: allowsInvalidSelectorValues)
    errors += accessModes(modes)
    let size = ObjectField(
      spec["resources", "requests", "storage"].value, at: spec["resources"].path.key("storage"))
    errors += size.isPresent ? size.mustBePositiveQuantity() : [size.required()]
    errors += spec["storageClassName"].mayMatch(NameValidation.dns1123Subdomain)
    if spec["volumeMode"].isPresent { errors += spec["volumeMode"].mustBeOne(of: volumeModes) }
    errors += dataSource(spec["dataSource"]) + dataSource(spec["dataSourceRef"])
    errors += spec["dataSourceRef", "namespace"].mayMatch(NameValidation.dns1123Label)
    errors += agreement(spec)
    return errors + spec["volumeAttributesClassName"].mayMatch(NameValidation.dns1123Subdomain)
  }

  static func accessModes(_ modes: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    for mode in modes.elements where !accessModes.contains(mode.string) {
      errors.append(.notSupported(modes.path, .string(mode.string), supported: accessModes))
    }
    let known = modes.strings.filter { accessModes.contains($0) }
    if known.contains("ReadWriteOncePod"), known.contains(where: { $0 != "ReadWriteOncePod" }) {
      errors.append(modes.forbidden("may not use ReadWriteOncePod with other access modes"))
    }
    return errors
  }

  private static func dataSource(_ source: ObjectField) -> [FieldError] {
    guard source.isPresent else { return [] }
    var errors = source["name"].mustBeSet() + source["kind"].mustBeSet()
    if source["apiGroup"].isEmpty, source["kind"].string != "PersistentVolumeClaim" {
      errors.append(
        .invalid(
          source.path, .string(source["kind"].string),
          "must be 'PersistentVolumeClaim' when referencing the default apiGroup"))
    }
    return errors + source["apiGroup"].mayMatch(NameValidation.dns1123Subdomain)
  }

  private static func agreement(_ spec: ObjectField) -> [FieldError] {
    let source = spec["dataSource"]
    let reference = spec["dataSourceRef"]
    guard source.isPresent, reference.isPresent else { return [] }
    if !reference["namespace"].isEmpty {
      return [
        spec.invalid(showing: [:], "may not be specified when dataSourceRef.namespace is specified")
      ]
    }
    return ["apiGroup", "kind", "name"].allSatisfy { source[$0].value == reference[$0].value }
      ? [] : [spec.invalid(showing: [:], "must match dataSourceRef")]
  }
}
