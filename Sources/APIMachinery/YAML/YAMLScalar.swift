/// What a plain scalar means in YAML 1.1, as go-yaml v2 resolves it: `yes` and `on` are true, `0777` is octal, times
/// stay text.
enum YAMLScalar {
  static func resolve(_ text: String, _ dialect: YAMLCodec.Dialect = .yaml11) -> JSONValue {
    guard let first = text.utf8.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return number(text) ?? special[text] ?? .string(text)
    default:
      guard let value = special[text] else { return .string(text) }
      let isWord = value.boolValue != nil && !["true", "false"].contains(text.lowercased())
      return isWord && dialect == .yaml12 ? .string(text) : value
    }
  }

  private static let special: [String: JSONValue] = {
    var table: [String: JSONValue] = [:]
    for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] { table[word] = true }
    for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] { table[word] = false }
    for word in ["~", "null", "Null", "NULL"] { table[word] = .null }
    for word in [".nan", ".NaN", ".NAN"] { table[word] = .number(.nan) }
    for word in [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"] { table[word] = .number(.infinity) }
    for word in ["-.inf", "-.Inf", "-.INF"] { table[word] = .number(-.infinity) }
    return table
  }()

  private static func number(_ text: String) -> JSONValue? {
    let bytes = text.utf8.filter { $0 != UInt8(ascii: "_") }
    if let value = integer(bytes) { return value }
    guard isFloat(bytes), let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else { return nil }
    return .number(value)
  }

  /// With Go's prefixes for the base; a leading zero means octal.
  private static func integer(_ bytes: [UInt8]) -> JSONValue? {
    var digits = bytes[...]
    var isNegative = false
    if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      digits.removeFirst()
    }
    var radix = 10
    if digits.first == UInt8(ascii: "0"), digits.count > 1 {
      let prefixes: [UInt8: Int] = [UInt8(ascii: "x"): 16, UInt8(ascii: "b"): 2, UInt8(ascii: "o"): 8]
      if let base = digits.dropFirst().first.flatMap({ prefixes[$0 | 0x20] }) {
        radix = base
        digits = digits.dropFirst(2)
      } else {
        radix = 8
        digits = digits.dropFirst()
      }
    }
    guard let first = digits.first, Characters.isAlphanumeric(first),
      let magnitude = UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
    else { return nil }
    if isNegative {
      guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
      return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
    }
    return Int64(exactly: magnitude).map(JSONValue.integer) ?? .number(Double(magnitude))
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static func isFloat(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    func dropSign() {
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    }
    func dropDigits() -> Int {
      let count = rest.prefix(while: Characters.isDigit).count
      rest = rest.dropFirst(count)
      return count
    }
    dropSign()
    var digits = dropDigits()
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      digits += dropDigits()
    }
    guard digits > 0 else { return false }
    if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      dropSign()
      guard dropDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
