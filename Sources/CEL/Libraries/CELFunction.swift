/// A function by its name, with what it does for which arguments.
public struct CELFunction: Sendable {
  public let name: String
  public internal(set) var overloads: [CELOverload]

  public init(_ name: String, _ overloads: [CELOverload]) {
    self.name = name
    self.overloads = overloads
  }
}

/// One signature of a function.
public final class CELOverload: Sendable {
  /// Such as `string_to_int`; costs are kept by it.
  public let id: String
  /// The receiver first, where it has one.
  public let parameters: [CELType]
  public let result: CELType
  public let isMember: Bool
  let body: Body
  /// Names of the type parameters in the signature.
  let typeParameters: Set<String>

  /// What a function of one value does.
  public typealias Unary = @Sendable (CELValue) throws(CELError) -> CELValue
  /// What a function of two values does.
  public typealias Binary = @Sendable (CELValue, CELValue) throws(CELError) -> CELValue
  /// What a function of any number of values does.
  public typealias Variadic = @Sendable ([CELValue]) throws(CELError) -> CELValue

  enum Body: Sendable {
    case unary(Unary)
    case binary(Binary)
    case variadic(Variadic)
    /// An operator that the planner has a node for.
    case builtIn
  }

  /// - Parameter signature: Such as `list(A), int -> A`, the receiver first. Names of one capital letter are type
  ///   parameters.
  init(_ id: String, _ signature: String, isMember: Bool, _ body: Body) {
    self.id = id
    self.isMember = isMember
    self.body = body
    var reader = SignatureReader(signature)
    (parameters, result) = reader.read()
    typeParameters = reader.typeParameters
  }

  static func global(_ id: String, _ signature: String, _ body: @escaping Unary) -> CELOverload {
    CELOverload(id, signature, isMember: false, .unary(body))
  }
  static func global(_ id: String, _ signature: String, _ body: @escaping Binary) -> CELOverload {
    CELOverload(id, signature, isMember: false, .binary(body))
  }
  static func globalN(_ id: String, _ signature: String, _ body: @escaping Variadic) -> CELOverload {
    CELOverload(id, signature, isMember: false, .variadic(body))
  }
  static func member(_ id: String, _ signature: String, _ body: @escaping Unary) -> CELOverload {
    CELOverload(id, signature, isMember: true, .unary(body))
  }
  static func member(_ id: String, _ signature: String, _ body: @escaping Binary) -> CELOverload {
    CELOverload(id, signature, isMember: true, .binary(body))
  }
  static func memberN(_ id: String, _ signature: String, _ body: @escaping Variadic) -> CELOverload {
    CELOverload(id, signature, isMember: true, .variadic(body))
  }
  static func builtIn(_ id: String, _ signature: String, isMember: Bool = false) -> CELOverload {
    CELOverload(id, signature, isMember: isMember, .builtIn)
  }

  /// Whether these values are what the signature asks for, as far as values show it.
  func accepts(_ arguments: [CELValue]) -> Bool {
    guard arguments.count == parameters.count else { return false }
    for (argument, parameter) in zip(arguments, parameters) where !argument.isOf(parameter) { return false }
    return true
  }
}

extension CELValue {
  /// Whether the value is of this type, whatever its parameters.
  func isOf(_ type: CELType) -> Bool {
    switch (self, type) {
    case (_, .dyn), (_, .parameter), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
      (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.list, .list),
      (.map, .map), (.type, .type), (.optional, .opaque("optional_type", _)):
      true
    case (.opaque(let value), .opaque(let name, _)): value.celType.runtimeName == name
    case (.object(let object), .object(let type)): object.type.name == type.name
    case (.object, .map): false
    default: false
    }
  }
}

/// Functions, macros and names that belong together.
public struct CELLibrary: Sendable {
  var functions: [CELFunction] = []
  var macros: [Macro] = []
  var types: [String: CELType] = [:]
  var constants: [String: CELValue] = [:]
}

extension CELType {
  /// The type of a name such as `map(string, list(int))`; names that no one knows are opaque types.
  public init(parsing text: String) {
    var reader = SignatureReader("-> " + text)
    self = reader.read().result
  }
}

/// Reads signatures. They are part of the program, and a test builds every library.
private struct SignatureReader {
  private var rest: Substring
  private(set) var typeParameters: Set<String> = []

  init(_ text: String) { rest = Substring(text) }

  mutating func read() -> (parameters: [CELType], result: CELType) {
    var parameters: [CELType] = []
    while !rest.hasPrefix("->"), !rest.isEmpty {
      parameters.append(type())
      skip(",")
    }
    skip("->")
    return (parameters, type())
  }

  private mutating func skip(_ text: String) {
    rest = rest.drop { $0 == " " }
    if rest.hasPrefix(text) { rest = rest.dropFirst(text.count) }
    rest = rest.drop { $0 == " " }
  }

  private mutating func type() -> CELType {
    let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" })
    rest = rest.dropFirst(name.count)
    var parameters: [CELType] = []
    if rest.hasPrefix("(") {
      skip("(")
      while !rest.hasPrefix(")"), !rest.isEmpty {
        parameters.append(type())
        skip(",")
      }
      skip(")")
    }
    rest = rest.drop { $0 == " " }
    switch (name, parameters.count) {
    case ("dyn", _): return .dyn
    case ("null", _): return .null
    case ("bool", _): return .bool
    case ("int", _): return .int
    case ("uint", _): return .uint
    case ("double", _): return .double
    case ("string", _): return .string
    case ("bytes", _): return .bytes
    case ("timestamp", _): return .timestamp
    case ("duration", _): return .duration
    case ("list", 1): return .list(parameters[0])
    case ("map", 2): return .map(parameters[0], parameters[1])
    case ("type", _): return .type(parameters.first)
    default:
      if name.utf8.count == 1 {
        typeParameters.insert(name)
        return .parameter(name)
      }
      return .opaque(name, parameters)
    }
  }
}
