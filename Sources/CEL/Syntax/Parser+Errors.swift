extension Parser {
  /// What an expression can begin with.
  static let expressionStart: [Token.Kind] = [
    .openBracket, .openBrace, .openParenthesis, .dot, .minus, .not, .true, .false, .null, .float, .integer, .unsigned,
    .string, .bytes, .identifier,
  ]

  mutating func report(_ message: String, at offset: Int) {
    issues.append(CELIssue(message: message, offset: offset))
  }

  mutating func fail(_ message: String, at offset: Int) -> Abort {
    report(message, at: offset)
    return Abort()
  }

  private func list(_ kinds: [Token.Kind]) -> String {
    kinds.count == 1 ? kinds[0].display : "{" + kinds.sorted().map(\.display).joined(separator: ", ") + "}"
  }

  /// The token can't stand here. When the one behind it could, it is reported and skipped.
  mutating func requireOne(of kinds: [Token.Kind]) throws(Abort) {
    guard !kinds.contains(token.kind) else { return }
    let offset = token.range.lowerBound
    if token.kind != .end, kinds.contains(following.kind) {
      report("Syntax error: extraneous input '\(text(token))' expecting \(list(kinds))", at: offset)
      position += 1
      return
    }
    throw fail("Syntax error: mismatched input '\(text(token))' expecting \(list(kinds))", at: offset)
  }

  /// Takes a token of this kind.
  @discardableResult
  mutating func expect(_ kind: Token.Kind) throws(Abort) -> Token {
    if kind == .closeParenthesis, token.kind == .end {
      throw fail("Syntax error: missing ')' at '<EOF>'", at: token.range.lowerBound)
    }
    try requireOne(of: [kind])
    defer { position += 1 }
    return token
  }

  mutating func expectEnd() throws(Abort) {
    try requireOne(of: [.end])
  }

  /// What follows a dot is no name.
  mutating func noName(after dot: Token) -> Abort {
    let offset = token.range.lowerBound
    switch token.kind {
    case .true, .false, .null, .in:
      return fail("Syntax error: mismatched input '\(text(token))' expecting IDENTIFIER", at: offset)
    default:
      let input = source.text(dot.range.lowerBound..<token.range.upperBound)
      return fail("Syntax error: no viable alternative at input '\(input)'", at: offset)
    }
  }
}
