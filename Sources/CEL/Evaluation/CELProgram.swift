/// A compiled expression. Can be evaluated any number of times, from any task.
public struct CELProgram: Sendable {
  public let expression: String
  /// The type of its value as far as it is known before evaluation.
  public let type: CELType
  /// What evaluating it can cost.
  public let estimatedCost: CELCostEstimate
  let root: any Node
  let globalNames: [String]
  let localCount: Int

  /// Evaluates.
  /// - Parameter limit: The cost at which evaluation is given up.
  public func evaluate(_ activation: CELActivation, limit: UInt64 = CELLimits.costPerCall) -> CELOutcome {
    var globals: [CELValue] = []
    globals.reserveCapacity(globalNames.count)
    for name in globalNames {
      guard let value = activation.value(of: name) else {
        return CELOutcome(result: .failure(CELError("no such attribute(s): \(name)")), cost: 0)
      }
      globals.append(value)
    }
    let frame = Frame(globals: globals, localCount: localCount, limit: limit)
    do throws(CELError) {
      let value = try root.evaluate(frame)
      return CELOutcome(result: .success(value), cost: frame.cost)
    } catch {
      return CELOutcome(result: .failure(error), cost: frame.cost)
    }
  }

  /// The variables that it uses.
  public var variables: [String] { globalNames }
}

/// What an evaluation came to, and its cost, which counts also when it failed.
public struct CELOutcome: Sendable {
  public let result: Result<CELValue, CELError>
  public let cost: UInt64

  public func get() throws(CELError) -> CELValue { try result.get() }
}

/// Values of variables.
public struct CELActivation: Sendable, ExpressibleByDictionaryLiteral {
  // A few entries: searching an array beats hashing.
  private var entries: [(name: String, value: CELValue)]

  public init(dictionaryLiteral elements: (String, CELValue)...) {
    entries = elements.map { (name: $0.0, value: $0.1) }
  }

  public subscript(name: String) -> CELValue? {
    get { value(of: name) }
    set {
      entries.removeAll { $0.name == name }
      if let newValue { entries.append((name, newValue)) }
    }
  }

  @inline(__always)
  func value(of name: String) -> CELValue? {
    for entry in entries where entry.name == name { return entry.value }
    return nil
  }
}

/// Limits of Kubernetes (`k8s.io/apiserver/pkg/apis/cel`).
public enum CELLimits {
  /// What evaluating one expression may cost.
  public static let costPerCall: UInt64 = 1_000_000
  /// What all expressions of one object or policy may cost together, evaluated.
  public static let costPerObject: UInt64 = 10_000_000
  /// What the conditions that decide whether a webhook or policy applies may cost together.
  public static let costPerMatchConditions: UInt64 = 2_500_000
  /// The estimate that one rule of a CustomResourceDefinition may have.
  public static let estimatePerRule: UInt64 = 10_000_000
  /// The estimate that all rules of a CustomResourceDefinition may have together.
  public static let estimatePerDefinition: UInt64 = 100_000_000
  /// How large a request can be.
  public static let requestBytesMax: Int64 = 3 * 1024 * 1024
}
