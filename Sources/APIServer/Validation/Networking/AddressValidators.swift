import APIMachinery

/// IPAddresses: named after the address, and belonging to something.
struct IPAddressValidator: ObjectValidator {
  var nameRule: NameRule { .ipAddress }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let parent = ObjectField(object, "spec")["parentRef"]
    guard parent.isPresent else { return [parent.required()] }
    return parent["group"].mayMatch(NameValidation.dns1123Subdomain)
      + ["resource", "name"].flatMap { parent[$0].mustBeSetAndMatch(NameValidation.pathSegmentName) }
      + parent["namespace"].mayMatch(NameValidation.pathSegmentName)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let parent = ObjectField(object, "spec")["parentRef"]
    guard parent.mustEqual(ObjectField(old, "spec")["parentRef"]).isEmpty else {
      return [parent.invalid(showing: GoStructForm.parentReference(parent), "field is immutable")]
    }
    return []
  }
}

/// ServiceCIDRs: one network or one of each family; only a second family may be added.
struct ServiceCIDRValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    networks(ObjectField(object, "spec"))
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let cidrs = ObjectField(object, "spec")["cidrs"]
    let before = ObjectField(old, "spec")["cidrs"]
    guard cidrs.count == before.count || before.count == 1 && cidrs.count == 2 else {
      return [cidrs.invalid("field is immutable")]
    }
    let kept = zip(cidrs.elements, before.elements).flatMap { $0.mustEqual($1) }
    return cidrs.count == before.count ? kept : kept + networks(ObjectField(object, "spec"))
  }

  private func networks(_ spec: ObjectField) -> [FieldError] {
    let cidrs = spec["cidrs"]
    if cidrs.isEmpty { return [cidrs.required("at least one CIDR required")] }
    if cidrs.count > 2 {
      return [cidrs.invalid(showing: GoStructForm.serviceCIDRSpec(spec), "may only hold up to 2 values")]
    }
    var errors = cidrs.elements.flatMap { IPValidation.cidr($0.string, at: $0.path) }
    let families = cidrs.strings.compactMap { CIDR($0)?.family }
    if families.count == 2, families[0] == families[1] {
      errors.append(
        cidrs.invalid(
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"))
    }
    return errors
  }
}
