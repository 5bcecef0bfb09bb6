/// An expression with the types of its nodes and what its names mean.
struct CheckedTree {
  let syntax: SyntaxTree
  /// By number of the node.
  fileprivate(set) var types: [CELType?]
  fileprivate(set) var references: [Reference?]

  enum Reference {
    /// A declared variable or one of a comprehension.
    case variable(String, isGlobal: Bool)
    /// The name of a type, or a constant.
    case constant(CELValue)
    /// The overloads that may be meant, at least one.
    case overloads([CELOverload])
    case structure(CELObjectType)
  }

  init(_ syntax: SyntaxTree) {
    self.syntax = syntax
    types = Array(repeating: nil, count: syntax.offsets.count)
    references = types.map { _ in nil }
  }

  func type(of expression: Expression) -> CELType { types[expression.id] ?? .dyn }
  func reference(of expression: Expression) -> Reference? { references[expression.id] }

  mutating func set(_ type: CELType, for expression: Expression) { types[expression.id] = type }
  mutating func set(_ reference: Reference, for expression: Expression) { references[expression.id] = reference }
  mutating func replaceTypes(_ replace: (CELType) -> CELType) { types = types.map { $0.map(replace) } }
}
