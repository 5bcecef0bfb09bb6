/// Finds the type of every part of an expression, and what its names refer to. What has no type before evaluation (dyn)
/// fits everything. Words issues as cel-go does.
struct Checker {
  let environment: CELEnvironment
  var tree: CheckedTree
  var mapping = TypeMapping()
  var issues: [CELIssue] = []
  /// Variables of the comprehensions around, innermost last.
  private var scopes: [[String: CELType]] = []
  private var openTypes = 0

  private init(_ syntax: SyntaxTree, _ environment: CELEnvironment) {
    self.environment = environment
    tree = CheckedTree(syntax)
  }

  static func check(_ syntax: SyntaxTree, in environment: CELEnvironment) throws(CELCompileError) -> CheckedTree {
    var checker = Checker(syntax, environment)
    checker.check(syntax.root)
    if checker.issues.isEmpty { LiteralValidation.check(&checker) }
    guard checker.issues.isEmpty else { throw CELCompileError(checker.issues, in: syntax.source) }
    let mapping = checker.mapping
    checker.tree.replaceTypes { mapping.substitute($0, openIsDyn: true) }
    return checker.tree
  }

  mutating func report(_ message: String, at expression: Expression) {
    issues.append(CELIssue(message: message, offset: tree.syntax.offset(of: expression.id)))
  }

  func type(of expression: Expression) -> CELType { tree.type(of: expression) }

  private mutating func undeclared(_ name: String, _ expression: Expression) {
    report("undeclared reference to '\(name)' (in container '\(environment.container)')", at: expression)
    tree.set(.error, for: expression)
  }

  private mutating func openType() -> CELType {
    defer { openTypes += 1 }
    return .parameter("_var\(openTypes)")
  }

  mutating func check(_ expression: Expression) {
    switch expression.kind {
    case .literal(let value): tree.set(value.type, for: expression)
    case .identifier(let name):
      if let found = resolve(name) {
        tree.set(found.type, for: expression)
        tree.set(found.reference, for: expression)
      } else {
        undeclared(name, expression)
      }
    case .select(let operand, let field, let isTest): select(expression, operand, field, isTest)
    case .call(let function, let target, let arguments): call(expression, function, target, arguments)
    case .list(let elements): list(expression, elements)
    case .map(let entries): map(expression, entries)
    case .structure(let name, let entries): structure(expression, name, entries)
    case .comprehension(let fold): comprehension(expression, fold)
    }
  }

  // MARK: Names

  private struct Resolution {
    let type: CELType
    let reference: CheckedTree.Reference
  }

  private func local(_ name: String) -> CELType? {
    for scope in scopes.reversed() { if let type = scope[name] { return type } }
    return nil
  }

  private func resolve(_ name: String) -> Resolution? {
    if let type = local(name) { return Resolution(type: type, reference: .variable(name, isGlobal: false)) }
    return global(name)
  }

  private func global(_ name: String) -> Resolution? {
    for candidate in environment.candidates(for: name) {
      if let type = environment.variables[candidate] {
        return Resolution(type: type, reference: .variable(candidate, isGlobal: true))
      }
      if let type = environment.typeNamed(candidate) {
        return Resolution(type: .type(type), reference: .constant(.type(type)))
      }
      if let value = environment.constants[candidate] {
        return Resolution(type: value.type, reference: .constant(value))
      }
    }
    return nil
  }

  /// The names of `a.b.c`; nil when it starts with anything else.
  private func qualifiedName(_ expression: Expression) -> [String]? {
    switch expression.kind {
    case .identifier(let name): return [name]
    case .select(let operand, let field, let isTest):
      guard !isTest, let names = qualifiedName(operand) else { return nil }
      return names + [field]
    default: return nil
    }
  }

  private mutating func select(_ expression: Expression, _ operand: Expression, _ field: String, _ isTest: Bool) {
    // `a.b` may be one name.
    if !isTest, environment.hasQualifiedNames, let names = qualifiedName(expression), local(names[0]) == nil,
      let found = global(names.joined(separator: "."))
    {
      tree.set(found.type, for: expression)
      tree.set(found.reference, for: expression)
      return
    }
    let type = fieldType(expression, operand, field, isOptional: false)
    tree.set(isTest ? .bool : mapping.substitute(type), for: expression)
  }

  private mutating func fieldType(
    _ expression: Expression, _ operand: Expression, _ field: String, isOptional: Bool
  ) -> CELType {
    check(operand)
    let operandType = mapping.substitute(type(of: operand))
    let target = operandType.unwrapped ?? operandType
    var result = CELType.error
    switch target {
    case .map(_, let value): result = value
    case .object(let type):
      if let found = type.field(field) {
        result = found.schema.type
      } else {
        report("undefined field '\(field)'", at: expression)
      }
    case .parameter:
      _ = mapping.assign(.dyn, target)
      result = .dyn
    default:
      if !target.isDynOrError {
        report("type '\(target)' does not support field selection", at: expression)
      }
      result = .dyn
    }
    return isOptional || operandType.unwrapped != nil ? .optional(result) : result
  }

  // MARK: Calls

  private mutating func call(
    _ expression: Expression, _ function: String, _ target: Expression?, _ arguments: [Expression]
  ) {
    if function == Operator.optionalSelect, arguments.count == 2, case .literal(.string(let field)) = arguments[1].kind
    {
      let type = fieldType(expression, arguments[0], field, isOptional: true)
      tree.set(mapping.substitute(type), for: expression)
      return
    }
    for argument in arguments { check(argument) }
    guard let target else {
      guard let found = environment.function(function) else { return undeclared(function, expression) }
      return resolve(expression, found, nil, arguments)
    }
    if let prefix = qualifiedName(target),
      let found = environment.function(prefix.joined(separator: ".") + "." + function)
    {
      expression.kind = .call(found.name, target: nil, arguments: arguments)
      return resolve(expression, found, nil, arguments)
    }
    check(target)
    guard let found = environment.function(function) else { return undeclared(function, expression) }
    resolve(expression, found, target, arguments)
  }

  private mutating func resolve(
    _ expression: Expression, _ function: CELFunction, _ target: Expression?, _ arguments: [Expression]
  ) {
    let operands = (target.map { [$0] } ?? []) + arguments
    if function.name == Operator.and || function.name == Operator.or {
      return logical(expression, function, arguments)
    }
    var argumentTypes = operands.map { type(of: $0) }
    var found: [CELOverload] = []
    var result: CELType?
    for overload in function.overloads where overload.isMember == (target != nil) {
      guard overload.parameters.count == argumentTypes.count else { continue }
      let (parameters, overloadResult) = fresh(overload)
      guard mapping.assign(argumentTypes, parameters) else { continue }
      found.append(overload)
      let type = mapping.substitute(overloadResult)
      if let known = result {
        if !known.isDyn && type != known { result = .dyn }
      } else {
        result = type
      }
    }
    guard let result else {
      argumentTypes = argumentTypes.map { mapping.substitute($0, openIsDyn: true) }
      let signature =
        (target == nil ? "" : "\(argumentTypes.removeFirst()).")
        + "(\(argumentTypes.map(\.description).joined(separator: ", ")))"
      report("found no matching overload for '\(function.name)' applied to '\(signature)'", at: expression)
      tree.set(.error, for: expression)
      return
    }
    tree.set(result, for: expression)
    tree.set(.overloads(found), for: expression)
  }

  private mutating func logical(_ expression: Expression, _ function: CELFunction, _ arguments: [Expression]) {
    var isValid = true
    for argument in arguments where !mapping.assign(type(of: argument), .bool) {
      report("expected type 'bool' but found '\(type(of: argument))'", at: argument)
      isValid = false
    }
    tree.set(isValid ? .bool : .error, for: expression)
    tree.set(.overloads(function.overloads), for: expression)
  }

  /// The overload's types with parameters that no other call uses.
  private mutating func fresh(_ overload: CELOverload) -> (parameters: [CELType], result: CELType) {
    guard !overload.typeParameters.isEmpty else { return (overload.parameters, overload.result) }
    var renaming = TypeMapping()
    for name in overload.typeParameters { renaming[name] = openType() }
    return (overload.parameters.map { renaming.substitute($0) }, renaming.substitute(overload.result))
  }

  // MARK: Aggregates

  private mutating func join(_ expression: Expression, _ previous: CELType?, _ current: CELType) -> CELType {
    guard let previous else { return current }
    if mapping.assign(previous, current) { return TypeMapping.mostGeneral(previous, current) }
    if !environment.requiresHomogeneousLiterals { return .dyn }
    report("expected type '\(previous)' but found '\(current)'", at: expression)
    return .error
  }

  private mutating func unwrap(_ expression: Expression, _ isOptional: Bool) -> CELType {
    let type = type(of: expression)
    guard isOptional else { return type }
    if let wrapped = type.unwrapped { return wrapped }
    if !type.isDyn { report("expected type 'optional_type(\(type))' but found '\(type)'", at: expression) }
    return type
  }

  private mutating func list(_ expression: Expression, _ elements: [Expression.Element]) {
    var elementType: CELType?
    for element in elements {
      check(element.value)
      elementType = join(element.value, elementType, unwrap(element.value, element.isOptional))
    }
    tree.set(.list(elementType ?? openType()), for: expression)
  }

  private mutating func map(_ expression: Expression, _ entries: [Expression.Entry]) {
    var keyType: CELType?
    var valueType: CELType?
    for entry in entries {
      check(entry.key)
      keyType = join(entry.key, keyType, type(of: entry.key))
      check(entry.value)
      valueType = join(entry.value, valueType, unwrap(entry.value, entry.isOptional))
    }
    tree.set(.map(keyType ?? openType(), valueType ?? openType()), for: expression)
  }

  private mutating func structure(_ expression: Expression, _ name: String, _ entries: [Expression.FieldEntry]) {
    let found = environment.candidates(for: name).compactMap { environment.typeNamed($0) }.first
    guard let found else { return undeclared(name, expression) }
    guard case .object(let type) = found else {
      report("'\(found)' is not a message type", at: expression)
      tree.set(.error, for: expression)
      return
    }
    tree.set(found, for: expression)
    tree.set(.structure(type), for: expression)
    for entry in entries {
      check(entry.value)
      let offset = tree.syntax.offset(of: entry.id)
      guard let field = type.field(entry.name) else {
        issues.append(CELIssue(message: "undefined field '\(entry.name)'", offset: offset))
        continue
      }
      let valueType = unwrap(entry.value, entry.isOptional)
      if !mapping.assign(field.schema.type, valueType) {
        let message =
          "expected type of field '\(entry.name)' is '\(field.schema.type)' but provided type is '\(valueType)'"
        issues.append(CELIssue(message: message, offset: offset))
      }
    }
  }

  // MARK: Comprehensions

  private mutating func comprehension(_ expression: Expression, _ fold: Expression.Comprehension) {
    check(fold.range)
    check(fold.start)
    let rangeType = mapping.substitute(type(of: fold.range))
    let startType = type(of: fold.start)
    var (first, second): (CELType, CELType)
    switch rangeType {
    case .list(let element): (first, second) = fold.secondVariable == nil ? (element, .error) : (.int, element)
    case .map(let key, let value): (first, second) = (key, value)
    case .dyn, .error, .parameter:
      _ = mapping.assign(.dyn, rangeType)
      (first, second) = (.dyn, .dyn)
    default:
      report(
        "expression of type '\(rangeType)' cannot be range of a comprehension (must be list, map, or dynamic)",
        at: fold.range)
      (first, second) = (.error, .error)
    }
    scopes.append([fold.accumulator: startType])
    var variables = [fold.variable: first]
    if let name = fold.secondVariable { variables[name] = second }
    scopes.append(variables)
    check(fold.condition)
    expect(.bool, fold.condition)
    check(fold.step)
    expect(startType, fold.step)
    scopes.removeLast()
    check(fold.result)
    scopes.removeLast()
    tree.set(mapping.substitute(type(of: fold.result)), for: expression)
  }

  private mutating func expect(_ expected: CELType, _ expression: Expression) {
    let actual = type(of: expression)
    if !mapping.assign(expected, actual) {
      report("expected type '\(expected)' but found '\(actual)'", at: expression)
    }
  }
}
