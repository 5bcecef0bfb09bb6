import APIMachinery

extension CELValue {
  /// The value as messages show it.
  public var plainText: String { ValueText.plain(self) }
}

/// Values as text.
enum ValueText {
  /// As messages show a value: a string without quotes.
  static func plain(_ value: CELValue) -> String {
    switch value {
    case .string(let text): text
    case .int(let value): "\(value)"
    case .uint(let value): "\(value)"
    case .bool(let value): "\(value)"
    case .double(let value): number(value)
    case .null: "null"
    default: (try? Conversion.string(value)) ?? value.type.runtimeName
    }
  }

  /// As Go's `%g` prints a number, in its shortest form.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    // Swift's shortest digits are Go's; only the notation differs.
    let (digits, exponent) = decimal(value.magnitude)
    let sign = value < 0 ? "-" : ""
    if exponent < -4 || exponent >= 21 {
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      let magnitude = exponent.magnitude
      return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(magnitude < 10 ? "0" : "")\(magnitude)"
    }
    return sign + positional(digits, exponent)
  }

  static func positional(_ digits: String, _ exponent: Int) -> String {
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
    if digits.count <= exponent + 1 { return digits + String(repeating: "0", count: exponent + 1 - digits.count) }
    return "\(digits.prefix(exponent + 1)).\(digits.dropFirst(exponent + 1))"
  }

  /// The significant digits of a positive number, and the power of ten of the first one.
  static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
    let text = "\(value)"
    let parts = text.split(separator: "e", maxSplits: 1)
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts.first ?? "0"
    let halves = mantissa.split(separator: ".", maxSplits: 1)
    let whole = halves.first ?? "0"
    let fraction = halves.count > 1 ? halves[1] : ""
    var digits = String(whole + fraction)
    exponent += whole.count - 1
    while digits.hasPrefix("0"), digits.count > 1 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    return (digits, exponent)
  }
}
