/// The state of one evaluation.
final class Frame {
  /// Values of the declared variables that the program uses, by slot.
  let globals: [CELValue]
  /// Values of the variables of comprehensions, by slot.
  var locals: [CELValue?]
  private(set) var cost: UInt64 = 0
  private let limit: UInt64

  init(globals: [CELValue], localCount: Int, limit: UInt64) {
    self.globals = globals
    locals = localCount == 0 ? [] : Array(repeating: nil, count: localCount)
    self.limit = limit
  }

  /// Adds to the cost; throws when that exceeds the limit.
  @inline(__always)
  func charge(_ amount: UInt64) throws(CELError) {
    let (sum, overflows) = cost.addingReportingOverflow(amount)
    cost = overflows ? .max : sum
    if cost > limit { throw .budgetExceeded }
  }

  /// Called once for each step of a comprehension: long ones end when their task is cancelled.
  @inline(__always)
  func checkCancellation(_ step: Int) throws(CELError) {
    if step & 0x3F == 0x3F, Task.isCancelled { throw .cancelled }
  }
}

/// A part of a compiled expression. Names are resolved to slots and overloads; evaluating looks nothing up.
protocol Node: AnyObject, Sendable {
  func evaluate(_ frame: Frame) throws(CELError) -> CELValue
}

extension Node {
  /// The value of a condition.
  @inline(__always)
  func condition(_ frame: Frame) throws(CELError) -> Bool {
    guard case .bool(let value) = try evaluate(frame) else { throw .noSuchOverload }
    return value
  }
}
