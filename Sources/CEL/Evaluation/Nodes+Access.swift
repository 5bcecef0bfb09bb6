import APIMachinery

final class LiteralNode: Node {
  let value: CELValue
  init(_ value: CELValue) { self.value = value }
  func evaluate(_ frame: Frame) throws(CELError) -> CELValue { value }
}

/// A declared variable.
final class GlobalNode: Node {
  let slot: Int
  init(_ slot: Int) { self.slot = slot }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    try frame.charge(Cost.access)
    return frame.globals[slot]
  }
}

/// A variable of a comprehension.
final class LocalNode: Node {
  let slot: Int
  init(_ slot: Int) { self.slot = slot }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    try frame.charge(Cost.access)
    guard let value = frame.locals[slot] else { throw CELError("variable has no value") }
    return value
  }
}

/// A variable of `cel.bind`: worked out when first read.
final class BoundNode: Node {
  let slot: Int
  let definition: any Node

  init(_ slot: Int, _ definition: any Node) {
    self.slot = slot
    self.definition = definition
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    try frame.charge(Cost.access)
    if let value = frame.locals[slot] { return value }
    let value = try definition.evaluate(frame)
    frame.locals[slot] = value
    return value
  }
}

/// `cel.bind(x, …, result)`.
final class BindNode: Node {
  let slot: Int
  let result: any Node

  init(_ slot: Int, _ result: any Node) {
    self.slot = slot
    self.result = result
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    frame.locals[slot] = nil
    return try result.evaluate(frame)
  }
}

/// `operand.field` and `operand.?field`.
final class SelectNode: Node {
  let operand: any Node
  let field: String
  let isOptional: Bool
  /// The field where the operand's type is known.
  let known: (type: CELObjectType, field: CELField)?
  let cost: UInt64

  init(
    _ operand: any Node, _ field: String, isOptional: Bool, known: (type: CELObjectType, field: CELField)? = nil,
    cost: UInt64
  ) {
    self.operand = operand
    self.field = field
    self.isOptional = isOptional
    self.known = known
    self.cost = cost
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    var value = try operand.evaluate(frame)
    try frame.charge(cost)
    if let known, case .object(.json(let object, let type)) = value, type === known.type {
      guard let member = object[known.field.jsonName] else { throw .noSuchKey(field) }
      return CELValue(member, as: known.field.schema)
    }
    var isOptional = isOptional
    if case .optional(let optional) = value {
      guard let inner = optional.value else { return .optional(.none) }
      (value, isOptional) = (inner, true)
    }
    let found = try Access.find(field, in: value)
    if isOptional { return .optional(of: found) }
    guard let found else { throw .noSuchKey(field) }
    return found
  }
}

/// `has(operand.field)`.
final class TestNode: Node {
  let operand: any Node
  let field: String
  let cost: UInt64

  init(_ operand: any Node, _ field: String, cost: UInt64) {
    self.operand = operand
    self.field = field
    self.cost = cost
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let value = try operand.evaluate(frame)
    try frame.charge(cost)
    if case .optional(let optional) = value {
      guard let inner = optional.value else { return .bool(false) }
      return .bool(try Access.find(field, in: inner) != nil)
    }
    return .bool(try Access.find(field, in: value) != nil)
  }
}

/// `operand[index]` and `operand[?index]`.
final class IndexNode: Node {
  let operand: any Node
  let index: any Node
  let isOptional: Bool
  let cost: UInt64

  init(_ operand: any Node, _ index: any Node, isOptional: Bool, cost: UInt64) {
    self.operand = operand
    self.index = index
    self.isOptional = isOptional
    self.cost = cost
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    var value = try operand.evaluate(frame)
    let key = try index.evaluate(frame)
    try frame.charge(cost)
    var isOptional = isOptional
    if case .optional(let optional) = value {
      guard let inner = optional.value else { return .optional(.none) }
      (value, isOptional) = (inner, true)
    }
    return isOptional ? .optional(of: try Access.lookup(key, in: value)) : try Access.element(key, of: value)
  }
}

/// Parts of values.
enum Access {
  /// The field or member of this name; nil where it is not set, also for values that have no fields.
  static func find(_ field: String, in value: CELValue) throws(CELError) -> CELValue? {
    switch value {
    case .map(let map): return map[field]
    case .object(let object): return try object.field(field)
    default: return nil
    }
  }

  /// The element of a list or the value of a map; nil where there is none.
  static func lookup(_ key: CELValue, in value: CELValue) throws(CELError) -> CELValue? {
    switch value {
    case .list(let list):
      let index = try position(key)
      return index >= 0 && index < list.count ? list[Int(index)] : nil
    case .map(let map): return map[key]
    case .object(let object):
      guard case .string(let name) = key else { throw .noSuchOverload }
      return try object.field(name)
    default: return nil
    }
  }

  static func element(_ key: CELValue, of value: CELValue) throws(CELError) -> CELValue {
    if let found = try lookup(key, in: value) { return found }
    if case .list = value { throw .outOfBounds(try position(key)) }
    if CELKey(key) == nil, !key.isNumber { throw CELError("unsupported key type: \(key.type.runtimeName)") }
    throw .noSuchKey(ValueText.plain(key))
  }

  private static func position(_ key: CELValue) throws(CELError) -> Int64 {
    switch key {
    case .int(let value): return value
    case .uint(let value):
      guard let index = Int64(exactly: value) else { throw .rangeError }
      return index
    case .double(let value):
      guard let index = Int64(exactly: value) else { throw CELError("unsupported index value: \(value)") }
      return index
    default: throw CELError("unsupported index type '\(key.type.runtimeName)' in list")
    }
  }
}
