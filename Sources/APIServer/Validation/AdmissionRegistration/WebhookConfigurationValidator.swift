import APIMachinery

/// Configurations of validating and mutating webhooks, as upstream's `pkg/apis/admissionregistration/validation`.
/// Conditions in CEL must compile.
struct WebhookConfigurationValidator: ObjectValidator {
  private static let reviewVersions = ["v1", "v1beta1"]
  private static let conditionsMax = 64

  let isMutating: Bool

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    webhooks(
      ObjectField(object, "webhooks"), requiresKnownVersion: true, allowsUnknownSideEffects: false,
      requiresUniqueNames: true)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    // What older versions of the API stored may stay.
    let before = ObjectField(old, "webhooks")
    return webhooks(
      ObjectField(object, "webhooks"),
      requiresKnownVersion: before.elements.allSatisfy {
        let versions = $0["admissionReviewVersions"].strings
        return versions.isEmpty || versions.contains(where: Self.reviewVersions.contains)
      },
      allowsUnknownSideEffects: before.elements.contains {
        !["None", "NoneOnDryRun"].contains($0["sideEffects"].string)
      },
      requiresUniqueNames: before.mustBeUnique(by: "name").isEmpty)
  }

  private func webhooks(
    _ hooks: ObjectField, requiresKnownVersion: Bool, allowsUnknownSideEffects: Bool, requiresUniqueNames: Bool
  ) -> [FieldError] {
    var seen: Set<String> = []
    return hooks.elements.flatMap { hook in
      var errors = webhook(hook, allowsUnknownSideEffects: allowsUnknownSideEffects)
      errors += reviewVersions(hook["admissionReviewVersions"], requiresKnownVersion)
      if !hook["name"].isEmpty, !seen.insert(hook["name"].string).inserted, requiresUniqueNames {
        errors.append(hook["name"].duplicate())
      }
      return errors
    }
  }

  private func webhook(_ hook: ObjectField, allowsUnknownSideEffects: Bool) -> [FieldError] {
    var errors = Self.qualifiedDomain(hook["name"])
    errors += hook["rules"].elements.flatMap(AdmissionRules.rule)
    errors += choice(hook["failurePolicy"], ["Fail", "Ignore"])
    errors += choice(hook["matchPolicy"], ["Equivalent", "Exact"])
    let effects = hook["sideEffects"]
    let known = allowsUnknownSideEffects ? ["None", "NoneOnDryRun", "Some", "Unknown"] : ["None", "NoneOnDryRun"]
    if !effects.isPresent {
      errors.append(effects.required("must specify one of \(known.joined(separator: ", "))"))
    } else {
      errors += effects.mustBeOne(of: known)
    }
    let timeout = hook["timeoutSeconds"]
    if timeout.isPresent, !(1...30).contains(timeout.number) {
      errors.append(timeout.invalid("the timeout value must be between 1 and 30 seconds"))
    }
    errors += ["namespaceSelector", "objectSelector"].flatMap { LabelSelectorValidation.validate(hook[$0]) }
    if isMutating { errors += choice(hook["reinvocationPolicy"], ["IfNeeded", "Never"]) }
    errors += WebhookClientRules.validate(hook["clientConfig"])
    return errors + AdmissionRules.matchConditions(hook["matchConditions"], maximum: Self.conditionsMax)
  }

  /// One of these, where anything is given at all.
  private func choice(_ field: ObjectField, _ values: [String]) -> [FieldError] {
    field.isPresent ? field.mustBeOne(of: values) : []
  }

  private func reviewVersions(_ versions: ObjectField, _ requiresKnown: Bool) -> [FieldError] {
    if versions.isEmpty {
      return [versions.required("must specify one of \(Self.reviewVersions.joined(separator: ", "))")]
    }
    var seen: Set<String> = []
    var errors: [FieldError] = []
    for version in versions.elements {
      if !seen.insert(version.string).inserted {
        errors.append(version.invalid("duplicate version"))
        continue
      }
      errors += version.mustMatch(NameValidation.dns1035Label)
    }
    if requiresKnown, seen.isDisjoint(with: Self.reviewVersions) {
      errors.append(versions.invalid("must include at least one of \(Self.reviewVersions.joined(separator: ", "))"))
    }
    return errors
  }

  /// A domain with three segments at least (`IsFullyQualifiedName` upstream).
  static func qualifiedDomain(_ name: ObjectField) -> [FieldError] {
    if name.isEmpty { return [name.required()] }
    let problems = name.mustMatch(NameValidation.dns1123Subdomain)
    guard problems.isEmpty else { return problems }
    return name.string.split(separator: ".").count < 3
      ? [name.invalid("should be a domain with at least three segments separated by dots")] : []
  }
}
