import APIMachinery

/// A word of an action.
struct TemplateToken: Sendable {
  enum Kind: Sendable, Equatable {
    case identifier(String)
    /// `.name`
    case field(String)
    /// `$name`, without the dollar sign.
    case variable(String)
    case literal(JSONValue)
    case dot
    case pipe
    case leftParenthesis
    case rightParenthesis
    case comma
    case declare
    case assign
  }

  var kind: Kind
  var position: TemplatePosition
  var text: String
  /// Blanks separate it from the token before.
  var followsSpace: Bool
}

/// A piece of a template: text as it stands, or the words between braces.
enum TemplatePiece: Sendable {
  case text(String)
  case action([TemplateToken], line: Int)
}
