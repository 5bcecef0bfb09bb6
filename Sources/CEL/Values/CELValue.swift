public import APIMachinery

/// A value that expressions work with.
///
/// Lists and maps from JSON stay what they are: their parts become values when an expression reaches them, with no copy
/// of the whole.
public enum CELValue: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case timestamp(Timestamp)
  case duration(GoDuration)
  case list(CELList)
  case map(CELMap)
  case object(CELObject)
  case type(CELType)
  case optional(CELOptional)
  case opaque(any CELOpaque)
}

/// A value of a library: a quantity, an address, an authorizer.
public protocol CELOpaque: AnyObject, Sendable {
  /// Such as `kubernetes.Quantity`.
  var celType: CELType { get }
  func isEqual(to other: any CELOpaque) -> Bool
}

/// A value that may be missing.
public final class CELOptional: Sendable {
  public let value: CELValue?

  public init(_ value: CELValue?) { self.value = value }

  public static let none = CELOptional(nil)
}

extension CELValue {
  /// An optional with the value, or without one.
  public static func optional(of value: CELValue?) -> CELValue { .optional(value.map(CELOptional.init) ?? .none) }

  public static func list(_ elements: [CELValue]) -> CELValue { .list(.values(elements)) }

  /// What a JSON value means by its schema; without one, as JSON shows it.
  public init(_ json: JSONValue, as schema: CELSchema = .any) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value):
      if case .double = schema.shape { self = .double(Double(value)) } else { self = .int(value) }
    case .number(let value):
      if case .int = schema.shape, let whole = Int64(exactly: value) {
        self = .int(whole)
      } else {
        self = .double(value)
      }
    case .string(let text): self = Self.text(text, schema)
    case .array(let elements):
      if case .list(let element, let kind) = schema.shape {
        self = .list(.json(elements, CELListSchema(element, kind)))
      } else {
        self = .list(.json(elements, .any))
      }
    case .object(let object):
      switch schema.shape {
      case .object(let type): self = .object(.json(object, type))
      case .map(let value): self = .map(.json(object, value))
      default: self = .map(.json(object, .any))
      }
    }
  }

  private static func text(_ text: String, _ schema: CELSchema) -> CELValue {
    switch schema.shape {
    case .bytes: (try? Base64.decode(text)).map(CELValue.bytes) ?? .string(text)
    case .timestamp: TimestampText.parse(text).map(CELValue.timestamp) ?? .string(text)
    case .date: TimestampText.parse(text + "T00:00:00Z").map(CELValue.timestamp) ?? .string(text)
    case .duration: (try? GoDuration(parsing: text)).map(CELValue.duration) ?? .string(text)
    default: .string(text)
    }
  }

  /// The type at run time, parameters left open.
  public var type: CELType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .timestamp: .timestamp
    case .duration: .duration
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .object(let object): .object(object.type)
    case .type: .type(nil)
    case .optional: .optional(.dyn)
    case .opaque(let value): value.celType
    }
  }

  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
  public var intValue: Int64? { if case .int(let value) = self { value } else { nil } }
}
