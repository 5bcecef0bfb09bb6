import APIMachinery
import CEL

/// Compiles the rules of `x-kubernetes-validations` of a schema and estimates what they cost at worst.
struct ExpressionChecks {
  let root: Node
  private let total = TotalCost()

  init(_ schema: JSONValue) { root = Node(schema, isRoot: true, cardinality: 1, total: total) }

  /// What is wrong with the rules together.
  func totalErrors(_ path: FieldPath) -> [FieldError] {
    guard total.sum > CELLimits.estimatePerDefinition else { return [] }
    return total.mostExpensive.map {
      .forbidden($0.path, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")
    } + [
      .forbidden(
        path,
        CostText.exceeded(
          "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total.sum,
          limit: CELLimits.estimatePerDefinition))
    ]
  }

  /// The cost of all rules, and the few that make most of it.
  final class TotalCost {
    private static let listedMax = 4

    private(set) var sum: UInt64 = 0
    private(set) var mostExpensive: [(path: FieldPath, cost: UInt64)] = []

    func add(_ cost: UInt64, _ path: FieldPath) {
      let (total, overflows) = sum.addingReportingOverflow(cost)
      sum = overflows ? .max : total
      guard cost >= CELLimits.estimatePerDefinition / 100 else { return }
      mostExpensive.append((path, cost))
      mostExpensive.sort { $0.cost > $1.cost }
      mostExpensive = Array(mostExpensive.prefix(Self.listedMax))
    }
  }

  /// What the rules of one node are compiled with.
  struct Node {
    private let schema: JSONValue
    private let isRoot: Bool
    /// How many values of this schema an object can have; nil where only its size limits that.
    private let cardinality: UInt64?
    private let total: TotalCost

    init(_ schema: JSONValue, isRoot: Bool, cardinality: UInt64?, total: TotalCost) {
      self.schema = schema
      self.isRoot = isRoot
      self.cardinality = cardinality
      self.total = total
    }

    func property(_ name: String, _ schema: JSONValue?) -> Node? { child(schema) }
    func additional(_ schema: JSONValue?) -> Node? { child(schema) }
    func items(_ schema: JSONValue?) -> Node? { child(schema) }

    private func child(_ child: JSONValue?) -> Node? {
      guard let child, child.objectValue != nil else { return nil }
      var inner: UInt64?
      if let cardinality, let factor = Self.elementsMax(schema) {
        inner = Self.multiply(cardinality, factor)
      }
      return Node(
        child, isRoot: child["x-kubernetes-embedded-resource"]?.boolValue == true, cardinality: inner, total: total)
    }

    /// How many values a value of this schema holds; nil for maps and lists without a limit.
    private static func elementsMax(_ schema: JSONValue) -> UInt64? {
      switch schema["type"]?.stringValue {
      case "object":
        guard schema["additionalProperties"] != nil else { return 1 }
        return schema["maxProperties"]?.integerValue.map { UInt64(clamping: $0) }
      case "array": return schema["maxItems"]?.integerValue.map { UInt64(clamping: $0) }
      default: return 1
      }
    }

    private static func multiply(_ cost: UInt64, _ count: UInt64) -> UInt64 {
      let (product, overflows) = cost.multipliedReportingOverflow(by: count)
      return overflows ? .max : product
    }

    // MARK: Errors

    func errors(
      _ rules: ObjectField, checks: DefinitionChecks, suppressesCosts: Bool, uncorrelatable: FieldPath?
    ) -> [FieldError] {
      guard let type = CELSchema(openAPI: schema, isRoot: isRoot) else {
        return [
          .internalError(
            rules.path,
            "internal error: failed to construct type information for x-kubernetes-validations rules: unable to "
              + "convert structural schema to CEL declarations")
        ]
      }
      return rules.elements.flatMap { field in
        errors(
          field, CompiledRule(ExpressionRule(field.value ?? .null), schema: schema, type: type), type,
          suppressesCosts: suppressesCosts, uncorrelatable: uncorrelatable)
      }
    }

    private func errors(
      _ field: ObjectField, _ compiled: CompiledRule, _ type: CELSchema, suppressesCosts: Bool,
      uncorrelatable: FieldPath?
    ) -> [FieldError] {
      var errors: [FieldError] = []
      let shown = GoStructForm.validationRule(field)
      let (rule, message) = (field["rule"], field["messageExpression"])
      let cost = Self.multiply(
        compiled.program?.estimatedCost.maximum ?? 0, cardinality ?? Self.cardinality(of: type))
      if !suppressesCosts, cost > CELLimits.estimatePerRule {
        errors.append(
          rule.forbidden(CostText.exceeded("estimated rule cost", cost, limit: CELLimits.estimatePerRule)))
      }
      total.add(cost, rule.path)
      if let problem = compiled.problem { errors.append(rule.invalid(showing: shown, problem)) }
      if let problem = compiled.messageProblem {
        errors.append(message.invalid(showing: shown, problem))
      } else if let cost = compiled.message?.estimatedCost.maximum {
        if !suppressesCosts, cost > CELLimits.estimatePerRule {
          errors.append(
            message.forbidden(
              CostText.exceeded("estimated messageExpression cost", cost, limit: CELLimits.estimatePerRule)))
        }
        total.add(cost, message.path)
      }
      if compiled.usesOldSelf {
        if let uncorrelatable {
          errors.append(
            rule.invalid("oldSelf cannot be used on the uncorrelatable portion of the schema within \(uncorrelatable)"))
        }
      } else if field["optionalOldSelf"].isPresent {
        errors.append(field["optionalOldSelf"].invalid("may not be set if oldSelf is not used in rule"))
      }
      return errors
    }

    /// How many values of a type fit into a request.
    private static func cardinality(of type: CELSchema) -> UInt64 {
      UInt64(CELLimits.requestBytesMax / (type.minimumBytes + 1))
    }
  }
}

/// How far a cost is beyond its limit, in upstream's words.
enum CostText {
  static func exceeded(_ name: String, _ cost: UInt64, limit: UInt64) -> String {
    let factor = Double(cost) / Double(limit)
    let text: String =
      if factor > 100 {
        "more than 100x"
      } else if factor < 1.5 {
        "\(fixed(factor, digits: 6))x"
      } else {
        "\(fixed(factor, digits: 1))x"
      }
    return "\(name) exceeds budget by factor of \(text) (try simplifying the rule, or adding maxItems, maxProperties, "
      + "and maxLength where arrays, maps, and strings are declared)"
  }

  private static func fixed(_ number: Double, digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((number * Double(scale)).rounded(.toNearestOrEven))
    let fraction = String(scaled % scale)
    return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
  }
}
