import APIMachinery

/// The arithmetic of the language: numbers that overflow are errors, and types are not mixed.
enum Arithmetic: Sendable {
  case add, subtract, multiply, divide, modulo

  func apply(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
    switch (left, right) {
    case (.int(let left), .int(let right)): return .int(try integers(left, right, overflow: .integerOverflow))
    case (.uint(let left), .uint(let right)): return .uint(try integers(left, right, overflow: .unsignedOverflow))
    case (.double(let left), .double(let right)): return .double(try doubles(left, right))
    default: break
    }
    switch (self, left, right) {
    case (.add, .string(let left), .string(let right)): return .string(left + right)
    case (.add, .bytes(let left), .bytes(let right)): return .bytes(left + right)
    case (.add, .list(let left), .list(let right)): return .list(ListSemantics.sum(left, right))
    case (.add, .timestamp(let time), .duration(let length)), (.add, .duration(let length), .timestamp(let time)):
      return try Self.timestamp(time + .nanoseconds(length.nanoseconds))
    case (.subtract, .timestamp(let time), .duration(let length)):
      return try Self.timestamp(time - .nanoseconds(length.nanoseconds))
    case (.subtract, .timestamp(let left), .timestamp(let right)):
      return .duration(try Self.difference(left, right))
    case (.add, .duration(let left), .duration(let right)):
      let (sum, overflows) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
      if overflows { throw .durationOverflow }
      return .duration(GoDuration(nanoseconds: sum))
    case (.subtract, .duration(let left), .duration(let right)):
      let (difference, overflows) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
      if overflows { throw .durationOverflow }
      return .duration(GoDuration(nanoseconds: difference))
    default: throw .noSuchOverload
    }
  }

  private static func timestamp(_ time: Timestamp) throws(CELError) -> CELValue {
    guard TimestampText.isInRange(time) else { throw .timestampOverflow }
    return .timestamp(time)
  }

  private static func difference(_ left: Timestamp, _ right: Timestamp) throws(CELError) -> GoDuration {
    let seconds = Int128(left.seconds - right.seconds)
    let nanoseconds = seconds * 1_000_000_000 + Int128(left.nanoseconds - right.nanoseconds)
    guard let whole = Int64(exactly: nanoseconds) else { throw .timestampOverflow }
    return GoDuration(nanoseconds: whole)
  }

  private func integers<Value: FixedWidthInteger>(
    _ left: Value, _ right: Value, overflow: CELError
  ) throws(CELError) -> Value {
    let (result, overflows): (Value, Bool)
    switch self {
    case .add: (result, overflows) = left.addingReportingOverflow(right)
    case .subtract: (result, overflows) = left.subtractingReportingOverflow(right)
    case .multiply: (result, overflows) = left.multipliedReportingOverflow(by: right)
    case .divide:
      if right == 0 { throw .divisionByZero }
      (result, overflows) = left.dividedReportingOverflow(by: right)
    case .modulo:
      if right == 0 { throw .modulusByZero }
      (result, overflows) = left.remainderReportingOverflow(dividingBy: right)
    }
    if overflows { throw overflow }
    return result
  }

  private func doubles(_ left: Double, _ right: Double) throws(CELError) -> Double {
    switch self {
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    case .divide: return left / right
    case .modulo: throw .noSuchOverload
    }
  }
}
