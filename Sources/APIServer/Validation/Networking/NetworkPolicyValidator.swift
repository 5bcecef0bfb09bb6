import APIMachinery

/// NetworkPolicies, as `ValidateNetworkPolicy` upstream.
struct NetworkPolicyValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(ObjectField(object, "spec"), keeping: [])
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(ObjectField(object, "spec"), keeping: Self.networks(ObjectField(old, "spec")))
  }

  private static let directions = [("ingress", "from"), ("egress", "to")]

  /// - Parameter known: Networks that the stored policy has: they may stay, whatever their form.
  private func validate(_ spec: ObjectField, keeping known: Set<String>) -> [FieldError] {
    var errors = LabelSelectorValidation.validate(spec["podSelector"])
    for (direction, peers) in Self.directions {
      for rule in spec[direction].elements {
        errors += rule["ports"].elements.flatMap(port)
        errors += rule[peers].elements.flatMap { peer($0, known) }
      }
    }
    let types = spec["policyTypes"]
    if types.count > 2 { return errors + [types.invalid("may not specify more than two policyTypes")] }
    return errors + types.elements.flatMap { $0.mustBeOne(of: ["Ingress", "Egress"]) }
  }

  private func port(_ rule: ObjectField) -> [FieldError] {
    let (port, end) = (rule["port"], rule["endPort"])
    var errors = rule["protocol"].isPresent ? rule["protocol"].mustBeOne(of: ["TCP", "UDP", "SCTP"]) : []
    if let first = port.integer {
      errors += port.mustBePort()
      if let last = end.integer {
        if last < first { errors.append(end.invalid("must be greater than or equal to `port`")) }
        errors += end.mustBePort()
      }
    } else if port.isPresent {
      if end.isPresent { errors.append(end.invalid("may not be specified when `port` is non-numeric")) }
      errors += port.mustMatch(NameValidation.portName)
    } else if end.isPresent {
      errors.append(end.invalid("may not be specified when `port` is not specified"))
    }
    return errors
  }

  private func peer(_ peer: ObjectField, _ known: Set<String>) -> [FieldError] {
    let selectors = [peer["podSelector"], peer["namespaceSelector"]].filter(\.isPresent)
    var errors = selectors.flatMap { LabelSelectorValidation.validate($0) }
    let block = peer["ipBlock"]
    if block.isPresent {
      errors += network(block, known)
      if !selectors.isEmpty { errors.append(peer.forbidden("may not specify both ipBlock and another peer")) }
    } else if selectors.isEmpty {
      errors.append(peer.required("must specify a peer"))
    }
    return errors
  }

  private func network(_ block: ObjectField, _ known: Set<String>) -> [FieldError] {
    let whole = block["cidr"]
    if whole.isEmpty { return [whole.required()] }
    func check(_ field: ObjectField) -> [FieldError] {
      IPValidation.legacyCIDR(field.string, at: field.path, isStrict: !known.contains(field.string))
    }
    var errors = check(whole)
    guard let cidr = Self.parse(whole.string) else { return errors }
    for except in block["except"].elements {
      errors += check(except)
      guard let part = Self.parse(except.string) else { continue }
      if !cidr.contains(part.network) || cidr.prefixLength >= part.prefixLength {
        errors.append(except.invalid("must be a strict subset of `cidr`"))
      }
    }
    return errors
  }

  private static func parse(_ text: String) -> CIDR? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(sloppy: String(parts[0])), let length = Int(parts[1]) else {
      return nil
    }
    return CIDR(address, prefixLength: length)
  }

  private static func networks(_ spec: ObjectField) -> Set<String> {
    var networks: Set<String> = []
    for (direction, peers) in directions {
      for peer in spec[direction].elements.flatMap({ $0[peers].elements }) {
        networks.insert(peer["ipBlock", "cidr"].string)
        networks.formUnion(peer["ipBlock", "except"].strings)
      }
    }
    return networks
  }
}
