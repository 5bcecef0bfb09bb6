import APIMachinery

/// LeaseCandidates, as `ValidateLeaseCandidateSpec` upstream: two semantic versions, the program's not below the one it
/// behaves as.
struct LeaseCandidateValidator: ObjectValidator {
  var nameRule: NameRule { .configMapKey }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let (binary, emulation, strategy) = (spec["binaryVersion"], spec["emulationVersion"], spec["strategy"])
    var errors = spec["leaseName"].mustBeSet()
    let behavedAs = SemanticVersion(emulation.string)
    if !emulation.isEmpty, behavedAs == nil { errors.append(emulation.invalid("must be a valid semantic version")) }
    let version = SemanticVersion(binary.string)
    if binary.isEmpty {
      errors.append(binary.required())
    } else if version == nil {
      errors.append(binary.invalid("must be a valid semantic version"))
    }
    if let version, let behavedAs, version < behavedAs {
      errors.append(binary.invalid("must be greater than or equal to `emulationVersion`"))
    }
    guard !strategy.isEmpty else { return errors + [strategy.required()] }
    if strategy.string == "OldestEmulationVersion", behavedAs == nil {
      errors.append(
        emulation.required("must be specified when `strategy` is 'OldestEmulationVersion'"))
    }
    return errors + CoordinatedLeaseStrategy.errors(strategy)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(object, context)
      + ObjectField(object, "spec")["leaseName"].mustEqual(ObjectField(old, "spec")["leaseName"])
  }
}

/// How the holder of a lease is chosen.
enum CoordinatedLeaseStrategy {
  /// One that Kubernetes knows, or a name with a domain.
  static func errors(_ strategy: ObjectField) -> [FieldError] {
    let place = strategy["strategy"]
    guard strategy.string.contains("/") else {
      return strategy.string == "OldestEmulationVersion"
        ? [] : [.notSupported(place.path, strategy.value ?? "", supported: ["OldestEmulationVersion"])]
    }
    return NameValidation.qualifiedName(strategy.string).map { place.invalid(showing: strategy.value, $0) }
  }
}
