/// What type parameters stand for, found while arguments are matched with parameters.
struct TypeMapping {
  private var bindings: [String: CELType] = [:]

  subscript(name: String) -> CELType? {
    get { bindings[name] }
    set { bindings[name] = newValue }
  }

  func find(_ type: CELType) -> CELType? {
    if case .parameter(let name) = type { bindings[name] } else { nil }
  }

  /// `type` with its parameters replaced by what they stand for.
  /// - Parameter openIsDyn: Parameters that stand for nothing become dyn.
  func substitute(_ type: CELType, openIsDyn: Bool = false) -> CELType {
    switch type {
    case .parameter(let name):
      if let bound = bindings[name] { return substitute(bound, openIsDyn: openIsDyn) }
      return openIsDyn ? .dyn : type
    case .list(let element): return .list(substitute(element, openIsDyn: openIsDyn))
    case .map(let key, let value):
      return .map(substitute(key, openIsDyn: openIsDyn), substitute(value, openIsDyn: openIsDyn))
    case .type(let inner?): return .type(substitute(inner, openIsDyn: openIsDyn))
    case .opaque(let name, let parameters) where !parameters.isEmpty:
      return .opaque(name, parameters.map { substitute($0, openIsDyn: openIsDyn) })
    default: return type
    }
  }

  /// Whether a value of `actual` can be used as `expected`; what that says of parameters is noted, unless the answer is
  /// no.
  mutating func assign(_ expected: CELType, _ actual: CELType) -> Bool {
    var attempt = self
    guard attempt.isAssignable(expected, actual) else { return false }
    self = attempt
    return true
  }

  mutating func assign(_ expected: [CELType], _ actual: [CELType]) -> Bool {
    var attempt = self
    guard attempt.areAssignable(expected, actual) else { return false }
    self = attempt
    return true
  }

  private mutating func areAssignable(_ left: [CELType], _ right: [CELType]) -> Bool {
    guard left.count == right.count else { return false }
    for (left, right) in zip(left, right) where !isAssignable(left, right) { return false }
    return true
  }

  private mutating func isAssignable(_ left: CELType, _ right: CELType) -> Bool {
    if right.isParameter {
      let (isValid, isBound) = bind(right, to: left)
      if isValid { return true }
      if isBound { return false }
    }
    if left.isParameter { return bind(left, to: right).isValid }
    if left.isDynOrError || right.isDynOrError { return true }
    switch (left, right) {
    case (.null, .null): return true
    case (.null, let other), (let other, .null): return Self.isNullable(other)
    case (.type, .type): return true
    case (.list(let left), .list(let right)): return isAssignable(left, right)
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
      return isAssignable(leftKey, rightKey) && isAssignable(leftValue, rightValue)
    case (.opaque(let left, let leftParameters), .opaque(let right, let rightParameters)):
      return left == right && areAssignable(leftParameters, rightParameters)
    default: return left == right
    }
  }

  private static func isNullable(_ type: CELType) -> Bool {
    switch type {
    case .opaque, .object, .timestamp, .duration: true
    default: false
    }
  }

  private mutating func bind(_ parameter: CELType, to type: CELType) -> (isValid: Bool, isBound: Bool) {
    guard case .parameter(let name) = parameter else { return (false, false) }
    if parameter == type { return (true, true) }
    if let bound = bindings[name] {
      if bound == type { return (true, true) }
      guard isAssignable(type, bound) else { return (false, true) }
      let general = Self.mostGeneral(type, bound)
      if !occurs(name, in: general) { bindings[name] = general }
      return (true, true)
    }
    guard !occurs(name, in: type) else { return (false, false) }
    bindings[name] = type
    return (true, false)
  }

  private func occurs(_ name: String, in type: CELType) -> Bool {
    switch type {
    case .parameter(let other):
      if other == name { return true }
      return bindings[other].map { occurs(name, in: $0) } ?? false
    case .list(let element): return occurs(name, in: element)
    case .map(let key, let value): return occurs(name, in: key) || occurs(name, in: value)
    case .type(let inner?): return occurs(name, in: inner)
    case .opaque(_, let parameters): return parameters.contains { occurs(name, in: $0) }
    default: return false
    }
  }

  static func mostGeneral(_ left: CELType, _ right: CELType) -> CELType {
    isEqualOrLessSpecific(left, right) ? left : right
  }

  private static func isEqualOrLessSpecific(_ left: CELType, _ right: CELType) -> Bool {
    if left.isDyn || left.isParameter { return true }
    if right.isDyn || right.isParameter { return false }
    switch (left, right) {
    case (.opaque(let left, let leftParameters), .opaque(let right, let rightParameters)):
      return left == right && leftParameters.count == rightParameters.count
        && zip(leftParameters, rightParameters).allSatisfy(isEqualOrLessSpecific)
    case (.list(let left), .list(let right)): return isEqualOrLessSpecific(left, right)
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
      return isEqualOrLessSpecific(leftKey, rightKey) && isEqualOrLessSpecific(leftValue, rightValue)
    case (.type, .type): return true
    default: return left == right
    }
  }
}
