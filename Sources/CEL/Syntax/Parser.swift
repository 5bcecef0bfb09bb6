/// Reads an expression: recursive descent over the tokens, macros expanded on the way. Issues are worded as cel-go's
/// generated parser words them.
struct Parser {
  /// Code points of an expression.
  static let sizeMax = 100_000
  /// Levels of the tree.
  static let depthMax = 250
  /// Nodes of the tree, with those that macros add.
  static let nodesMax = 300_000

  let source: SourceText
  let tokens: [Token]
  let macros: [Macro.Key: Macro]
  var position = 0
  var offsets: [Int] = [0]
  var depths: [Int32] = [0]
  var issues: [CELIssue]
  var nesting = 0

  /// Reading ends at the first error that can't be skipped; it is among the issues.
  struct Abort: Error {}

  private init(_ source: SourceText, macros: [Macro.Key: Macro]) {
    self.source = source
    self.macros = macros
    (tokens, issues) = Lexer.tokenize(source)
  }

  static func parse(_ text: String, macros: [Macro.Key: Macro]) throws(CELCompileError) -> SyntaxTree {
    let source = SourceText(text)
    guard source.scalars.count <= sizeMax else {
      let message = "expression code point size exceeds limit: size: \(source.scalars.count), limit \(sizeMax)"
      throw CELCompileError([CELIssue(message: message, offset: 0)], in: SourceText(""))
    }
    var parser = Parser(source, macros: macros)
    let root: Expression?
    do throws(Abort) {
      let parsed = try parser.expression()
      try parser.expectEnd()
      root = parsed
    } catch {
      root = nil
    }
    guard let root, parser.issues.isEmpty else { throw CELCompileError(parser.issues, in: source) }
    return SyntaxTree(root: root, source: source, offsets: parser.offsets)
  }

  // MARK: Tokens

  var token: Token { tokens[min(position, tokens.count - 1)] }
  var following: Token { tokens[min(position + 1, tokens.count - 1)] }

  func text(_ token: Token) -> String { token.kind == .end ? "<EOF>" : source.text(token.range) }

  mutating func accept(_ kind: Token.Kind) -> Token? {
    guard token.kind == kind else { return nil }
    defer { position += 1 }
    return token
  }

  // MARK: Nodes

  mutating func node(_ kind: Expression.Kind, at offset: Int, depth: Int32 = 0) throws(Abort) -> Expression {
    if depth >= Self.depthMax { throw fail("expression recursion limit exceeded: \(Self.depthMax)", at: offset) }
    if offsets.count > Self.nodesMax { throw fail("expression has more than \(Self.nodesMax) nodes", at: offset) }
    let id = offsets.count
    offsets.append(offset)
    depths.append(depth + 1)
    return Expression(id, kind)
  }

  func depth(_ children: Expression?...) -> Int32 { children.reduce(0) { max($0, $1.map { depths[$0.id] } ?? 0) } }

  mutating func call(
    _ function: String, _ target: Expression? = nil, _ arguments: [Expression], at offset: Int
  ) throws(Abort) -> Expression {
    let deepest = arguments.reduce(depth(target)) { max($0, depths[$1.id]) }
    return try node(.call(function, target: target, arguments: arguments), at: offset, depth: deepest)
  }

  // MARK: Operators

  mutating func expression() throws(Abort) -> Expression {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Self.depthMax {
      throw fail("expression recursion limit exceeded: \(Self.depthMax)", at: token.range.lowerBound)
    }
    let condition = try disjunction()
    guard let question = accept(.question) else { return condition }
    let yes = try disjunction()
    try expect(.colon)
    let no = try expression()
    return try call(Operator.conditional, nil, [condition, yes, no], at: question.range.lowerBound)
  }

  private mutating func disjunction() throws(Abort) -> Expression {
    var terms = [try conjunction()]
    var operators: [Int] = []
    while let token = accept(.or) {
      operators.append(token.range.lowerBound)
      terms.append(try conjunction())
    }
    return try balanced(Operator.or, terms, operators)
  }

  private mutating func conjunction() throws(Abort) -> Expression {
    var terms = [try relation()]
    var operators: [Int] = []
    while let token = accept(.and) {
      operators.append(token.range.lowerBound)
      terms.append(try relation())
    }
    return try balanced(Operator.and, terms, operators)
  }

  /// A tree of even depth, since chains of these can be long.
  private mutating func balanced(
    _ function: String, _ terms: [Expression], _ operators: [Int]
  ) throws(Abort) -> Expression {
    if operators.isEmpty { return terms[0] }
    let middle = operators.count / 2
    let left = try balanced(function, Array(terms[...middle]), Array(operators[..<middle]))
    let right = try balanced(function, Array(terms[(middle + 1)...]), Array(operators[(middle + 1)...]))
    return try call(function, nil, [left, right], at: operators[middle])
  }

  private mutating func relation() throws(Abort) -> Expression {
    var left = try sum()
    while let function = Self.relations[token.kind] {
      let offset = token.range.lowerBound
      position += 1
      left = try call(function, nil, [left, try sum()], at: offset)
    }
    return left
  }

  private static let relations: [Token.Kind: String] = [
    .equals: Operator.equals, .notEquals: Operator.notEquals, .less: Operator.less,
    .lessOrEqual: Operator.lessOrEqual, .greater: Operator.greater, .greaterOrEqual: Operator.greaterOrEqual,
    .in: Operator.in,
  ]

  private mutating func sum() throws(Abort) -> Expression {
    var left = try product()
    while token.kind == .plus || token.kind == .minus {
      let (function, offset) = (token.kind == .plus ? Operator.add : Operator.subtract, token.range.lowerBound)
      position += 1
      left = try call(function, nil, [left, try product()], at: offset)
    }
    return left
  }

  private mutating func product() throws(Abort) -> Expression {
    var left = try unary()
    while true {
      let function: String
      switch token.kind {
      case .star: function = Operator.multiply
      case .slash: function = Operator.divide
      case .percent: function = Operator.modulo
      default: return left
      }
      let offset = token.range.lowerBound
      position += 1
      left = try call(function, nil, [left, try unary()], at: offset)
    }
  }

  private mutating func unary() throws(Abort) -> Expression {
    let kind = token.kind
    guard kind == .not || kind == .minus else { return try member() }
    // A sign directly before a number belongs to it.
    if kind == .minus, following.kind == .integer || following.kind == .float { return try member() }
    let offset = token.range.lowerBound
    var count = 0
    while accept(kind) != nil { count += 1 }
    // Two signs are none; of several, the last may be a number's own.
    let operand = try member()
    if count % 2 == 0 { return operand }
    return try call(kind == .not ? Operator.not : Operator.negate, nil, [operand], at: offset)
  }
}
