/// Estimates what evaluating an expression can cost, before any value is known, from the sizes that schemas allow
/// (cel-go's `checker/cost.go`).
struct CostEstimator {
  let tree: CheckedTree
  let environment: CELEnvironment
  /// Sizes of values and of what is in them, and their schemas, by number of the node.
  private var sizes: [Int: CELCostEstimate] = [:]
  private var entrySizes: [Int: EntrySize] = [:]
  private var schemas: [Int: CELSchema] = [:]
  private var locals: [String: [Local]] = [:]

  struct EntrySize {
    var key: CELCostEstimate
    var value: CELCostEstimate

    func union(_ other: EntrySize) -> EntrySize {
      EntrySize(key: key.union(other.key), value: value.union(other.value))
    }
  }

  private struct Local {
    var schema: CELSchema?
    var size: CELCostEstimate?
    var entrySize: EntrySize?
  }

  private init(_ tree: CheckedTree, _ environment: CELEnvironment) {
    self.tree = tree
    self.environment = environment
  }

  static func estimate(_ tree: CheckedTree, in environment: CELEnvironment) -> CELCostEstimate {
    var estimator = CostEstimator(tree, environment)
    return estimator.cost(tree.syntax.root)
  }

  private mutating func cost(_ expression: Expression) -> CELCostEstimate {
    switch expression.kind {
    case .literal: return .zero
    case .identifier(let name):
      if let local = locals[name]?.last {
        schemas[expression.id] = local.schema
      } else {
        schemas[expression.id] = environment.variableSchemas[name]
      }
      return .exactly(Cost.access)
    case .select(let operand, let field, let isTest): return select(expression, operand, field, isTest)
    case .call(let function, let target, let arguments): return call(expression, function, target, arguments)
    case .list(let elements):
      var sum = CELCostEstimate.exactly(Cost.list)
      var item = elements.isEmpty ? CELCostEstimate(0, 0) : .nothing
      for element in elements {
        sum = sum + cost(element.value)
        item = item.union(size(of: element.value))
      }
      entrySizes[expression.id] = EntrySize(key: .exactly(1), value: item)
      return sum
    case .map(let entries):
      var sum = CELCostEstimate.exactly(Cost.map)
      var entry = EntrySize(key: .nothing, value: .nothing)
      if entries.isEmpty { entry = EntrySize(key: .zero, value: .zero) }
      for element in entries {
        sum = sum + cost(element.key) + cost(element.value)
        entry = entry.union(EntrySize(key: size(of: element.key), value: size(of: element.value)))
      }
      entrySizes[expression.id] = entry
      return sum
    case .structure(_, let entries):
      return entries.reduce(.exactly(Cost.object)) { $0 + cost($1.value) }
    case .comprehension(let fold): return comprehension(expression, fold)
    }
  }

  private mutating func select(
    _ expression: Expression, _ operand: Expression, _ field: String, _ isTest: Bool
  ) -> CELCostEstimate {
    if case .variable(let name, _) = tree.reference(of: expression) {
      schemas[expression.id] = environment.variableSchemas[name]
      return .exactly(Cost.access)
    }
    var sum = cost(operand)
    if isTest { return environment.presenceTestIsFree ? sum : sum + .exactly(Cost.access) }
    switch tree.type(of: operand) {
    case .map, .object, .parameter: sum = sum + .exactly(Cost.access)
    default: break
    }
    switch schemas[operand.id]?.shape {
    case .object(let type): schemas[expression.id] = type.field(field)?.schema
    case .map(let value): schemas[expression.id] = value
    default: break
    }
    return sum
  }

  private mutating func call(
    _ expression: Expression, _ function: String, _ target: Expression?, _ arguments: [Expression]
  ) -> CELCostEstimate {
    let argumentCosts = arguments.map { cost($0) }
    let argumentSum = argumentCosts.reduce(.zero, +)
    if function == "dyn", target == nil, let argument = arguments.first {
      sizes[expression.id] = knownSize(of: argument)
      entrySizes[expression.id] = entrySize(of: argument)
      return .exactly(Cost.call) + argumentSum
    }
    guard case .overloads(let overloads) = tree.reference(of: expression) else {
      // A part taken of something optional.
      return .exactly(Cost.access) + argumentSum
    }
    let targetCost = target.map { cost($0) } ?? .zero
    var result = CELCostEstimate.nothing
    var resultSize: CELCostEstimate?
    for overload in overloads {
      let call: CallEstimate
      switch overload.id {
      case "logical_and", "logical_or":
        let maximum = (argumentCosts[0] + argumentCosts[1]).maximum
        call = CallEstimate(cost: CELCostEstimate(argumentCosts[0].minimum, maximum))
      case "conditional":
        let size = size(of: arguments[1]).union(size(of: arguments[2]))
        if let yes = entrySize(of: arguments[1]), let no = entrySize(of: arguments[2]) {
          entrySizes[expression.id] = yes.union(no)
        }
        call = CallEstimate(cost: argumentCosts[0] + argumentCosts[1].union(argumentCosts[2]), size: size)
      case "add_string", "add_bytes", "add_list":
        if let left = entrySize(of: arguments[0]), let right = entrySize(of: arguments[1]) {
          entrySizes[expression.id] = left.union(right)
        }
        call = self.estimate(function, overload, target, arguments) + argumentSum
      default: call = self.estimate(function, overload, target, arguments) + argumentSum
      }
      result = result.union(call.cost)
      if let size = call.size { resultSize = resultSize.map { $0.union(size) } ?? size }
      if overload.id == "index_list" || overload.id == "index_map" {
        resultSize = entrySize(of: arguments[0])?.value
        schemas[expression.id] = elementSchema(of: arguments[0])
      }
      if resultSize == nil { resultSize = knownSize(of: expression) }
    }
    if let resultSize { sizes[expression.id] = resultSize }
    return targetCost + result
  }

  private func estimate(
    _ function: String, _ overload: CELOverload, _ target: Expression?, _ arguments: [Expression]
  ) -> CallEstimate {
    let operand = { (expression: Expression) in
      CallEstimator.Operand(
        type: tree.type(of: expression), size: size(of: expression), elementSize: elementSize(of: expression),
        literal: { if case .literal(let value) = expression.kind { value } else { nil } }())
    }
    return CallEstimator(target: target.map(operand), arguments: arguments.map(operand))
      .estimate(function, overload.id)
  }

  private mutating func comprehension(_ expression: Expression, _ fold: Expression.Comprehension) -> CELCostEstimate {
    var sum = cost(fold.range) + cost(fold.start)
    let isBind = fold.variable == Macro.unusedVariable
    locals[fold.accumulator, default: []].append(
      Local(
        schema: schemas[fold.start.id], size: knownSize(of: fold.start), entrySize: entrySize(of: fold.start)))
    defer { _ = locals[fold.accumulator]?.popLast() }
    if isBind {
      sum = sum + cost(fold.result)
      sizes[expression.id] = knownSize(of: fold.result)
      entrySizes[expression.id] = entrySize(of: fold.result)
      return sum
    }
    let entry = entrySize(of: fold.range)
    let element = Local(schema: elementSchema(of: fold.range), size: entry?.value)
    let key = Local(schema: nil, size: entry?.key)
    let isList: Bool
    if case .list = tree.type(of: fold.range) { isList = true } else { isList = false }
    locals[fold.variable, default: []].append(fold.secondVariable == nil && isList ? element : key)
    if let second = fold.secondVariable { locals[second, default: []].append(element) }
    let perStep = cost(fold.condition) + cost(fold.step)
    _ = locals[fold.variable]?.popLast()
    if let second = fold.secondVariable { _ = locals[second]?.popLast() }
    sum = sum + cost(fold.result)
    let count = size(of: fold.range)
    switch fold.start.kind {
    case .literal: sizes[expression.id] = knownSize(of: fold.start)
    case .list, .map:
      sizes[expression.id] = count
      if let entry = entrySize(of: fold.step) { entrySizes[expression.id] = entry }
    default: break
    }
    return sum + count * perStep
  }

  // MARK: Sizes

  private func size(of expression: Expression) -> CELCostEstimate { knownSize(of: expression) ?? .unknown }

  private func knownSize(of expression: Expression) -> CELCostEstimate? {
    if let size = sizes[expression.id] { return size }
    switch expression.kind {
    case .literal(let value): return .exactly(Cost.size(value))
    case .list(let elements): return .exactly(UInt64(elements.count))
    case .map(let entries): return .exactly(UInt64(entries.count))
    default: break
    }
    if let maximum = schemas[expression.id]?.maxElements { return CELCostEstimate(0, UInt64(clamping: maximum)) }
    if Self.isScalar(tree.type(of: expression)) { return .exactly(1) }
    if case .identifier(let name) = expression.kind { return locals[name]?.last?.size }
    return nil
  }

  private func entrySize(of expression: Expression) -> EntrySize? {
    if let size = entrySizes[expression.id] { return size }
    if case .identifier(let name) = expression.kind { return locals[name]?.last?.entrySize }
    return nil
  }

  private func elementSchema(of expression: Expression) -> CELSchema? {
    switch schemas[expression.id]?.shape {
    case .list(let element, _): element
    case .map(let value): value
    default: nil
    }
  }

  private func elementSize(of expression: Expression) -> CELCostEstimate {
    elementSchema(of: expression)?.maxElements.map { CELCostEstimate(0, UInt64(clamping: $0)) } ?? .unknown
  }

  private static func isScalar(_ type: CELType) -> Bool {
    switch type {
    case .bool, .double, .duration, .int, .timestamp, .uint: true
    case .opaque("optional_type", let parameters): parameters.first.map(isScalar) ?? false
    default: false
    }
  }
}
