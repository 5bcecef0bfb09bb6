import APIMachinery

/// The volumes of a pod (`ValidateVolumes`).
enum PodVolumeValidation {
  struct Result {
    var errors: [FieldError]
    /// The sources of the volumes that are in order, by name.
    var sources: [String: ObjectField]
  }

  /// - Parameter isPod: Templates may leave the reference of an image volume out.
  static func validate(_ volumes: ObjectField, podName: String, isPod: Bool) -> Result {
    var result = Result(errors: [], sources: [:])
    let created =
      podName.isEmpty
      ? [] : Set(volumes.elements.filter { $0["ephemeral"].isPresent }.map { "\(podName)-\($0["name"].string)" })
    for volume in volumes.elements {
      let name = volume["name"]
      var errors = sources(volume, podName: podName)
      if isPod, volume["image"].isPresent { errors += volume["image", "reference"].mustBeSet() }
      errors += name.mustBeSetAndMatch(NameValidation.dns1123Label)
      if result.sources[name.string] != nil { errors.append(name.duplicate()) }
      if errors.isEmpty { result.sources[name.string] = volume }
      result.errors += errors
      let claim = volume["persistentVolumeClaim", "claimName"]
      if volume["persistentVolumeClaim"].isPresent, created.contains(claim.string) {
        result.errors.append(claim.invalid("must not reference a PVC that gets created for an ephemeral volume"))
      }
    }
    return result
  }

  /// Just one source.
  private static func sources(_ volume: ObjectField, podName: String) -> [FieldError] {
    var errors: [FieldError] = []
    var found = 0
    for source in VolumeSourceRules.sources(of: volume) {
      let field = volume[source.name]
      // The first one in upstream's order is the one that counts; more are refused.
      guard found == 0 else {
        errors.append(
          .forbidden(volume.path.child(source.nameInForbidden), "may not specify more than 1 volume type"))
        continue
      }
      found += 1
      errors += source.rule(ObjectField(field.value, at: volume.path.child(source.nameInPath)))
      if source.name == "ephemeral" { errors += ephemeralName(volume, podName: podName) }
    }
    errors += iscsiName(volume)
    if found == 0 { errors.append(volume.required("must specify a volume type")) }
    return errors
  }

  private static func ephemeralName(_ volume: ObjectField, podName: String) -> [FieldError] {
    let name = volume["name"].string
    guard !podName.isEmpty, !name.isEmpty else { return [] }
    let claim = "\(podName)-\(name)"
    return NameValidation.dns1123Subdomain(claim).map {
      volume["name"].invalid("PVC name \(GoFormat.quoted(claim)): \($0)")
    }
  }

  private static func iscsiName(_ volume: ObjectField) -> [FieldError] {
    let iscsi = volume["iscsi"]
    guard iscsi["initiatorName"].isPresent else { return [] }
    let together = volume["name"].string.utf8.count + 1 + iscsi["targetPortal"].string.utf8.count
    return together > 64
      ? [
        volume["name"].invalid(
          "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is "
            + "specified.")
      ] : []
  }
}
