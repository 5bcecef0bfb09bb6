public import APIMachinery

/// A list, as values or as a view of a JSON array.
public enum CELList: Sendable {
  case values([CELValue])
  case json([JSONValue], CELListSchema)

  public var count: Int {
    switch self {
    case .values(let values): values.count
    case .json(let elements, _): elements.count
    }
  }

  /// `index` must be within ``count``.
  public subscript(index: Int) -> CELValue {
    switch self {
    case .values(let values): values[index]
    case .json(let elements, let schema): CELValue(elements[index], as: schema.element)
    }
  }

  public var isEmpty: Bool { count == 0 }

  /// All elements as values.
  public var elements: [CELValue] {
    switch self {
    case .values(let values): values
    case .json(let elements, let schema): elements.map { CELValue($0, as: schema.element) }
    }
  }

  func contains(_ value: CELValue) -> Bool {
    for index in 0..<count where self[index].equals(value) { return true }
    return false
  }
}

/// What the elements of a JSON array are, and how arrays of this kind are compared and added.
public final class CELListSchema: Sendable {
  public let element: CELSchema
  public let kind: CELSchema.ListKind

  public init(_ element: CELSchema, _ kind: CELSchema.ListKind) {
    self.element = element
    self.kind = kind
  }

  public static let any = CELListSchema(.any, .atomic)
}
