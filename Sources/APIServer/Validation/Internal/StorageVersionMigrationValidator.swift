import APIMachinery

/// StorageVersionMigrations: of one resource, that never changes; they succeed or fail, once.
struct StorageVersionMigrationValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let resource = ObjectField(object, "spec")["resource"]
    let name = resource["resource"]
    let joined = { (problems: [String]) in problems.joined(separator: ",") }
    var errors: [FieldError] = []
    if name.isEmpty {
      errors.append(name.required("resource is required to be set"))
    } else {
      let problems = NameValidation.dns1035Label(name.string)
      if !problems.isEmpty { errors.append(name.invalid(joined(problems))) }
    }
    let problems = resource["group"].isEmpty ? [] : NameValidation.dns1123Subdomain(resource["group"].string)
    if !problems.isEmpty { errors.append(resource["group"].invalid(joined(problems))) }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(object, context)
      + GoInternalForm.immutable(
        ObjectField(object, "spec"), old["spec"], "storagemigration.k8s.io/v1beta1.StorageVersionMigrationSpec")
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (status, before) = (ObjectField(object, "status"), ObjectField(old, "status"))
    let (version, conditions) = (status["resourceVersion"], status["conditions"])
    var errors: [FieldError] = []
    if UInt64(version.string).map({ $0 > 0 }) != true {
      errors.append(
        version.invalid(showing: .string(version.string), "resource version is not well formed: \(version.string)"))
    }
    errors += ConditionRules.validate(conditions)
    if !before["resourceVersion"].isEmpty, before["resourceVersion"].string != version.string {
      errors.append(version.invalid("field is immutable"))
    }
    let holds = { (type: String, status: ObjectField) in
      status["conditions"].elements.contains { $0["type"].string == type && $0["status"].string == "True" }
    }
    let (succeeded, failed) = (holds("Succeeded", status), holds("Failed", status))
    let wrong = { (detail: String) in errors.append(conditions.invalid(detail)) }
    if succeeded, failed { wrong("Both success and failed conditions cannot be true at the same time") }
    if holds("Running", status) {
      if succeeded { wrong("Running condition cannot be true when success condition is true") }
      if failed { wrong("Running condition cannot be true when failed condition is true") }
    }
    if holds("Succeeded", before), !succeeded { wrong("Success condition cannot be set to false once it is true") }
    if holds("Failed", before), !failed { wrong("Failed condition cannot be set to false once it is true") }
    return errors
  }
}
