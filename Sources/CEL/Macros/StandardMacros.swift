/// `has`, `all`, `exists`, `exists_one`, `map` and `filter`.
enum StandardMacros {
  static let all: [Macro] = [
    .global("has", 1) { builder, _, arguments throws(Parser.Abort) in
      guard case .select(let operand, let field, _) = arguments[0].kind else {
        throw builder.fail("invalid argument to has() macro", at: arguments[0])
      }
      return try builder.test(operand, field)
    },
    .member("all", 2) { builder, target, arguments throws(Parser.Abort) in
      try Quantifier.all.fold(
        &builder, over: target, try builder.variable(arguments[0]), nil, predicate: arguments[1])
    },
    .member("exists", 2) { builder, target, arguments throws(Parser.Abort) in
      try Quantifier.exists.fold(
        &builder, over: target, try builder.variable(arguments[0]), nil, predicate: arguments[1])
    },
    .member("exists_one", 2, existsOne),
    .member("existsOne", 2, existsOne),
    .member("map", 2) { builder, target, arguments throws(Parser.Abort) in
      let variable = try builder.variable(arguments[0], or: "argument is not an identifier")
      return try gather(&builder, over: target, variable, nil, where: nil, arguments[1])
    },
    .member("map", 3) { builder, target, arguments throws(Parser.Abort) in
      let variable = try builder.variable(arguments[0], or: "argument is not an identifier")
      return try gather(&builder, over: target, variable, nil, where: arguments[1], arguments[2])
    },
    .member("filter", 2) { builder, target, arguments throws(Parser.Abort) in
      let variable = try builder.variable(arguments[0], or: "argument is not an identifier")
      return try gather(&builder, over: target, variable, nil, where: arguments[1], arguments[0])
    },
  ]

  private static let existsOne: Macro.Expand = { builder, target, arguments throws(Parser.Abort) in
    try Quantifier.existsOne.fold(
      &builder, over: target, try builder.variable(arguments[0]), nil, predicate: arguments[1])
  }

  /// A list of `element` for everything in the range that passes `condition`.
  static func gather(
    _ builder: inout MacroBuilder, over range: Expression?, _ variable: String, _ second: String?,
    where condition: Expression?, _ element: Expression
  ) throws(Parser.Abort) -> Expression? {
    guard let range else { return nil }
    let start = try builder.list()
    var step = try builder.call(Operator.add, try builder.accumulator(), try builder.list(element))
    if let condition {
      step = try builder.call(Operator.conditional, condition, step, try builder.accumulator())
    }
    return try builder.fold(
      Expression.Comprehension(
        range: range, variable: variable, secondVariable: second, accumulator: Macro.accumulator, start: start,
        condition: try builder.literal(.bool(true)), step: step, result: try builder.accumulator()))
  }
}

/// Macros that ask whether a condition holds in a range.
enum Quantifier {
  case all, exists, existsOne

  func fold(
    _ builder: inout MacroBuilder, over range: Expression?, _ variable: String, _ second: String?,
    predicate: Expression
  ) throws(Parser.Abort) -> Expression? {
    guard let range else { return nil }
    let start: Expression
    let condition: Expression
    let step: Expression
    var result = try builder.accumulator()
    switch self {
    case .all:
      start = try builder.literal(.bool(true))
      condition = try builder.call(Operator.notStrictlyFalse, try builder.accumulator())
      step = try builder.call(Operator.and, try builder.accumulator(), predicate)
    case .exists:
      start = try builder.literal(.bool(false))
      condition = try builder.call(
        Operator.notStrictlyFalse, try builder.call(Operator.not, try builder.accumulator()))
      step = try builder.call(Operator.or, try builder.accumulator(), predicate)
    case .existsOne:
      start = try builder.literal(.int(0))
      condition = try builder.literal(.bool(true))
      let counted = try builder.call(Operator.add, try builder.accumulator(), try builder.literal(.int(1)))
      step = try builder.call(Operator.conditional, predicate, counted, try builder.accumulator())
      result = try builder.call(Operator.equals, result, try builder.literal(.int(1)))
    }
    return try builder.fold(
      Expression.Comprehension(
        range: range, variable: variable, secondVariable: second, accumulator: Macro.accumulator, start: start,
        condition: condition, step: step, result: result))
  }
}
