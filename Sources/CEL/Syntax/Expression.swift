/// A node of a parsed expression. Nodes are numbered; what later steps find out about one (its position, type,
/// overloads) is kept in tables by that number.
final class Expression {
  let id: Int
  var kind: Kind

  indirect enum Kind {
    case literal(CELValue)
    case identifier(String)
    /// `isTest`: whether the field is there (`has`).
    case select(Expression, field: String, isTest: Bool)
    case call(String, target: Expression?, arguments: [Expression])
    case list([Element])
    case map([Entry])
    case structure(String, [FieldEntry])
    case comprehension(Comprehension)
  }

  struct Element {
    let value: Expression
    /// `?value`: left out when it is an empty optional.
    var isOptional = false
  }

  struct Entry {
    let key: Expression
    let value: Expression
    var isOptional = false
  }

  struct FieldEntry {
    let id: Int
    let name: String
    let value: Expression
    var isOptional = false
  }

  /// A fold over a list or the keys of a map, which macros expand to.
  struct Comprehension {
    let range: Expression
    let variable: String
    /// The value, where `variable` is the index or key.
    var secondVariable: String?
    let accumulator: String
    let start: Expression
    /// Goes on while this holds.
    let condition: Expression
    let step: Expression
    let result: Expression
  }

  init(_ id: Int, _ kind: Kind) {
    self.id = id
    self.kind = kind
  }
}

/// A parsed expression.
struct SyntaxTree {
  let root: Expression
  let source: SourceText
  /// Position of each node, by its number.
  let offsets: [Int]

  func offset(of id: Int) -> Int { offsets.indices.contains(id) ? offsets[id] : 0 }
}

/// Names of operators as functions.
enum Operator {
  static let conditional = "_?_:_"
  static let and = "_&&_"
  static let or = "_||_"
  static let not = "!_"
  static let negate = "-_"
  static let equals = "_==_"
  static let notEquals = "_!=_"
  static let less = "_<_"
  static let lessOrEqual = "_<=_"
  static let greater = "_>_"
  static let greaterOrEqual = "_>=_"
  static let `in` = "@in"
  static let add = "_+_"
  static let subtract = "_-_"
  static let multiply = "_*_"
  static let divide = "_/_"
  static let modulo = "_%_"
  static let index = "_[_]"
  static let optionalIndex = "_[?_]"
  static let optionalSelect = "_?._"
  static let notStrictlyFalse = "@not_strictly_false"
}
