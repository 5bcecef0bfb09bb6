import APIMachinery

/// CustomResourceDefinitions, as `pkg/apis/apiextensions/validation` of apiextensions-apiserver.
struct CustomResourceDefinitionValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(DefinitionForm.spec(of: object), at: FieldPath("spec"))
    var errors: [FieldError] = []
    let name = ObjectField(object, "metadata")["name"]
    if name.string != "\(spec["names", "plural"].string).\(spec["group"].string)" {
      errors.append(name.invalid("must be spec.names.plural+\".\"+spec.group"))
    }
    errors += SpecRules(checks: DefinitionChecks()).errors(spec)
    return errors + shared(object, spec, old: nil)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(DefinitionForm.spec(of: object), at: FieldPath("spec"))
    let checks = DefinitionChecks(updating: object, old: old)
    let oldSpec = ObjectField(DefinitionForm.spec(of: old), at: FieldPath("spec"))
    var errors = SpecRules(checks: checks).errors(spec)
    if checks.requiresImmutableNames {
      errors += spec["scope"].mustEqual(oldSpec["scope"])
      errors += spec["names", "kind"].mustEqual(oldSpec["names", "kind"])
    }
    errors += spec["group"].mustEqual(oldSpec["group"])
    errors += spec["names", "plural"].mustEqual(oldSpec["names", "plural"])
    return errors + shared(object, spec, old: old)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    NameRules.errors(ObjectField(object, "status")["acceptedNames"])
  }

  /// What is checked behind the spec.
  private func shared(_ object: JSONValue, _ spec: ObjectField, old: JSONValue?) -> [FieldError] {
    let status = ObjectField(object, "status")
    return NameRules.errors(status["acceptedNames"]) + storedVersions(status["storedVersions"], spec["versions"])
      + approval(object, old: old) + preserveUnknownFields(spec, old: old)
  }

  private func storedVersions(_ stored: ObjectField, _ versions: ObjectField) -> [FieldError] {
    guard !stored.isEmpty else {
      return [stored.invalid(showing: .null, "must have at least one stored version")]
    }
    var errors: [FieldError] = []
    let names = versions.elements.map { $0["name"].string }
    for version in versions.elements where version["storage"].bool {
      if !stored.strings.contains(version["name"].string) {
        errors.append(stored.invalid("must have the storage version \(version["name"].string)"))
      }
    }
    for element in stored.elements where !names.contains(element.string) {
      let name = element.string
      errors.append(
        element.invalid(
          "missing from spec.versions; \(name) was previously a storage version, and must remain in spec.versions "
            + "until a storage migration ensures no data remains persisted in \(name) and removes \(name) from "
            + "status.storedVersions"))
    }
    return errors
  }

  private func approval(_ object: JSONValue, old: JSONValue?) -> [FieldError] {
    guard APIApproval.isProtected(object[path: "spec", "group"]?.stringValue ?? "") else { return [] }
    let approval = APIApproval(object)
    if let old, APIApproval(old).state == approval.state { return [] }
    let path = FieldPath("metadata", "annotations").key(APIApproval.annotation)
    switch approval.state {
    case .approved, .bypassed: return []
    case .missing: return [.required(path, approval.reason)]
    case .invalid: return [.invalid(path, .string(object.annotations[APIApproval.annotation] ?? ""), approval.reason)]
    }
  }

  private func preserveUnknownFields(_ spec: ObjectField, old: JSONValue?) -> [FieldError] {
    guard spec["preserveUnknownFields"].bool, old?[path: "spec", "preserveUnknownFields"]?.boolValue != true else {
      return []
    }
    return [
      spec["preserveUnknownFields"].invalid(
        "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead")
    ]
  }
}

/// Whether somebody may define resources of Kubernetes' own groups.
struct APIApproval {
  static let annotation = "api-approved.kubernetes.io"

  enum State { case invalid, approved, bypassed, missing }

  let state: State
  /// What upstream says about it.
  let reason: String

  init(_ definition: JSONValue) {
    let value = definition.annotations[Self.annotation] ?? ""
    let required = "protected groups must have approval annotation \"\(Self.annotation)\""
    let reference = "see https://github.com/kubernetes/enhancements/pull/1111"
    if value.isEmpty {
      (state, reason) = (.missing, "\(required), \(reference)")
    } else if value.hasPrefix("unapproved") {
      (state, reason) = (.bypassed, "not approved: \(quoted(value))")
    } else if ValueFormat.validates(value, "uri"), Self.hasHost(value) {
      (state, reason) = (.approved, "approved in \(value)")
    } else {
      (state, reason) = (
        .invalid, "\(required) with either a URL or a reason starting with \"unapproved\", \(reference)"
      )
    }
  }

  private static func hasHost(_ url: String) -> Bool {
    guard let range = url.firstRange(of: "://"), range.lowerBound > url.startIndex else { return false }
    return !url[range.upperBound...].prefix { $0 != "/" }.isEmpty
  }

  static func isProtected(_ group: String) -> Bool {
    ["k8s.io", "kubernetes.io"].contains { group == $0 || group.hasSuffix("." + $0) }
  }

  /// The condition of a definition in a protected group.
  var condition: (status: String, reason: String) {
    switch state {
    case .invalid: ("False", "InvalidAnnotation")
    case .missing: ("False", "MissingAnnotation")
    case .approved: ("True", "ApprovedAnnotation")
    case .bypassed: ("False", "UnapprovedAnnotation")
    }
  }
}
