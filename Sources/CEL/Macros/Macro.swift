/// A call that is replaced by an expression when it is read.
struct Macro: Sendable {
  struct Key: Hashable, Sendable {
    let function: String
    let argumentCount: Int
    let isMember: Bool
  }

  /// nil: the call stays as it is (a function of the same name on something else).
  typealias Expand =
    @Sendable (inout MacroBuilder, Expression?, [Expression]) throws(Parser.Abort) -> Expression?

  let key: Key
  let expand: Expand

  static func member(_ function: String, _ argumentCount: Int, _ expand: @escaping Expand) -> Macro {
    Macro(key: Key(function: function, argumentCount: argumentCount, isMember: true), expand: expand)
  }

  static func global(_ function: String, _ argumentCount: Int, _ expand: @escaping Expand) -> Macro {
    Macro(key: Key(function: function, argumentCount: argumentCount, isMember: false), expand: expand)
  }

  /// What comprehensions gather their result in; no expression can name it.
  static let accumulator = "@result"
  static let unusedVariable = "#unused"
}

extension Parser {
  mutating func expandMacro(
    _ function: String, _ target: Expression?, _ arguments: [Expression], at offset: Int
  ) throws(Abort) -> Expression? {
    let key = Macro.Key(function: function, argumentCount: arguments.count, isMember: target != nil)
    guard let macro = macros[key] else { return nil }
    var builder = MacroBuilder(parser: self, offset: offset)
    // Taken back also when it throws, with its issues.
    defer { self = builder.parser }
    return try macro.expand(&builder, target, arguments)
  }
}

/// Makes the nodes of an expansion; they all stand where the macro stands.
struct MacroBuilder {
  fileprivate(set) var parser: Parser
  fileprivate let offset: Int

  mutating func fail(_ message: String, at expression: Expression) -> Parser.Abort {
    parser.fail(message, at: parser.offsets[expression.id])
  }

  private mutating func node(_ kind: Expression.Kind, _ children: [Expression] = []) throws(Parser.Abort) -> Expression
  {
    let depth = children.reduce(0) { max($0, parser.depths[$1.id]) }
    // Expansions add levels of their own; what was written is held to the limit.
    return try parser.node(kind, at: offset, depth: min(depth, Int32(Parser.depthMax) - 1))
  }

  mutating func literal(_ value: CELValue) throws(Parser.Abort) -> Expression { try node(.literal(value)) }
  mutating func identifier(_ name: String) throws(Parser.Abort) -> Expression { try node(.identifier(name)) }
  mutating func accumulator() throws(Parser.Abort) -> Expression { try identifier(Macro.accumulator) }

  mutating func call(_ function: String, _ arguments: Expression...) throws(Parser.Abort) -> Expression {
    try node(.call(function, target: nil, arguments: arguments), arguments)
  }

  mutating func memberCall(
    _ function: String, _ target: Expression, _ arguments: Expression...
  ) throws(Parser.Abort) -> Expression {
    try node(.call(function, target: target, arguments: arguments), [target] + arguments)
  }

  mutating func list(_ elements: Expression...) throws(Parser.Abort) -> Expression { try list(of: elements) }

  mutating func list(of elements: [Expression]) throws(Parser.Abort) -> Expression {
    try node(.list(elements.map { Expression.Element(value: $0) }), elements)
  }

  mutating func emptyMap() throws(Parser.Abort) -> Expression { try node(.map([])) }

  mutating func test(_ operand: Expression, _ field: String) throws(Parser.Abort) -> Expression {
    try node(.select(operand, field: field, isTest: true), [operand])
  }

  mutating func fold(_ comprehension: Expression.Comprehension) throws(Parser.Abort) -> Expression {
    try node(
      .comprehension(comprehension),
      [comprehension.range, comprehension.start, comprehension.step, comprehension.result])
  }

  /// `result` with `variable` standing for `value`.
  mutating func bind(
    _ variable: String, to value: Expression, in result: Expression
  ) throws(Parser.Abort) -> Expression {
    try fold(
      Expression.Comprehension(
        range: try list(), variable: Macro.unusedVariable, accumulator: variable, start: value,
        condition: try literal(.bool(false)), step: try identifier(variable), result: result))
  }

  /// The name that an argument introduces.
  mutating func variable(
    _ argument: Expression, or message: String = "argument must be a simple name"
  ) throws(Parser.Abort) -> String {
    guard case .identifier(let name) = argument.kind, !name.hasPrefix(".") else { throw fail(message, at: argument) }
    guard name != Macro.accumulator, name != "__result__" else {
      throw fail("iteration variable overwrites accumulator variable", at: argument)
    }
    return name
  }

  /// The same expression with nodes of its own.
  mutating func copy(_ original: Expression) throws(Parser.Abort) -> Expression {
    let kind: Expression.Kind
    switch original.kind {
    case .literal, .identifier: kind = original.kind
    case .select(let operand, let field, let isTest): kind = .select(try copy(operand), field: field, isTest: isTest)
    case .call(let function, let target, let arguments):
      var copied: Expression?
      if let target { copied = try copy(target) }
      kind = .call(function, target: copied, arguments: try copies(arguments))
    case .list(let elements):
      var copied: [Expression.Element] = []
      for element in elements {
        copied.append(Expression.Element(value: try copy(element.value), isOptional: element.isOptional))
      }
      kind = .list(copied)
    case .map(let entries):
      var copied: [Expression.Entry] = []
      for entry in entries {
        copied.append(
          Expression.Entry(key: try copy(entry.key), value: try copy(entry.value), isOptional: entry.isOptional))
      }
      kind = .map(copied)
    case .structure(let name, let entries):
      var copied: [Expression.FieldEntry] = []
      for entry in entries {
        copied.append(
          Expression.FieldEntry(
            id: try identifier("").id, name: entry.name, value: try copy(entry.value), isOptional: entry.isOptional))
      }
      kind = .structure(name, copied)
    case .comprehension(let fold):
      kind = .comprehension(
        Expression.Comprehension(
          range: try copy(fold.range), variable: fold.variable, secondVariable: fold.secondVariable,
          accumulator: fold.accumulator, start: try copy(fold.start), condition: try copy(fold.condition),
          step: try copy(fold.step), result: try copy(fold.result)))
    }
    return try parser.node(kind, at: parser.offsets[original.id], depth: max(parser.depths[original.id] - 1, 0))
  }

  private mutating func copies(_ expressions: [Expression]) throws(Parser.Abort) -> [Expression] {
    var result: [Expression] = []
    for expression in expressions { result.append(try copy(expression)) }
    return result
  }
}
