/// A word of the language.
struct Token {
  /// In the order of the grammar, which is the order in which messages list what was expected.
  enum Kind: Int, Comparable {
    case equals, notEquals, `in`, less, lessOrEqual, greaterOrEqual, greater, and, or
    case openBracket, closeBracket, openBrace, closeBrace, openParenthesis, closeParenthesis
    case dot, comma, minus, not, question, colon, plus, star, slash, percent
    case `true`, `false`, null
    case float, integer, unsigned, string, bytes, identifier, escapedIdentifier
    case end

    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }

    /// As messages name it.
    var display: String {
      switch self {
      case .float: "NUM_FLOAT"
      case .integer: "NUM_INT"
      case .unsigned: "NUM_UINT"
      case .string: "STRING"
      case .bytes: "BYTES"
      case .identifier: "IDENTIFIER"
      case .escapedIdentifier: "ESC_IDENTIFIER"
      case .end: "<EOF>"
      default: "'\(spelling)'"
      }
    }

    private static let spellings = [
      "==", "!=", "in", "<", "<=", ">=", ">", "&&", "||", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":",
      "+", "*", "/", "%", "true", "false", "null",
    ]

    /// Of operators, punctuation and words.
    var spelling: String { Self.spellings.indices.contains(rawValue) ? Self.spellings[rawValue] : "" }
  }

  let kind: Kind
  let range: Range<Int>
}
