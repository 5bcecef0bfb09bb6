import APIMachinery
import CEL

/// Evaluates the rules of a schema for one object, within a budget for all of them.
struct ExpressionEvaluation {
  /// Where a value stood before the change, for tolerating what was wrong already.
  struct Correlation {
    /// This value before and after; nil where it can't be told which value it was.
    var current: Pair?
    /// The nearest value around it for which it can be told.
    var parent: Pair?

    struct Pair {
      var new: JSONValue
      var old: JSONValue
      var type: StructuralType

      var isUnchanged: Bool { new == old }
    }

    var isUnchanged: Bool { (current ?? parent)?.isUnchanged ?? false }

    func member(_ name: String) -> Correlation {
      guard let current else { return self }
      // Changes of an object's type can't be seen: both versions were converted to the same one.
      if parent == nil, name == "apiVersion" || name == "kind" { return Correlation() }
      var inner: Pair?
      if let new = current.new[name], let old = current.old[name],
        let type = current.type.member(name) ?? current.type.additional
      {
        inner = Pair(new: new, old: old, type: type)
      }
      return Correlation(current: inner, parent: current)
    }

    func element(_ index: Int) -> Correlation {
      guard let current else { return self }
      var inner: Pair?
      if let new = current.new[index], let type = current.type.items,
        let old = ExpressionEvaluation.old(of: new, at: index, in: current.old, current.type, allowsIndex: true),
        !old.isNull
      {
        inner = Pair(new: new, old: old, type: type)
      }
      return Correlation(current: inner, parent: current)
    }
  }

  private static let messageBytesMax = 5 * 1024

  private(set) var errors: [FieldError] = []
  /// What is wrong, but was before.
  private(set) var tolerated: [FieldError] = []
  /// Negative once it is used up: nothing more is evaluated then.
  private var budget = Int64(CELLimits.costPerObject)

  /// - Parameters:
  ///   - old: The value before the change; nil for a new one.
  ///   - tolerates: Errors of values that didn't change are no errors.
  static func run(
    _ node: ExpressionNode, _ value: JSONValue, old: JSONValue?, at path: FieldPath, tolerates: Bool = false
  ) -> ExpressionEvaluation {
    var evaluation = ExpressionEvaluation()
    var correlation = Correlation()
    if tolerates, let old { correlation.current = .init(new: value, old: old, type: node.structural) }
    evaluation.visit(node, value, old: old, path, correlation)
    return evaluation
  }

  private mutating func visit(
    _ node: ExpressionNode, _ value: JSONValue, old: JSONValue?, _ path: FieldPath, _ correlation: Correlation
  ) {
    guard !value.isNull, budget >= 0 else { return }
    evaluate(node, value, old: old.flatMap { $0.isNull ? nil : $0 }, path, correlation)
    switch value {
    case .object(let object):
      for member in object.members where budget >= 0 {
        let before = old?[member.key]
        if let additional = node.additional {
          visit(additional, member.value, old: before, path.key(member.key), correlation.member(member.key))
        }
        if let property = node.properties[member.key] {
          visit(property, member.value, old: before, path.child(member.key), correlation.member(member.key))
        }
      }
    case .array(let elements):
      guard let items = node.items else { return }
      for (index, element) in elements.enumerated() where budget >= 0 {
        let before = Self.old(of: element, at: index, in: old ?? .null, node.structural, allowsIndex: false)
        visit(items, element, old: before, path.index(index), correlation.element(index))
      }
    default: return
    }
  }

  /// The element that stood for `element` before the change: the one with the same keys, or (where that will do) at
  /// the same place.
  private static func old(
    of element: JSONValue, at index: Int, in old: JSONValue, _ type: StructuralType, allowsIndex: Bool
  ) -> JSONValue? {
    switch type.topology {
    case .keyed(let keys):
      guard element.objectValue != nil else { return nil }
      return (old.arrayValue ?? []).first { candidate in keys.allSatisfy { candidate[$0] == element[$0] } }
    case .granular: return allowsIndex ? old[index] : nil
    case .set, .atomic: return nil
    }
  }

  // MARK: One value

  private mutating func evaluate(
    _ node: ExpressionNode, _ value: JSONValue, old: JSONValue?, _ path: FieldPath, _ correlation: Correlation
  ) {
    guard let type = node.type, !node.rules.isEmpty else { return }
    guard budget > 0 else { return fail(path, node, Self.outOfBudget) }
    var activation: CELActivation = ["self": CELValue(value, as: type)]
    var optional = activation
    if node.usesOldSelf {
      let before = old.map { CELValue($0, as: type) }
      activation["oldSelf"] = before
      optional["oldSelf"] = CELValue.optional(of: before)
    }
    for rule in node.rules where budget >= 0 {
      if let problem = rule.problem {
        errors.append(.invalid(path, .string(node.typeName), "rule compile error: \(problem)"))
        continue
      }
      guard let program = rule.program else { continue }
      let isOptional = rule.rule.optionalOldSelf == true
      // A rule about a change needs something to compare with.
      if rule.usesOldSelf, old == nil, !isOptional { continue }
      let outcome = program.evaluate(isOptional ? optional : activation)
      guard spend(outcome.cost) else { return fail(path, node, Self.outOfBudget) }
      switch outcome.result {
      case .success(.bool(true)): continue
      case .success: refuse(rule, node, value, activation, path, correlation)
      case .failure(let error): report(error, rule, node, path)
      }
    }
  }

  private static let outOfBudget =
    "validation failed due to running out of cost budget, no further validation rules will be run"

  private mutating func spend(_ cost: UInt64) -> Bool {
    guard let cost = Int64(exactly: cost), cost <= budget else { return false }
    budget -= cost
    return true
  }

  /// Reports what ends the evaluation of all rules.
  private mutating func fail(_ path: FieldPath, _ node: ExpressionNode, _ detail: String) {
    errors.append(.invalid(path, .string(node.typeName), detail))
    budget = -1
  }

  private mutating func report(_ error: CELError, _ rule: CompiledRule, _ node: ExpressionNode, _ path: FieldPath) {
    if error.kind == .budgetExceeded {
      return fail(
        path, node,
        "'\(error)': no further validation rules will be run due to call cost exceeds limit for rule: \(rule.label)")
    }
    let detail =
      error.message.hasPrefix("no such overload")
      ? "'\(error)': call arguments did not match a supported operator, function or macro signature for rule: "
        + rule.label
      : "\(error) evaluating rule: \(rule.label)"
    errors.append(.invalid(path, .string(node.typeName), detail))
  }

  private mutating func refuse(
    _ rule: CompiledRule, _ node: ExpressionNode, _ value: JSONValue, _ activation: CELActivation, _ path: FieldPath,
    _ correlation: Correlation
  ) {
    let place = rule.fieldPath.isEmpty ? path : path.child(rule.fieldPath)
    var detail = rule.detail
    if let message = rule.message {
      let outcome = message.evaluate(activation)
      guard spend(outcome.cost) else {
        add(
          .invalid(
            place, .string(node.typeName),
            "messageExpression evaluation failed due to running out of cost budget, no further validation rules will "
              + "be run"), rule, correlation)
        budget = -1
        return
      }
      switch outcome.result {
      case .success(.string(let text)): detail = Self.usable(text) ?? detail
      case .failure(let error) where error.kind == .budgetExceeded:
        add(
          .invalid(
            place, .string(node.typeName),
            "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
              + quoted(rule.rule.messageExpression)), rule, correlation)
        budget = -1
        return
      default: break
      }
    }
    let isContainer = node.typeName == "object" || node.typeName == "array"
    add(Self.error(place, isContainer ? nil : value, detail, reason: rule.rule.reason), rule, correlation)
  }

  /// A message that fits on a line.
  private static func usable(_ text: String) -> String? {
    let trimmed = SchemaWalk.trimmed(text)
    guard !trimmed.isEmpty, trimmed.utf8.count <= messageBytesMax, !trimmed.unicodeScalars.contains("\n") else {
      return nil
    }
    return trimmed
  }

  private static func error(_ path: FieldPath, _ value: JSONValue?, _ detail: String, reason: String?) -> FieldError {
    switch reason {
    case "FieldValueForbidden": .forbidden(path, detail)
    case "FieldValueRequired": .required(path, detail)
    case "FieldValueDuplicate": FieldError(.duplicate, path, value: value)
    default: .invalid(path, value, detail)
    }
  }

  private mutating func add(_ error: FieldError, _ rule: CompiledRule, _ correlation: Correlation) {
    if !rule.usesOldSelf, correlation.isUnchanged { tolerated.append(error) } else { errors.append(error) }
  }
}

extension [FieldError] {
  /// Rules aren't evaluated for objects with these errors, on which expressions could not rely.
  var blocksExpressions: Bool {
    contains { error in
      switch error.kind {
      case .notSupported, .required, .tooLong, .tooMany, .typeInvalid: true
      default: false
      }
    }
  }

  static var expressionsNotChecked: FieldError {
    .invalid(
      .root, .null,
      "some validation rules were not checked because the object was invalid; correct the existing errors to complete "
        + "validation")
  }
}
