/// Rules for addresses and networks, with upstream's messages (`k8s.io/apimachinery/pkg/util/validation`).
public enum IPValidation {
  /// For new fields: only the canonical form.
  public static func address(_ value: String, at path: FieldPath) -> FieldErrorList {
    let errors = legacyAddress(value, at: path, isStrict: true)
    guard errors.isEmpty, let address = IPAddress(sloppy: value), value != address.goDescription else { return errors }
    return [.invalid(path, .string(value), "must be in canonical form (\(GoFormat.quoted(address.goDescription)))")]
  }

  /// For fields that always accepted more.
  /// - Parameter isStrict: Whether leading zeros and IPv4 in IPv6 are refused.
  public static func legacyAddress(_ value: String, at path: FieldPath, isStrict: Bool = true) -> FieldErrorList {
    guard let address = IPAddress(sloppy: value) else {
      return [.invalid(path, .string(value), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    }
    guard isStrict else { return [] }
    var errors: FieldErrorList = []
    if IPAddress(value) == nil { errors.append(.invalid(path, .string(value), "must not have leading 0s")) }
    if address.isIPv4Mapped {
      errors.append(.invalid(path, .string(value), "must not be an IPv4-mapped IPv6 address"))
    }
    return errors
  }

  /// For new fields: only the canonical form.
  public static func cidr(_ value: String, at path: FieldPath) -> FieldErrorList {
    let errors = legacyCIDR(value, at: path, isStrict: true)
    guard errors.isEmpty, let cidr = SloppyCIDR(value), value != cidr.masked else { return errors }
    return [.invalid(path, .string(value), "must be in canonical form (\(GoFormat.quoted(cidr.masked)))")]
  }

  /// For fields that always accepted more.
  /// - Parameter isStrict: Whether leading zeros, IPv4 in IPv6 and bits beyond the prefix are refused.
  public static func legacyCIDR(_ value: String, at path: FieldPath, isStrict: Bool = true) -> FieldErrorList {
    guard let cidr = SloppyCIDR(value) else {
      return [.invalid(path, .string(value), "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    }
    guard isStrict else { return [] }
    if CIDR(value) == nil {
      return [.invalid(path, .string(value), "must not have leading 0s in IP or prefix length")]
    }
    if cidr.address.isIPv4Mapped {
      return [.invalid(path, .string(value), "must not have an IPv4-mapped IPv6 address")]
    }
    if cidr.hasHostBits {
      return [.invalid(path, .string(value), "must not have bits set beyond the prefix length")]
    }
    return []
  }

  /// Warnings for an address that was accepted, but isn't in the form it should have.
  public static func warnings(forAddress value: String, at path: FieldPath) -> [String] {
    guard let address = IPAddress(sloppy: value) else { return [] }
    if IPAddress(value) == nil || address.isIPv4Mapped {
      return ["\(path): non-standard IP address \"\(value)\" is invalid: use \"\(address.goDescription)\""]
    }
    if address.family == .v6, address.description != value {
      return ["\(path): IPv6 address \"\(value)\" should be in RFC 5952 canonical format (\"\(address)\")"]
    }
    return []
  }

  /// Warnings for a network that was accepted, but isn't in the form it should have.
  public static func warnings(forCIDR value: String, at path: FieldPath) -> [String] {
    guard let cidr = SloppyCIDR(value) else { return [] }
    var warnings: [String] = []
    if cidr.hasHostBits {
      let single = "\(cidr.address.goDescription)/\(cidr.address.bitCount)"
      warnings.append(
        "\(path): CIDR value \"\(value)\" is ambiguous in this context (should be \"\(cidr.masked)\" or \"\(single)\"?)"
      )
    }
    if CIDR(value) == nil || cidr.address.isIPv4Mapped {
      warnings.append("\(path): non-standard CIDR value \"\(value)\" is invalid: use \"\(cidr.masked)\"")
    }
    if warnings.isEmpty, cidr.address.family == .v6, cidr.description != value {
      warnings.append(
        "\(path): IPv6 CIDR value \"\(value)\" should be in RFC 5952 canonical format (\"\(cidr)\")")
    }
    return warnings
  }
}

/// A network as `ParseCIDRSloppy` of k8s.io/utils reads it: leading zeros are skipped, bits beyond the prefix kept.
private struct SloppyCIDR: CustomStringConvertible {
  let address: IPAddress
  let prefixLength: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...8).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(Characters.isDigit),
      let length = Int(parts[1]), let address = IPAddress(sloppy: String(parts[0])), length <= address.bitCount
    else { return nil }
    self.address = address
    prefixLength = length
  }

  var hasHostBits: Bool { CIDR(address, prefixLength: prefixLength)?.network != address }
  /// Without bits beyond the prefix.
  var masked: String { CIDR(address, prefixLength: prefixLength)?.description ?? description }
  var description: String { "\(address.goDescription)/\(prefixLength)" }
}
