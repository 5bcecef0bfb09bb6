/// Chooses objects by their labels: every requirement must hold (`k8s.io/apimachinery/pkg/labels`).
public struct LabelSelector: Sendable, Equatable {
  /// How a label is compared, as it is written in a selector.
  public enum Operator: String, Sendable {
    case `in` = "in"
    case notIn = "notin"
    case equals = "="
    case doubleEquals = "=="
    case notEquals = "!="
    case exists = "exists"
    case doesNotExist = "!"
    case greaterThan = "gt"
    case lessThan = "lt"
  }

  /// What is asked of one label.
  public struct Requirement: Sendable, Equatable {
    public let key: String
    public let `operator`: Operator
    public let values: [String]

    /// Takes what is known to be valid.
    public init(unchecked key: String, _ operator: Operator, _ values: [String] = []) {
      self.key = key
      self.operator = `operator`
      self.values = values
    }
  }

  /// Sorted by key.
  public private(set) var requirements: [Requirement]
  /// Matches no object at all, whatever the requirements.
  public let matchesNothing: Bool

  public init(_ requirements: [Requirement]) {
    self.requirements = requirements.sorted { $0.key < $1.key }
    matchesNothing = false
  }

  private init(matchesNothing: Bool) {
    requirements = []
    self.matchesNothing = matchesNothing
  }

  public static let everything = LabelSelector(matchesNothing: false)
  public static let nothing = LabelSelector(matchesNothing: true)

  /// Objects that have all these labels; every object when there are none. Values aren't checked.
  public init(labels: [String: String]) {
    self.init(labels.map { Requirement(unchecked: $0.key, .equals, [$0.value]) })
  }

  /// True when it matches every object.
  public var isEmpty: Bool { requirements.isEmpty && !matchesNothing }

  /// Whether all requirements hold.
  public func matches(_ labels: [String: String]) -> Bool {
    matches { labels[$0] }
  }

  /// - Parameter labels: The `metadata.labels` of an object; nil and null mean none.
  public func matches(_ labels: JSONValue?) -> Bool {
    guard case .object(let object)? = labels else { return matches { _ in nil } }
    return matches { object[$0]?.stringValue }
  }

  /// - Parameter lookup: The value of a label, nil when it isn't there.
  public func matches(_ lookup: (String) -> String?) -> Bool {
    guard !matchesNothing else { return false }
    return requirements.allSatisfy { $0.matches(lookup($0.key)) }
  }

  /// The value that the label must have to match, if there is just one.
  public func requiredValue(of key: String) -> String? {
    guard let requirement = requirements.first(where: { $0.key == key }), requirement.values.count == 1 else {
      return nil
    }
    switch requirement.operator {
    case .equals, .doubleEquals, .in: return requirement.values[0]
    default: return nil
    }
  }
}

extension LabelSelector.Requirement {
  /// - Parameter value: The label's, nil when the object doesn't have it.
  public func matches(_ value: String?) -> Bool {
    switch self.operator {
    case .in, .equals, .doubleEquals: value.map(values.contains) ?? false
    case .notIn, .notEquals: !(value.map(values.contains) ?? false)
    case .exists: value != nil
    case .doesNotExist: value == nil
    case .greaterThan: compare(value) { $0 > $1 }
    case .lessThan: compare(value) { $0 < $1 }
    }
  }

  private func compare(_ value: String?, _ holds: (Int64, Int64) -> Bool) -> Bool {
    guard let value, let number = Int64(value), values.count == 1, let bound = Int64(values[0]) else { return false }
    return holds(number, bound)
  }

  /// Checks the key and the values; throws what upstream's `NewRequirement` returns.
  public init(
    _ key: String, _ operator: LabelSelector.Operator, _ values: [String], path: FieldPath = .root
  ) throws(ParseError) {
    var errors: FieldErrorList = []
    // A path without names prints only what is added to it.
    func place(_ name: String) -> FieldPath { path.child(name) }
    if let error = Self.check(key: key, at: place("key")) { errors.append(error) }
    let list = JSONValue.array(values.map(JSONValue.string))
    switch `operator` {
    case .in, .notIn:
      if values.isEmpty {
        errors.append(.invalid(place("values"), list, "for 'in', 'notin' operators, values set can't be empty"))
      }
    case .equals, .doubleEquals, .notEquals:
      if values.count != 1 {
        errors.append(.invalid(place("values"), list, "exact-match compatibility requires one single value"))
      }
    case .exists, .doesNotExist:
      if !values.isEmpty {
        errors.append(.invalid(place("values"), list, "values set must be empty for exists and does not exist"))
      }
    case .greaterThan, .lessThan:
      if values.count != 1 {
        errors.append(.invalid(place("values"), list, "for 'Gt', 'Lt' operators, exactly one value is required"))
      }
      for (index, value) in values.enumerated() where Int64(value) == nil {
        errors.append(
          .invalid(
            place("values").index(index), .string(value), "for 'Gt', 'Lt' operators, the value must be an integer"))
      }
    }
    for (index, value) in values.enumerated() {
      let problems = NameValidation.labelValue(value)
      if !problems.isEmpty {
        let path = place("values").index(index).key(key)
        errors.append(.invalid(path, .string(value), problems.joined(separator: "; ")))
      }
    }
    guard errors.isEmpty else { throw ParseError(errors.joinedMessage) }
    self.init(unchecked: key, `operator`, values)
  }

  static func check(key: String, at path: FieldPath) -> FieldError? {
    let problems = NameValidation.qualifiedName(key)
    return problems.isEmpty ? nil : .invalid(path, .string(key), problems.joined(separator: "; "))
  }
}

extension LabelSelector: CustomStringConvertible {
  /// In the syntax that ``parse(_:)`` reads.
  public var description: String { requirements.map(\.description).joined(separator: ",") }
}

extension LabelSelector.Requirement: CustomStringConvertible {
  public var description: String {
    switch self.operator {
    case .exists: key
    case .doesNotExist: "!" + key
    case .equals, .doubleEquals, .notEquals: key + self.operator.rawValue + values.sorted().joined(separator: ",")
    case .greaterThan: key + ">" + values.joined(separator: ",")
    case .lessThan: key + "<" + values.joined(separator: ",")
    case .in, .notIn: key + " \(self.operator.rawValue) (" + values.sorted().joined(separator: ",") + ")"
    }
  }
}
