import APIMachinery

/// A Service's own addresses and their families (`ValidateServiceClusterIPsRelatedFields`).
enum ServiceAddressRules {
  private static let families = ["IPv4", "IPv6"]
  private static let onePerFamily = "may specify no more than one IP for each IP family"

  static func isHeadless(_ spec: ObjectField) -> Bool { spec["clusterIPs"].strings == ["None"] }

  /// - Parameter old: The Service before; its addresses are taken as they are.
  static func validate(_ spec: ObjectField, old: JSONValue? = nil) -> [FieldError] {
    let first = spec["clusterIP"]
    let all = spec["clusterIPs"]
    var errors: [FieldError] = []
    if first.isEmpty {
      if !all.isEmpty { errors.append(all.invalid("must be empty when `clusterIP` is not specified")) }
    } else if all.isEmpty {
      errors.append(all.required())
    } else if all.strings.first != first.string {
      errors.append(all.invalid("first value must match `clusterIP`"))
    }
    errors += familyRules(spec)
    let wrong = addresses(all, known: old.map { ObjectField($0, "spec")["clusterIPs"].strings } ?? [])
    errors += wrong
    if all.count > 2 { errors.append(all.invalid("may only hold up to 2 values")) }
    guard wrong.isEmpty else { return errors }
    let parsed = all.strings.compactMap { IPAddress(sloppy: $0) }
    if all.count > 1, Set(parsed.map(\.family)).count < 2 { errors.append(all.invalid(onePerFamily)) }
    guard !isHeadless(spec) else { return errors }
    for (index, (address, family)) in zip(parsed, spec["ipFamilies"].strings).enumerated()
    where families.contains(family) && (address.family == .v4) != (family == "IPv4") {
      errors.append(
        .invalid(
          all.path.index(index), all.elements[index].value ?? "",
          "expected an \(family) value as indicated by `ipFamilies[\(index)]`"))
    }
    return errors
  }

  private static func familyRules(_ spec: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for family in spec["ipFamilies"].elements {
      errors += family.mustBeOne(of: families)
      if !seen.insert(family.string).inserted { errors.append(family.duplicate()) }
    }
    if spec["ipFamilyPolicy"].isPresent {
      errors += spec["ipFamilyPolicy"].mustBeOne(of: ["PreferDualStack", "RequireDualStack", "SingleStack"])
    }
    return errors
  }

  private static func addresses(_ all: ObjectField, known: [String]) -> [FieldError] {
    var errors: [FieldError] = []
    for (index, address) in all.elements.enumerated() {
      if index == 0, address.string == "None" {
        if all.count > 1 { errors.append(all.invalid("'None' must be the first and only value")) }
      } else if !known.contains(address.string) {
        errors += IPValidation.legacyAddress(address.string, at: address.path)
      }
    }
    return errors
  }

  /// The first address and family stay; a second one can come and go.
  static func validateUpdate(_ spec: ObjectField, old: ObjectField) -> [FieldError] {
    guard spec["type"].string != "ExternalName", old["type"].string != "ExternalName" else { return [] }
    let wasHeadless = isHeadless(old)
    let isHeadless = isHeadless(spec)
    if wasHeadless, isHeadless { return [] }
    let policy = spec["ipFamilyPolicy"]
    var errors = changes(spec["clusterIPs"], old["clusterIPs"], policy, "clusterIP")
    // To or from headless, families are chosen anew.
    if wasHeadless == isHeadless { errors += changes(spec["ipFamilies"], old["ipFamilies"], policy, "ipFamily") }
    return errors
  }

  private static func changes(_ new: ObjectField, _ old: ObjectField, _ policy: ObjectField, _ name: String)
    -> [FieldError]
  {
    let now = new.strings
    let before = old.strings
    let changed = { (index: Int) in
      FieldError.invalid(new.path.index(index), new.value ?? .null, "may not change once set")
    }
    if now.count == before.count {
      return zip(now, before).enumerated().filter { $0.element.0 != $0.element.1 }.map {
        changed(name == "clusterIP" ? $0.offset : 0)
      }
    }
    var errors: [FieldError] = []
    if now.isEmpty {
      errors.append(.invalid(new.path.index(0), new.value ?? .null, "primary \(name) can not be unset"))
    }
    if let first = now.first, let then = before.first, first != then { errors.append(changed(0)) }
    if now.count < before.count, now.count == 1, policy.string != "SingleStack" {
      errors.append(
        policy.invalid(
          showing: policy.value, "must be set to 'SingleStack' when releasing the secondary \(name)"))
    }
    return errors
  }
}
