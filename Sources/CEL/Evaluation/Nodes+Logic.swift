/// `left && right` and `left || right`: one side that decides absorbs an error of the other.
final class LogicNode: Node {
  let left: any Node
  let right: any Node
  /// The value that decides: false for `&&`, true for `||`.
  let decisive: Bool

  init(_ left: any Node, _ right: any Node, decisive: Bool) {
    self.left = left
    self.right = right
    self.decisive = decisive
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    do throws(CELError) {
      if try left.condition(frame) == decisive { return .bool(decisive) }
    } catch {
      guard error.kind == .evaluation else { throw error }
      return try settle(error, frame)
    }
    return .bool(try right.condition(frame))
  }

  private func settle(_ leftError: CELError, _ frame: Frame) throws(CELError) -> CELValue {
    do throws(CELError) {
      if try right.condition(frame) == decisive { return .bool(decisive) }
    } catch {
      guard error.kind == .evaluation else { throw error }
    }
    throw leftError
  }
}

final class NotNode: Node {
  let operand: any Node
  init(_ operand: any Node) { self.operand = operand }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let value = try operand.condition(frame)
    try frame.charge(Cost.call)
    return .bool(!value)
  }
}

/// `condition ? yes : no`.
final class ConditionalNode: Node {
  let test: any Node
  let yes: any Node
  let no: any Node

  init(_ test: any Node, _ yes: any Node, _ no: any Node) {
    self.test = test
    self.yes = yes
    self.no = no
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    try test.condition(frame) ? try yes.evaluate(frame) : try no.evaluate(frame)
  }
}

/// Anything but false, errors included, is true.
final class NotStrictlyFalseNode: Node {
  let operand: any Node
  init(_ operand: any Node) { self.operand = operand }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    var result = true
    do throws(CELError) {
      if case .bool(false) = try operand.evaluate(frame) { result = false }
    } catch {
      guard error.kind == .evaluation else { throw error }
    }
    try frame.charge(Cost.call)
    return .bool(result)
  }
}

/// `optional.or(other)` and `optional.orValue(other)`: `other` only where it is needed.
final class OptionalElseNode: Node {
  let operand: any Node
  let other: any Node
  let unwraps: Bool

  init(_ operand: any Node, _ other: any Node, unwraps: Bool) {
    self.operand = operand
    self.other = other
    self.unwraps = unwraps
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    guard case .optional(let optional) = try operand.evaluate(frame) else { throw .noSuchOverload }
    if let value = optional.value { return unwraps ? value : .optional(optional) }
    return try other.evaluate(frame)
  }
}
