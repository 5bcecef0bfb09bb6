/// The type of an expression.
public indirect enum CELType: Sendable {
  /// Not known before evaluation.
  case dyn
  case null
  case bool
  case int
  case uint
  case double
  case string
  case bytes
  case timestamp
  case duration
  case list(CELType)
  case map(CELType, CELType)
  case object(CELObjectType)
  /// The type of a type; nil where any type is meant.
  case type(CELType?)
  /// A type of a library, such as `optional_type(int)` or `kubernetes.Quantity`.
  case opaque(String, [CELType])
  /// Stands for a type that the arguments of a call decide.
  case parameter(String)
  /// Of an expression with an error, which is reported already.
  case error

  /// `optional_type(T)`.
  public static func optional(_ wrapped: CELType) -> CELType { .opaque("optional_type", [wrapped]) }

  var isDyn: Bool { if case .dyn = self { true } else { false } }
  var isError: Bool { if case .error = self { true } else { false } }
  var isDynOrError: Bool { isDyn || isError }
  var isParameter: Bool { if case .parameter = self { true } else { false } }

  /// The type within an optional; nil for other types.
  var unwrapped: CELType? {
    if case .opaque("optional_type", let parameters) = self { parameters.first } else { nil }
  }
}

extension CELType: Equatable {
  public static func == (left: CELType, right: CELType) -> Bool {
    switch (left, right) {
    case (.dyn, .dyn), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
      (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.error, .error):
      true
    case (.list(let left), .list(let right)): left == right
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
      leftKey == rightKey && leftValue == rightValue
    case (.object(let left), .object(let right)): left === right || left.name == right.name
    case (.type(let left), .type(let right)): left == right
    case (.opaque(let left, let leftParameters), .opaque(let right, let rightParameters)):
      left == right && leftParameters == rightParameters
    case (.parameter(let left), .parameter(let right)): left == right
    default: false
    }
  }
}

extension CELType: CustomStringConvertible {
  /// As cel-go's messages write it.
  public var description: String {
    switch self {
    case .dyn: "dyn"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .object(let type): type.name
    case .type(nil): "type"
    case .type(let type?): "type(\(type))"
    case .opaque(let name, let parameters):
      parameters.isEmpty ? name : "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
    case .parameter(let name): name
    case .error: "!error!"
    }
  }

  /// The name at run time: what `type(x)` is called, without parameters.
  var runtimeName: String {
    switch self {
    case .null: "null_type"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .list: "list"
    case .map: "map"
    case .type: "type"
    case .opaque(let name, _): name
    default: description
    }
  }
}
