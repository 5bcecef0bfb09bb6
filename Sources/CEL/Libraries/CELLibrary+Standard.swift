import APIMachinery

extension CELLibrary {
  /// What every environment has: operators, conversions, sizes, text and time.
  static let standard: CELLibrary = {
    var library = CELLibrary()
    library.macros = StandardMacros.all
    library.functions = StandardOperators.all + StandardConversions.all + StandardText.all + StandardTime.all
    return library
  }()
}

/// Operators, whose nodes the planner knows: only their types are told here.
enum StandardOperators {
  static let all: [CELFunction] = [
    CELFunction(Operator.conditional, [.builtIn("conditional", "bool, A, A -> A")]),
    CELFunction(Operator.and, [.builtIn("logical_and", "bool, bool -> bool")]),
    CELFunction(Operator.or, [.builtIn("logical_or", "bool, bool -> bool")]),
    CELFunction(Operator.not, [.builtIn("logical_not", "bool -> bool")]),
    CELFunction(Operator.notStrictlyFalse, [.builtIn("not_strictly_false", "bool -> bool")]),
    CELFunction(Operator.equals, [.builtIn("equals", "A, A -> bool")]),
    CELFunction(Operator.notEquals, [.builtIn("not_equals", "A, A -> bool")]),
    CELFunction(
      Operator.add,
      [
        .builtIn("add_bytes", "bytes, bytes -> bytes"), .builtIn("add_double", "double, double -> double"),
        .builtIn("add_duration_duration", "duration, duration -> duration"),
        .builtIn("add_duration_timestamp", "duration, timestamp -> timestamp"),
        .builtIn("add_timestamp_duration", "timestamp, duration -> timestamp"),
        .builtIn("add_int64", "int, int -> int"), .builtIn("add_list", "list(A), list(A) -> list(A)"),
        .builtIn("add_string", "string, string -> string"), .builtIn("add_uint64", "uint, uint -> uint"),
      ]),
    CELFunction(
      Operator.subtract,
      [
        .builtIn("subtract_double", "double, double -> double"),
        .builtIn("subtract_duration_duration", "duration, duration -> duration"),
        .builtIn("subtract_int64", "int, int -> int"),
        .builtIn("subtract_timestamp_duration", "timestamp, duration -> timestamp"),
        .builtIn("subtract_timestamp_timestamp", "timestamp, timestamp -> duration"),
        .builtIn("subtract_uint64", "uint, uint -> uint"),
      ]),
    numeric(Operator.multiply, "multiply"), numeric(Operator.divide, "divide"),
    CELFunction(
      Operator.modulo,
      [.builtIn("modulo_int64", "int, int -> int"), .builtIn("modulo_uint64", "uint, uint -> uint")]),
    CELFunction(
      Operator.negate, [.builtIn("negate_double", "double -> double"), .builtIn("negate_int64", "int -> int")]),
    comparison(Operator.less, "less"), comparison(Operator.lessOrEqual, "less_equals"),
    comparison(Operator.greater, "greater"), comparison(Operator.greaterOrEqual, "greater_equals"),
    CELFunction(
      Operator.index, [.builtIn("index_list", "list(A), int -> A"), .builtIn("index_map", "map(A, B), A -> B")]),
    CELFunction(
      Operator.in, [.builtIn("in_list", "A, list(A) -> bool"), .builtIn("in_map", "A, map(A, B) -> bool")]),
  ]

  private static func numeric(_ name: String, _ id: String) -> CELFunction {
    CELFunction(
      name,
      [
        .builtIn("\(id)_double", "double, double -> double"), .builtIn("\(id)_int64", "int, int -> int"),
        .builtIn("\(id)_uint64", "uint, uint -> uint"),
      ])
  }

  private static func comparison(_ name: String, _ id: String) -> CELFunction {
    let pairs = [
      ("bool", "bool"), ("int", "int"), ("int", "double"), ("int", "uint"), ("uint", "uint"), ("uint", "double"),
      ("uint", "int"), ("double", "double"), ("double", "int"), ("double", "uint"), ("string", "string"),
      ("bytes", "bytes"), ("timestamp", "timestamp"), ("duration", "duration"),
    ]
    return CELFunction(name, pairs.map { .builtIn("\(id)_\($0)_\($1)", "\($0), \($1) -> bool") })
  }
}

enum StandardConversions {
  static let all: [CELFunction] = [
    CELFunction("type", [.global("type", "A -> type(A)") { value in .type(value.type) }]),
    CELFunction("dyn", [.global("to_dyn", "A -> dyn") { value in value }]),
    conversion("bool", ["bool", "string"], Conversion.bool),
    conversion("bytes", ["bytes", "string"], Conversion.bytes),
    conversion("double", ["double", "int", "string", "uint"], Conversion.double),
    conversion("duration", ["duration", "string"], Conversion.duration),
    conversion("int", ["int", "double", "duration", "string", "timestamp", "uint"], Conversion.int),
    conversion(
      "string", ["string", "bool", "bytes", "double", "duration", "int", "timestamp", "uint"],
      { value throws(CELError) in .string(try Conversion.string(value)) }),
    conversion("timestamp", ["timestamp", "int", "string"], Conversion.timestamp),
    conversion("uint", ["uint", "double", "int", "string"], Conversion.uint),
  ]

  private static func conversion(
    _ target: String, _ sources: [String], _ body: @escaping CELOverload.Unary
  ) -> CELFunction {
    CELFunction(target, sources.map { .global("\($0)_to_\(target)", "\($0) -> \(target)", body) })
  }
}

enum StandardText {
  static let all: [CELFunction] = [
    CELFunction(
      "size",
      ["bytes", "list(A)", "map(A, B)", "string"].flatMap { type -> [CELOverload] in
        let id = String(type.prefix { $0 != "(" })
        return [
          .global("size_\(id)", "\(type) -> int", size), .member("\(id)_size", "\(type) -> int", size),
        ]
      }),
    CELFunction("contains", [.member("contains_string", "string, string -> bool", texts { $0.containsBytes(of: $1) })]),
    CELFunction(
      "endsWith", [.member("ends_with_string", "string, string -> bool", texts { $0.endsWithBytes(of: $1) })]),
    CELFunction(
      "startsWith", [.member("starts_with_string", "string, string -> bool", texts { $0.startsWithBytes(of: $1) })]),
    CELFunction(
      "matches",
      [
        .global("matches", "string, string -> bool", matches),
        .member("matches_string", "string, string -> bool", matches),
      ]),
  ]

  private static let size: CELOverload.Unary = { value throws(CELError) in
    switch value {
    case .string(let text): return .int(Int64(text.scalarCount))
    case .bytes(let bytes): return .int(Int64(bytes.count))
    case .list(let list): return .int(Int64(list.count))
    case .map(let map): return .int(Int64(map.count))
    default: throw .noSuchOverload
    }
  }

  private static func texts(_ test: @escaping @Sendable (String, String) -> Bool) -> CELOverload.Binary {
    { left, right throws(CELError) in
      guard case .string(let left) = left, case .string(let right) = right else { throw .noSuchOverload }
      return .bool(test(left, right))
    }
  }

  /// For patterns that are no literals; those the planner compiles once.
  private static let matches: CELOverload.Binary = { text, pattern throws(CELError) in
    guard case .string(let text) = text, case .string(let pattern) = pattern else { throw .noSuchOverload }
    return .bool(try PatternCache.shared.regex(pattern).matches(text))
  }
}

extension String {
  func startsWithBytes(of other: String) -> Bool { utf8.starts(with: other.utf8) }

  func endsWithBytes(of other: String) -> Bool {
    utf8.count >= other.utf8.count && utf8.suffix(other.utf8.count).elementsEqual(other.utf8)
  }

  func containsBytes(of other: String) -> Bool {
    other.isEmpty || utf8.firstRange(of: other.utf8) != nil
  }
}
