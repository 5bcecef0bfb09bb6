/// What each format accepts, as upstream's regular expressions and Go's parsers have it.
enum FormatChecks {
  // MARK: Identifiers

  /// Hyphens between the groups are optional; upper case is allowed.
  static func isUUID(_ text: String, version: Character?) -> Bool {
    let groups = [8, 4, 4, 4, 12]
    var bytes = Array(text.utf8)[...]
    for (index, length) in groups.enumerated() {
      if index > 0, bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
      guard bytes.count >= length, bytes.prefix(length).allSatisfy(ValueFormat.isHex), let first = bytes.first else {
        return false
      }
      let digit = Character(Unicode.Scalar(first))
      if index == 2, let version, digit != version { return false }
      if index == 3, version == "4" || version == "5", !"89abAB".contains(digit) { return false }
      bytes.removeFirst(length)
    }
    return bytes.isEmpty
  }

  static func isISBN10(_ text: String) -> Bool {
    let bytes = withoutSeparators(text)
    guard bytes.count == 10, bytes.dropLast().allSatisfy(isDigit), let last = bytes.last,
      isDigit(last) || last == UInt8(ascii: "X")
    else { return false }
    var sum = 0
    for (index, byte) in bytes.enumerated() {
      sum += (index + 1) * (byte == UInt8(ascii: "X") ? 10 : Int(byte &- 0x30))
    }
    return sum % 11 == 0
  }

  static func isISBN13(_ text: String) -> Bool {
    let bytes = withoutSeparators(text)
    guard bytes.count == 13, bytes.allSatisfy(isDigit) else { return false }
    var sum = 0
    for (index, byte) in bytes.enumerated() { sum += Int(byte &- 0x30) * (index % 2 == 0 ? 1 : 3) }
    return sum % 10 == 0
  }

  private static func withoutSeparators(_ text: String) -> [UInt8] {
    text.utf8.filter { $0 != UInt8(ascii: "-") && !isSpace($0) }
  }

  /// A number of one of the large issuers with the right check digit; anything but digits is skipped.
  static func isCreditCard(_ text: String) -> Bool {
    let digits = text.utf8.filter(isDigit).map { Int($0 &- 0x30) }
    let number = { (count: Int) in digits.prefix(count).reduce(0) { $0 * 10 + $1 } }
    let isIssued: Bool =
      switch digits.count {
      case 13: number(1) == 4
      case 14: (300...305).contains(number(3)) || number(2) == 36 || number(2) == 38
      case 15: number(2) == 34 || number(2) == 37 || number(4) == 2131 || number(4) == 1800
      case 16:
        number(1) == 4 || (51...55).contains(number(2)) || number(4) == 6011 || number(2) == 65 || number(2) == 35
      default: false
      }
    guard isIssued else { return false }
    var sum = 0
    for (index, digit) in digits.reversed().enumerated() {
      let doubled = index % 2 == 1 ? digit * 2 : digit
      sum += doubled >= 10 ? doubled - 9 : doubled
    }
    return sum % 10 == 0
  }

  /// `123-45-6789`, or with spaces.
  static func isSocialSecurityNumber(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 11 else { return false }
    return bytes.enumerated().allSatisfy { index, byte in
      index == 3 || index == 6 ? byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ") : isDigit(byte)
    }
  }

  // MARK: Colors and bytes

  static func isHexColor(_ text: String) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "#") ? text.utf8.dropFirst() : text.utf8[...]
    return (digits.count == 3 || digits.count == 6) && digits.allSatisfy(ValueFormat.isHex)
  }

  static func isRGBColor(_ text: String) -> Bool {
    guard text.hasPrefix("rgb("), text.hasSuffix(")") else { return false }
    let parts = text.dropFirst(4).dropLast().split(separator: ",", omittingEmptySubsequences: false)
    return parts.count == 3
      && parts.allSatisfy { part in
        let digits = part.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard (1...3).contains(digits.count), digits.allSatisfy(isDigit) else { return false }
        let number = digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        return number <= 255 && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
      }
  }

  /// Standard alphabet with padding; not empty.
  static func isBase64(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, bytes.count % 4 == 0 else { return false }
    let content = bytes.dropLast(bytes.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count)
    return content.allSatisfy { byte in
      isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }
  }

  // MARK: Addresses

  static func isCIDR(_ text: String) -> Bool {
    guard let slash = text.firstIndex(of: "/"), let address = IPAddress(sloppy: String(text[..<slash])) else {
      return false
    }
    let length = text[text.index(after: slash)...]
    guard !length.isEmpty, length.utf8.allSatisfy(isDigit), let bits = Int(length) else { return false }
    return bits <= (address.family == .v4 ? 32 : 128)
  }

  /// 6, 8 or 20 bytes: pairs of digits with colons or hyphens, or groups of four with dots.
  static func isMAC(_ text: String) -> Bool {
    for (separator, width) in [(Character(":"), 2), ("-", 2), (".", 4)] {
      let groups = text.split(separator: separator, omittingEmptySubsequences: false)
      guard groups.count > 1 else { continue }
      let isWellFormed = groups.allSatisfy { $0.utf8.count == width && $0.utf8.allSatisfy(ValueFormat.isHex) }
      return isWellFormed && [6, 8, 20].contains(groups.count * width / 2)
    }
    return false
  }

  /// Labels of letters, digits and hyphens; symbols of other scripts count as letters.
  static func isHostname(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 255 else { return false }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    for (index, label) in labels.enumerated() {
      guard label.utf8.count <= 63, let first = label.unicodeScalars.first, let last = label.unicodeScalars.last,
        isHostLetter(first), isHostLetter(last), label.unicodeScalars.allSatisfy({ isHostLetter($0) || $0 == "-" })
      else { return false }
      guard index == labels.count - 1, labels.count > 1 else { continue }
      // The top level has letters only, two at least.
      guard label.unicodeScalars.count >= 2, label.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic }) else {
        return false
      }
    }
    return true
  }

  private static func isHostLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      let byte = UInt8(truncatingIfNeeded: scalar.value)
      return isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || "$+<=>^`|~".unicodeScalars.contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .uppercaseLetter, .lowercaseLetter,
      .titlecaseLetter, .modifierLetter, .otherLetter:
      return true
    default: return false
    }
  }

  /// An address, bare or in angle brackets behind a name.
  static func isEmail(_ text: String) -> Bool {
    var address = text[...]
    if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
      address = text[text.index(after: open)...].dropLast()
    }
    guard let at = address.lastIndex(of: "@") else { return false }
    let local = address[..<at]
    let domain = address[address.index(after: at)...]
    let isQuoted = local.count > 2 && local.hasPrefix("\"") && local.hasSuffix("\"")
    let isLiteral = domain.count > 2 && domain.hasPrefix("[") && domain.hasSuffix("]")
    return (isQuoted || isDotAtom(local)) && (isLiteral || isDotAtom(domain))
  }

  private static func isDotAtom(_ text: Substring) -> Bool {
    let atoms = text.split(separator: ".", omittingEmptySubsequences: false)
    return atoms.allSatisfy { atom in
      !atom.isEmpty
        && atom.unicodeScalars.allSatisfy {
          !$0.isASCII || $0.value > 0x20 && $0.value != 0x7F && !"()<>[]:;@\\,.\"".unicodeScalars.contains($0)
        }
    }
  }

  /// What Go's `url.ParseRequestURI` takes: an absolute URI or an absolute path.
  static func isRequestURI(_ text: String) -> Bool {
    guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return false }
    if text == "*" { return true }
    var rest = text[...]
    var hasScheme = false
    if let colon = text.firstIndex(of: ":") {
      let scheme = text[..<colon].utf8
      let isName = scheme.allSatisfy { byte in
        isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || "+-.".utf8.contains(byte)
      }
      guard let first = scheme.first else { return false }
      if isName, (first | 0x20) &- 0x61 < 26 {
        hasScheme = true
        rest = text[text.index(after: colon)...]
      }
    }
    guard rest.hasPrefix("/") else { return hasScheme && hasValidEscapes(rest) }
    if rest.hasPrefix("//"), hasScheme {
      let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
      guard isAuthority(authority) else { return false }
      rest = rest.dropFirst(2 + authority.count)
    }
    return hasValidEscapes(rest.prefix { $0 != "?" })
  }

  private static func isAuthority(_ authority: Substring) -> Bool {
    var host = authority
    if let at = authority.lastIndex(of: "@") { host = authority[authority.index(after: at)...] }
    if host.utf8.contains(where: { " \"<>\\^`{|}".utf8.contains($0) }) { return false }
    let afterBracket = host.hasPrefix("[") ? host.drop { $0 != "]" } : host
    if let colon = afterBracket.lastIndex(of: ":") {
      return afterBracket[afterBracket.index(after: colon)...].utf8.allSatisfy(isDigit)
    }
    return hasValidEscapes(host)
  }

  private static func hasValidEscapes(_ text: Substring) -> Bool {
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "%") {
      guard index + 2 < bytes.count, ValueFormat.isHex(bytes[index + 1]), ValueFormat.isHex(bytes[index + 2]) else {
        return false
      }
    }
    return true
  }

  // MARK: Times

  static func isDate(_ text: String) -> Bool {
    text.utf8.count == 10 && (try? Timestamp(rfc3339: text + "T00:00:00Z")) != nil
  }

  /// A date, a `T`, a time with or without fraction, and a zone.
  static func isDateTime(_ text: String) -> Bool {
    let lower = text.lowercased()
    guard let mark = lower.firstIndex(of: "t"), isDate(String(lower[..<mark])) else { return false }
    var bytes = Array(lower[lower.index(after: mark)...].utf8)[...]
    guard bytes.count >= 9 else { return false }
    let clock = Array(bytes.prefix(8))
    for (index, byte) in clock.enumerated() {
      guard index == 2 || index == 5 ? byte == UInt8(ascii: ":") : isDigit(byte) else { return false }
    }
    let pair = { (start: Int) in Int(clock[start] &- 0x30) * 10 + Int(clock[start + 1] &- 0x30) }
    guard pair(0) <= 23, pair(3) <= 59, pair(6) <= 59 else { return false }
    bytes = bytes.dropFirst(8)
    // Upstream takes any character for the point in front of the fraction.
    let fraction = bytes.dropFirst().prefix(while: isDigit)
    if !fraction.isEmpty, bytes.first != UInt8(ascii: "+"), bytes.first != UInt8(ascii: "-") {
      bytes = bytes.dropFirst(1 + fraction.count)
    }
    if bytes.elementsEqual("z".utf8) { return true }
    let zone = Array(bytes)
    return zone.count == 6 && (zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-")) && isDigit(zone[1])
      && isDigit(zone[2]) && zone[3] == UInt8(ascii: ":") && isDigit(zone[4]) && isDigit(zone[5])
  }

  /// Go's form, or numbers with units in words such as `3 days`.
  static func isDuration(_ text: String) -> Bool {
    if (try? GoDuration(parsing: text)) != nil { return true }
    let exact: Set<String> = ["ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"]
    let prefixes = ["nano", "micro", "milli", "sec", "min", "hour", "day", "week"]
    var scalars = Array(text.unicodeScalars)[...]
    var found = false
    while let start = scalars.firstIndex(where: { isDigitScalar($0) }) {
      scalars = scalars[start...]
      let digits = scalars.prefix(while: isDigitScalar)
      scalars = scalars.dropFirst(digits.count).drop { $0.properties.isWhitespace }
      let letters = scalars.prefix { $0 == "µ" || $0.isASCII && $0.properties.isAlphabetic }
      guard !letters.isEmpty else { continue }
      scalars = scalars.dropFirst(letters.count)
      guard digits.count < 19 else { return false }
      let unit = String(String.UnicodeScalarView(letters)).lowercased()
      if exact.contains(unit) || prefixes.contains(where: unit.hasPrefix) { found = true }
    }
    return found
  }

  private static func isDigitScalar(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
