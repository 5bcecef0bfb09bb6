extension CELEnvironment {
  /// Reads, checks and compiles an expression.
  /// - Parameter expecting: The type it must have; nil for any. An expression whose type is not known before evaluation
  ///   fits every type.
  /// - Throws: Everything that is wrong with it, as cel-go words it.
  public func compile(_ expression: String) throws(CELCompileError) -> CELProgram {
    let syntax = try Parser.parse(expression, macros: macros)
    let tree = try Checker.check(syntax, in: self)
    var planner = Planner(tree, self)
    let root = planner.plan(syntax.root)
    return CELProgram(
      expression: expression, type: tree.type(of: syntax.root),
      estimatedCost: CostEstimator.estimate(tree, in: self), root: root, globalNames: planner.globalNames,
      localCount: planner.localCount)
  }
}
