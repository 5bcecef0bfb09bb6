import APIMachinery

/// DeviceTaintRules: a taint, and which devices get it.
struct DeviceTaintRuleValidator: ObjectValidator {
  private static let conditionsMax = 8

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let selector = spec["deviceSelector"]
    var errors: [FieldError] = []
    if selector["driver"].isPresent { errors += StorageRules.driverName(selector["driver"]) }
    if selector["pool"].isPresent { errors += DeviceRules.poolName(selector["pool"]) }
    if selector["device"].isPresent { errors += DeviceRules.requiredLabel(selector["device"]) }
    return errors + DeviceRules.taint(spec["taint"])
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let conditions = ObjectField(object, "status")["conditions"]
    return ConditionRules.validate(conditions)
      + (conditions.count > Self.conditionsMax ? [conditions.tooMany(Self.conditionsMax)] : [])
  }
}

/// ResourcePoolStatusRequests: what their schema says; they are asked once and answered once.
struct ResourcePoolStatusRequestValidator: ObjectValidator {
  private let rules = DeclarativeValidation("resource.k8s.io/v1alpha3.ResourcePoolStatusRequest")

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    rules?.errors(in: "spec", of: object, old: nil) ?? []
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    rules?.errors(in: "spec", of: object, old: old) ?? []
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (status, before) = (ObjectField(object, "status"), ObjectField(old, "status"))
    if before.isPresent, !before.isEmpty { return status.mustEqual(before) }
    return ConditionRules.validate(status["conditions"]) + (rules?.errors(in: "status", of: object, old: old) ?? [])
  }
}
