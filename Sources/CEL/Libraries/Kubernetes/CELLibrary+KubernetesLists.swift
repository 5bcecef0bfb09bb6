import APIMachinery

extension CELLibrary {
  /// Lists: `isSorted`, `sum`, `min`, `max`, `indexOf`, `lastIndexOf`, `includes`.
  public static let kubernetesLists: CELLibrary = {
    var library = CELLibrary()
    let comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"]
    let summable: [(String, CELValue)] = [
      ("int", .int(0)), ("uint", .uint(0)), ("double", .double(0)), ("duration", .duration(GoDuration(nanoseconds: 0))),
    ]
    library.functions = [
      CELFunction(
        "isSorted", comparable.map { .member("list_\($0)_is_sorted_bool", "list(\($0)) -> bool", isSorted) }),
      CELFunction(
        "sum",
        summable.map { type, zero in
          .member("list_\(type)_sum_\(type)", "list(\(type)) -> \(type)") { list throws(CELError) in
            var sum = zero
            for element in try list.elements().elements { sum = try Arithmetic.add.apply(sum, element) }
            return sum
          }
        }),
      CELFunction(
        "max", comparable.map { .member("list_\($0)_max_\($0)", "list(\($0)) -> \($0)", extremum("max", .less)) }),
      CELFunction(
        "min", comparable.map { .member("list_\($0)_min_\($0)", "list(\($0)) -> \($0)", extremum("min", .greater)) }),
      CELFunction(
        "indexOf",
        [
          .member("list_a_index_of_int", "list(A), A -> int") { list, item throws(CELError) in
            let list = try list.elements()
            return .int(Int64((0..<list.count).first { list[$0].equals(item) } ?? -1))
          }
        ]),
      CELFunction(
        "lastIndexOf",
        [
          .member("list_a_last_index_of_int", "list(A), A -> int") { list, item throws(CELError) in
            let list = try list.elements()
            return .int(Int64((0..<list.count).last { list[$0].equals(item) } ?? -1))
          }
        ]),
    ]
    return library
  }()

  /// `value.includes(x)`: whether a list holds it, or a single value is it.
  public static let includes: CELLibrary = {
    var library = CELLibrary()
    library.functions = [
      CELFunction(
        "includes",
        [
          .member("list_includes_dyn_dyn", "dyn, dyn -> bool") { target, item in
            if case .list(let list) = target { .bool(list.contains(item)) } else { .bool(target.equals(item)) }
          }
        ])
    ]
    return library
  }()

  private static let isSorted: CELOverload.Unary = { value throws(CELError) in
    let list = try value.elements()
    for index in 0..<max(list.count - 1, 0) where try list[index].compare(list[index + 1]) == .greater {
      return .bool(false)
    }
    return .bool(true)
  }

  private static func extremum(_ name: String, _ replaces: CELValue.Order) -> CELOverload.Unary {
    { value throws(CELError) in
      let list = try value.elements()
      guard !list.isEmpty else { throw CELError("\(name) called on empty list") }
      var best = list[0]
      for index in 1..<max(list.count, 1) where try best.compare(list[index]) == replaces { best = list[index] }
      return best
    }
  }
}
