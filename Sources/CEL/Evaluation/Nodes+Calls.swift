import APIMachinery

/// A call of a function that has one overload for these arguments.
final class CallNode: Node {
  let overload: CELOverload
  let arguments: [any Node]
  let cost: CallCost

  init(_ overload: CELOverload, _ arguments: [any Node], _ cost: CallCost) {
    self.overload = overload
    self.arguments = arguments
    self.cost = cost
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    switch overload.body {
    case .unary(let body) where arguments.count == 1:
      let value = try arguments[0].evaluate(frame)
      let result = try body(value)
      try frame.charge(cost.amount([value], result))
      return result
    case .binary(let body) where arguments.count == 2:
      let left = try arguments[0].evaluate(frame)
      let right = try arguments[1].evaluate(frame)
      let result = try body(left, right)
      try frame.charge(cost.amount([left, right], result))
      return result
    default:
      let values = try Self.values(arguments, frame)
      let result = try overload.apply(values)
      try frame.charge(cost.amount(values, result))
      return result
    }
  }

  static func values(_ arguments: [any Node], _ frame: Frame) throws(CELError) -> [CELValue] {
    var values: [CELValue] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments { values.append(try argument.evaluate(frame)) }
    return values
  }
}

/// A call whose overload depends on what the arguments turn out to be.
final class DispatchNode: Node {
  let function: String
  let overloads: [(overload: CELOverload, cost: CallCost)]
  let arguments: [any Node]

  init(_ function: String, _ overloads: [(overload: CELOverload, cost: CallCost)], _ arguments: [any Node]) {
    self.function = function
    self.overloads = overloads
    self.arguments = arguments
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let values = try CallNode.values(arguments, frame)
    for candidate in overloads where candidate.overload.accepts(values) {
      let result = try candidate.overload.apply(values)
      try frame.charge(candidate.cost.amount(values, result))
      return result
    }
    throw .noSuchOverload(function, values)
  }
}

extension CELOverload {
  func apply(_ values: [CELValue]) throws(CELError) -> CELValue {
    switch body {
    case .unary(let body) where values.count == 1: return try body(values[0])
    case .binary(let body) where values.count == 2: return try body(values[0], values[1])
    case .variadic(let body): return try body(values)
    default: throw .noSuchOverload
    }
  }
}

/// `Type{field: value}` of a known object type.
final class ObjectNode: Node {
  let type: CELObjectType
  let entries: [(field: CELField, value: any Node, isOptional: Bool)]

  init(_ type: CELObjectType, _ entries: [(field: CELField, value: any Node, isOptional: Bool)]) {
    self.type = type
    self.entries = entries
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    var object = JSONObject()
    for entry in entries {
      var value = try entry.value.evaluate(frame)
      if entry.isOptional {
        guard case .optional(let optional) = value else { throw ListNode.notOptional(value) }
        guard let inner = optional.value else { continue }
        value = inner
      }
      if type.namesFollowFields { try Self.check(value, is: "\(type.name).\(entry.field.jsonName)") }
      object[entry.field.jsonName] = try value.json()
    }
    try frame.charge(Cost.object)
    return .object(.json(object, type))
  }

  /// Objects, also in lists and maps, must be of this type.
  private static func check(_ value: CELValue, is name: String) throws(CELError) {
    switch value {
    case .object(let object) where object.type.namesFollowFields && object.type.name != name:
      throw CELError(
        "type mismatch: unexpected type name \"\(object.type.name)\", expected \"\(name)\", which matches field name "
          + "path from root Object type")
    case .list(.values(let values)): for value in values { try check(value, is: name) }
    case .map(.values(let dictionary)): for entry in dictionary.entries { try check(entry.value, is: name) }
    default: break
    }
  }
}
