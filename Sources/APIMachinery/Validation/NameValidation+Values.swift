extension NameValidation {
  /// As upstream's `IsCIdentifier`: what is wrong, empty where nothing is.
  public static func cIdentifier(_ value: String) -> [String] {
    let bytes = Array(value.utf8)
    let isValid =
      bytes.first.map { Characters.isLetter($0) || $0 == UInt8(ascii: "_") } ?? false
      && bytes.allSatisfy { Characters.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    guard !isValid else { return [] }
    return [
      mismatch(
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric "
          + "characters or '_'", "[A-Za-z_][A-Za-z0-9_]*", "my_name", "MY_NAME", "MyName")
    ]
  }

  /// As upstream's `IsValidPortNum`.
  public static func portNumber(_ port: Int64) -> [String] { inRange(port, 1, 65_535) }

  /// As upstream's `IsInRange`.
  public static func inRange(_ value: Int64, _ low: Int64, _ high: Int64) -> [String] {
    (low...high).contains(value) ? [] : [outsideRange(low, high)]
  }

  /// A user's or group's number.
  public static func userID(_ value: Int64) -> [String] { inRange(value, 0, Int64(Int32.max)) }

  /// An IANA service name such as `http`.
  public static func portName(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.count > 15 { errors.append(tooLong(15)) }
    if bytes.isEmpty || !bytes.allSatisfy(Characters.isLabelCharacter) {
      errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    }
    if !bytes.contains(where: Characters.isLower) { errors.append("must contain at least one letter (a-z)") }
    if zip(bytes, bytes.dropFirst()).contains(where: { $0 == (UInt8(ascii: "-"), UInt8(ascii: "-")) }) {
      errors.append("must not contain consecutive hyphens")
    }
    if bytes.first == UInt8(ascii: "-") || bytes.last == UInt8(ascii: "-") {
      errors.append("must not begin or end with a hyphen")
    }
    return errors
  }

  /// `25%`
  public static func percentage(_ value: String) -> [String] {
    let digits = value.utf8.dropLast()
    if value.hasSuffix("%"), !digits.isEmpty, digits.allSatisfy(Characters.isDigit) { return [] }
    return [
      mismatch(
        "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%")
    ]
  }

  /// As upstream's `IsHTTPHeaderName`.
  public static func httpHeaderName(_ value: String) -> [String] {
    let isValid = value.utf8.allSatisfy { Characters.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    if !value.isEmpty, isValid { return [] }
    return [
      mismatch(
        "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name")
    ]
  }

  /// The strict rule, for where the relaxed one is off.
  public static func environmentVariableName(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.isEmpty || !bytes.allSatisfy(isKeyCharacter) || Characters.isDigit(bytes[0]) {
      errors.append(
        mismatch(
          "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must "
            + "not start with a digit", "[-._a-zA-Z][-._a-zA-Z0-9]*", "my.env-name", "MY_ENV.NAME", "MyEnvName1"))
    }
    return errors + parentDirectory(value)
  }

  /// Any printable ASCII but `=`, the rule since 1.34.
  public static func relaxedEnvironmentVariableName(_ value: String) -> [String] {
    if value.isEmpty { return ["environment variable name must be non-empty"] }
    if value.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }) { return [] }
    return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
  }

  /// A key of a ConfigMap's or Secret's data.
  public static func configMapKey(_ value: String) -> [String] {
    var errors: [String] = []
    let bytes = Array(value.utf8)
    if bytes.count > dns1123SubdomainMaximum { errors.append(tooLong(dns1123SubdomainMaximum)) }
    if bytes.isEmpty || !bytes.allSatisfy(isKeyCharacter) {
      errors.append(
        mismatch(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+", "key.name",
          "KEY_NAME", "key-name"))
    }
    return errors + parentDirectory(value)
  }

  private static func isKeyCharacter(_ byte: UInt8) -> Bool {
    Characters.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "_")
  }

  private static func parentDirectory(_ value: String) -> [String] {
    if value == "." { return ["must not be '.'"] }
    if value == ".." { return ["must not be '..'"] }
    return value.hasPrefix("..") ? ["must not start with '..'"] : []
  }

  /// A name that can stand in a URL's path, the weakest rule for names (RBAC objects, for one).
  public static func pathSegmentName(_ value: String) -> [String] {
    if value == "." || value == ".." { return ["may not be '\(value)'"] }
    return ["/", "%"].filter { value.contains($0) }.map { "may not contain '\($0)'" }
  }
}
