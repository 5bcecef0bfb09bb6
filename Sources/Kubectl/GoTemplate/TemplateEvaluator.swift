import APIMachinery

/// Runs a template on data. A value that doesn't exist is nil.
struct TemplateEvaluator {
  /// How deep templates may call one another.
  private static let depthMax = 500

  private enum Flow { case normal, leave, proceed }

  let template: GoTemplate
  let data: JSONValue
  private(set) var output = ""
  private var variables: [(name: String, value: JSONValue?)]
  private var depth = 0

  init(template: GoTemplate, data: JSONValue) {
    self.template = template
    self.data = data
    variables = [("", data)]
  }

  mutating func run() throws { _ = try walk(template.body, dot: data) }

  private mutating func walk(_ nodes: [TemplateNode], dot: JSONValue?) throws -> Flow {
    for node in nodes {
      switch node {
      case .text(let text): output += text
      case .action(let pipeline):
        let value = try evaluate(pipeline, dot: dot)
        if pipeline.variables.isEmpty { output += value.map(GoText.value) ?? "<no value>" }
      case .conditional(let pipeline, let then, let otherwise):
        let flow = try scoped { evaluator in
          let value = try evaluator.evaluate(pipeline, dot: dot)
          return try evaluator.walk(GoText.isTrue(value) ? then : otherwise, dot: dot)
        }
        if flow != .normal { return flow }
      case .with(let pipeline, let then, let otherwise):
        let flow = try scoped { evaluator in
          let value = try evaluator.evaluate(pipeline, dot: dot)
          return GoText.isTrue(value)
            ? try evaluator.walk(then, dot: value) : try evaluator.walk(otherwise, dot: dot)
        }
        if flow != .normal { return flow }
      case .range(let pipeline, let body, let otherwise):
        let flow = try scoped { try $0.range(pipeline, body, otherwise, dot: dot) }
        if flow != .normal { return flow }
      case .invocation(let name, let pipeline, let position): try invoke(name, pipeline, position, dot: dot)
      case .leave: return .leave
      case .proceed: return .proceed
      }
    }
    return .normal
  }

  /// Forgets the variables that `body` made.
  private mutating func scoped(_ body: (inout TemplateEvaluator) throws -> Flow) throws -> Flow {
    let count = variables.count
    defer { variables.removeLast(variables.count - count) }
    return try body(&self)
  }

  private mutating func range(
    _ pipeline: TemplatePipeline, _ body: [TemplateNode], _ otherwise: [TemplateNode], dot: JSONValue?
  ) throws -> Flow {
    var plain = pipeline
    plain.variables = []
    let value = try evaluate(plain, dot: dot)
    let entries: [(key: JSONValue, value: JSONValue)]
    switch value {
    case .array(let elements): entries = elements.enumerated().map { (.integer(Int64($0)), $1) }
    case .object(let object):
      entries = object.members.sorted { $0.key < $1.key }.map { (.string($0.key), $0.value) }
    case .integer(let count): entries = (0..<max(0, min(count, 1_000_000))).map { (.integer($0), .integer($0)) }
    case nil, .null: entries = []
    case .some(let other):
      let last = pipeline.commands.last
      throw TemplateError(
        "range can't iterate over \(GoText.value(other))",
        at: last?.operands.first?.position ?? TemplatePosition(line: 1, column: 0), node: last?.text ?? "")
    }
    for (key, element) in entries {
      let flow = try scoped { evaluator in
        let values = pipeline.variables.count == 2 ? [key, element] : [element]
        for (name, value) in zip(pipeline.variables, values) {
          evaluator.bind(name, value, isAssignment: pipeline.isAssignment)
        }
        return try evaluator.walk(body, dot: element)
      }
      if flow == .leave { break }
    }
    return entries.isEmpty ? try walk(otherwise, dot: dot) : .normal
  }

  private mutating func invoke(
    _ name: String, _ pipeline: TemplatePipeline?, _ position: TemplatePosition, dot: JSONValue?
  ) throws {
    let node = "{{template \"\(name)\"}}"
    guard let body = template.definitions[name] else {
      throw TemplateError("template \"\(name)\" not defined", at: position, node: node)
    }
    guard depth < Self.depthMax else {
      throw TemplateError("exceeded maximum template depth (\(Self.depthMax))", at: position, node: node)
    }
    let argument = try pipeline.flatMap { try evaluate($0, dot: dot) }
    let outer = variables
    variables = [("", argument)]
    depth += 1
    defer {
      variables = outer
      depth -= 1
    }
    _ = try walk(body, dot: argument)
  }

  private mutating func bind(_ name: String, _ value: JSONValue?, isAssignment: Bool) {
    if isAssignment, let index = variables.lastIndex(where: { $0.name == name }) {
      variables[index].value = value
    } else {
      variables.append((name, value))
    }
  }

  // MARK: Values

  private mutating func evaluate(_ pipeline: TemplatePipeline, dot: JSONValue?) throws -> JSONValue? {
    var value: JSONValue?
    for (stage, command) in pipeline.commands.enumerated() {
      value = try evaluate(command, dot: dot, last: stage == 0 ? nil : .some(value))
    }
    for name in pipeline.variables { bind(name, value, isAssignment: pipeline.isAssignment) }
    return value
  }

  /// - Parameter last: The result of the command before, which becomes the last argument; nil in the first command.
  private mutating func evaluate(
    _ command: TemplateCommand, dot: JSONValue?, last: JSONValue??
  ) throws -> JSONValue? {
    guard let first = command.operands.first else { return nil }
    if case .function(let name) = first.kind {
      return try call(name, command, first.position, dot: dot, last: last)
    }
    guard command.operands.count == 1, last == nil else {
      switch first.kind {
      case .field(let path), .variable(_, let path):
        throw TemplateError(
          "\(path.last ?? first.text) is not a method but has arguments", at: first.position, node: first.text)
      default:
        throw TemplateError("can't give argument to non-function \(first.text)", at: first.position, node: first.text)
      }
    }
    if case .none = first.kind { throw TemplateError("nil is not a command", at: first.position, node: "nil") }
    return try evaluate(first, dot: dot)
  }

  private mutating func evaluate(_ operand: TemplateOperand, dot: JSONValue?) throws -> JSONValue? {
    switch operand.kind {
    case .literal(let value): return value
    case .none: return nil
    case .dot: return dot
    case .field(let path): return try member(path, of: dot, operand)
    case .variable(let name, let path):
      return try member(path, of: variables.last { $0.name == name }?.value, operand)
    case .pipeline(let pipeline, let path): return try member(path, of: try evaluate(pipeline, dot: dot), operand)
    case .function(let name):
      return try call(
        name, TemplateCommand(operands: [operand]), operand.position, dot: dot, last: nil)
    }
  }

  private func member(_ path: [String], of value: JSONValue?, _ operand: TemplateOperand) throws -> JSONValue? {
    var value = value
    for name in path {
      switch value {
      case nil, .null: return nil
      case .object(let object): value = object[name]
      default:
        throw TemplateError(
          "can't evaluate field \(name) in type interface {}", at: operand.position, node: operand.text)
      }
    }
    return value == .null ? nil : value
  }

  private mutating func call(
    _ name: String, _ command: TemplateCommand, _ position: TemplatePosition, dot: JSONValue?, last: JSONValue??
  ) throws -> JSONValue? {
    let operands = command.operands.dropFirst()
    if name == "and" || name == "or" {
      // They stop at the first argument that decides.
      var value: JSONValue?
      for operand in operands {
        value = try evaluate(operand, dot: dot)
        if GoText.isTrue(value) == (name == "or") { return value }
      }
      if let last { value = last }
      return value
    }
    var arguments: [JSONValue?] = []
    for operand in operands { arguments.append(try evaluate(operand, dot: dot)) }
    if let last { arguments.append(last) }
    do {
      return try TemplateFunctions.call(name, arguments)
    } catch let error as TemplateFunctions.Failure {
      let message = error.isCall ? "error calling \(name): \(error.message)" : error.message
      throw TemplateError(message, at: position, node: error.isCall ? command.text : name)
    }
  }
}
