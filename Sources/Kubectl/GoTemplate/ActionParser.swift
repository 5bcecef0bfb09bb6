import APIMachinery

/// Reads the words of one action.
struct ActionParser {
  /// How deep parentheses may nest.
  private static let depthMax = 100

  let line: Int
  private(set) var variables: [String]
  private let tokens: [TemplateToken]
  private var index = 0
  private var depth = 0

  init(_ tokens: [TemplateToken], line: Int, variables: [String]) {
    self.tokens = tokens
    self.line = line
    self.variables = variables
  }

  private var next: TemplateToken? { index < tokens.count ? tokens[index] : nil }

  /// The word the rest begins with, if it is one of the language's own.
  var keyword: String? {
    guard case .identifier(let word)? = next?.kind else { return nil }
    let words: Set<String> = [
      "if", "else", "end", "with", "range", "define", "block", "template", "break", "continue",
    ]
    return words.contains(word) ? word : nil
  }

  mutating func skipKeyword() { index += 1 }

  mutating func expectEnd(_ context: String) throws {
    if keyword == context { skipKeyword() }
    if let next { throw unexpected(next, context) }
  }

  /// The quoted name behind a keyword.
  mutating func name(_ context: String) throws -> (String, TemplatePosition) {
    skipKeyword()
    guard let token = next, case .literal(.string(let name)) = token.kind else {
      throw next.map { unexpected($0, context) } ?? TemplateError("unexpected \"}}\" in \(context)", line: line)
    }
    index += 1
    return (name, token.position)
  }

  mutating func optionalPipeline(_ context: String) throws -> TemplatePipeline? {
    next == nil ? nil : try pipeline(context)
  }

  /// Everything up to the end of the action.
  mutating func pipeline(_ context: String) throws -> TemplatePipeline {
    var pipeline = TemplatePipeline()
    if case .variable(let first)? = next?.kind {
      let start = index
      index += 1
      var names = [first]
      if context == "range", next?.kind == .comma, index + 1 < tokens.count,
        case .variable(let second) = tokens[index + 1].kind
      {
        names.append(second)
        index += 2
      }
      if next?.kind == .declare || next?.kind == .assign {
        pipeline.isAssignment = next?.kind == .assign
        pipeline.variables = names
        index += 1
        if pipeline.isAssignment { for name in names { try check(name) } } else { variables += names }
      } else {
        index = start
      }
    }
    pipeline.commands = try commands(context, until: nil)
    return pipeline
  }

  private func check(_ variable: String) throws {
    guard variables.contains(variable) else { throw TemplateError("undefined variable \"$\(variable)\"", line: line) }
  }

  private mutating func commands(_ context: String, until end: TemplateToken.Kind?) throws -> [TemplateCommand] {
    var commands: [TemplateCommand] = []
    while true {
      var operands: [TemplateOperand] = []
      while let token = next, token.kind != .pipe, token.kind != end { operands.append(try operand(token, context)) }
      guard !operands.isEmpty else {
        if commands.isEmpty { throw TemplateError("missing value for \(context)", line: line) }
        throw TemplateError("missing value for command", line: line)
      }
      if let first = operands.first, !commands.isEmpty {
        switch first.kind {
        case .literal, .none, .dot:
          throw TemplateError("non executable command in pipeline stage \(commands.count + 1)", line: line)
        default: break
        }
      }
      commands.append(TemplateCommand(operands: operands))
      guard next?.kind == .pipe else { break }
      index += 1
    }
    if let end {
      guard next?.kind == end else { throw TemplateError("unclosed left paren", line: line) }
    }
    return commands
  }

  private mutating func operand(_ token: TemplateToken, _ context: String) throws -> TemplateOperand {
    index += 1
    var text = token.text
    var position = token.position
    var kind: TemplateOperand.Kind
    switch token.kind {
    case .literal(let value): kind = .literal(value)
    case .dot: kind = .dot
    case .field(let name): kind = .field([name])
    case .variable(let name):
      try check(name)
      kind = .variable(name, [])
    case .identifier("nil"): kind = .none
    case .identifier("true"): kind = .literal(true)
    case .identifier("false"): kind = .literal(false)
    case .identifier(let name):
      guard TemplateFunctions.names.contains(name) else {
        throw TemplateError("function \"\(name)\" not defined", line: line)
      }
      kind = .function(name)
    case .leftParenthesis:
      depth += 1
      guard depth <= Self.depthMax else { throw TemplateError("too many parentheses within one another", line: line) }
      let start = index
      let inner = TemplatePipeline(commands: try commands("parenthesized pipeline", until: .rightParenthesis))
      text = "(" + tokens[start..<index].map(\.text).joined(separator: " ") + ")"
      index += 1
      depth -= 1
      kind = .pipeline(inner, [])
    default: throw unexpected(token, context == "command" ? "operand" : context)
    }
    // Members that follow without a blank belong to the operand.
    var members: [String] = []
    while let member = next, case .field(let name) = member.kind, !member.followsSpace {
      if members.isEmpty { position = member.position }
      members.append(name)
      text += "." + name
      index += 1
    }
    guard !members.isEmpty else { return TemplateOperand(kind: kind, position: position, text: text) }
    switch kind {
    case .field(let path): kind = .field(path + members)
    case .variable(let name, let path): kind = .variable(name, path + members)
    case .pipeline(let pipeline, _): kind = .pipeline(pipeline, members)
    default: throw TemplateError("unexpected . after term \"\(token.text)\"", line: line)
    }
    return TemplateOperand(kind: kind, position: position, text: text)
  }

  private func unexpected(_ token: TemplateToken, _ context: String) -> TemplateError {
    TemplateError("unexpected <\(token.text)> in \(context)", line: line)
  }
}
