import APIMachinery

/// Volumes: size, one source, who may reach them; the source never changes.
struct PersistentVolumeValidator: ObjectValidator {
  /// Upstream checks an update as a new volume twice.
  var metadataChecksOnUpdate: [MetadataCheck] { [.create, .create] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    errors(in: object) + mountOptions(object)
  }

  /// Sources whose volumes are mounted with the options of an annotation.
  private static let takesMountOptions = [
    "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "iscsi", "cinder", "cephfs",
    "azureFile", "vsphereVolume", "azureDisk", "photonPersistentDisk",
  ]

  /// As upstream's `pkg/volume/validation`.
  private func mountOptions(_ object: JSONValue) -> [FieldError] {
    let key = "volume.beta.kubernetes.io/mount-options"
    let spec = ObjectField(object, "spec")
    guard object.annotations[key] != nil, !Self.takesMountOptions.contains(where: { spec[$0].isPresent }) else {
      return []
    }
    return [
      .forbidden(FieldPath("metadata", "annotations", key), "may not specify mount options for this volume type")
    ]
  }

  private func errors(in object: JSONValue) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let modes = spec["accessModes"]
    var errors = modes.mustBeSet() + PersistentVolumeClaimSpecValidation.accessModes(modes)
    errors += capacity(spec["capacity"])
    errors += spec["persistentVolumeReclaimPolicy"].mayBeOne(of: ["Delete", "Recycle", "Retain"])
    let affinity = spec["nodeAffinity"]
    if affinity.isPresent {
      errors +=
        affinity["required"].isPresent
        ? AffinityValidation.nodeSelector(affinity["required"])
        : [affinity["required"].required("must specify required node constraints")]
    }
    errors += source(spec, name: object.name)
    errors += spec["storageClassName"].mayMatch(NameValidation.dns1123Subdomain)
    if spec["volumeMode"].isPresent {
      errors += spec["volumeMode"].mustBeOne(of: PersistentVolumeClaimSpecValidation.volumeModes)
    }
    return errors + attributesClass(spec)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let before = ObjectField(old, "spec")
    // Upstream runs these rules twice on updates.
    var errors = validate(object, context) + self.errors(in: object)
    var now = PersistentVolumeSources.sources(of: spec)
    if before["csi"].isPresent, !before["csi", "controllerExpandSecretRef"].isPresent {
      now["csi"]?["controllerExpandSecretRef"] = nil
    }
    let sources = PersistentVolumeSources.sources(of: before)
    if !SemanticEquality.areEqual(now, sources) {
      errors.append(
        .forbidden(
          FieldPath("spec", "persistentvolumesource"),
          "spec.persistentvolumesource is immutable after creation\n"
            + GoInternalForm.changes(from: sources, to: now, "core/v1.PersistentVolumeSource")))
    }
    errors += ObjectField(spec["volumeMode"].value, at: FieldPath("volumeMode")).mustEqual(before["volumeMode"])
    if before["nodeAffinity"].isPresent,
      !SemanticEquality.areEqual(spec["nodeAffinity"].value, BetaLabels.renamed(before["nodeAffinity"].value)),
      !SemanticEquality.areEqual(spec["nodeAffinity"].value, before["nodeAffinity"].value)
    {
      errors.append(
        .invalid(
          FieldPath("nodeAffinity"), spec["nodeAffinity"].value ?? .null,
          "field is immutable, except for updating from beta label to GA"))
    }
    let attributes = spec["volumeAttributesClassName"]
    if before["volumeAttributesClassName"].isPresent, !attributes.isPresent {
      errors.append(attributes.forbidden("update from non-nil value to nil is forbidden"))
    }
    return errors
  }

  private func capacity(_ capacity: ObjectField) -> [FieldError] {
    var errors = capacity.mustBeSet()
    if !capacity["storage"].isPresent || capacity.count > 1 {
      errors.append(.notSupported(capacity.path, capacity.value ?? .null, supported: ["storage"]))
    }
    for (_, amount) in capacity.entries {
      if let quantity = amount.quantity, quantity.value < 0 {
        errors.append(.invalid(amount.path, .integer(quantity.value), "must be a valid resource quantity"))
      }
      errors += amount.mustBePositiveQuantity()
    }
    return errors
  }

  private func source(_ spec: ObjectField, name: String) -> [FieldError] {
    var errors: [FieldError] = []
    var found = 0
    for source in PersistentVolumeSources.all where spec[source.name].isPresent {
      guard found == 0 else {
        errors.append(.forbidden(spec.path.child(source.nameInForbidden), "may not specify more than 1 volume type"))
        continue
      }
      found += 1
      errors += source.rule(ObjectField(spec[source.name].value, at: spec.path.child(source.nameInPath)))
      if source.name == "local", !spec["nodeAffinity"].isPresent {
        errors.append(spec["nodeAffinity"].required("Local volume requires node affinity"))
      }
    }
    let portal = spec["iscsi", "targetPortal"]
    if spec["iscsi", "initiatorName"].isPresent, "\(name):\(portal.string)".utf8.count > 64 {
      errors.append(
        .invalid(
          spec["iscsi"].path.child("targetportal"), .string(portal.string),
          "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is "
            + "specified."))
    }
    if found == 0 { errors.append(spec.required("must specify a volume type")) }
    let path = spec["hostPath", "path"].string
    if spec["persistentVolumeReclaimPolicy"].string == "Recycle", path.hasPrefix("/"),
      path.split(separator: "/").allSatisfy({ $0 == "." || $0 == ".." })
    {
      errors.append(
        spec["persistentVolumeReclaimPolicy"].forbidden("may not be 'recycle' for a hostPath mount of '/'"))
    }
    return errors
  }

  private func attributesClass(_ spec: ObjectField) -> [FieldError] {
    let name = spec["volumeAttributesClassName"]
    guard name.isPresent else { return [] }
    var errors =
      name.isEmpty
      ? [name.required("an empty string is disallowed")] : name.mustMatch(NameValidation.dns1123Subdomain)
    if !spec["csi"].isPresent {
      errors.append(spec["csi"].required("has to be specified when using volumeAttributesClassName"))
    }
    return errors
  }
}

/// Labels of nodes that have names without `beta` now.
enum BetaLabels {
  private static let names = [
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "beta.kubernetes.io/os": "kubernetes.io/os", "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
  ]

  /// An affinity with the names of today.
  static func renamed(_ value: JSONValue?) -> JSONValue? {
    switch value {
    case .array(let elements): .array(elements.map { renamed($0) ?? .null })
    case .object(let members):
      .object(
        JSONObject(
          members.map { key, member in
            (
              key,
              key == "key"
                ? .string(names[member.stringValue ?? ""] ?? member.stringValue ?? "") : renamed(member) ?? .null
            )
          }))
    default: value
    }
  }
}
