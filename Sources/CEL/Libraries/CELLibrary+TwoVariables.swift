extension CELLibrary {
  /// Comprehensions with two variables: `transformMap(k, v, …)`, `all(i, x, …)`.
  public static let twoVariableComprehensions: CELLibrary = {
    var library = CELLibrary()
    library.macros = TwoVariableMacros.all
    library.functions = [
      CELFunction(
        TwoVariableMacros.mapInsert,
        [
          .globalN("@mapInsert_map_key_value", "map(A, B), A, B -> map(A, B)") { arguments throws(CELError) in
            guard arguments.count == 3 else { throw .noSuchOverload }
            var dictionary = try entries(arguments[0])
            try InsertNode.insert(arguments[1], arguments[2], into: &dictionary)
            return .map(.values(dictionary))
          },
          .global("@mapInsert_map_map", "map(A, B), map(A, B) -> map(A, B)") { map, added throws(CELError) in
            var dictionary = try entries(map)
            for entry in try entries(added).entries { try InsertNode.insert(entry.key, entry.value, into: &dictionary) }
            return .map(.values(dictionary))
          },
        ])
    ]
    return library
  }()

  private static func entries(_ value: CELValue) throws(CELError) -> CELDictionary {
    guard case .map(let map) = value else { throw .noSuchOverload }
    var dictionary = CELDictionary()
    for position in 0..<map.count {
      let entry = map.entry(at: position)
      _ = dictionary.insert(entry.key, entry.value)
    }
    return dictionary
  }

  /// `cel.bind`.
  public static let bindings: CELLibrary = {
    var library = CELLibrary()
    library.macros = BindingMacros.bind
    return library
  }()

  /// `cel.block`, which optimisers write.
  public static let blocks: CELLibrary = {
    var library = CELLibrary()
    library.macros = BindingMacros.block
    return library
  }()
}
