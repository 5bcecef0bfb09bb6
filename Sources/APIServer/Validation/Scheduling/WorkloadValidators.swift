import APIMachinery

/// Workloads: what their schema says.
struct WorkloadValidator: ObjectValidator {
  private let rules = DeclarativeValidation("scheduling.k8s.io/v1alpha2.Workload")

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    rules?.errors(in: "spec", of: object, old: nil) ?? []
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    rules?.errors(in: "spec", of: object, old: old) ?? []
  }
}

/// PodGroups: what their schema says; their status speaks of the claims of their spec.
struct PodGroupValidator: ObjectValidator {
  private let rules = DeclarativeValidation("scheduling.k8s.io/v1alpha2.PodGroup")

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    rules?.errors(in: "spec", of: object, old: nil) ?? []
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    rules?.errors(in: "spec", of: object, old: old) ?? []
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    let claims = Set(ObjectField(object, "spec")["resourceClaims"].elements.map { $0["name"].string })
    return ConditionRules.validate(status["conditions"])
      + status["resourceClaimStatuses"].elements.filter { !claims.contains($0["name"].string) }.map {
        $0["name"].invalid("must match the name of an entry in `spec.resourceClaims`")
      } + (rules?.errors(in: "status", of: object, old: old) ?? [])
  }
}
