/// `cel.bind` and `cel.block`: names for values within an expression.
enum BindingMacros {
  static let bind: [Macro] = [
    .member("bind", 3) { builder, target, arguments throws(Parser.Abort) in
      guard isNamespace(target) else { return nil }
      let name = try builder.variable(arguments[0], or: "cel.bind() variable names must be simple identifiers")
      return try builder.bind(name, to: arguments[1], in: arguments[2])
    }
  ]

  /// Written by optimisers rather than people: values by number.
  static let block: [Macro] = [
    .member("block", 2) { builder, target, arguments throws(Parser.Abort) in
      guard isNamespace(target) else { return nil }
      guard case .list(let elements) = arguments[0].kind else {
        throw builder.fail("cel.block requires the first arg to be a list literal", at: arguments[0])
      }
      var result = arguments[1]
      for (index, element) in elements.enumerated().reversed() {
        result = try builder.bind("@index\(index)", to: element.value, in: result)
      }
      return result
    },
    .member("index", 1) { builder, target, arguments throws(Parser.Abort) in
      guard isNamespace(target) else { return nil }
      return try builder.identifier("@index\(try number(&builder, arguments[0]))")
    },
    numbered("iterVar", "@it"), numbered("accuVar", "@ac"),
  ]

  private static func numbered(_ function: String, _ prefix: String) -> Macro {
    .member(function, 2) { builder, target, arguments throws(Parser.Abort) in
      guard isNamespace(target) else { return nil }
      let (depth, number) = (try number(&builder, arguments[0]), try number(&builder, arguments[1]))
      return try builder.identifier("\(prefix):\(depth):\(number)")
    }
  }

  private static func number(_ builder: inout MacroBuilder, _ argument: Expression) throws(Parser.Abort) -> Int64 {
    guard case .literal(.int(let value)) = argument.kind, value >= 0 else {
      throw builder.fail("argument must be a non-negative int literal", at: argument)
    }
    return value
  }

  private static func isNamespace(_ target: Expression?) -> Bool {
    guard case .identifier("cel")? = target?.kind else { return false }
    return true
  }
}

/// `optMap` and `optFlatMap`: work on the value of an optional, where it has one.
enum OptionalMacros {
  static let all: [Macro] = [
    .member("optMap", 2) { builder, target, arguments throws(Parser.Abort) in
      guard let target else { return nil }
      let name = try builder.variable(arguments[0], or: "optMap() variable name must be a simple identifier")
      let test = try builder.memberCall("hasValue", target)
      let value = try builder.memberCall("value", try builder.copy(target))
      let mapped = try builder.call("optional.of", try builder.bind(name, to: value, in: arguments[1]))
      return try builder.call(Operator.conditional, test, mapped, try builder.call("optional.none"))
    },
    .member("optFlatMap", 2) { builder, target, arguments throws(Parser.Abort) in
      guard let target else { return nil }
      let name = try builder.variable(arguments[0], or: "optFlatMap() variable name must be a simple identifier")
      let test = try builder.memberCall("hasValue", target)
      let value = try builder.memberCall("value", try builder.copy(target))
      let mapped = try builder.bind(name, to: value, in: arguments[1])
      return try builder.call(Operator.conditional, test, mapped, try builder.call("optional.none"))
    },
  ]
}
