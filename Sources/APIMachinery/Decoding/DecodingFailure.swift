/// Why a value can't be decoded, while it is on its way out of nested objects.
struct DecodingFailure: Error {
  private enum Reason {
    /// The whole message.
    case text(String)
    /// What was found, and the Go type that can't hold it.
    case type(found: String, goType: String)
  }

  private let reason: Reason
  /// The names of the members on the way, outermost first; Go leaves out indices and map keys.
  private var path: [String] = []
  /// The innermost struct.
  private var structName = ""

  init(_ error: ParseError) { reason = .text(error.message) }

  init(_ value: JSONValue, isNo type: ValueType, enumeration: String = "", roundsUp: Bool = false) {
    reason = .type(
      found: Self.describe(value, for: type), goType: type.goName(enumeration: enumeration, roundsUp: roundsUp))
  }

  /// The failure as seen from the struct around it.
  func inside(_ field: String, of type: ObjectType) -> DecodingFailure {
    var failure = self
    failure.path.insert(field, at: 0)
    if failure.structName.isEmpty { failure.structName = type.shortName }
    return failure
  }

  /// As Go's `encoding/json` words it.
  var error: ParseError {
    switch reason {
    case .text(let message): ParseError(message)
    case .type(let found, let goType):
      if path.isEmpty {
        ParseError("json: cannot unmarshal \(found) into Go value of type \(goType)")
      } else {
        ParseError(
          "json: cannot unmarshal \(found) into Go struct field \(structName).\(path.joined(separator: ".")) of type "
            + goType)
      }
    }
  }

  private static func describe(_ value: JSONValue, for type: ValueType) -> String {
    switch value {
    case .null: return "null"
    case .bool: return "bool"
    case .string: return "string"
    case .array: return "array"
    case .object: return "object"
    case .integer(let number):
      return type.isInteger ? "number \(number)" : "number"
    case .number(let number):
      return type.isInteger ? "number \(GoFormat.json(number))" : "number"
    }
  }
}

extension ValueType {
  fileprivate var isInteger: Bool {
    switch self {
    case .int32, .int64, .intOrString: true
    default: false
    }
  }
}
