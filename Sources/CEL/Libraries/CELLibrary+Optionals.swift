import APIMachinery

extension CELLibrary {
  /// Values that may be missing: `optional.of(x)`, `a.?b`, `a[?i]`, `x.orValue(y)`.
  public static let optionals: CELLibrary = {
    var library = CELLibrary()
    library.types = ["optional_type": .optional(.dyn)]
    library.macros = OptionalMacros.all
    library.functions = [
      CELFunction("optional.of", [.global("optional_of", "A -> optional_type(A)") { value in .optional(of: value) }]),
      CELFunction(
        "optional.ofNonZeroValue",
        [
          .global("optional_ofNonZeroValue", "A -> optional_type(A)") { value in
            value.isZero ? .optional(.none) : .optional(of: value)
          }
        ]),
      CELFunction(
        "optional.none",
        [.globalN("optional_none", "-> optional_type(A)") { _ in .optional(.none) }]),
      CELFunction(
        "optional.unwrap",
        [.global("optional_unwrap", "list(optional_type(A)) -> list(A)", unwrap)]),
      CELFunction(
        "unwrapOpt", [.member("optional_unwrapOpt", "list(optional_type(A)) -> list(A)", unwrap)]),
      CELFunction(
        "value",
        [
          .member("optional_value", "optional_type(A) -> A") { value throws(CELError) in
            guard case .optional(let optional) = value else { throw .noSuchOverload }
            guard let inner = optional.value else { throw CELError("optional.none() dereference") }
            return inner
          }
        ]),
      CELFunction(
        "hasValue",
        [
          .member("optional_hasValue", "optional_type(A) -> bool") { value throws(CELError) in
            guard case .optional(let optional) = value else { throw .noSuchOverload }
            return .bool(optional.value != nil)
          }
        ]),
      CELFunction(
        "or",
        [.builtIn("optional_or_optional", "optional_type(A), optional_type(A) -> optional_type(A)", isMember: true)]),
      CELFunction("orValue", [.builtIn("optional_orValue_value", "optional_type(A), A -> A", isMember: true)]),
      CELFunction(
        Operator.optionalIndex,
        [
          .builtIn("list_optindex_optional_int", "list(A), int -> optional_type(A)"),
          .builtIn("optional_list_optindex_optional_int", "optional_type(list(A)), int -> optional_type(A)"),
          .builtIn("map_optindex_optional_value", "map(A, B), A -> optional_type(B)"),
          .builtIn("optional_map_optindex_optional_value", "optional_type(map(A, B)), A -> optional_type(B)"),
        ]),
      CELFunction(
        Operator.index,
        [
          .builtIn("optional_list_index_int", "optional_type(list(A)), int -> optional_type(A)"),
          .builtIn("optional_map_index_value", "optional_type(map(A, B)), A -> optional_type(B)"),
        ]),
      CELFunction("first", [.member("list_first", "list(A) -> optional_type(A)") { value in end(value) { _ in 0 } }]),
      CELFunction("last", [.member("list_last", "list(A) -> optional_type(A)") { value in end(value) { $0 - 1 } }]),
    ]
    return library
  }()

  private static let unwrap: CELOverload.Unary = { value throws(CELError) in
    guard case .list(let list) = value else { throw .noSuchOverload }
    var values: [CELValue] = []
    for element in list.elements {
      guard case .optional(let optional) = element else { throw .noSuchOverload }
      if let inner = optional.value { values.append(inner) }
    }
    return .list(.values(values))
  }

  private static func end(_ value: CELValue, _ index: (Int) -> Int) -> CELValue {
    guard case .list(let list) = value, !list.isEmpty else { return .optional(.none) }
    return .optional(of: list[index(list.count)])
  }
}

extension CELValue {
  /// Whether it is what a field has that was never set.
  var isZero: Bool {
    switch self {
    case .null: true
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let text): text.isEmpty
    case .bytes(let bytes): bytes.isEmpty
    case .timestamp(let time): time == Timestamp(seconds: 0)
    case .duration(let duration): duration.nanoseconds == 0
    case .list(let list): list.isEmpty
    case .map(let map): map.count == 0
    case .object(.json(let object, _)): object.isEmpty
    case .optional(let optional): optional.value == nil
    case .object(.lazy), .type, .opaque: false
    }
  }
}
