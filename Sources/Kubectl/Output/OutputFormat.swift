import APIMachinery

/// The value of `-o`.
enum OutputFormat: Sendable {
  case table(wide: Bool)
  case json
  case yaml
  case name
  case jsonPath(JSONPath)
  /// The values that a path finds, as a JSON list.
  case jsonPathAsJSON(JSONPath)
  case template(GoTemplate)
  case customColumns([CustomColumn])

  /// Every format, in the order of kubectl's messages.
  static let names = [
    "custom-columns", "custom-columns-file", "go-template", "go-template-file", "json", "jsonpath", "jsonpath-as-json",
    "jsonpath-file", "name", "template", "templatefile", "wide", "yaml",
  ]

  /// - Parameter template: The value of `--template`, which stands for the part behind `=`.
  init(_ text: String?, template: String? = nil) throws {
    let parts = (text ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let argument = parts.count > 1 ? parts[1] : template ?? ""
    func required() throws -> String {
      guard !argument.isEmpty else { throw KubectlError("error: template format specified but no template given") }
      return argument
    }
    func file() throws -> String {
      do {
        return try LocalFiles.readText(try required())
      } catch let error as KubectlError where !argument.isEmpty {
        throw KubectlError(
          "error: error reading --template \(argument), \(error.description.replacing("error: ", with: ""))\n")
      }
    }
    switch parts[0] {
    case "" where template?.isEmpty == false: self = .template(try Self.goTemplate(argument))
    case "": self = .table(wide: false)
    case "wide": self = .table(wide: true)
    case "json": self = .json
    case "yaml": self = .yaml
    case "name": self = .name
    case "jsonpath": self = .jsonPath(try JSONPath(try required()))
    case "jsonpath-as-json": self = .jsonPathAsJSON(try JSONPath(try required()))
    case "jsonpath-file": self = .jsonPath(try JSONPath(try file()))
    case "go-template", "template": self = .template(try Self.goTemplate(try required()))
    case "go-template-file", "templatefile": self = .template(try Self.goTemplate(try file()))
    case "custom-columns": self = .customColumns(try CustomColumn.parse(argument))
    case "custom-columns-file": self = .customColumns(try CustomColumn.parseFile(try LocalFiles.readText(argument)))
    default:
      throw KubectlError(
        "error: unable to match a printer suitable for the output format \"\(parts[0])\", allowed formats are: \(Self.names.joined(separator: ","))"
      )
    }
  }

  private static func goTemplate(_ source: String) throws -> GoTemplate {
    do {
      return try GoTemplate(source)
    } catch let error as TemplateError {
      throw KubectlError("error: error parsing template \(source), \(error)")
    }
  }

  var isTable: Bool { if case .table = self { true } else { false } }
}
