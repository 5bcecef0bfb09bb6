import APIMachinery

/// EndpointSlices, as `ValidateEndpointSlice` upstream.
struct EndpointSliceValidator: ObjectValidator {
  private static let endpointsMax = 1000
  private static let addressesMax = 100
  private static let portsMax = 20_000
  private static let hintsMax = 8
  private static let addressTypes = ["FQDN", "IPv4", "IPv6"]

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let root = ObjectField(object, at: .root)
    let type = root["addressType"]
    return (type.isEmpty ? [type.required()] : type.mustBeOne(of: Self.addressTypes))
      + endpoints(root["endpoints"], type: type.string) + ports(root["ports"])
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(object, context) + ObjectField(object, "addressType").mustEqual(ObjectField(old, "addressType"))
  }

  private func endpoints(_ endpoints: ObjectField, type: String) -> [FieldError] {
    if endpoints.count > Self.endpointsMax { return [endpoints.tooMany(Self.endpointsMax)] }
    return endpoints.elements.flatMap { endpoint($0, type) }
  }

  private func endpoint(_ endpoint: ObjectField, _ type: String) -> [FieldError] {
    let addresses = endpoint["addresses"]
    var errors: [FieldError] = []
    if addresses.isEmpty { errors.append(addresses.required("must contain at least 1 address")) }
    if addresses.count > Self.addressesMax { errors.append(addresses.tooMany(Self.addressesMax)) }
    errors += addresses.elements.flatMap { address($0, type, list: addresses) }
    if endpoint["nodeName"].isPresent { errors += endpoint["nodeName"].mustMatch(NameValidation.dns1123Subdomain) }
    let topology = endpoint["deprecatedTopology"]
    errors += ObjectMetaValidation.labels(topology.value, topology.path)
    if endpoint["hostname"].isPresent { errors += endpoint["hostname"].mustMatch(NameValidation.dns1123Label) }
    for name in ["forZones", "forNodes"] {
      let hints = endpoint["hints", name]
      if hints.count > Self.hintsMax {
        errors.append(hints.tooMany(Self.hintsMax))
        continue
      }
      errors += hints.mustBeUnique(by: "name")
      let rule = name == "forZones" ? NameValidation.labelValue : NameValidation.dns1123Subdomain
      errors += hints.elements.flatMap { $0["name"].mustMatch(rule) }
    }
    return errors
  }

  private func address(_ address: ObjectField, _ type: String, list: ObjectField) -> [FieldError] {
    switch type {
    case "IPv4", "IPv6":
      let errors = IPValidation.legacyAddress(address.string, at: address.path)
      guard let parsed = IPAddress(sloppy: address.string) else { return errors }
      let wanted: IPAddress.Family = type == "IPv4" ? .v4 : .v6
      let family: [FieldError] =
        parsed.family == wanted
        // Upstream names the list here, not its element.
        ? [] : [list.invalid(showing: address.value, "must be an \(type) address")]
      return errors + family + EndpointAddressRules.notSpecial(address)
    case "FQDN": return fullyQualified(address)
    default: return []
    }
  }

  private func fullyQualified(_ name: ObjectField) -> [FieldError] {
    if name.isEmpty { return [name.required()] }
    let text = name.string.hasSuffix(".") ? String(name.string.dropLast()) : name.string
    let errors = NameValidation.dns1123Subdomain(text)
    guard errors.isEmpty else { return errors.map { name.invalid(showing: .string(text), $0) } }
    return text.contains(".")
      ? [] : [name.invalid("should be a domain with at least two segments separated by dots")]
  }

  private func ports(_ ports: ObjectField) -> [FieldError] {
    if ports.count > Self.portsMax { return [ports.tooMany(Self.portsMax)] }
    var seen: Set<String> = []
    return ports.elements.flatMap { port in
      let (name, transport) = (port["name"], port["protocol"])
      var errors = name.mayMatch(NameValidation.dns1123Label)
      if !seen.insert(name.string).inserted { errors.append(.duplicate(name.path, .string(name.string))) }
      errors += transport.isEmpty ? [transport.required()] : transport.mustBeOne(of: ["SCTP", "TCP", "UDP"])
      if port["appProtocol"].isPresent { errors += port["appProtocol"].mustMatch(NameValidation.qualifiedName) }
      return errors
    }
  }
}
