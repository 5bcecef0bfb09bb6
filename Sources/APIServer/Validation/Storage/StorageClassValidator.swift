import APIMachinery

/// StorageClasses, as `ValidateStorageClass` upstream: only what doesn't bear on stored volumes may change.
struct StorageClassValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let root = ObjectField(object, at: .root)
    let (provisioner, mode) = (root["provisioner"], root["volumeBindingMode"])
    var errors = StorageRules.provisioner(provisioner)
    errors += StorageRules.parameters(root["parameters"])
    errors += root["reclaimPolicy"].mayBeOne(of: ["Delete", "Retain"])
    errors += mode.isPresent ? mode.mustBeOne(of: ["Immediate", "WaitForFirstConsumer"]) : [mode.required()]
    return errors + topologies(root["allowedTopologies"])
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (new, before) = (ObjectField(object, at: .root), ObjectField(old, at: .root))
    return StorageRules.forbidChanges(of: ["parameters", "provisioner", "reclaimPolicy"], new, before)
      + new["volumeBindingMode"].mustEqual(before["volumeBindingMode"])
      + topologies(new["allowedTopologies"])
  }

  private func topologies(_ terms: ObjectField) -> [FieldError] {
    var seen: [JSONValue] = []
    return terms.elements.flatMap { term in
      let expressions = term["matchLabelExpressions"]
      var errors = expressions.elements.flatMap(expression) + expressions.mustBeUnique(by: "key")
      let value = expressions.value ?? .array([])
      if seen.contains(value) { errors.append(.duplicate(expressions.path, "")) }
      seen.append(value)
      return errors
    }
  }

  private func expression(_ expression: ObjectField) -> [FieldError] {
    var seen: Set<String> = []
    return expression["values"].mustBeSet()
      + expression["values"].elements.filter { !seen.insert($0.string).inserted }.map { $0.duplicate() }
      + expression["key"].mustMatch(NameValidation.qualifiedName)
  }
}

/// VolumeAttributesClasses: what a driver can change of a volume.
struct VolumeAttributesClassValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let root = ObjectField(object, at: .root)
    return StorageRules.provisioner(root["driverName"])
      + root["parameters"].mustBeSet("must contain at least one key/value pair")
      + StorageRules.parameters(root["parameters"])
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    StorageRules.forbidChanges(
      of: ["driverName", "parameters"], ObjectField(object, at: .root), ObjectField(old, at: .root))
  }
}
