extension CELEnvironment {
  /// The fields of a variable that an expression selects, as in `claims.email` or `claims.?email`: for rules about
  /// what must be looked at together. Empty for text that is no expression.
  public func fields(of variable: String, selectedIn expression: String) -> Set<String> {
    guard let tree = try? Parser.parse(expression, macros: macros) else { return [] }
    var fields: Set<String> = []
    tree.root.collectSelections(of: variable, into: &fields)
    return fields
  }
}

extension Expression {
  fileprivate func collectSelections(of variable: String, into fields: inout Set<String>) {
    switch kind {
    case .literal, .identifier: break
    case .select(let operand, let field, _):
      if operand.isVariable(variable) { fields.insert(field) }
      operand.collectSelections(of: variable, into: &fields)
    case .call(let function, let target, let arguments):
      if function == Operator.optionalSelect, arguments.count == 2, arguments[0].isVariable(variable),
        case .literal(.string(let field)) = arguments[1].kind
      {
        fields.insert(field)
      }
      target?.collectSelections(of: variable, into: &fields)
      for argument in arguments { argument.collectSelections(of: variable, into: &fields) }
    case .list(let elements):
      for element in elements { element.value.collectSelections(of: variable, into: &fields) }
    case .map(let entries):
      for entry in entries {
        entry.key.collectSelections(of: variable, into: &fields)
        entry.value.collectSelections(of: variable, into: &fields)
      }
    case .structure(_, let entries):
      for entry in entries { entry.value.collectSelections(of: variable, into: &fields) }
    case .comprehension(let loop):
      for part in [loop.range, loop.start, loop.condition, loop.step, loop.result] {
        part.collectSelections(of: variable, into: &fields)
      }
    }
  }

  private func isVariable(_ name: String) -> Bool {
    if case .identifier(let found) = kind { found == name } else { false }
  }
}
