/// What expressions can use: variables with their types, functions, macros and types.
public struct CELEnvironment: Sendable {
  /// The namespace that names are looked up in; usually none.
  public var container = ""
  /// The elements of a list literal must be of one type.
  public var requiresHomogeneousLiterals = false
  /// Literal patterns, times and durations are checked when compiling.
  public var validatesLiterals = false
  /// `has(a.b)` costs nothing, as Kubernetes counts.
  public var presenceTestIsFree = false
  var variables: [String: CELType] = [:]
  /// What is known about how large variables can be.
  var variableSchemas: [String: CELSchema] = [:]
  var constants: [String: CELValue] = [:]
  private var functions: [String: CELFunction] = [:]
  private(set) var macros: [Macro.Key: Macro] = [:]
  private var types: [String: CELType] = [:]
  private(set) var hasQualifiedNames = false

  /// - Parameter libraries: The standard library is always there.
  public init(libraries: [CELLibrary] = []) {
    types = [
      "bool": .bool, "bytes": .bytes, "double": .double, "google.protobuf.Duration": .duration, "int": .int,
      "list": .list(.dyn), "map": .map(.dyn, .dyn), "null_type": .null, "string": .string,
      "google.protobuf.Timestamp": .timestamp, "type": .type(nil), "uint": .uint,
    ]
    for library in [.standard] + libraries { add(library) }
    hasQualifiedNames = true
  }

  /// Makes the library's functions and macros known.
  public mutating func add(_ library: CELLibrary) {
    for function in library.functions {
      functions[function.name, default: CELFunction(function.name, [])].overloads += function.overloads
    }
    for macro in library.macros { macros[macro.key] = macro }
    types.merge(library.types) { $1 }
    constants.merge(library.constants) { $1 }
  }

  /// Declares a variable.
  public mutating func declare(_ name: String, _ type: CELType) {
    variables[name] = type
    if case .object(let object) = type { types[object.name] = type }
  }

  /// Declares a variable whose value is JSON described by `schema`.
  public mutating func declare(_ name: String, _ schema: CELSchema) {
    declare(name, schema.type)
    variableSchemas[name] = schema
  }

  /// The schema that a variable was declared with.
  public func schema(of variable: String) -> CELSchema? { variableSchemas[variable] }

  /// Makes a type known by its name, so that expressions can make objects of it.
  public mutating func declareType(_ type: CELObjectType) { types[type.name] = .object(type) }

  /// Asked for types that nothing declares, by their full name: for types that are made up by their use.
  public var typeResolver: (@Sendable (String) -> CELObjectType?)?

  func typeNamed(_ name: String) -> CELType? { types[name] ?? typeResolver?(name).map(CELType.object) }

  func function(_ name: String) -> CELFunction? {
    for candidate in candidates(for: name) {
      if let found = functions[candidate] { return found }
    }
    return nil
  }

  /// What a name can mean in the container `a.b`: `a.b.name`, `a.name`, `name`; with a leading dot only `name`.
  func candidates(for name: String) -> [String] {
    if name.hasPrefix(".") { return [String(name.dropFirst())] }
    if container.isEmpty { return [name] }
    var result: [String] = []
    var prefix = Substring(container)
    while !prefix.isEmpty {
      result.append("\(prefix).\(name)")
      prefix = prefix.lastIndex(of: ".").map { prefix[..<$0] } ?? ""
    }
    return result + [name]
  }
}
