/// The least and the most that something can cost, or that a value can measure. Beyond 64 bits it stays at the largest
/// number.
public struct CELCostEstimate: Sendable, Equatable {
  public var minimum: UInt64
  public var maximum: UInt64

  public init(_ minimum: UInt64, _ maximum: UInt64) {
    self.minimum = minimum
    self.maximum = maximum
  }

  static func exactly(_ value: UInt64) -> CELCostEstimate { CELCostEstimate(value, value) }
  static let zero = exactly(0)
  static let unknown = CELCostEstimate(0, .max)
  /// What a union starts from.
  static let nothing = CELCostEstimate(.max, 0)

  static func + (left: CELCostEstimate, right: CELCostEstimate) -> CELCostEstimate {
    CELCostEstimate(add(left.minimum, right.minimum), add(left.maximum, right.maximum))
  }

  public static func * (left: CELCostEstimate, right: CELCostEstimate) -> CELCostEstimate {
    CELCostEstimate(multiply(left.minimum, right.minimum), multiply(left.maximum, right.maximum))
  }

  /// Rounded up.
  static func * (left: CELCostEstimate, factor: Double) -> CELCostEstimate {
    CELCostEstimate(scale(left.minimum, factor), scale(left.maximum, factor))
  }

  func union(_ other: CELCostEstimate) -> CELCostEstimate {
    CELCostEstimate(min(minimum, other.minimum), max(maximum, other.maximum))
  }

  private static func add(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflows) = left.addingReportingOverflow(right)
    return overflows ? .max : sum
  }

  private static func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (product, overflows) = left.multipliedReportingOverflow(by: right)
    return overflows ? .max : product
  }

  private static func scale(_ value: UInt64, _ factor: Double) -> UInt64 {
    let product = (Double(value) * factor).rounded(.up)
    return product >= 0x1p64 ? .max : UInt64(product)
  }
}
