import APIMachinery

/// Addresses that endpoints may not have (`ValidateEndpointIP` upstream).
enum EndpointAddressRules {
  static func notSpecial(_ field: ObjectField) -> [FieldError] {
    guard let address = IPAddress(sloppy: field.string) else {
      return [field.invalid("must be a valid IP address")]
    }
    var errors: [FieldError] = []
    if address.isUnspecified { errors.append(field.invalid("may not be unspecified (\(field.string))")) }
    if address.isLoopback {
      errors.append(field.invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)"))
    }
    if address.isLinkLocal {
      errors.append(field.invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)"))
    }
    if isLinkLocalMulticast(address) {
      errors.append(field.invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"))
    }
    return errors
  }

  private static func isLinkLocalMulticast(_ address: IPAddress) -> Bool {
    switch address {
    case .v4(let value): value >> 8 == 0xE0_0000
    case .v6(let high, _): high >> 56 == 0xFF && (high >> 48) & 0xF == 2
    }
  }
}
