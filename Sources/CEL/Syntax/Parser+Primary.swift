extension Parser {
  /// Words that can't be variables or functions.
  static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
    "package", "namespace", "null", "return", "true", "var", "void", "while",
  ]

  /// A value and what is selected from it: `a.b`, `a.?b`, `a.f(x)`, `a[i]`, `a[?i]`.
  mutating func member() throws(Abort) -> Expression {
    var result = try primary()
    while true {
      switch token.kind {
      case .dot: result = try selection(from: result)
      case .openBracket:
        let offset = token.range.lowerBound
        position += 1
        let isOptional = accept(.question) != nil
        let index = try expression()
        try expect(.closeBracket)
        let function = isOptional ? Operator.optionalIndex : Operator.index
        result = try call(function, nil, [result, index], at: offset)
      default: return result
      }
    }
  }

  private mutating func selection(from operand: Expression) throws(Abort) -> Expression {
    let dot = token
    position += 1
    let isOptional = accept(.question) != nil
    guard token.kind == .identifier || token.kind == .escapedIdentifier else { throw noName(after: dot) }
    let name = token
    position += 1
    if name.kind == .identifier, !isOptional, let open = accept(.openParenthesis) {
      return try memberCall(text(name), on: operand, at: open.range.lowerBound)
    }
    let field = name.kind == .identifier ? text(name) : String(text(name).dropFirst().dropLast())
    let offset = dot.range.lowerBound
    if isOptional {
      let literal = try node(.literal(.string(field)), at: offset)
      return try call(Operator.optionalSelect, nil, [operand, literal], at: offset)
    }
    return try node(.select(operand, field: field, isTest: false), at: offset, depth: depth(operand))
  }

  private mutating func memberCall(
    _ name: String, on target: Expression, at offset: Int
  ) throws(Abort) -> Expression {
    let arguments = try arguments()
    if let expanded = try expandMacro(name, target, arguments, at: offset) { return expanded }
    return try call(name, target, arguments, at: offset)
  }

  /// Up to and with the closing parenthesis.
  private mutating func arguments() throws(Abort) -> [Expression] {
    try requireOne(of: Self.expressionStart + [.closeParenthesis])
    if accept(.closeParenthesis) != nil { return [] }
    var result = [try expression()]
    while accept(.comma) != nil { result.append(try expression()) }
    try expect(.closeParenthesis)
    return result
  }

  private mutating func primary() throws(Abort) -> Expression {
    try requireOne(of: Self.expressionStart)
    let first = token
    let offset = first.range.lowerBound
    switch first.kind {
    case .openParenthesis:
      position += 1
      let inner = try expression()
      try expect(.closeParenthesis)
      return inner
    case .openBracket: return try list()
    case .openBrace: return try map()
    case .dot, .identifier: return try name()
    case .minus, .integer, .float, .unsigned: return try number()
    case .string, .bytes: return try text()
    case .true, .false:
      position += 1
      return try node(.literal(.bool(first.kind == .true)), at: offset)
    case .null:
      position += 1
      return try node(.literal(.null), at: offset)
    default: throw fail("Syntax error: unexpected '\(text(first))'", at: offset)
    }
  }

  // MARK: Names

  private mutating func name() throws(Abort) -> Expression {
    let start = token
    let isRooted = accept(.dot) != nil
    guard token.kind == .identifier else { throw noName(after: start) }
    let (first, firstOffset) = (text(token), token.range.lowerBound)
    if let structure = try structure(isRooted: isRooted) { return structure }
    position += 1
    if Self.reserved.contains(first) { report("reserved identifier: \(first)", at: start.range.lowerBound) }
    let name = isRooted ? "." + first : first
    guard let open = accept(.openParenthesis) else {
      return try node(.identifier(name), at: isRooted ? start.range.lowerBound : firstOffset)
    }
    let arguments = try arguments()
    let offset = open.range.lowerBound
    if let expanded = try expandMacro(name, nil, arguments, at: offset) { return expanded }
    return try call(name, nil, arguments, at: offset)
  }

  /// `a.b.C{field: value}`; nil when what is here is no such thing.
  private mutating func structure(isRooted: Bool) throws(Abort) -> Expression? {
    var end = position
    while tokens[end].kind == .identifier, end + 2 < tokens.count, tokens[end + 1].kind == .dot { end += 2 }
    guard tokens[end].kind == .identifier, end + 1 < tokens.count, tokens[end + 1].kind == .openBrace else {
      return nil
    }
    let names = stride(from: position, through: end, by: 2).map { text(tokens[$0]) }
    let name = (isRooted ? "." : "") + names.joined(separator: ".")
    position = end + 1
    let offset = token.range.lowerBound
    position += 1
    var entries: [Expression.FieldEntry] = []
    try requireOne(of: [.closeBrace, .comma, .question, .identifier, .escapedIdentifier])
    while token.kind != .closeBrace && token.kind != .comma {
      let isOptional = accept(.question) != nil
      try requireOne(of: [.identifier, .escapedIdentifier])
      let field = token
      position += 1
      let colon = try expect(.colon)
      let id = try node(.literal(.null), at: colon.range.lowerBound).id
      let value = try expression()
      let fieldName = field.kind == .identifier ? text(field) : String(text(field).dropFirst().dropLast())
      entries.append(Expression.FieldEntry(id: id, name: fieldName, value: value, isOptional: isOptional))
      try requireOne(of: [.closeBrace, .comma])
      if token.kind == .comma && following.kind != .closeBrace { position += 1 } else { break }
    }
    _ = accept(.comma)
    try expect(.closeBrace)
    let deepest = entries.reduce(0) { max($0, depths[$1.value.id]) }
    return try node(.structure(name, entries), at: offset, depth: deepest)
  }

  // MARK: Aggregates

  private mutating func list() throws(Abort) -> Expression {
    let offset = token.range.lowerBound
    position += 1
    var elements: [Expression.Element] = []
    try requireOne(of: Self.expressionStart + [.closeBracket, .comma, .question])
    while token.kind != .closeBracket && token.kind != .comma {
      let isOptional = accept(.question) != nil
      elements.append(Expression.Element(value: try expression(), isOptional: isOptional))
      try requireOne(of: [.closeBracket, .comma])
      if token.kind == .comma && following.kind != .closeBracket { position += 1 } else { break }
    }
    _ = accept(.comma)
    try expect(.closeBracket)
    let deepest = elements.reduce(0) { max($0, depths[$1.value.id]) }
    return try node(.list(elements), at: offset, depth: deepest)
  }

  private mutating func map() throws(Abort) -> Expression {
    let offset = token.range.lowerBound
    position += 1
    var entries: [Expression.Entry] = []
    try requireOne(of: Self.expressionStart + [.closeBrace, .comma, .question])
    while token.kind != .closeBrace && token.kind != .comma {
      let isOptional = accept(.question) != nil
      let key = try expression()
      try expect(.colon)
      entries.append(Expression.Entry(key: key, value: try expression(), isOptional: isOptional))
      try requireOne(of: [.closeBrace, .comma])
      if token.kind == .comma && following.kind != .closeBrace { position += 1 } else { break }
    }
    _ = accept(.comma)
    try expect(.closeBrace)
    let deepest = entries.reduce(0) { max($0, depths[$1.key.id], depths[$1.value.id]) }
    return try node(.map(entries), at: offset, depth: deepest)
  }

  // MARK: Literals

  private mutating func number() throws(Abort) -> Expression {
    let offset = token.range.lowerBound
    let isNegative = accept(.minus) != nil
    try requireOne(of: [.float, .integer, .unsigned])
    let literal = token
    position += 1
    let digits = text(literal)
    let sign = isNegative ? "-" : ""
    switch literal.kind {
    case .integer:
      let value = digits.hasPrefix("0x") ? Int64(sign + digits.dropFirst(2), radix: 16) : Int64(sign + digits)
      guard let value else { throw fail("invalid int literal", at: offset) }
      return try node(.literal(.int(value)), at: offset)
    case .unsigned:
      let number = digits.dropLast()
      let value = number.hasPrefix("0x") ? UInt64(number.dropFirst(2), radix: 16) : UInt64(number)
      guard let value, !isNegative else { throw fail("invalid uint literal", at: offset) }
      return try node(.literal(.uint(value)), at: offset)
    default:
      guard let value = Double(sign + digits), value.isFinite else {
        throw fail("invalid double literal", at: offset)
      }
      return try node(.literal(.double(value)), at: offset)
    }
  }

  private mutating func text() throws(Abort) -> Expression {
    let literal = token
    let offset = literal.range.lowerBound
    position += 1
    let scalars = source.scalars[literal.range]
    let value =
      literal.kind == .string
      ? LiteralText.string(scalars).map(CELValue.string) : LiteralText.bytes(scalars).map(CELValue.bytes)
    guard let value else { throw fail("invalid unicode code point", at: offset) }
    return try node(.literal(value), at: offset)
  }
}
