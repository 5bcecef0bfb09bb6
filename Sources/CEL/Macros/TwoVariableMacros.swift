/// Comprehensions over indexes and elements, or keys and values.
enum TwoVariableMacros {
  static let mapInsert = "cel.@mapInsert"

  static let all: [Macro] =
    [
      quantifier("all", .all), quantifier("exists", .exists), quantifier("existsOne", .existsOne),
      quantifier("exists_one", .existsOne),
    ]
    + [3, 4].map { count in
      .member("transformList", count) { builder, target, arguments throws(Parser.Abort) in
        let (first, second) = try variables(&builder, arguments)
        return try StandardMacros.gather(
          &builder, over: target, first, second, where: count == 4 ? arguments[2] : nil, arguments[count - 1])
      }
    }
    + [3, 4].map { count in
      .member("transformMap", count) { builder, target, arguments throws(Parser.Abort) in
        let (first, second) = try variables(&builder, arguments)
        let step = try builder.call(
          mapInsert, try builder.accumulator(), try builder.identifier(first), arguments[count - 1])
        return try insert(&builder, target, first, second, where: count == 4 ? arguments[2] : nil, step)
      }
    }
    + [3, 4].map { count in
      .member("transformMapEntry", count) { builder, target, arguments throws(Parser.Abort) in
        let (first, second) = try variables(&builder, arguments)
        let step = try builder.call(mapInsert, try builder.accumulator(), arguments[count - 1])
        return try insert(&builder, target, first, second, where: count == 4 ? arguments[2] : nil, step)
      }
    }

  private static func quantifier(_ name: String, _ quantifier: Quantifier) -> Macro {
    .member(name, 3) { builder, target, arguments throws(Parser.Abort) in
      let (first, second) = try variables(&builder, arguments)
      return try quantifier.fold(&builder, over: target, first, second, predicate: arguments[2])
    }
  }

  private static func variables(
    _ builder: inout MacroBuilder, _ arguments: [Expression]
  ) throws(Parser.Abort) -> (String, String) {
    let first = try builder.variable(arguments[0])
    let second = try builder.variable(arguments[1])
    if first == second { throw builder.fail("duplicate variable name: \(first)", at: arguments[1]) }
    return (first, second)
  }

  private static func insert(
    _ builder: inout MacroBuilder, _ range: Expression?, _ first: String, _ second: String,
    where condition: Expression?, _ step: Expression
  ) throws(Parser.Abort) -> Expression? {
    guard let range else { return nil }
    var step = step
    if let condition {
      step = try builder.call(Operator.conditional, condition, step, try builder.accumulator())
    }
    return try builder.fold(
      Expression.Comprehension(
        range: range, variable: first, secondVariable: second, accumulator: Macro.accumulator,
        start: try builder.emptyMap(), condition: try builder.literal(.bool(true)), step: step,
        result: try builder.accumulator()))
  }
}
