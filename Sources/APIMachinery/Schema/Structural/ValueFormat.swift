/// The formats of texts that schemas of custom resources can ask for (`k8s.io/kube-openapi/pkg/validation/strfmt`).
public enum ValueFormat {
  /// The format, or nothing where upstream ignores it: one it doesn't know, or one that doesn't fit the type.
  static func supported(_ format: String, kinds: JSONKinds) -> String {
    isSupported(format, kinds: kinds) ? format : ""
  }

  /// - Parameter kinds: The types of the value; several count as none.
  public static func isSupported(_ format: String, kinds: JSONKinds) -> Bool {
    guard !format.isEmpty else { return true }
    switch kinds {
    case [], .string, [.integer, .string]: return checks[normalized(format)] != nil
    case .integer: return format == "int32" || format == "int64"
    case .number: return format == "float" || format == "double"
    default: return false
    }
  }

  /// Whether `text` has the format. Formats nobody knows accept every text.
  public static func validates(_ text: String, _ format: String) -> Bool {
    checks[normalized(format)]?(text) ?? true
  }

  static func isKnown(_ format: String) -> Bool { checks[normalized(format)] != nil }

  private static func normalized(_ format: String) -> String { format.filter { $0 != "-" } }

  private static let checks: [String: @Sendable (String) -> Bool] = [
    "bsonobjectid": { $0.utf8.count == 24 && $0.utf8.allSatisfy(isHex) },
    "uri": FormatChecks.isRequestURI,
    "email": FormatChecks.isEmail,
    "hostname": FormatChecks.isHostname,
    "ipv4": { IPAddress(sloppy: $0) != nil && $0.contains(".") },
    "ipv6": { IPAddress($0) != nil && $0.contains(":") },
    "cidr": { FormatChecks.isCIDR($0) },
    "mac": FormatChecks.isMAC,
    "uuid": { FormatChecks.isUUID($0, version: nil) },
    "uuid3": { FormatChecks.isUUID($0, version: "3") },
    "uuid4": { FormatChecks.isUUID($0, version: "4") },
    "uuid5": { FormatChecks.isUUID($0, version: "5") },
    "isbn": { FormatChecks.isISBN10($0) || FormatChecks.isISBN13($0) },
    "isbn10": FormatChecks.isISBN10,
    "isbn13": FormatChecks.isISBN13,
    "creditcard": FormatChecks.isCreditCard,
    "ssn": FormatChecks.isSocialSecurityNumber,
    "hexcolor": FormatChecks.isHexColor,
    "rgbcolor": FormatChecks.isRGBColor,
    "byte": FormatChecks.isBase64,
    "password": { _ in true },
    "date": FormatChecks.isDate,
    "duration": FormatChecks.isDuration,
    "datetime": FormatChecks.isDateTime,
    "k8sshortname": { NameValidation.dns1123Label($0).isEmpty },
    "k8slongname": { NameValidation.dns1123Subdomain($0).isEmpty },
  ]

  static func isHex(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6 }
}
