/// Arithmetic on whole numbers of up to 38 digits that stand for decimal fractions.
enum Decimal128 {
  /// A number below this can take one more digit.
  static let roomForDigit = Int128.max / 10 - 1

  /// `value` · 10^`power` for `power` ≥ 0; nil when it doesn't fit.
  static func raise(_ value: Int128, by power: Int) -> Int128? {
    guard value != 0 else { return 0 }
    guard power < 40 else { return nil }
    var value = value
    for _ in 0..<power {
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      if overflows { return nil }
      value = product
    }
    return value
  }

  /// `value` · 10^`power`, rounded away from zero where digits are lost; the largest number where it doesn't fit.
  static func rescale(_ value: Int128, by power: Int) -> (value: Int128, isExact: Bool) {
    if power >= 0 {
      if let raised = raise(value, by: power) { return (raised, true) }
      return (value < 0 ? -.max : .max, false)
    }
    var result = value
    var hasFraction = false
    // After 40 divisions nothing is left of any number.
    for _ in 0..<min(-power, 40) {
      hasFraction = hasFraction || result % 10 != 0
      result /= 10
    }
    if hasFraction { result += value < 0 ? -1 : 1 }
    return (result, !hasFraction)
  }

  /// `value` · 10^`exponent` · 2^`powerOfTwo` in the same form, giving up digits of the fraction where needed.
  static func multiply(_ value: Int128, exponent: Int, powerOfTwo: Int) -> (Int128, Int) {
    let factor: Int128 = 1 << Int128(powerOfTwo)
    var value = value
    var exponent = exponent
    while true {
      let (product, overflows) = value.multipliedReportingOverflow(by: factor)
      if !overflows { return (product, exponent) }
      value = rescale(value, by: -1).value
      exponent += 1
    }
  }

  /// How many digits a number has; 1 for zero.
  static func digits(_ value: Int128) -> Int {
    var magnitude = value.magnitude
    var count = 1
    while magnitude >= 10 {
      magnitude /= 10
      count += 1
    }
    return count
  }

  static func withoutTrailingZeros(_ value: Int128) -> (value: Int128, zeros: Int) {
    guard value != 0 else { return (0, 0) }
    var value = value
    var zeros = 0
    while value % 10 == 0 {
      value /= 10
      zeros += 1
    }
    return (value, zeros)
  }
}
