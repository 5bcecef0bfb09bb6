import APIMachinery

/// Lists of resources and amounts: which names may stand where, and which amounts go with them.
enum ResourceListValidation {
  struct Requirements {
    var limits: ObjectField
    var requests: ObjectField
    var claims: ObjectField
    /// What the lists are in.
    var parent: FieldPath

    /// `resources` of a container or a pod.
    init(_ resources: ObjectField) {
      limits = resources["limits"]
      requests = resources["requests"]
      claims = resources["claims"]
      parent = resources.path
    }

    /// Limits alone, such as a pod's overhead.
    init(limitsOnly list: ObjectField) {
      limits = ObjectField(list.value, at: list.path.child("limits"))
      requests = ObjectField(nil, at: list.path.child("requests"))
      claims = ObjectField(nil, at: list.path.child("claims"))
      parent = list.path
    }
  }

  static func container(_ resources: Requirements, claims: Set<String> = []) -> [FieldError] {
    validate(resources, claims: claims, name: ResourceNames.containerName)
  }

  static func validate(
    _ resources: Requirements, claims: Set<String>, name: (String, FieldPath) -> [FieldError]
  ) -> [FieldError] {
    var errors: [FieldError] = []
    for (key, amount) in resources.limits.entries {
      errors += name(key, amount.path) + quantity(amount, of: key) + hugePages(amount, of: key)
    }
    for (key, amount) in resources.requests.entries {
      errors += name(key, amount.path) + quantity(amount, of: key)
      errors += againstLimit(amount, of: key, resources)
      errors += hugePages(amount, of: key)
    }
    let keys = (resources.limits.entries + resources.requests.entries).map(\.key)
    if keys.contains(where: ResourceNames.isHugePages), !keys.contains("cpu"), !keys.contains("memory") {
      errors.append(.forbidden(resources.parent, "HugePages require cpu or memory"))
    }
    return errors + claimNames(resources.claims, claims)
  }

  /// An amount of a resource, whole where only whole ones exist (`ValidateResourceQuantityValue`).
  static func quantity(_ amount: ObjectField, of name: String) -> [FieldError] {
    var errors = amount.mustNotBeNegativeQuantity()
    if ResourceNames.isWhole(name), let quantity = amount.quantity, quantity.milliValue % 1000 != 0 {
      errors.append(amount.invalid("must be an integer"))
    }
    return errors
  }

  private static func againstLimit(_ amount: ObjectField, of name: String, _ resources: Requirements) -> [FieldError] {
    let path = resources.requests.path
    guard let quantity = amount.quantity else { return [] }
    guard let limit = resources.limits[name].quantity else {
      return ResourceNames.canBeOvercommitted(name)
        ? [] : [resources.limits.required("Limit must be set for non overcommitable resources")]
    }
    if quantity != limit, !ResourceNames.canBeOvercommitted(name) {
      return [.invalid(path, .string(quantity.description), "must be equal to \(name) limit of \(limit)")]
    }
    return quantity > limit
      ? [.invalid(path, .string(quantity.description), "must be less than or equal to \(name) limit of \(limit)")] : []
  }

  /// Pages come whole.
  private static func hugePages(_ amount: ObjectField, of name: String) -> [FieldError] {
    guard ResourceNames.isHugePages(name), let quantity = amount.quantity else { return [] }
    let size = name.split(separator: "-", maxSplits: 1).last.flatMap { try? Quantity(parsing: String($0)) }
    guard let size, size.value > 0, quantity.value % size.value == 0 else {
      return [
        .invalid(
          amount.path, .string(quantity.description),
          "\(quantity) is not positive integer multiple of \(name)")
      ]
    }
    return []
  }

  private static func claimNames(_ claims: ObjectField, _ known: Set<String>) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for claim in claims.elements {
      let name = claim["name"].string
      guard !name.isEmpty else {
        errors.append(claim.required())
        continue
      }
      let request = claim["request"]
      errors += request.mayMatch(NameValidation.dns1123Label)
      let key = request.isEmpty ? name : "\(name)/\(request.string)"
      if seen.contains(name) || seen.contains(key) {
        errors.append(claim.duplicate(.string(seen.contains(name) ? name : key)))
      } else if request.isEmpty, seen.contains(where: { $0.hasPrefix("\(name)/") }) {
        errors.append(claim.duplicate(.string(name)))
      }
      seen.insert(key)
      if !known.contains(name) {
        var error = FieldError.notFound(claim.path, .string(name))
        error.detail =
          "must be one of the names in pod.spec.resourceClaims"
          + (known.isEmpty ? " which is empty" : ": " + known.sorted().joined(separator: ", "))
        errors.append(error)
      }
    }
    return errors
  }
}
