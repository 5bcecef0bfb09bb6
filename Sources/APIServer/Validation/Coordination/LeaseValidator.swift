import APIMachinery

/// Leases, as `ValidateLeaseSpec` upstream.
struct LeaseValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = spec["leaseDurationSeconds"].mustBeGreaterThanZero() + spec["leaseTransitions"].mustNotBeNegative()
    if !spec["preferredHolder"].isEmpty, spec["strategy"].isEmpty {
      errors.append(spec["preferredHolder"].forbidden("may only be specified if `strategy` is defined"))
    }
    return errors
  }
}
