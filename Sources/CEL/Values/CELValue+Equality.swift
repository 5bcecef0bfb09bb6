import APIMachinery

extension CELValue {
  /// Equality of the language: numbers by value whatever their type, lists and maps by their parts; values of different
  /// kinds are not equal.
  public func equals(_ other: CELValue) -> Bool {
    switch (self, other) {
    case (.int(let left), .int(let right)): return left == right
    case (.string(let left), .string(let right)): return left.hasSameScalars(as: right)
    case (.bool(let left), .bool(let right)): return left == right
    case (.null, .null): return true
    case (.uint(let left), .uint(let right)): return left == right
    case (.double(let left), .double(let right)): return left == right
    case (.bytes(let left), .bytes(let right)): return left == right
    case (.timestamp(let left), .timestamp(let right)): return left == right
    case (.duration(let left), .duration(let right)): return left == right
    case (.list(let left), .list(let right)): return Self.equal(left, right)
    case (.map(let left), .map(let right)): return Self.equal(left, right)
    case (.object(let left), .object(let right)): return Self.equal(left, right)
    case (.type(let left), .type(let right)): return left.runtimeName == right.runtimeName
    case (.optional(let left), .optional(let right)):
      switch (left.value, right.value) {
      case (nil, nil): return true
      case (let left?, let right?): return left.equals(right)
      default: return false
      }
    case (.opaque(let left), .opaque(let right)): return left.isEqual(to: right)
    default: return isNumber && other.isNumber && (try? compare(other)) == .equal
    }
  }

  var isNumber: Bool {
    switch self {
    case .int, .uint, .double: true
    default: false
    }
  }

  private static func equal(_ left: CELList, _ right: CELList) -> Bool {
    guard left.count == right.count else { return false }
    switch ListSemantics.kind(of: left) {
    case .set:
      // Sets are equal whatever their order, when both say that they are sets.
      guard case .set = ListSemantics.kind(of: right) else { break }
      return (0..<left.count).allSatisfy { right.contains(left[$0]) }
    case .map(let keys):
      guard case .map = ListSemantics.kind(of: right) else { break }
      return ListSemantics.equalByKeys(left, right, keys)
    case .atomic: break
    }
    for index in 0..<left.count where !left[index].equals(right[index]) { return false }
    return true
  }

  private static func equal(_ left: CELMap, _ right: CELMap) -> Bool {
    guard left.count == right.count else { return false }
    for position in 0..<left.count {
      let entry = left.entry(at: position)
      guard let value = right[entry.key], entry.value.equals(value) else { return false }
    }
    return true
  }

  private static func equal(_ left: CELObject, _ right: CELObject) -> Bool {
    switch (left, right) {
    case (.json(let left, let type), .json(let right, let otherType)):
      guard type.name == otherType.name, left.count == right.count else { return false }
      return left.allSatisfy { member in
        guard let other = right[member.key] else { return false }
        let schema = type.field(FieldEscaping.escape(member.key) ?? member.key)?.schema ?? .any
        return CELValue(member.value, as: schema).equals(CELValue(other, as: schema))
      }
    case (.lazy(let left), .lazy(let right)): return left === right
    default: return false
    }
  }

  enum Order {
    case less, equal, greater
    /// One is NaN.
    case unordered
  }

  /// The order of two values of a kind that has one.
  func compare(_ other: CELValue) throws(CELError) -> Order {
    switch (self, other) {
    case (.int(let left), .int(let right)): return Self.order(left, right)
    case (.uint(let left), .uint(let right)): return Self.order(left, right)
    case (.double(let left), .double(let right)):
      return left.isNaN || right.isNaN ? .unordered : Self.order(left, right)
    case (.int(let left), .uint(let right)):
      return left < 0 ? .less : Self.order(UInt64(left), right)
    case (.uint(let left), .int(let right)):
      return right < 0 ? .greater : Self.order(left, UInt64(right))
    case (.int(let left), .double(let right)): return Self.order(left, right)
    case (.double(let left), .int(let right)): return Self.order(right, left).reversed
    case (.uint(let left), .double(let right)): return Self.order(left, right)
    case (.double(let left), .uint(let right)): return Self.order(right, left).reversed
    case (.string(let left), .string(let right)): return left.scalarOrder(to: right)
    case (.bytes(let left), .bytes(let right)):
      return left.lexicographicallyPrecedes(right) ? .less : left == right ? .equal : .greater
    case (.bool(let left), .bool(let right)): return Self.order(left ? 1 : 0, right ? 1 : 0)
    case (.timestamp(let left), .timestamp(let right)): return Self.order(left, right)
    case (.duration(let left), .duration(let right)): return Self.order(left, right)
    default: throw .noSuchOverload
    }
  }

  private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Order {
    left < right ? .less : left == right ? .equal : .greater
  }

  /// Exact, also where the integer has more digits than a double.
  private static func order<Value: FixedWidthInteger>(_ left: Value, _ right: Double) -> Order {
    if right.isNaN { return .unordered }
    if let whole = Value(exactly: right.rounded(.towardZero)) {
      if left != whole { return left < whole ? .less : .greater }
      let fraction = right - right.rounded(.towardZero)
      return fraction > 0 ? .less : fraction < 0 ? .greater : .equal
    }
    return right > 0 ? .less : .greater
  }
}

extension CELValue.Order {
  var reversed: CELValue.Order {
    switch self {
    case .less: .greater
    case .greater: .less
    case .equal, .unordered: self
    }
  }
}

extension String {
  /// Swift takes differently composed characters for equal; expressions don't.
  func hasSameScalars(as other: String) -> Bool {
    utf8.count == other.utf8.count && (self == other && (utf8Equal(other)))
  }

  private func utf8Equal(_ other: String) -> Bool {
    let isSame = utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right in left.elementsEqual(right) }
    }
    return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
  }

  /// By code points, which is the order of UTF-8 too.
  func scalarOrder(to other: String) -> CELValue.Order {
    if hasSameScalars(as: other) { return .equal }
    return utf8.lexicographicallyPrecedes(other.utf8) ? .less : .greater
  }
}
