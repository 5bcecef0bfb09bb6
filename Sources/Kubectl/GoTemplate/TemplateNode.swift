import APIMachinery

/// A part of a template.
indirect enum TemplateNode: Sendable {
  case text(String)
  case action(TemplatePipeline)
  case conditional(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
  case with(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
  case range(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
  case invocation(name: String, TemplatePipeline?, TemplatePosition)
  case leave
  case proceed
}

/// Commands whose results go from each to the next; the last one's is the value.
struct TemplatePipeline: Sendable {
  /// `$x := …` or `$i, $x := …`, or with `=` where they exist already.
  var variables: [String] = []
  var isAssignment = false
  var commands: [TemplateCommand] = []
}

/// A function or value with its arguments.
struct TemplateCommand: Sendable {
  var operands: [TemplateOperand]

  /// As Go prints it in errors.
  var text: String { operands.map(\.text).joined(separator: " ") }
}

/// A value in a command.
struct TemplateOperand: Sendable {
  indirect enum Kind: Sendable {
    case literal(JSONValue)
    case none
    case dot
    /// Members of the dot.
    case field([String])
    /// A variable, without its dollar sign, and members of it.
    case variable(String, [String])
    case function(String)
    case pipeline(TemplatePipeline, [String])
  }

  var kind: Kind
  var position: TemplatePosition
  var text: String
}
