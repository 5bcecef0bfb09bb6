import APIMachinery

/// Quotas: which resources, and which scopes go with them.
struct ResourceQuotaValidator: ObjectValidator {
  private static let scopes: Set<String> = [
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
  ]
  private static let computeResources: Set<String> = [
    "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory",
  ]
  private static let exclusive: [Set<String>] = [
    ["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"],
  ]

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    specRules(ObjectField(object, "spec")) + status(object)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = specRules(spec)
    if Set(spec["scopes"].strings) != Set(ObjectField(old, "spec")["scopes"].strings) {
      errors.append(spec["scopes"].invalid(showing: spec["scopes"].value, "field is immutable"))
    }
    return errors
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    status(object)
  }

  private func status(_ object: JSONValue) -> [FieldError] {
    let status = ObjectField(object, "status")
    return amounts(status["hard"]) + amounts(status["used"])
  }

  private func amounts(_ list: ObjectField) -> [FieldError] {
    list.entries.flatMap { name, amount in
      ResourceNames.quotaName(name, amount.path) + ResourceListValidation.quantity(amount, of: name)
    }
  }

  private func specRules(_ spec: ObjectField) -> [FieldError] {
    let resources = spec["hard"].entries.map(\.key).filter(ResourceNames.isStandardForQuota).sorted()
    var errors = amounts(spec["hard"])
    let list = spec["scopes"]
    for scope in list.strings {
      if !Self.scopes.contains(scope) { errors.append(list.invalid("unsupported scope")) }
      errors += resources.filter { !Self.goes(scope, with: $0) }.map { _ in
        list.invalid("unsupported scope applied to resource")
      }
    }
    errors += conflicts(Set(list.strings), list.path, list.value)
    return errors + selector(spec, resources)
  }

  private func selector(_ spec: ObjectField, _ resources: [String]) -> [FieldError] {
    let selector = spec["scopeSelector"]
    guard selector.isPresent else { return [] }
    // The index of the requirement isn't in upstream's paths.
    let path = selector.path.child("matchExpressions")
    var errors: [FieldError] = []
    for requirement in selector["matchExpressions"].elements {
      let scope = ObjectField(requirement["scopeName"].value, at: path.child("scopeName"))
      let op = ObjectField(requirement["operator"].value, at: path.child("operator"))
      let values = ObjectField(requirement["values"].value, at: path.child("values"))
      if !Self.scopes.contains(scope.string) { errors.append(scope.invalid("unsupported scope")) }
      errors += resources.filter { !Self.goes(scope.string, with: $0) }.map { _ in
        .invalid(
          path, GoInternalForm.of(selector.value, "core/v1.ScopeSelector"), "unsupported scope applied to resource")
      }
      if Self.scopes.contains(scope.string), !["PriorityClass", "VolumeAttributesClass"].contains(scope.string),
        op.string != "Exists"
      {
        errors.append(
          op.invalid(
            "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
              + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
              + "ResourceQuotaScopeCrossNamespacePodAffinity"))
      }
      switch op.string {
      case "In", "NotIn":
        errors += values.mustBeSet("must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
      case "Exists", "DoesNotExist":
        if !values.isEmpty {
          errors.append(
            values.invalid("must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"))
        }
      default: errors.append(op.invalid("not a valid selector operator"))
      }
    }
    let named = Set(selector["matchExpressions"].elements.map { $0["scopeName"].string })
    return errors + conflicts(named, path, spec["scopes"].value)
  }

  private func conflicts(_ scopes: Set<String>, _ path: FieldPath, _ shown: JSONValue?) -> [FieldError] {
    Self.exclusive.filter { $0.isSubset(of: scopes) }.map { _ in .invalid(path, shown ?? .null, "conflicting scopes") }
  }

  /// Whether a scope says something about a resource.
  private static func goes(_ scope: String, with resource: String) -> Bool {
    switch scope {
    case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity":
      resource == "pods" || computeResources.contains(resource)
    case "BestEffort": resource == "pods"
    case "VolumeAttributesClass": resource == "persistentvolumeclaims" || resource == "requests.storage"
    default: true
    }
  }
}
