import APIMachinery

/// Where pods want to be: by nodes' labels and by other pods.
enum AffinityValidation {
  private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
  private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

  static func validate(_ affinity: ObjectField, _ options: PodValidationOptions) -> [FieldError] {
    let nodes = affinity["nodeAffinity"]
    var errors: [FieldError] = []
    if nodes[required].isPresent { errors += nodeSelector(nodes[required]) }
    for term in nodes[preferred].elements {
      errors += weight(term["weight"])
      errors += nodeSelectorTerm(term["preference"], allowsInvalidValues: true)
    }
    for pods in [affinity["podAffinity"], affinity["podAntiAffinity"]] {
      for term in pods[required].elements { errors += podTerm(term, options) }
      for term in pods[preferred].elements {
        errors += weight(term["weight"])
        errors += podTerm(term["podAffinityTerm"], options)
      }
    }
    return errors
  }

  private static func weight(_ weight: ObjectField) -> [FieldError] {
    let value = weight.integer ?? 0
    return (1...100).contains(value) ? [] : [.invalid(weight.path, .integer(value), "must be in the range 1-100")]
  }

  /// A selector of nodes (`ValidateNodeSelector`), as volumes have it too.
  static func nodeSelector(_ selector: ObjectField, allowsInvalidValues: Bool = false) -> [FieldError] {
    let terms = selector["nodeSelectorTerms"]
    guard !terms.isEmpty else { return [terms.required("must have at least one node selector term")] }
    return terms.elements.flatMap { nodeSelectorTerm($0, allowsInvalidValues: allowsInvalidValues) }
  }

  static func nodeSelectorTerm(_ term: ObjectField, allowsInvalidValues: Bool) -> [FieldError] {
    term["matchExpressions"].elements.flatMap { requirement($0, allowsInvalidValues) }
      + term["matchFields"].elements.flatMap(fieldRequirement)
  }

  private static func requirement(_ requirement: ObjectField, _ allowsInvalidValues: Bool) -> [FieldError] {
    let values = requirement["values"]
    var errors = LabelSelectorValidation.values(of: requirement) ?? numberOperator(requirement)
    errors += requirement["key"].mustMatch(NameValidation.qualifiedName)
    if !allowsInvalidValues {
      for value in values.elements { errors += value.mustMatch(NameValidation.labelValue) }
    }
    return errors
  }

  /// Operators that only nodes are selected by.
  private static func numberOperator(_ requirement: ObjectField) -> [FieldError] {
    guard ["Gt", "Lt"].contains(requirement["operator"].string) else {
      return [requirement["operator"].invalid("not a valid selector operator")]
    }
    let values = requirement["values"]
    return values.count == 1
      ? [] : [values.required("must be specified single value when `operator` is 'Lt' or 'Gt'")]
  }

  /// Nodes can be selected by no field but their name.
  private static func fieldRequirement(_ requirement: ObjectField) -> [FieldError] {
    let values = requirement["values"]
    var errors: [FieldError] = []
    if ["In", "NotIn"].contains(requirement["operator"].string) {
      if values.count != 1 {
        errors.append(
          values.required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector"))
      }
    } else {
      errors.append(requirement["operator"].invalid("not a valid selector operator"))
    }
    if requirement["key"].string == "metadata.name" {
      for value in values.elements { errors += value.mustMatch(NameValidation.dns1123Subdomain) }
    } else {
      errors.append(requirement["key"].invalid("not a valid field selector key"))
    }
    return errors
  }

  private static func podTerm(_ term: ObjectField, _ options: PodValidationOptions) -> [FieldError] {
    var errors: [FieldError] = []
    for selector in [term["labelSelector"], term["namespaceSelector"]] {
      errors += LabelSelectorValidation.validate(selector, allowsInvalidValues: options.allowsInvalidSelectorValues)
    }
    for name in term["namespaces"].elements {
      errors += ObjectField(name.value, at: term.path.child("namespace")).mustMatch(NameValidation.dns1123Label)
    }
    errors += MatchLabelKeysValidation.validate(term)
    let key = term["topologyKey"]
    if key.isEmpty { errors.append(key.required("can not be empty")) }
    return errors + key.mustMatch(NameValidation.qualifiedName)
  }
}
