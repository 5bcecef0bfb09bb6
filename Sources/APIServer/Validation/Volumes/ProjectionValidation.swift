import APIMachinery

/// Volumes made of other objects: the downward API and projections of several sources.
enum ProjectionValidation {
  private static let volumeFields: Set<String> = [
    "metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid",
  ]

  static func downwardAPI(_ source: ObjectField) -> [FieldError] {
    source["defaultMode"].mustBeFileMode()
      + source["items"].elements.flatMap { downwardFile($0.value, at: source.path) }
  }

  /// Upstream names the volume rather than the item.
  private static func downwardFile(_ value: JSONValue?, at path: FieldPath) -> [FieldError] {
    let file = ObjectField(value, at: path)
    var errors = file["path"].mustBeSet() + file["path"].mustDescendUnreserved()
    if file["fieldRef"].isPresent {
      errors += DownwardAPIValidation.field(file["fieldRef"], allowed: volumeFields)
      if file["resourceFieldRef"].isPresent {
        errors.append(.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"))
      }
    } else if file["resourceFieldRef"].isPresent {
      errors += DownwardAPIValidation.resource(file["resourceFieldRef"], needsContainer: true)
    } else {
      errors.append(file.required("one of fieldRef and resourceFieldRef is required"))
    }
    return errors + file["mode"].mustBeFileMode()
  }

  static func projected(_ source: ObjectField) -> [FieldError] {
    var errors = source["defaultMode"].mustBeFileMode()
    var paths: Set<String> = []
    let take = { (path: String, shown: String) -> [FieldError] in
      guard !path.isEmpty, !paths.insert(path).inserted else { return [] }
      return [.invalid(source.path, .string(shown), "conflicting duplicate paths")]
    }
    for part in source["sources"].elements {
      for key in ["secret", "configMap"] where part[key].isPresent {
        errors += part[key, "name"].mustBeSet()
        for item in part[key, "items"].elements {
          errors += VolumeSourceRules.keyToPath(item)
          errors += take(item["path"].string, part[key, "name"].string)
        }
      }
      for item in part["downwardAPI", "items"].elements {
        errors += downwardFile(item.value, at: part["downwardAPI"].path)
        errors += take(item["path"].string, item["path"].string)
      }
      if part["serviceAccountToken"].isPresent { errors += token(part["serviceAccountToken"], source.path) }
      let bundle = part["clusterTrustBundle"]
      if bundle.isPresent {
        errors += trustBundle(bundle)
        errors += take(bundle["path"].string, bundle["path"].string)
      }
      if (part.value?.objectValue?.members ?? []).filter({ $0.value != .null }).count > 1 {
        errors.append(part.forbidden("may not specify more than 1 volume type per source"))
      }
    }
    return errors
  }

  private static func token(_ token: ObjectField, _ volume: FieldPath) -> [FieldError] {
    let seconds = token["expirationSeconds"]
    var errors: [FieldError] = []
    if let value = seconds.integer, value < 600 {
      errors.append(seconds.invalid("may not specify a duration less than 10 minutes"))
    }
    if let value = seconds.integer, value > 1 << 32 {
      errors.append(seconds.invalid("may not specify a duration larger than 2^32 seconds"))
    }
    let path = ObjectField(token["path"].value, at: volume.child("path"))
    return errors + (path.isEmpty ? [path.required()] : path.mustDescendUnreserved())
  }

  private static func trustBundle(_ bundle: ObjectField) -> [FieldError] {
    let name = bundle["name"]
    let signer = bundle["signerName"]
    var errors: [FieldError] = []
    switch (name.isPresent, signer.isPresent) {
    case (true, true): errors.append(bundle.invalid("only one of name and signerName may be used"))
    case (true, false):
      errors += name.mustBeSet("must be a valid object name")
      errors += NameValidation.dns1123Subdomain(name.string.split(separator: ":").last.map(String.init) ?? "")
        .map { name.invalid("not a valid clustertrustbundlename: \($0)") }
      if bundle["labelSelector"].isPresent {
        errors.append(bundle["labelSelector"].invalid("labelSelector must be unset if name is specified"))
      }
    case (false, true):
      errors += signer.mustBeSet("must be a valid signer name")
      errors += LabelSelectorValidation.validate(bundle["labelSelector"])
    case (false, false): errors.append(bundle.required("either name or signerName must be specified"))
    }
    return errors + bundle["path"].mustBeSet() + bundle["path"].mustDescendUnreserved()
  }
}
