import APIMachinery

/// Nodes: taints, ranges of addresses, amounts; what is set once.
struct NodeValidator: ObjectValidator {
  var metadataChecksOnUpdate: [MetadataCheck] { [.create, .update] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let ranges = ObjectField(object, "spec")["podCIDRs"]
    var errors = NodeAnnotationRules.validate(object) + taints(object) + amounts(object)
    for range in ranges.elements { errors += IPValidation.legacyCIDR(range.string, at: range.path) }
    guard ranges.count > 1 else { return errors }
    let families = Set(ranges.strings.compactMap { CIDR($0)?.family })
    if families.count < 2 || ranges.count > 2 {
      errors.append(ranges.invalid("may specify no more than one CIDR for each IP family"))
    }
    var seen: Set<String> = []
    return errors + ranges.elements.filter { !seen.insert($0.string).inserted }.map { $0.duplicate() }
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let before = ObjectField(old, "spec")
    var errors = validate(object, context) + NodeAnnotationRules.validate(object) + amounts(object)
    errors += addresses(object)
    let ranges = before["podCIDRs"].strings
    if !ranges.isEmpty {
      let now = spec["podCIDRs"].strings
      let changes = ranges.count == now.count ? zip(ranges, now).count { $0 != $1 } : 1
      errors += (0..<changes).map { _ in
        spec["podCIDRs"].forbidden("node updates may not change podCIDR except from \"\" to valid")
      }
    }
    if !before["providerID"].isEmpty, before["providerID"].string != spec["providerID"].string {
      errors.append(
        spec["providerID"].forbidden("node updates may not change providerID except from \"\" to valid"))
    }
    errors += taints(object)
    if spec["externalID"].string != before["externalID"].string {
      errors.append(spec["externalID"].forbidden("may not be updated"))
    }
    return errors
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validateUpdate(object, old: old, context)
  }

  private func addresses(_ object: JSONValue) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: [JSONValue] = []
    for address in ObjectField(object, "status")["addresses"].elements {
      guard let value = address.value else { continue }
      if seen.contains(value) { errors.append(address.duplicate(GoInternalForm.of(value, "core/v1.NodeAddress"))) }
      seen.append(value)
    }
    return errors
  }

  private func amounts(_ object: JSONValue) -> [FieldError] {
    ["capacity", "allocatable"].flatMap { list in
      ObjectField(object, "status")[list].entries.flatMap { name, amount in
        ResourceListValidation.quantity(
          ObjectField(amount.value, at: FieldPath("status", list, name)), of: name)
      }
    }
  }

  /// Upstream gives their path as if they were in the metadata.
  private func taints(_ object: JSONValue) -> [FieldError] {
    Self.taints(ObjectField(object[path: "spec", "taints"], at: FieldPath("metadata", "taints")))
  }

  static func taints(_ taints: ObjectField) -> [FieldError] {
    var seen: Set<String> = []
    return taints.elements.flatMap { taint in
      var errors = taint["key"].mustMatch(NameValidation.qualifiedName)
      let wrong = NameValidation.labelValue(taint["value"].string)
      if !wrong.isEmpty { errors.append(taint["value"].invalid(wrong.joined(separator: ";"))) }
      errors += taint["effect"].mustBeSetAndOne(of: TolerationValidation.effects)
      if !seen.insert("\(taint["key"].string)\n\(taint["effect"].string)").inserted {
        var error = taint.duplicate(GoInternalForm.of(taint.value, "core/v1.Taint"))
        error.detail = "taints must be unique by key and effect pair"
        errors.append(error)
      }
      return errors
    }
  }
}
