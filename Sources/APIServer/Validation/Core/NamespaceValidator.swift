import APIMachinery

/// Namespaces: who must let them go, and their phase.
struct NamespaceValidator: ObjectValidator {
  var nameRule: NameRule { .dnsLabel }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let finalizers = ObjectField(object, "spec")["finalizers"]
    return finalizers.elements.flatMap { FinalizerNames.validate($0.string, at: finalizers.path) }
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] { [] }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let isGoing = object.deletionTimestamp != nil
    let wanted = isGoing ? "Terminating" : "Active"
    let phase = object[path: "status", "phase"]?.stringValue ?? ""
    guard phase != wanted else { return [] }
    return [
      .invalid(
        FieldPath("status", "Phase"), .string(phase),
        "may only be '\(wanted)' if `deletionTimestamp` is \(isGoing ? "not " : "")empty")
    ]
  }
}

/// The names of finalizers.
enum FinalizerNames {
  /// What the kinds of the core add to the rules of all objects' metadata; those that extend the API don't.
  static func validate(_ object: JSONValue, of resource: GroupResource, isCustom: Bool) -> [FieldError] {
    guard !isCustom, !extending.contains(resource.group), resource != GroupResource("events") else { return [] }
    return ObjectField(object, "metadata")["finalizers"].elements.flatMap { qualified($0.string, at: $0.path) }
  }

  private static let extending: Set<String> = [
    "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io",
  ]

  private static let standard: Set<String> = ["kubernetes", "orphan", "foregroundDeletion"]

  static func validate(_ name: String, at path: FieldPath) -> [FieldError] {
    NameValidation.qualifiedName(name).map { .invalid(path, .string(name), $0) } + qualified(name, at: path)
  }

  /// Only a few well-known ones have no domain.
  static func qualified(_ name: String, at path: FieldPath) -> [FieldError] {
    guard !name.contains("/"), !standard.contains(name) else { return [] }
    return [
      .invalid(path, .string(name), "name is neither a standard finalizer name nor is it fully qualified")
    ]
  }
}
