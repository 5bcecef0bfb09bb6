import APIMachinery

/// What the kinds of resource.k8s.io have in common (`pkg/apis/resource/validation` upstream).
enum DeviceRules {
  private static let poolNameBytesMax = 253
  private static let identifierBytesMax = 32
  private static let parametersBytesMax = 10 * 1024
  private static let taintEffects = ["NoExecute", "NoSchedule", "None"]
  private static let bindingConditionsMax = 4

  /// At most so many; each right by itself. A list that is too long isn't looked into.
  static func list(_ list: ObjectField, max: Int, _ check: (ObjectField) -> [FieldError]) -> [FieldError] {
    list.count > max ? [list.tooMany(max)] : list.elements.flatMap(check)
  }

  /// The same, with keys that differ.
  static func set(
    _ list: ObjectField, max: Int, by key: (ObjectField) -> JSONValue, _ check: (ObjectField) -> [FieldError]
  ) -> [FieldError] {
    guard list.count <= max else { return [list.tooMany(max)] }
    var seen: [JSONValue] = []
    var duplicates: [FieldError] = []
    for element in list.elements {
      let value = key(element)
      if seen.contains(value) { duplicates.append(element.duplicate(value)) } else { seen.append(value) }
    }
    return list.elements.flatMap(check) + duplicates
  }

  static func poolName(_ name: ObjectField) -> [FieldError] {
    if name.isEmpty { return [name.required()] }
    return (name.string.utf8.count > poolNameBytesMax ? [name.tooLong(poolNameBytesMax)] : [])
      + name.string.split(separator: "/", omittingEmptySubsequences: false).map(String.init).flatMap { part in
        NameValidation.dns1123Subdomain(part).map { name.invalid(showing: .string(part), $0) }
      }
  }

  static func className(_ name: ObjectField) -> [FieldError] {
    name.mustBeSetAndMatch(NameValidation.dns1123Subdomain)
  }

  static func label(_ name: ObjectField) -> [FieldError] { name.mustMatch(NameValidation.dns1123Label) }

  static func requiredLabel(_ name: ObjectField) -> [FieldError] {
    name.mustBeSetAndMatch(NameValidation.dns1123Label)
  }

  static func configuration(_ config: ObjectField) -> [FieldError] {
    let opaque = config["opaque"]
    guard opaque.isPresent else { return [opaque.required()] }
    return StorageRules.driverName(opaque["driver"]) + parameters(opaque["parameters"])
  }

  /// Any object, of a bounded size.
  static func parameters(_ parameters: ObjectField) -> [FieldError] {
    guard let value = parameters.value else { return [parameters.required()] }
    if value.encoded().count > parametersBytesMax { return [parameters.tooLong(parametersBytesMax)] }
    guard case .object = value else {
      return [parameters.invalid(showing: "<value omitted>", "must be a valid JSON object")]
    }
    return []
  }

  static func toleration(_ toleration: ObjectField) -> [FieldError] {
    let (op, value) = (toleration["operator"], toleration["value"])
    var errors = toleration["key"].mayMatch(NameValidation.qualifiedName)
    switch op.string {
    case "Exists":
      if !value.isEmpty { errors.append(value.invalid("must be empty for operator `Exists`")) }
    case "Equal": errors += value.mustMatch(NameValidation.labelValue)
    case "": errors.append(op.required())
    default: errors.append(op.notSupported(["Equal", "Exists"]))
    }
    return errors + toleration["effect"].mayBeOne(of: taintEffects)
  }

  static func taint(_ taint: ObjectField) -> [FieldError] {
    taint["key"].mustMatch(NameValidation.qualifiedName) + taint["value"].mayMatch(NameValidation.labelValue)
      + taint["effect"].mustBeSetAndOne(of: taintEffects)
  }

  /// What must hold before, and what must not hold after, a pod uses a device.
  static func binding(_ device: ObjectField) -> [FieldError] {
    let (conditions, failures) = (device["bindingConditions"], device["bindingFailureConditions"])
    var errors = [conditions, failures].flatMap {
      list($0, max: bindingConditionsMax) { $0.mustMatch(NameValidation.qualifiedName) }
    }
    var seen: Set<String> = []
    for condition in conditions.elements where !seen.insert(condition.string).inserted {
      errors.append(condition.duplicate())
    }
    var seenFailures: Set<String> = []
    for failure in failures.elements {
      if !seenFailures.insert(failure.string).inserted { errors.append(failure.duplicate()) }
      if seen.contains(failure.string) {
        errors.append(failure.invalid("bindingFailureConditions must not overlap with bindingConditions"))
      }
    }
    if conditions.isEmpty, !failures.isEmpty {
      errors.append(
        conditions.invalid(showing: .null, "bindingConditions are required to use bindingFailureConditions"))
    }
    if failures.isEmpty, !conditions.isEmpty {
      errors.append(
        failures.invalid(showing: .null, "bindingFailureConditions are required to use bindingConditions"))
    }
    return errors
  }

  /// `name` or `domain/name`, complained about at `place`. What has more slashes isn't looked at, as upstream.
  static func qualifiedName(_ name: String, at place: ObjectField) -> [FieldError] {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1 { return identifier(name, at: place) }
    guard parts.count == 2 else { return [] }
    let domain = ObjectField(.string(parts[0]), at: place.path)
    return
      (parts[0].isEmpty
      ? [place.invalid(showing: "", "the domain must not be empty")] : StorageRules.driverName(domain))
      + (parts[1].isEmpty
        ? [place.invalid(showing: "", "the name must not be empty")] : identifier(parts[1], at: place))
  }

  static func fullyQualifiedName(_ name: ObjectField) -> [FieldError] {
    qualifiedName(name.string, at: name)
      + (name.string.contains("/")
        ? [] : [name.invalid("a fully qualified name must be a domain and a name separated by a slash")])
  }

  /// The share of a device, if it is one: a UUID in its normal form.
  static func share(_ identifier: ObjectField) -> [FieldError] {
    guard identifier.isPresent else { return [] }
    let text = identifier.string
    if let problem = UUIDText.problem(text) {
      return [identifier.invalid(showing: .string(text), "error validating uid: \(problem)")]
    }
    guard text.utf8.count != 36 || text != text.lowercased() else { return [] }
    return [
      identifier.invalid(
        "uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal "
          + "characters")
    ]
  }

  private static func identifier(_ name: String, at place: ObjectField) -> [FieldError] {
    (name.utf8.count > identifierBytesMax ? [place.tooLong(identifierBytesMax)] : [])
      + NameValidation.cIdentifier(name).map { place.invalid(showing: .string(name), $0) }
  }
}
