/// Why a pattern can't be used, worded as Go's `regexp` words it.
public struct RegexError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, in RE2's words.
  public enum Problem: String, Sendable {
    case invalidClass = "invalid character class"
    case invalidRange = "invalid character class range"
    case invalidEscape = "invalid escape sequence"
    case invalidNamedCapture = "invalid named capture"
    case invalidPerlSyntax = "invalid or unsupported Perl syntax"
    case nestedRepetition = "invalid nested repetition operator"
    case invalidRepeatCount = "invalid repeat count"
    case missingBracket = "missing closing ]"
    case missingParenthesis = "missing closing )"
    case missingRepeatArgument = "missing argument to repetition operator"
    case trailingBackslash = "trailing backslash at end of expression"
    case unexpectedParenthesis = "unexpected )"
    case tooDeep = "expression nests too deeply"
    case tooLarge = "expression too large"
  }

  public let problem: Problem
  /// The part of the pattern that is at fault.
  public let fragment: String

  public var description: String { "error parsing regexp: \(problem.rawValue): `\(fragment)`" }
}
