import APIMachinery

// Forms of names that several groups use.
extension ObjectField {
  /// `example.com/path`: a subdomain, a slash and a path (`IsDomainPrefixedPath` upstream).
  func mustBeDomainPrefixedPath() -> [FieldError] {
    if string.isEmpty { return [required()] }
    let parts = string.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      return [invalid("must be a domain-prefixed path (such as \"acme.io/foo\")")]
    }
    let host = NameValidation.dns1123Subdomain(parts[0])
    guard host.isEmpty else { return host.map { invalid(showing: .string(parts[0]), $0) } }
    guard !parts[1].utf8.allSatisfy(Self.isPathCharacter) else { return [] }
    return [
      invalid(
        showing: .string(parts[1]), "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')")
    ]
  }

  private static func isPathCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "/-._~%!$&'()*+,;=:".utf8.contains(byte)
    }
  }

  /// A number that upstream wants above zero, in these words; absent is right.
  func mustBeGreaterThanZero() -> [FieldError] {
    guard let integer, integer <= 0 else { return [] }
    return [invalid("must be greater than 0")]
  }

  /// The value is left out of the message.
  func invalidWithoutValue(_ detail: String) -> FieldError { .invalid(path, nil, detail) }

  /// What a number is to upstream: zero where there is none.
  var number: Int64 { integer ?? 0 }
}
