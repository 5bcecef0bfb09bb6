import APIMachinery

/// DeviceClasses: selectors and settings.
struct DeviceClassValidator: ObjectValidator {
  private static let configMax = 32
  var metadataChecksOnUpdate: [MetadataCheck] { [.create, .update] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let name = spec["extendedResourceName"]
    return DeviceSelectors.validate(spec["selectors"])
      + DeviceRules.list(spec["config"], max: Self.configMax, DeviceRules.configuration)
      + (name.isPresent && !ResourceNames.isExtended(name.string)
        ? [name.invalid("must be a valid extended resource name")] : [])
  }
}

/// ResourceSlices: who offers which devices where.
struct ResourceSliceValidator: ObjectValidator {
  private static let devicesMax = 128
  /// With taints or shared counters, which make devices larger.
  private static let advancedDevicesMax = 64
  private static let counterSetsMax = 8
  private static let countersMax = 32
  private static let consumptionsMax = 2
  private static let taintsMax = 16
  private static let attributesAndCapacitiesMax = 32
  private static let attributeBytesMax = 64
  private static let places =
    "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] { errors(object, old: nil) }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    errors(object, old: old)
  }

  private func errors(_ object: JSONValue, old: JSONValue?) -> [FieldError] {
    let (spec, pool) = (ObjectField(object, "spec"), ObjectField(object, "spec")["pool"])
    var errors = StorageRules.driverName(spec["driver"]) + DeviceRules.poolName(pool["name"])
    if pool["resourceSliceCount"].number <= 0 {
      errors.append(
        pool["resourceSliceCount"].invalid(
          showing: .integer(pool["resourceSliceCount"].number), "must be greater than zero"))
    }
    if pool["generation"].number < 0 {
      errors.append(pool["generation"].invalid("must be greater than or equal to zero"))
    }
    if let old {
      let before = ObjectField(old, "spec")
      errors +=
        pool["name"].mustEqual(before["pool", "name"]) + spec["driver"].mustEqual(before["driver"])
        + spec["nodeName"].mustEqual(before["nodeName"])
    }
    errors += place(spec)
    if spec["sharedCounters"].isPresent, spec["devices"].isPresent {
      errors.append(spec.invalid(showing: "", "only one of `sharedCounters` or `devices` is allowed"))
    }
    let isAdvanced = spec["devices"].elements.contains {
      !$0["taints"].isEmpty || !$0["consumesCounters"].isEmpty
        || $0["attributes"].entries.contains { attribute in Self.lists.contains { attribute.field.has($0) } }
    }
    let isPerDevice = spec["perDeviceNodeSelection"].bool
    errors += DeviceRules.set(
      spec["devices"], max: isAdvanced ? Self.advancedDevicesMax : Self.devicesMax, by: { .string($0["name"].string) }
    ) { new in
      device(
        new, isPerDevice: isPerDevice,
        old: old.flatMap { old in
          ObjectField(old, "spec")["devices"].elements.first { $0["name"].string == new["name"].string }
        })
    }
    return errors
      + DeviceRules.set(
        spec["sharedCounters"], max: Self.counterSetsMax, by: { .string($0["name"].string) }
      ) { DeviceRules.requiredLabel($0["name"]) + counters($0["counters"]) }
  }

  /// One way of saying where the devices are.
  private func place(_ spec: ObjectField) -> [FieldError] {
    var (set, errors): ([String], [FieldError]) = node(spec, "must be either unset or set to a non-empty string")
    let terms = spec["nodeSelector", "nodeSelectorTerms"]
    if spec["nodeSelector"].isPresent, terms.count != 1 {
      errors.append(
        terms.invalid(
          showing: GoInternalForm.list(terms.value, of: "core/v1.NodeSelectorTerm"),
          "must have exactly one node selector term"))
    }
    for name in ["allNodes", "perDeviceNodeSelection"] where spec[name].isPresent {
      if spec[name].bool {
        set.append("`\(name)`")
      } else {
        errors.append(spec[name].invalid("must be either unset or set to true"))
      }
    }
    if set.isEmpty { errors.append(spec.required(Self.places)) }
    if set.count > 1 {
      errors.append(
        spec.invalid(
          showing: .string("{\(set.joined(separator: ", "))}"), Self.places + ", but multiple fields are set"))
    }
    return errors
  }

  private func node(_ owner: ObjectField, _ empty: String) -> (set: [String], errors: [FieldError]) {
    var set: [String] = []
    var errors: [FieldError] = []
    let (name, selector) = (owner["nodeName"], owner["nodeSelector"])
    if name.isPresent {
      if name.isEmpty {
        errors.append(name.invalid(empty))
      } else {
        set.append("`nodeName`")
        errors += name.mustMatch(NameValidation.dns1123Subdomain)
      }
    }
    if selector.isPresent {
      set.append("`nodeSelector`")
      errors += AffinityValidation.nodeSelector(selector)
    }
    return (set, errors)
  }

  /// - Parameter old: The device of this name before; what of it is as it was may stay.
  private func device(_ device: ObjectField, isPerDevice: Bool, old: ObjectField?) -> [FieldError] {
    let isNew = { (member: String) in
      old.map { !SemanticEquality.areEqual(device[member].value, $0[member].value) } ?? true
    }
    var errors = DeviceRules.label(device["name"])
    let count = device["attributes"].count + device["capacity"].count
    if count > Self.attributesAndCapacitiesMax {
      errors.append(
        device.invalid(
          showing: .integer(Int64(count)),
          "the total number of attributes and capacities must not exceed \(Self.attributesAndCapacitiesMax)"))
    }
    for (key, attribute) in device["attributes"].entries {
      errors += DeviceRules.qualifiedName(key, at: device["attributes"]) + self.attribute(attribute)
    }
    let isShared = device["allowMultipleAllocations"].bool
    for (key, capacity) in isNew("capacity") ? device["capacity"].entries : [] {
      errors += DeviceRules.qualifiedName(key, at: device["capacity"])
      let policy = capacity["requestPolicy"]
      if policy.isPresent, !isShared { errors.append(policy.forbidden("allowMultipleAllocations must be true")) }
      if policy.isPresent, isShared { errors += CapacityPolicyRules(policy, capacity: capacity["value"]).errors() }
    }
    if isNew("taints") { errors += DeviceRules.list(device["taints"], max: Self.taintsMax, DeviceRules.taint) }
    errors += DeviceRules.set(
      device["consumesCounters"], max: Self.consumptionsMax, by: { .string($0["counterSet"].string) }
    ) { DeviceRules.requiredLabel($0["counterSet"]) + counters($0["counters"]) }
    return errors + place(of: device, isPerDevice: isPerDevice) + DeviceRules.binding(device)
  }

  private func place(of device: ObjectField, isPerDevice: Bool) -> [FieldError] {
    guard isPerDevice else {
      let isPlaced = ["nodeName", "nodeSelector", "allNodes"].contains { device[$0].isPresent }
      return isPlaced
        ? [
          device.invalid(
            showing: .null,
            "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in "
              + "the ResourceSlice spec")
        ] : []
    }
    var (set, errors) = node(device, "must not be empty")
    if device["allNodes"].isPresent {
      if device["allNodes"].bool {
        set.append("`allNodes`")
      } else {
        errors.append(device["allNodes"].invalid("must be either unset or set to true"))
      }
    }
    let detail =
      "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to "
      + "true in the ResourceSlice spec"
    if set.isEmpty { errors.append(device.required(detail)) }
    if set.count > 1 {
      errors.append(device.invalid(showing: .string("{\(set.joined(separator: ", "))}"), detail))
    }
    return errors
  }

  private func counters(_ counters: ObjectField) -> [FieldError] {
    if counters.isEmpty { return [counters.required()] }
    if counters.count > Self.countersMax { return [counters.tooMany(Self.countersMax)] }
    return counters.entries.flatMap { key, _ in
      NameValidation.dns1123Label(key).map { counters.invalid(showing: .string(key), $0) }
    }
  }

  private static let scalars = ["bool", "int", "string", "version"]
  private static let lists = ["bools", "ints", "strings", "versions"]

  private func attribute(_ attribute: ObjectField) -> [FieldError] {
    var errors = [attribute["string"], attribute["version"]].filter(\.isPresent).flatMap(text)
    errors += (attribute["strings"].elements + attribute["versions"].elements).flatMap(text)
    let set = (Self.scalars + Self.lists).filter { attribute[$0].isPresent }
    if set.isEmpty { errors.append(attribute.invalid(showing: "", "exactly one value must be specified")) }
    if set.count > 1 {
      errors.append(
        attribute.invalid(showing: GoStructForm.deviceAttribute(attribute), "exactly one value must be specified"))
    }
    return errors
  }

  /// A text or a version, by what it is called.
  private func text(_ field: ObjectField) -> [FieldError] {
    let isVersion = field.path.description.contains(".version")
    return
      (isVersion && SemanticVersion(field.string) == nil
      ? [field.invalid("must be a string compatible with semver.org spec 2.0.0")] : [])
      + (field.string.utf8.count > Self.attributeBytesMax ? [field.tooLong(Self.attributeBytesMax)] : [])
  }
}

/// How parts of a device's capacity may be asked for.
struct CapacityPolicyRules {
  private static let valuesMax = 10
  private let policy: ObjectField
  private let capacity: Quantity

  init(_ policy: ObjectField, capacity: ObjectField) {
    self.policy = policy
    self.capacity = capacity.quantity ?? Quantity(0)
  }

  func errors() -> [FieldError] {
    let (values, range, standard) = (policy["validValues"], policy["validRange"], policy["default"])
    if !values.isEmpty, range.isPresent {
      return [
        policy.forbidden(
          "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at the same time")
      ]
    }
    if !values.isEmpty {
      guard let standard = standard.quantity else { return [standard.required("required when validValues is defined")] }
      return check(values, standard)
    }
    guard range.isPresent else { return [] }
    guard let standard = standard.quantity else { return [standard.required("required when validRange is defined")] }
    return check(range: range, standard)
  }

  private func check(_ values: ObjectField, _ standard: Quantity) -> [FieldError] {
    guard values.count <= Self.valuesMax else { return [values.tooMany(Self.valuesMax)] }
    var errors: [FieldError] = []
    let options = values.elements
    for (one, next) in zip(options, options.dropFirst()) {
      guard let low = one.quantity, let high = next.quantity, low > high else { continue }
      errors.append(next.invalid(showing: .string(high.description), "values must be sorted in ascending order"))
    }
    for option in options {
      guard let amount = option.quantity, amount > capacity else { continue }
      errors.append(
        option.invalid(showing: .string(amount.description), "option is larger than capacity value: \(capacity)"))
    }
    if !options.contains(where: { $0.quantity == standard }) {
      errors.append(
        values.invalid(
          showing: .string(standard.description), "default value is not valid according to the requestPolicy"))
    }
    return errors
  }

  private func check(range: ObjectField, _ standard: Quantity) -> [FieldError] {
    guard let low = range["min"].quantity else { return [range["min"].required("required when validRange is defined")] }
    var errors: [FieldError] = []
    let complain = { (name: String, shown: Quantity, detail: String) in
      errors.append(range[name].invalid(showing: .string(shown.description), detail))
    }
    if low > capacity { complain("min", low, "min is larger than capacity value: \(capacity)") }
    if standard < low { complain("default", standard, "default is less than min: \(low)") }
    if let high = range["max"].quantity {
      if low > high { complain("max", low, "min is larger than max: \(high)") }
      if high > capacity { complain("max", high, "max is larger than capacity value: \(capacity)") }
      if standard > high { complain("default", standard, "default is more than max: \(high)") }
    }
    guard let step = range["step"].quantity else { return errors }
    guard step > .zero else {
      complain("step", step, "must be greater than zero")
      return errors
    }
    if low + step > capacity {
      complain("step", step, "one step \(low + step) is larger than capacity value: \(capacity)")
    }
    for amount in [standard, range["max"].quantity].compactMap({ $0 })
    where !Self.isReached(amount.value, from: low.value, by: step.value) {
      complain("step", amount, "value is not a multiple of a given step (\(step)) from (\(low))")
    }
    return errors
  }

  private static func isReached(_ amount: Int64, from low: Int64, by step: Int64) -> Bool {
    let (distance, overflows) = amount.subtractingReportingOverflow(low)
    return step == 0 || overflows || distance % step == 0
  }
}
