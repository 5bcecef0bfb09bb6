import APIMachinery

/// Finds literals that can only fail: patterns, times and durations that don't parse (cel-go's AST validators).
enum LiteralValidation {
  static func check(_ checker: inout Checker) {
    guard checker.environment.validatesLiterals else { return }
    visit(checker.tree.syntax.root, &checker)
  }

  private static func visit(_ expression: Expression, _ checker: inout Checker) {
    switch expression.kind {
    case .literal, .identifier: break
    case .select(let operand, _, _): visit(operand, &checker)
    case .call(let function, let target, let arguments):
      call(function, target, arguments, &checker)
      if let target { visit(target, &checker) }
      for argument in arguments { visit(argument, &checker) }
    case .list(let elements): for element in elements { visit(element.value, &checker) }
    case .map(let entries):
      for entry in entries {
        visit(entry.key, &checker)
        visit(entry.value, &checker)
      }
    case .structure(_, let entries): for entry in entries { visit(entry.value, &checker) }
    case .comprehension(let fold):
      for part in [fold.range, fold.start, fold.condition, fold.step, fold.result] { visit(part, &checker) }
    }
  }

  private static func call(
    _ function: String, _ target: Expression?, _ arguments: [Expression], _ checker: inout Checker
  ) {
    let isValid: (String) -> Bool
    switch (function, arguments.count + (target == nil ? 0 : 1)) {
    case ("duration", 1): isValid = { (try? GoDuration(parsing: $0)) != nil }
    case ("timestamp", 1): isValid = { TimestampText.parse($0) != nil }
    case ("matches", 2): isValid = { (try? LinearRegex($0)) != nil }
    default: return
    }
    guard let argument = arguments.last, case .literal(.string(let text)) = argument.kind, !isValid(text) else {
      return
    }
    checker.report("invalid \(function) argument", at: argument)
  }
}
