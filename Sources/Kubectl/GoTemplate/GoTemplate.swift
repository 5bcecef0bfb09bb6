import APIMachinery

/// A template in the language of Go's text/template, as `-o go-template` takes it: pipelines, variables, `if`, `with`,
/// `range` with `break` and `continue`, `define` and `template`, and the built-in functions with kubectl's `exists` and
/// `base64decode`. Data are JSON values; a missing member has no value.
///
/// Language: https://pkg.go.dev/text/template
struct GoTemplate: Sendable {
  /// What kubectl calls the template in errors.
  static let name = "output"

  let source: String
  let body: [TemplateNode]
  /// Templates made by `define` and `block`.
  let definitions: [String: [TemplateNode]]

  /// Throws ``TemplateError`` with the line and what is wrong there.
  init(_ source: String) throws {
    self.source = source
    var parser = try TemplateParser(source)
    body = try parser.parse()
    definitions = parser.definitions
  }

  /// The template's text for `data`; `output` has what was made before an error.
  func render(_ data: JSONValue, into output: inout String) throws {
    var evaluator = TemplateEvaluator(template: self, data: data)
    defer { output += evaluator.output }
    try evaluator.run()
  }
}

/// What is wrong with a template, in Go's words.
struct TemplateError: Error, CustomStringConvertible {
  let description: String

  /// An error of the text: with its line.
  init(_ message: String, line: Int) {
    description = "template: \(GoTemplate.name):\(line): \(message)"
  }

  /// An error at run time: with the place and the text of the node.
  init(_ message: String, at position: TemplatePosition, node: String) {
    description =
      "template: \(GoTemplate.name):\(position.line):\(position.column): executing \"\(GoTemplate.name)\" at <\(node)>: \(message)"
  }
}

/// A place in the template: lines count from 1, columns, in bytes, from 0.
struct TemplatePosition: Sendable {
  var line: Int
  var column: Int
}
