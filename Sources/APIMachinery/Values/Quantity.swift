/// An amount of a resource, such as `500m`, `1.5Gi` or `2e3` (`k8s.io/apimachinery/pkg/api/resource`).
///
/// Exact up to 38 digits; what has more is rounded away from zero. Fractions smaller than 10⁻⁹ are rounded up to it.
public struct Quantity: Sendable {
  /// The family of suffixes it was written with, and is printed with.
  public enum Format: Sendable, Hashable {
    /// `12e6`
    case decimalExponent
    /// `12Mi`
    case binarySI
    /// `12M`
    case decimalSI
  }

  /// The value is `mantissa` · 10^`exponent`.
  private(set) var mantissa: Int128
  private(set) var exponent: Int
  public private(set) var format: Format
  /// The text it was read from where upstream keeps that, being canonical or near to it.
  private var text: String?

  init(mantissa: Int128, exponent: Int, format: Format, text: String? = nil) {
    self.mantissa = mantissa
    self.exponent = exponent
    self.format = format
    self.text = text
  }

  public init(_ value: Int64 = 0, format: Format = .decimalSI) {
    self.init(mantissa: Int128(value), exponent: 0, format: format)
  }

  /// `value` thousandths.
  public init(milli value: Int64, format: Format = .decimalSI) {
    self.init(mantissa: Int128(value), exponent: -3, format: format)
  }

  public static let zero = Quantity(0)

  public var isZero: Bool { mantissa == 0 }
  /// -1, 0 or 1.
  public var sign: Int { mantissa.signum() == 0 ? 0 : (mantissa < 0 ? -1 : 1) }

  /// Rounded away from zero to a whole number; the nearest `Int64` where it doesn't fit.
  public var value: Int64 { scaled(to: 0) }
  /// In thousandths, rounded away from zero; the nearest `Int64` where it doesn't fit.
  public var milliValue: Int64 { scaled(to: -3) }

  /// In units of 10^`scale`, rounded away from zero; the nearest `Int64` where it doesn't fit.
  public func scaled(to scale: Int) -> Int64 {
    let rescaled = Decimal128.rescale(mantissa, by: exponent - scale).value
    return Int64(clamping: rescaled)
  }

  /// The value when it is a whole number that fits.
  public var exactInteger: Int64? {
    let (rescaled, isExact) = Decimal128.rescale(mantissa, by: exponent)
    return isExact ? Int64(exactly: rescaled) : nil
  }

  public var approximateDouble: Double {
    Double("\(mantissa)e\(exponent)") ?? (mantissa < 0 ? -.infinity : .infinity)
  }

  public static func + (left: Quantity, right: Quantity) -> Quantity { left.combined(right, subtracting: false) }
  public static func - (left: Quantity, right: Quantity) -> Quantity { left.combined(right, subtracting: true) }
  /// As `+`.
  public static func += (left: inout Quantity, right: Quantity) { left = left + right }
  /// As `-`.
  public static func -= (left: inout Quantity, right: Quantity) { left = left - right }

  public static prefix func - (quantity: Quantity) -> Quantity {
    Quantity(mantissa: 0 - quantity.mantissa, exponent: quantity.exponent, format: quantity.format)
  }

  /// This many times `factor`; the largest amount that can be held where it is more.
  public static func * (quantity: Quantity, factor: Int64) -> Quantity {
    let (product, overflows) = quantity.mantissa.multipliedReportingOverflow(by: Int128(factor))
    let mantissa = overflows ? ((quantity.mantissa < 0) == (factor < 0) ? .max : -.max) : product
    return Quantity(mantissa: mantissa, exponent: quantity.exponent, format: quantity.format)
  }

  private func combined(_ other: Quantity, subtracting: Bool) -> Quantity {
    let format = isZero ? other.format : format
    let added = subtracting ? 0 - other.mantissa : other.mantissa
    if added == 0 { return Quantity(mantissa: mantissa, exponent: exponent, format: format) }
    if mantissa == 0 { return Quantity(mantissa: added, exponent: other.exponent, format: format) }
    let common = min(exponent, other.exponent)
    let left = Decimal128.raise(mantissa, by: exponent - common)
    let right = Decimal128.raise(added, by: other.exponent - common)
    guard let left, let right else {
      // More than 38 digits apart: the smaller one doesn't count.
      return left == nil
        ? Quantity(mantissa: mantissa, exponent: exponent, format: format)
        : Quantity(mantissa: added, exponent: other.exponent, format: format)
    }
    let (sum, overflows) = left.addingReportingOverflow(right)
    return Quantity(mantissa: overflows ? (left < 0 ? -.max : .max) : sum, exponent: common, format: format)
  }
}

extension Quantity: Comparable, Hashable {
  /// By value: `1000m` equals `1`.
  public static func == (left: Quantity, right: Quantity) -> Bool { compare(left, right) == 0 }
  public static func < (left: Quantity, right: Quantity) -> Bool { compare(left, right) < 0 }

  public func hash(into hasher: inout Hasher) {
    let (digits, zeros) = Decimal128.withoutTrailingZeros(mantissa)
    hasher.combine(digits)
    hasher.combine(digits == 0 ? 0 : exponent + zeros)
  }

  private static func compare(_ left: Quantity, _ right: Quantity) -> Int {
    if left.exponent == right.exponent { return order(left.mantissa, right.mantissa) }
    if left.sign != right.sign || left.sign == 0 { return left.sign - right.sign }
    let leftDigits = Decimal128.digits(left.mantissa) + left.exponent
    let rightDigits = Decimal128.digits(right.mantissa) + right.exponent
    if leftDigits != rightDigits { return leftDigits < rightDigits ? -left.sign : left.sign }
    let common = min(left.exponent, right.exponent)
    guard let raisedLeft = Decimal128.raise(left.mantissa, by: left.exponent - common) else { return left.sign }
    guard let raisedRight = Decimal128.raise(right.mantissa, by: right.exponent - common) else { return -left.sign }
    return order(raisedLeft, raisedRight)
  }

  private static func order(_ left: Int128, _ right: Int128) -> Int { left == right ? 0 : (left < right ? -1 : 1) }
}

extension Quantity: CustomStringConvertible {
  /// The canonical form, or the text it was read from where upstream keeps it.
  public var description: String { text ?? canonical }

  /// The canonical form: the largest suffix of the format that leaves no fraction. Amounts below 1024, and those with
  /// a fraction, are never printed with a binary suffix.
  public var canonical: String {
    guard mantissa != 0 else { return "0" }
    if format == .binarySI {
      let (whole, isExact) = Decimal128.rescale(mantissa, by: exponent)
      if isExact, whole.magnitude >= 1024 { return Self.binary(whole) }
    }
    return decimal
  }

  private static func binary(_ whole: Int128) -> String {
    var value = whole
    var index = 0
    while index < QuantitySuffix.binary.count - 1, value % 1024 == 0, value.magnitude >= 1024 {
      value /= 1024
      index += 1
    }
    return "\(value)\(QuantitySuffix.binary[index])"
  }

  private var decimal: String {
    var (digits, zeros) = Decimal128.withoutTrailingZeros(mantissa)
    var exponent = exponent + zeros
    // Down to a multiple of three, and to the largest suffix there is.
    while exponent % 3 != 0 || (format != .decimalExponent && exponent > 18) {
      let (product, overflows) = digits.multipliedReportingOverflow(by: 10)
      if overflows { return "\(digits)e\(exponent)" }
      digits = product
      exponent -= 1
    }
    if format == .decimalExponent { return exponent == 0 ? "\(digits)" : "\(digits)e\(exponent)" }
    return "\(digits)\(QuantitySuffix.decimal[exponent] ?? "e\(exponent)")"
  }
}
