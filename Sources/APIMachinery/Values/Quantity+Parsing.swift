extension Quantity {
  static let formatError = ParseError(
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
  static let numericError = ParseError("unable to parse numeric part of quantity")
  static let suffixError = ParseError("unable to parse quantity's suffix")

  /// From an object: a text or a number. Throws as ``init(parsing:)``.
  public init(json: JSONValue) throws(ParseError) {
    switch json {
    case .string(let text): try self.init(parsing: text)
    case .integer(let value): try self.init(parsing: "\(value)")
    case .number(let value): try self.init(parsing: GoFormat.json(value))
    default: throw Self.formatError
    }
  }

  public var json: JSONValue { .string(description) }

  /// Reads what upstream's `ParseQuantity` reads, and throws what it returns.
  public init(parsing text: String) throws(ParseError) {
    self = try Array(text.utf8).withUnsafeBufferPointer { bytes throws(ParseError) in try Self.parse(bytes) }
  }

  private struct Parts {
    var isNegative = false
    /// Digits before the point, without leading zeros.
    var whole: Range<Int> = 0..<0
    /// Digits after the point.
    var fraction: Range<Int> = 0..<0
    var suffix: Range<Int> = 0..<0
  }

  private static func split(_ bytes: UnsafeBufferPointer<UInt8>) throws(ParseError) -> Parts {
    var parts = Parts()
    var position = 0
    func isDigit(_ index: Int) -> Bool {
      index < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }
    func isSign(_ index: Int) -> Bool {
      index < bytes.count && (bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+"))
    }
    guard !bytes.isEmpty else { throw formatError }
    if isSign(0) {
      parts.isNegative = bytes[0] == UInt8(ascii: "-")
      position = 1
    }
    while position < bytes.count, bytes[position] == UInt8(ascii: "0") { position += 1 }
    var start = position
    while isDigit(position) { position += 1 }
    parts.whole = start..<position
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      start = position
      while isDigit(position) { position += 1 }
      parts.fraction = start..<position
    }
    start = position
    while position < bytes.count, isSuffixLetter(bytes[position]) { position += 1 }
    if isSign(position) { position += 1 }
    while isDigit(position) { position += 1 }
    guard position == bytes.count else { throw formatError }
    parts.suffix = start..<position
    return parts
  }

  private static func isSuffixLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "u"),
      UInt8(ascii: "m"), UInt8(ascii: "k"), UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "G"),
      UInt8(ascii: "T"), UInt8(ascii: "P"):
      true
    default: false
    }
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(ParseError) -> Quantity {
    let parts = try split(bytes)
    let suffix = try QuantitySuffix(UnsafeBufferPointer(rebasing: bytes[parts.suffix]))
    // No number at all but a suffix, as in `Mi` or `-`: upstream reads `-` as zero and refuses a lone suffix.
    let hasDigits = parts.suffix.lowerBound > (bytes[0] == 0x2B || bytes[0] == 0x2D ? 1 : 0)
    guard hasDigits || parts.suffix.isEmpty else { throw numericError }

    var mantissa: Int128 = 0
    var exponent = 0
    var dropped = false
    for (range, isFraction) in [(parts.whole, false), (parts.fraction, true)] {
      for index in range {
        let digit = Int128(bytes[index] - UInt8(ascii: "0"))
        if mantissa < Decimal128.roomForDigit {
          mantissa = mantissa * 10 + digit
          if isFraction { exponent -= 1 }
        } else {
          dropped = dropped || digit != 0
          if !isFraction { exponent += 1 }
        }
      }
    }
    if dropped { mantissa += 1 }
    var format = suffix.format
    if suffix.base == 10 {
      exponent += suffix.exponent
    } else {
      (mantissa, exponent) = Decimal128.multiply(mantissa, exponent: exponent, powerOfTwo: suffix.exponent)
    }
    if exponent < -9 {
      mantissa = Decimal128.rescale(mantissa, by: exponent + 9).value
      exponent = -9
    }
    if suffix.base == 2 {
      if Quantity(mantissa: mantissa, exponent: exponent, format: format) > Quantity(.max) {
        (mantissa, exponent) = (Int128(Int64.max), 0)
      }
      let isBelowOne = mantissa > 0 && Quantity(mantissa: mantissa, exponent: exponent, format: format) < Quantity(1)
      if isBelowOne { format = .decimalSI }
    }
    return Quantity(
      mantissa: parts.isNegative ? -mantissa : mantissa, exponent: exponent, format: format,
      text: keepsText(bytes, parts, suffix) ? String(decoding: bytes, as: UTF8.self) : nil)
  }

  /// Where upstream prints the text it read: it takes it for canonical by a few cheap signs, which `1.500` shows too.
  private static func keepsText(
    _ bytes: UnsafeBufferPointer<UInt8>, _ parts: Parts, _ suffix: QuantitySuffix
  ) -> Bool {
    let digits = parts.whole.count + parts.fraction.count
    guard let last = parts.fraction.last ?? parts.whole.last else { return false }
    if suffix.base == 2 {
      guard parts.fraction.isEmpty, 15 - digits - suffix.exponent * 3 / 10 - 1 >= 0 else { return false }
      var value = 0
      for index in parts.whole { value = value * 10 + Int(bytes[index] - UInt8(ascii: "0")) }
      return value & 7 != 0
    }
    let scale = suffix.exponent - parts.fraction.count
    guard digits <= 18, scale >= -9, scale % 3 == 0, !parts.whole.isEmpty else { return false }
    guard digits >= 3 else { return true }
    let tail = (parts.whole.map { bytes[$0] } + parts.fraction.map { bytes[$0] }).suffix(3)
    return bytes[last] != UInt8(ascii: "0") || tail.contains { $0 != UInt8(ascii: "0") }
  }
}

/// The suffix of a quantity.
struct QuantitySuffix {
  var base: Int
  var exponent: Int
  var format: Quantity.Format

  static let binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
  static let decimal = [
    -9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E",
  ]

  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(ParseError) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let index = Self.binary.firstIndex(of: text), index > 0 {
      (base, exponent, format) = (2, index * 10, .binarySI)
      return
    }
    for (power, suffix) in Self.decimal where suffix == text {
      (base, exponent, format) = (10, power, .decimalSI)
      return
    }
    guard bytes.count > 1, bytes[0] | 0x20 == UInt8(ascii: "e"), let power = Int32(text.dropFirst()) else {
      throw Quantity.suffixError
    }
    (base, exponent, format) = (10, Int(power), .decimalExponent)
  }
}
