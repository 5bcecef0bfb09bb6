import APIMachinery

/// Compiles the rules of `x-kubernetes-validations` of a schema and estimates what they cost at worst.
struct ExpressionChecks {
  let root: Node

  init(_ schema: JSONValue) { root = Node() }

  func totalErrors(_ path: FieldPath) -> [FieldError] { [] }

  /// What the rules of one node are compiled with.
  struct Node {
    func property(_ name: String, _ schema: JSONValue?) -> Node? { self }
    func additional(_ schema: JSONValue?) -> Node? { self }
    func items(_ schema: JSONValue?) -> Node? { self }

    func errors(
      _ rules: ObjectField, checks: DefinitionChecks, suppressesCosts: Bool, uncorrelatable: FieldPath?
    ) -> [FieldError] { [] }
  }
}
