/// What a JSON value means in expressions: its type, how its text is read, and how large it can be.
public final class CELSchema: Sendable {
  /// What a JSON value is to expressions.
  public indirect enum Shape: Sendable {
    /// As JSON shows it.
    case any
    case bool
    case int
    case double
    case string
    /// Base64.
    case bytes
    /// RFC 3339.
    case timestamp
    /// A day, as `2026-11-21`.
    case date
    /// As Go writes them, such as `1h30m`.
    case duration
    case list(CELSchema, ListKind)
    case map(CELSchema)
    case object(CELObjectType)
    /// A value that isn't read from JSON.
    case declared(CELType)
  }

  /// What decides whether two lists are equal and how they are added (`x-kubernetes-list-type`).
  public enum ListKind: Sendable, Equatable {
    case atomic
    case set
    /// Elements are told apart by these members.
    case map(keys: [String])
  }

  public let shape: Shape
  /// The most elements, members or bytes the value can have; nil where nothing is known. For cost estimates.
  public let maxElements: Int64?
  /// How short a value can be in JSON, in bytes, which tells how many of them fit into a request.
  public let minimumBytes: Int64

  public init(_ shape: Shape, maxElements: Int64? = nil, minimumBytes: Int64 = 1) {
    self.shape = shape
    self.maxElements = maxElements
    self.minimumBytes = minimumBytes
  }

  public static let any = CELSchema(.any)

  public var type: CELType {
    switch shape {
    case .any: .dyn
    case .bool: .bool
    case .int: .int
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .timestamp, .date: .timestamp
    case .duration: .duration
    case .list(let element, _): .list(element.type)
    case .map(let value): .map(.string, value.type)
    case .object(let type): .object(type)
    case .declared(let type): type
    }
  }
}
