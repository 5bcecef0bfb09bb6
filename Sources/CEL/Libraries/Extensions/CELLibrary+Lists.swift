extension CELLibrary {
  /// Lists: `slice`, `flatten`, `sort`, `sortBy`, `distinct`, `reverse`, `lists.range`.
  public static let lists: CELLibrary = {
    var library = CELLibrary()
    library.macros = [sortBy]
    library.functions = [
      CELFunction(
        "slice",
        [
          .memberN("list_slice", "list(A), int, int -> list(A)") { values throws(CELError) in
            let (list, start, end) = (try values[0].elements(), try values[1].integer(), try values[2].integer())
            guard start >= 0, end >= 0 else {
              throw CELError("cannot slice(\(start), \(end)), negative indexes not supported")
            }
            guard start <= end else {
              throw CELError("cannot slice(\(start), \(end)), start index must be less than or equal to end index")
            }
            guard end <= list.count else {
              throw CELError("cannot slice(\(start), \(end)), list is length \(list.count)")
            }
            return .list((Int(start)..<Int(end)).map { list[$0] })
          }
        ]),
      CELFunction(
        "flatten",
        [
          .member("list_flatten", "list(list(A)) -> list(A)") { list throws(CELError) in
            .list(flatten(try list.elements(), depth: 1))
          },
          .member("list_flatten_int", "list(dyn), int -> list(dyn)") { list, depth throws(CELError) in
            let depth = try depth.integer()
            guard depth >= 0 else { throw CELError("level must be non-negative") }
            return .list(flatten(try list.elements(), depth: depth))
          },
        ]),
      CELFunction("sort", ListSort.overloads),
      CELFunction("@sortByAssociatedKeys", ListSort.byKeys),
      CELFunction(
        "lists.range",
        [
          .global("lists_range", "int -> list(int)") { count throws(CELError) in
            let count = try count.integer()
            guard count >= 0 else { throw CELError("lists.range: size must be non-negative") }
            guard count <= elementsMax else { throw CELError("lists.range: size exceeds \(elementsMax)") }
            return .list((0..<count).map(CELValue.int))
          }
        ]),
      CELFunction(
        "reverse",
        [
          .member("list_reverse", "list(A) -> list(A)") { list throws(CELError) in
            .list(try list.elements().elements.reversed())
          }
        ]),
      CELFunction(
        "distinct",
        [
          .member("list_distinct", "list(A) -> list(A)") { list throws(CELError) in
            var result: [CELValue] = []
            for element in try list.elements().elements where !result.contains(where: element.equals) {
              result.append(element)
            }
            return .list(result)
          }
        ]),
    ]
    return library
  }()

  /// Of lists that functions make from a number: what the budget would stop anyway.
  private static let elementsMax: Int64 = 1_000_000

  private static func flatten(_ list: CELList, depth: Int64) -> [CELValue] {
    list.elements.flatMap { element -> [CELValue] in
      guard depth > 0, case .list(let inner) = element else { return [element] }
      return flatten(inner, depth: depth - 1)
    }
  }

  /// `list.sortBy(x, key)` sorts by the keys that a `map` gathers.
  private static let sortBy = Macro.member("sortBy", 2) { builder, target, arguments throws(Parser.Abort) in
    guard let target else { return nil }
    let variable = try builder.variable(arguments[0])
    let range = "@__sortBy_input__"
    guard
      let keys = try StandardMacros.gather(
        &builder, over: try builder.identifier(range), variable, nil, where: nil, arguments[1])
    else { return nil }
    let sorted = try builder.memberCall("@sortByAssociatedKeys", try builder.identifier(range), keys)
    return try builder.bind(range, to: target, in: sorted)
  }
}

/// Sorting of lists whose elements have an order.
private enum ListSort {
  private static let types = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"]

  static let overloads: [CELOverload] = types.map { type in
    .member("list_sort", "list(\(type)) -> list(\(type))") { list throws(CELError) in
      let elements = try list.elements().elements
      return .list(try sorted(elements, by: elements))
    }
  }

  static let byKeys: [CELOverload] = types.map { type in
    .member("list_sort", "list(A), list(\(type)) -> list(A)") { list, keys throws(CELError) in
      .list(try sorted(try list.elements().elements, by: try keys.elements().elements))
    }
  }

  private static func sorted(_ elements: [CELValue], by keys: [CELValue]) throws(CELError) -> [CELValue] {
    guard elements.count == keys.count else { throw .noSuchOverload }
    guard let first = keys.first else { return [] }
    for key in keys where !key.isOf(first.type) { throw CELError("list elements must have the same type") }
    _ = try first.compare(first)
    let order = keys.indices.sorted { left, right in
      switch try? keys[left].compare(keys[right]) {
      case .less: true
      case .greater: false
      default: left < right
      }
    }
    return order.map { elements[$0] }
  }
}
