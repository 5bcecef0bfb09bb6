/// Rules for names, with upstream's messages (`k8s.io/apimachinery/pkg/util/validation` and `…/api/validate/content`).
/// Every function returns what is wrong, nothing when the value is valid.
public enum NameValidation {
  public static let dns1123LabelMaximum = 63
  public static let dns1123SubdomainMaximum = 253
  public static let labelValueMaximum = 63

  private static let labelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
  private static let subdomainPattern = labelPattern + "(\\." + labelPattern + ")*"
  private static let labelKeyPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

  // MARK: DNS

  /// As upstream's `IsDNS1123Label`: what is wrong, empty where nothing is.
  public static func dns1123Label(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.count > dns1123LabelMaximum { errors.append(tooLong(dns1123LabelMaximum)) }
    if !Characters.isLabel(bytes[...]) {
      if Characters.isSubdomain(bytes) {
        errors.append("must not contain dots")
      } else {
        errors.append(
          mismatch(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
              + "end with an alphanumeric character", labelPattern, "my-name", "123-abc"))
      }
    }
    return errors
  }

  /// As upstream's `IsDNS1123Subdomain`.
  public static func dns1123Subdomain(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.count > dns1123SubdomainMaximum { errors.append(tooLong(dns1123SubdomainMaximum)) }
    if !Characters.isSubdomain(bytes) { errors.append(subdomainMismatch) }
    return errors
  }

  private static let subdomainMismatch = mismatch(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
      + "end with an alphanumeric character", subdomainPattern, "example.com")

  /// Names such as `_service.example.com` as well.
  public static func dns1123SubdomainWithUnderscore(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.count > dns1123SubdomainMaximum { errors.append(tooLong(dns1123SubdomainMaximum)) }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isValid = parts.allSatisfy { part in
      let rest = part.first == UInt8(ascii: "_") ? part.dropFirst() : part
      return Characters.matches(
        rest, edge: Characters.isLowerAlphanumeric, inner: { Characters.isLabelCharacter($0) || $0 == 0x5F })
    }
    if !isValid {
      let label = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
      errors.append(
        mismatch(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must "
            + "start and end with an alphanumeric character", label + "(\\." + label + ")*", "example.com"))
    }
    return errors
  }

  /// As upstream's `IsWildcardDNS1123Subdomain`.
  public static func wildcardDNS1123Subdomain(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.count > dns1123SubdomainMaximum { errors.append(tooLong(dns1123SubdomainMaximum)) }
    if !value.hasPrefix("*.") || !Characters.isSubdomain(Array(bytes.dropFirst(2))) {
      errors.append(
        mismatch(
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
            + "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
          "\\*\\." + subdomainPattern, "*.example.com"))
    }
    return errors
  }

  /// As upstream's `IsDNS1035Label`.
  public static func dns1035Label(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.count > 63 { errors.append(tooLong(63)) }
    if !Characters.isLabel(bytes[...]) || bytes.first.map(Characters.isDigit) ?? true {
      errors.append(
        mismatch(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
            + "character, and end with an alphanumeric character", "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123"))
    }
    return errors
  }

  // MARK: Labels

  /// A label's or annotation's key: `name` or `example.com/name`.
  public static func qualifiedName(_ value: String) -> [String] {
    if Characters.isShortLabelKey(value) { return [] }
    var errors: [String] = []
    let parts = value.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count <= 2 else {
      return [
        "a valid label key " + labelKeyMismatch
          + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
      ]
    }
    if parts.count == 2 {
      if parts[0].isEmpty {
        errors.append("prefix part must be non-empty")
      } else {
        let prefix = Array(parts[0])
        if prefix.count > dns1123SubdomainMaximum {
          errors.append("prefix part must be no more than \(dns1123SubdomainMaximum) bytes")
        }
        if !Characters.isSubdomain(prefix) { errors.append("prefix part " + subdomainMismatch) }
      }
    }
    let name = Array(parts[parts.count - 1])
    if name.isEmpty {
      errors.append("name part must be non-empty")
    } else if name.count > 63 {
      errors.append("name part must be no more than 63 bytes")
    }
    if !Characters.isLabelKey(name) { errors.append("name part " + labelKeyMismatch) }
    return errors
  }

  private static let labelKeyMismatch = mismatch(
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    labelKeyPattern, "MyName", "my.name", "123-abc")

  /// As upstream's `IsValidLabelValue`.
  public static func labelValue(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.count > labelValueMaximum { errors.append("must be no more than \(labelValueMaximum) bytes") }
    if !bytes.isEmpty, !Characters.isLabelKey(bytes) {
      errors.append(
        mismatch(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
            + "and end with an alphanumeric character", "(" + labelKeyPattern + ")?", "MyValue", "my_value", "12345"))
    }
    return errors
  }

  // MARK: Messages

  /// `must be no more than 63 characters`
  public static func tooLong(_ maximum: Int) -> String { "must be no more than \(maximum) characters" }

  /// `must be between 1 and 65535, inclusive`
  public static func outsideRange(_ low: Int64, _ high: Int64) -> String {
    "must be between \(low) and \(high), inclusive"
  }

  /// The message of a rule that is a regular expression.
  public static func mismatch(_ message: String, _ pattern: String, _ examples: String...) -> String {
    guard !examples.isEmpty else { return "\(message) (regex used for validation is '\(pattern)')" }
    let list = examples.map { "'\($0)', " }.joined(separator: " or ")
    return "\(message) (e.g. \(list)regex used for validation is '\(pattern)')"
  }
}

/// Classes of characters, and names built from them.
enum Characters {
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  static func isLowerAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte) || isDigit(byte) }
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
  static func isLabelCharacter(_ byte: UInt8) -> Bool { isLowerAlphanumeric(byte) || byte == UInt8(ascii: "-") }

  /// Not empty, with characters of `edge` at both ends and of `inner` between.
  static func matches(_ bytes: ArraySlice<UInt8>, edge: (UInt8) -> Bool, inner: (UInt8) -> Bool) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return false }
    return edge(first) && edge(last) && bytes.allSatisfy(inner)
  }

  static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
    matches(bytes, edge: isLowerAlphanumeric, inner: isLabelCharacter)
  }

  static func isSubdomain(_ bytes: [UInt8]) -> Bool {
    var start = 0
    for position in bytes.indices where bytes[position] == UInt8(ascii: ".") {
      guard isLabel(bytes[start..<position]) else { return false }
      start = position + 1
    }
    return isLabel(bytes[start...])
  }

  static func isLabelKey(_ bytes: [UInt8]) -> Bool {
    matches(bytes[...], edge: isAlphanumeric, inner: isOfLabelKey)
  }

  /// What most keys of labels are: without a domain, and right.
  static func isShortLabelKey(_ text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { bytes in
      guard let first = bytes.first, let last = bytes.last, bytes.count <= 63, isAlphanumeric(first),
        isAlphanumeric(last)
      else { return false }
      for byte in bytes where !isOfLabelKey(byte) { return false }
      return true
    } ?? false
  }

  private static func isOfLabelKey(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }
}
