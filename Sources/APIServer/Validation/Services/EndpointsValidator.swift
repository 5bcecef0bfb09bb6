import APIMachinery

/// Endpoints: addresses that can be reached from elsewhere, and ports.
struct EndpointsValidator: ObjectValidator {
  var metadataChecksOnUpdate: [MetadataCheck] { [.update, .create] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ObjectField(object, "subsets").elements.flatMap { subset in
      var errors: [FieldError] = []
      if subset["addresses"].isEmpty, subset["notReadyAddresses"].isEmpty {
        errors.append(subset.required("must specify `addresses` or `notReadyAddresses`"))
      }
      for list in ["addresses", "notReadyAddresses"] { errors += subset[list].elements.flatMap(address) }
      for port in subset["ports"].elements {
        errors += ServicePortRules.name(port["name"], isNeeded: subset["ports"].count > 1)
        errors += port["port"].mustBePort()
        errors += port["protocol"].mustBeSetAndOne(of: ContainerValidation.protocols)
        if port["appProtocol"].isPresent { errors += port["appProtocol"].mustMatch(NameValidation.qualifiedName) }
      }
      return errors
    }
  }

  private func address(_ address: ObjectField) -> [FieldError] {
    let ip = address["ip"]
    var errors = IPValidation.legacyAddress(ip.string, at: ip.path)
    errors += address["hostname"].mayMatch(NameValidation.dns1123Label)
    if address["nodeName"].isPresent { errors += address["nodeName"].mustMatch(NameValidation.dns1123Subdomain) }
    return errors + AddressRules.isReachable(ip)
  }
}

/// Addresses that mean something else than a peer (`ValidateNonSpecialIP`).
enum AddressRules {
  static func isReachable(_ field: ObjectField) -> [FieldError] {
    guard let address = IPAddress(sloppy: field.string) else {
      return [.invalid(field.path, .string(field.string), "must be a valid IP address")]
    }
    var errors: [FieldError] = []
    if address.isUnspecified { errors.append(field.invalid("may not be unspecified (\(field.string))")) }
    if address.isLoopback {
      errors.append(field.invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)"))
    }
    if address.isLinkLocal {
      errors.append(field.invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)"))
    }
    if address.isLinkLocalMulticast {
      errors.append(field.invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"))
    }
    return errors
  }
}
