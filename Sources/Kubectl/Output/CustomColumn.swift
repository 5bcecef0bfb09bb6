import APIMachinery

/// A column of `-o custom-columns=NAME:.path,…`.
struct CustomColumn: Sendable {
  var header: String
  var path: JSONPath

  static func parse(_ text: String) throws -> [CustomColumn] {
    guard !text.isEmpty else {
      throw KubectlError("error: custom-columns format specified but no custom columns given")
    }
    return try text.split(separator: ",").map { column in
      guard let colon = column.firstIndex(of: ":") else {
        throw KubectlError("error: unexpected custom-columns spec: \(column), expected <header>:<json-path-expr>")
      }
      return CustomColumn(
        header: String(column[..<colon]), path: try JSONPath(relaxed: String(column[column.index(after: colon)...])))
    }
  }

  /// A file of two lines: headers, then paths.
  static func parseFile(_ text: String) throws -> [CustomColumn] {
    let lines = text.split(separator: "\n").map { $0.split { $0 == " " || $0 == "\t" }.map(String.init) }
    guard lines.count == 2, lines[0].count == lines[1].count else {
      throw KubectlError("error: expected a line of headers and a line of as many paths in the custom-columns file")
    }
    return try zip(lines[0], lines[1]).map { CustomColumn(header: $0, path: try JSONPath(relaxed: $1)) }
  }

  func cell(_ object: JSONValue) -> String {
    guard let values = try? path.find(in: object), !values.isEmpty else { return "<none>" }
    return values.map { $0.isNull ? "<none>" : GoText.value($0) }.joined(separator: ",")
  }
}
