final class EqualsNode: Node {
  let left: any Node
  let right: any Node
  /// True for `==`.
  let expected: Bool

  init(_ left: any Node, _ right: any Node, expected: Bool) {
    self.left = left
    self.right = right
    self.expected = expected
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let left = try left.evaluate(frame)
    let right = try right.evaluate(frame)
    try frame.charge(Cost.comparison(left, right, isEquality: true))
    return .bool(left.equals(right) == expected)
  }
}

/// `<`, `<=`, `>`, `>=`.
final class CompareNode: Node {
  enum Operation: Sendable { case less, lessOrEqual, greater, greaterOrEqual }

  let left: any Node
  let right: any Node
  let operation: Operation

  init(_ left: any Node, _ right: any Node, _ operation: Operation) {
    self.left = left
    self.right = right
    self.operation = operation
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let left = try left.evaluate(frame)
    let right = try right.evaluate(frame)
    try frame.charge(Cost.comparison(left, right, isEquality: false))
    let order = try left.compare(right)
    switch operation {
    case .less: return .bool(order == .less)
    case .lessOrEqual: return .bool(order == .less || order == .equal)
    case .greater: return .bool(order == .greater)
    case .greaterOrEqual: return .bool(order == .greater || order == .equal)
    }
  }
}

/// `+`, `-`, `*`, `/`, `%`.
final class ArithmeticNode: Node {
  let left: any Node
  let right: any Node
  let operation: Arithmetic

  init(_ left: any Node, _ right: any Node, _ operation: Arithmetic) {
    self.left = left
    self.right = right
    self.operation = operation
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let left = try left.evaluate(frame)
    let right = try right.evaluate(frame)
    try frame.charge(Cost.arithmetic(left, right, operation))
    return try operation.apply(left, right)
  }
}

final class NegateNode: Node {
  let operand: any Node
  init(_ operand: any Node) { self.operand = operand }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let value = try operand.evaluate(frame)
    try frame.charge(Cost.call)
    switch value {
    case .int(let value):
      guard value != .min else { throw .integerOverflow }
      return .int(-value)
    case .double(let value): return .double(-value)
    default: throw .noSuchOverload
    }
  }
}

/// `value in range`.
final class InNode: Node {
  let value: any Node
  let range: any Node
  /// Looking into a literal list costs nothing.
  let isFree: Bool

  init(_ value: any Node, _ range: any Node, isFree: Bool) {
    self.value = value
    self.range = range
    self.isFree = isFree
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let value = try value.evaluate(frame)
    let range = try range.evaluate(frame)
    switch range {
    case .list(let list):
      if !isFree { try frame.charge(UInt64(list.count)) }
      return .bool(list.contains(value))
    case .map(let map):
      try frame.charge(Cost.call)
      return .bool(map.contains(value))
    default: throw .noSuchOverload
    }
  }
}

/// `[a, ?b]`.
final class ListNode: Node {
  let elements: [(node: any Node, isOptional: Bool)]
  init(_ elements: [(node: any Node, isOptional: Bool)]) { self.elements = elements }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    var values: [CELValue] = []
    values.reserveCapacity(elements.count)
    for element in elements {
      let value = try element.node.evaluate(frame)
      guard element.isOptional else {
        values.append(value)
        continue
      }
      guard case .optional(let optional) = value else { throw ListNode.notOptional(value) }
      if let inner = optional.value { values.append(inner) }
    }
    try frame.charge(Cost.list)
    return .list(.values(values))
  }

  static func notOptional(_ value: CELValue) -> CELError {
    CELError("cannot initialize optional entry from non-optional value \(ValueText.plain(value))")
  }
}

/// `{a: b, ?c: d}`.
final class MapNode: Node {
  let entries: [(key: any Node, value: any Node, isOptional: Bool)]
  init(_ entries: [(key: any Node, value: any Node, isOptional: Bool)]) { self.entries = entries }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    var dictionary = CELDictionary()
    for entry in entries {
      let key = try entry.key.evaluate(frame)
      var value = try entry.value.evaluate(frame)
      if entry.isOptional {
        guard case .optional(let optional) = value else { throw ListNode.notOptional(value) }
        guard let inner = optional.value else { continue }
        value = inner
      }
      switch key {
      case .bool, .int, .uint, .string: break
      default: throw CELError("unsupported key type: \(key.type.runtimeName)")
      }
      guard dictionary.insert(key, value) else {
        throw CELError("Failed with repeated key: \(ValueText.plain(key))")
      }
    }
    try frame.charge(Cost.map)
    return .map(.values(dictionary))
  }
}
