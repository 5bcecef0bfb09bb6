/// One thing that is wrong with an expression.
public struct CELIssue: Sendable, Equatable {
  public let message: String
  /// In code points from the start of the expression.
  public let offset: Int
}

/// An expression that doesn't compile, with all that is wrong with it.
public struct CELCompileError: Error, Sendable, CustomStringConvertible {
  /// By position.
  public let issues: [CELIssue]
  private let source: SourceText

  /// How many issues are listed before the rest is only counted.
  private static let issuesMax = 100
  private static let snippetMax = 16_384

  init(_ issues: [CELIssue], in source: SourceText) {
    let ordered = issues.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
    self.issues = ordered.map(\.element)
    self.source = source
  }

  /// As cel-go prints issues: each with its position, the line, and a caret below it.
  public var description: String {
    var texts = issues.prefix(Self.issuesMax).map(display)
    if issues.count > Self.issuesMax { texts.append("\(issues.count - Self.issuesMax) more errors were truncated") }
    return texts.joined(separator: "\n")
  }

  private func display(_ issue: CELIssue) -> String {
    let (line, column) = source.location(of: issue.offset)
    let result = "ERROR: \(SourceText.description):\(line):\(column + 1): \(issue.message)"
    let scalars = source.line(line)
    guard scalars.count <= Self.snippetMax else { return result }
    var snippet = ""
    for scalar in scalars { snippet.unicodeScalars.append(scalar == "\t" ? " " : scalar) }
    // Wide characters get wide dots, so that the caret stands below its character.
    var marks = ""
    for scalar in scalars.prefix(column) { marks += scalar.isASCII ? "." : "\u{FF0E}" }
    let isWide = column < scalars.count && !scalars[scalars.startIndex + column].isASCII
    return "\(result)\n | \(snippet)\n | \(marks)\(isWide ? "\u{FF3E}" : "^")"
  }
}
