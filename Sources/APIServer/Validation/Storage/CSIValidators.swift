import APIMachinery

/// CSIDrivers, named as the driver calls itself.
struct CSIDriverValidator: ObjectValidator {
  private static let tokenSecondsMin: Int64 = 600
  private static let tokenSecondsMax: Int64 = 1 << 32
  private static let updateSecondsMin: Int64 = 10

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    return StorageRules.driverName(ObjectField(object, "metadata")["name"]) + validate(spec)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (spec, before) = (ObjectField(object, "spec"), ObjectField(old, "spec"))
    // Upstream's path has this name for it.
    let attachment = ObjectField(spec["attachRequired"].value, at: spec.path.child("attachedRequired"))
    return validate(spec) + attachment.mustEqual(before["attachRequired"])
      + spec["volumeLifecycleModes"].mustEqual(before["volumeLifecycleModes"])
  }

  private func validate(_ spec: ObjectField) -> [FieldError] {
    var errors = ["attachRequired", "podInfoOnMount", "storageCapacity"].flatMap { name in
      spec[name].isPresent ? [] : [spec[name].required()]
    }
    errors +=
      spec["fsGroupPolicy"].isPresent
      ? spec["fsGroupPolicy"].mustBeOne(of: ["File", "None", "ReadWriteOnceWithFSType"])
      : [spec["fsGroupPolicy"].required()]
    errors += spec["tokenRequests"].mustBeUnique(by: "audience").map { error in
      var error = error
      if error.value == nil { error.value = "" }
      return error
    }
    for request in spec["tokenRequests"].elements {
      guard let seconds = request["expirationSeconds"].integer else { continue }
      if seconds < Self.tokenSecondsMin {
        errors.append(request["expirationSeconds"].invalid("may not specify a duration less than 10 minutes"))
      }
      if seconds > Self.tokenSecondsMax {
        errors.append(
          request["expirationSeconds"].invalid("may not specify a duration larger than 2^32 seconds"))
      }
    }
    // The path has no index upstream.
    let modes = spec["volumeLifecycleModes"]
    errors += modes.strings.filter { !["Persistent", "Ephemeral"].contains($0) }.map {
      .notSupported(modes.path, .string($0), supported: ["Persistent", "Ephemeral"])
    }
    if !spec["seLinuxMount"].isPresent { errors.append(spec["seLinuxMount"].required()) }
    let period = spec["nodeAllocatableUpdatePeriodSeconds"]
    if let seconds = period.integer, seconds < Self.updateSecondsMin {
      errors.append(period.invalid("must be greater than or equal to \(Self.updateSecondsMin) seconds"))
    }
    return errors
  }
}

/// CSINodes: the drivers of a node, as they registered.
struct CSINodeValidator: ObjectValidator {
  private static let nodeIDBytesMax = 192

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let drivers = ObjectField(object, "spec")["drivers"]
    return drivers.elements.flatMap(driver) + drivers.mustBeUnique(by: "name")
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let before = ObjectField(old, "spec")["drivers"].elements
    let drivers = ObjectField(object, "spec")["drivers"]
    // Drivers come and go as a whole; what one said of itself stays.
    let changed = drivers.elements.flatMap { driver -> [FieldError] in
      guard let known = before.first(where: { $0["name"].string == driver["name"].string }) else { return [] }
      let isSame = ["nodeID", "topologyKeys"].allSatisfy { driver[$0].mustEqual(known[$0]).isEmpty }
      return isSame ? [] : [drivers.invalid(showing: driver.value, "field is immutable")]
    }
    return changed + validate(object, context)
  }

  private func driver(_ driver: ObjectField) -> [FieldError] {
    let identifier = driver["nodeID"]
    var errors = StorageRules.driverName(driver["name"])
    if identifier.isEmpty {
      errors.append(identifier.required())
    } else if identifier.string.utf8.count > Self.nodeIDBytesMax {
      errors.append(identifier.invalid("must be \(Self.nodeIDBytesMax) characters or less"))
    }
    errors += driver["allocatable", "count"].mustNotBeNegative()
    var seen: Set<String> = []
    for key in driver["topologyKeys"].elements {
      if !seen.insert(key.string).inserted {
        errors.append(.duplicate(driver["topologyKeys"].path, .string(key.string)))
      }
      errors += key.mustMatch(NameValidation.qualifiedName)
    }
    return errors
  }
}

/// CSIStorageCapacities: how much room a class has where.
struct CSIStorageCapacityValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let root = ObjectField(object, at: .root)
    return LabelSelectorValidation.validate(root["nodeTopology"])
      + root["storageClassName"].mustMatch(NameValidation.dns1123Subdomain)
      + ["capacity", "maximumVolumeSize"].flatMap { root[$0].mustNotBeNegativeQuantity() }
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(object, context)
      + ["nodeTopology", "storageClassName"].flatMap { ObjectField(object, $0).mustEqual(ObjectField(old, $0)) }
  }
}
