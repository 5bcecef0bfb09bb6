import APIMachinery

/// Turns a checked expression into nodes: names become slots, calls become their overloads, constant parts values.
struct Planner {
  let tree: CheckedTree
  let environment: CELEnvironment
  private(set) var globalNames: [String] = []
  private(set) var localCount = 0
  private var scopes: [[String: Local]] = []

  private enum Local {
    case slot(Int)
    case bound(Int, any Node)
  }

  init(_ tree: CheckedTree, _ environment: CELEnvironment) {
    self.tree = tree
    self.environment = environment
  }

  mutating func plan(_ expression: Expression) -> any Node {
    switch expression.kind {
    case .literal(let value): return LiteralNode(value)
    case .identifier(let name): return variable(name, expression)
    case .select(let operand, let field, let isTest): return select(expression, operand, field, isTest)
    case .call(let function, let target, let arguments): return call(expression, function, target, arguments)
    case .list(let elements):
      let nodes = elements.map { (node: plan($0.value), isOptional: $0.isOptional) }
      if let values = constants(nodes.map(\.node)), !nodes.contains(where: \.isOptional) {
        return LiteralNode(.list(.values(values)))
      }
      return ListNode(nodes)
    case .map(let entries): return map(entries)
    case .structure(_, let entries): return structure(expression, entries)
    case .comprehension(let fold): return comprehension(fold)
    }
  }

  /// The values of nodes that are all literals.
  private func constants(_ nodes: [any Node]) -> [CELValue]? {
    var values: [CELValue] = []
    for node in nodes {
      guard let literal = node as? LiteralNode else { return nil }
      values.append(literal.value)
    }
    return values
  }

  // MARK: Names

  private mutating func variable(_ name: String, _ expression: Expression) -> any Node {
    switch tree.reference(of: expression) {
    case .constant(let value): return LiteralNode(value)
    case .variable(let name, let isGlobal):
      if isGlobal { return global(name) }
      return local(name) ?? global(name)
    default: return global(name)
    }
  }

  private func local(_ name: String) -> (any Node)? {
    for scope in scopes.reversed() {
      switch scope[name] {
      case .slot(let slot): return LocalNode(slot)
      case .bound(let slot, let definition): return BoundNode(slot, definition)
      case nil: continue
      }
    }
    return nil
  }

  private mutating func global(_ name: String) -> any Node {
    if let slot = globalNames.firstIndex(of: name) { return GlobalNode(slot) }
    globalNames.append(name)
    return GlobalNode(globalNames.count - 1)
  }

  private mutating func slot() -> Int {
    defer { localCount += 1 }
    return localCount
  }

  /// Reading a part costs one, and one more for the value that the path starts from, unless that is a variable.
  private func accessCost(_ operand: any Node) -> UInt64 {
    switch operand {
    case is GlobalNode, is LocalNode, is BoundNode, is SelectNode, is IndexNode, is ConditionalNode: Cost.access
    default: Cost.access * 2
    }
  }

  private mutating func select(
    _ expression: Expression, _ operand: Expression, _ field: String, _ isTest: Bool
  ) -> any Node {
    switch tree.reference(of: expression) {
    case .constant(let value): return LiteralNode(value)
    case .variable(let name, _): return global(name)
    default: break
    }
    let node = plan(operand)
    if isTest {
      let cost = accessCost(node) - (environment.presenceTestIsFree ? Cost.access : 0)
      return TestNode(node, field, cost: cost)
    }
    var known: (type: CELObjectType, field: CELField)?
    if case .object(let type) = tree.type(of: operand), let found = type.field(field) { known = (type, found) }
    return SelectNode(node, field, isOptional: false, known: known, cost: accessCost(node))
  }

  // MARK: Aggregates

  private mutating func map(_ entries: [Expression.Entry]) -> any Node {
    let nodes = entries.map { (key: plan($0.key), value: plan($0.value), isOptional: $0.isOptional) }
    let node = MapNode(nodes)
    guard constants(nodes.flatMap { [$0.key, $0.value] }) != nil, !nodes.contains(where: \.isOptional) else {
      return node
    }
    // A literal that fails (repeated keys) fails when evaluated.
    let frame = Frame(globals: [], localCount: 0, limit: .max)
    return (try? node.evaluate(frame)).map(LiteralNode.init) ?? node
  }

  private mutating func structure(_ expression: Expression, _ entries: [Expression.FieldEntry]) -> any Node {
    guard case .structure(let type) = tree.reference(of: expression) else { return LiteralNode(.null) }
    let fields = entries.compactMap { entry in
      type.field(entry.name).map { (field: $0, value: plan(entry.value), isOptional: entry.isOptional) }
    }
    return ObjectNode(type, fields)
  }

  // MARK: Calls

  private mutating func call(
    _ expression: Expression, _ function: String, _ target: Expression?, _ arguments: [Expression]
  ) -> any Node {
    let operands = (target.map { [$0] } ?? []) + arguments
    if let node = operation(function, operands) { return node }
    let nodes = operands.map { plan($0) }
    guard case .overloads(let overloads) = tree.reference(of: expression) else { return LiteralNode(.null) }
    switch (function, nodes.count) {
    case ("or", 2) where target != nil: return OptionalElseNode(nodes[0], nodes[1], unwraps: false)
    case ("orValue", 2) where target != nil: return OptionalElseNode(nodes[0], nodes[1], unwraps: true)
    case ("matches", 2):
      if let node = MatchesNode(nodes[0], nodes[1]) { return node }
    default: break
    }
    if overloads.count == 1 {
      return CallNode(overloads[0], nodes, CallCost.of(function, overloads[0]))
    }
    return DispatchNode(function, overloads.map { ($0, CallCost.of(function, $0)) }, nodes)
  }

  private mutating func operation(_ function: String, _ operands: [Expression]) -> (any Node)? {
    if operands.count == 2, let node = binary(function, operands[0], operands[1]) { return node }
    switch (function, operands.count) {
    case (Operator.not, 1): return NotNode(plan(operands[0]))
    case (Operator.negate, 1): return NegateNode(plan(operands[0]))
    case (Operator.notStrictlyFalse, 1): return NotStrictlyFalseNode(plan(operands[0]))
    case (Operator.conditional, 3):
      return ConditionalNode(plan(operands[0]), plan(operands[1]), plan(operands[2]))
    default: return nil
    }
  }

  private static let comparisons: [String: CompareNode.Operation] = [
    Operator.less: .less, Operator.lessOrEqual: .lessOrEqual, Operator.greater: .greater,
    Operator.greaterOrEqual: .greaterOrEqual,
  ]

  private static let arithmetic: [String: Arithmetic] = [
    Operator.add: .add, Operator.subtract: .subtract, Operator.multiply: .multiply, Operator.divide: .divide,
    Operator.modulo: .modulo,
  ]

  private mutating func binary(_ function: String, _ left: Expression, _ right: Expression) -> (any Node)? {
    if let comparison = Self.comparisons[function] { return CompareNode(plan(left), plan(right), comparison) }
    if let operation = Self.arithmetic[function] { return ArithmeticNode(plan(left), plan(right), operation) }
    switch function {
    case Operator.and: return LogicNode(plan(left), plan(right), decisive: false)
    case Operator.or: return LogicNode(plan(left), plan(right), decisive: true)
    case Operator.equals: return EqualsNode(plan(left), plan(right), expected: true)
    case Operator.notEquals: return EqualsNode(plan(left), plan(right), expected: false)
    case Operator.in:
      let range = plan(right)
      return InNode(plan(left), range, isFree: range is LiteralNode)
    case Operator.index:
      let operand = plan(left)
      return IndexNode(operand, plan(right), isOptional: false, cost: accessCost(operand))
    case Operator.optionalIndex:
      let operand = plan(left)
      return IndexNode(operand, plan(right), isOptional: true, cost: accessCost(operand))
    case Operator.optionalSelect:
      guard case .literal(.string(let field)) = right.kind else { return nil }
      let operand = plan(left)
      return SelectNode(operand, field, isOptional: true, cost: accessCost(operand))
    default: return nil
    }
  }

  // MARK: Comprehensions

  private mutating func comprehension(_ fold: Expression.Comprehension) -> any Node {
    if fold.variable == Macro.unusedVariable { return bind(fold) }
    let range = plan(fold.range)
    let variables = FoldVariables(first: slot(), second: fold.secondVariable == nil ? nil : slot())
    var names: [String: Local] = [fold.variable: .slot(variables.first)]
    if let name = fold.secondVariable, let second = variables.second { names[name] = .slot(second) }
    if let node = special(fold, range, variables, names) { return node }
    let start = plan(fold.start)
    let accumulator = slot()
    scopes.append([fold.accumulator: .slot(accumulator)])
    scopes.append(names)
    let (test, step) = (plan(fold.condition), plan(fold.step))
    scopes.removeLast()
    let result = plan(fold.result)
    scopes.removeLast()
    return FoldNode(
      range: range, variables: variables, accumulator: accumulator, start: start, test: test, step: step,
      result: result)
  }

  private mutating func bind(_ fold: Expression.Comprehension) -> any Node {
    let definition = plan(fold.start)
    let slot = slot()
    scopes.append([fold.accumulator: .bound(slot, definition)])
    let result = plan(fold.result)
    scopes.removeLast()
    return BindNode(slot, result)
  }

  /// Nodes for what the standard macros expand to.
  private mutating func special(
    _ fold: Expression.Comprehension, _ range: any Node, _ variables: FoldVariables, _ names: [String: Local]
  ) -> (any Node)? {
    guard fold.accumulator == Macro.accumulator else { return nil }
    scopes.append(names)
    defer { scopes.removeLast() }
    let (condition, step) = Self.filtered(fold.step)
    guard case .call(let function, _, let arguments) = step.kind, let first = arguments.first,
      case .identifier(Macro.accumulator) = first.kind
    else { return nil }
    switch (function, arguments.count) {
    case (Operator.and, 2), (Operator.or, 2):
      guard condition == nil else { return nil }
      return QuantifierNode(
        range: range, variables: variables, predicate: plan(arguments[1]), decisive: function == Operator.or)
    case (Operator.add, 2):
      if case .literal(.int(1)) = arguments[1].kind, let condition {
        return ExistsOneNode(range: range, variables: variables, predicate: plan(condition))
      }
      guard case .list(let elements) = arguments[1].kind, elements.count == 1, !elements[0].isOptional else {
        return nil
      }
      return GatherNode(
        range: range, variables: variables, filter: condition.map { plan($0) }, element: plan(elements[0].value))
    case (TwoVariableMacros.mapInsert, 2), (TwoVariableMacros.mapInsert, 3):
      let filter = condition.map { plan($0) }
      let key = arguments.count == 3 ? plan(arguments[1]) : nil
      return InsertNode(
        range: range, variables: variables, filter: filter, key: key, value: plan(arguments[arguments.count - 1]))
    default: return nil
    }
  }

  /// The condition and the step of `condition ? step : @result`.
  private static func filtered(_ step: Expression) -> (condition: Expression?, step: Expression) {
    guard case .call(Operator.conditional, _, let arguments) = step.kind, arguments.count == 3,
      case .identifier(Macro.accumulator) = arguments[2].kind
    else { return (nil, step) }
    return (arguments[0], arguments[1])
  }
}

/// `text.matches('literal')`, the pattern compiled once.
final class MatchesNode: Node {
  private let text: any Node
  private let regex: LinearRegex
  private let patternCost: UInt64

  init?(_ text: any Node, _ pattern: any Node) {
    guard let literal = pattern as? LiteralNode, case .string(let pattern) = literal.value,
      let regex = try? LinearRegex(pattern)
    else { return nil }
    self.text = text
    self.regex = regex
    patternCost = Cost.traversal(UInt64(pattern.scalarCount), factor: Cost.regex)
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    guard case .string(let text) = try text.evaluate(frame) else { throw .noSuchOverload }
    let textCost = UInt64(((1 + Double(text.scalarCount)) * Cost.traversal).rounded(.up))
    try frame.charge(textCost &* patternCost)
    return .bool(regex.matches(text))
  }
}
