import APIMachinery

/// Builds the nodes of a template.
struct TemplateParser {
  private let pieces: [TemplatePiece]
  private var index = 0
  private let lastLine: Int
  /// The variables that are known, innermost last.
  private var variables: [String] = [""]
  private var rangeDepth = 0
  private(set) var definitions: [String: [TemplateNode]] = [:]

  /// How a list of nodes ended.
  private enum Ending {
    case text
    case end
    /// `else`, with what follows it.
    case otherwise(ActionParser)
  }

  init(_ source: String) throws {
    var lexer = TemplateLexer(source)
    pieces = try lexer.pieces()
    lastLine = source.utf8.count { $0 == UInt8(ascii: "\n") } + 1
  }

  mutating func parse() throws -> [TemplateNode] {
    let (nodes, ending, line) = try list()
    switch ending {
    case .text: return nodes
    case .end: throw TemplateError("unexpected {{end}}", line: line)
    case .otherwise: throw TemplateError("unexpected {{else}}", line: line)
    }
  }

  private mutating func list() throws -> ([TemplateNode], Ending, Int) {
    var nodes: [TemplateNode] = []
    while index < pieces.count {
      let piece = pieces[index]
      index += 1
      switch piece {
      case .text(let text): nodes.append(.text(text))
      case .action(let tokens, let line):
        var action = ActionParser(tokens, line: line, variables: variables)
        switch action.keyword {
        case "end":
          try action.expectEnd("end")
          return (nodes, .end, line)
        case "else": return (nodes, .otherwise(action), line)
        case "if", "with", "range": nodes.append(try control(&action))
        case "define": try define(&action)
        case "block": nodes.append(try block(&action))
        case "template":
          let (name, position) = try action.name("template clause")
          nodes.append(.invocation(name: name, try action.optionalPipeline("template"), position))
        case "break", "continue":
          guard rangeDepth > 0 else {
            throw TemplateError("{{\(action.keyword ?? "")}} outside {{range}}", line: line)
          }
          let isBreak = action.keyword == "break"
          try action.expectEnd(action.keyword ?? "")
          nodes.append(isBreak ? .leave : .proceed)
        default:
          nodes.append(.action(try action.pipeline("command")))
          variables = action.variables
        }
      }
    }
    return (nodes, .text, lastLine)
  }

  private mutating func control(_ action: inout ActionParser) throws -> TemplateNode {
    let word = action.keyword ?? ""
    let outer = variables
    defer { variables = outer }
    action.skipKeyword()
    let pipeline = try action.pipeline(word)
    variables = action.variables
    if word == "range" { rangeDepth += 1 }
    var (body, ending, _) = try list()
    if word == "range" { rangeDepth -= 1 }
    var otherwise: [TemplateNode] = []
    if case .otherwise(var rest) = ending {
      rest.skipKeyword()
      // `{{else if …}}` is an `if` of its own that shares the `end`.
      if let next = rest.keyword, next == word, word != "range" {
        variables = outer
        otherwise = [try control(&rest)]
        ending = .end
      } else {
        try rest.expectEnd("else")
        (otherwise, ending, _) = try list()
      }
    }
    switch ending {
    case .end: break
    case .text: throw TemplateError("unexpected EOF", line: lastLine)
    case .otherwise(let rest): throw TemplateError("expected end; found {{else}}", line: rest.line)
    }
    switch word {
    case "if": return .conditional(pipeline, then: body, otherwise: otherwise)
    case "with": return .with(pipeline, then: body, otherwise: otherwise)
    default: return .range(pipeline, body: body, otherwise: otherwise)
    }
  }

  private mutating func define(_ action: inout ActionParser) throws {
    let (name, _) = try action.name("define clause")
    try action.expectEnd("define clause")
    definitions[name] = try definition()
  }

  private mutating func block(_ action: inout ActionParser) throws -> TemplateNode {
    let (name, position) = try action.name("block clause")
    let pipeline = try action.pipeline("block")
    definitions[name] = try definition()
    return .invocation(name: name, pipeline, position)
  }

  /// The body of a template of its own, which sees no variables but `$`.
  private mutating func definition() throws -> [TemplateNode] {
    let outer = (variables, rangeDepth)
    (variables, rangeDepth) = ([""], 0)
    defer { (variables, rangeDepth) = outer }
    let (body, ending, line) = try list()
    guard case .end = ending else { throw TemplateError("unexpected EOF", line: line) }
    return body
  }
}
