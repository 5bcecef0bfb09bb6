import APIMachinery

/// Lists whose schema says that their elements are a set, or told apart by keys (`x-kubernetes-list-type`).
enum ListSemantics {
  static func kind(of list: CELList) -> CELSchema.ListKind {
    if case .json(_, let schema) = list { schema.kind } else { .atomic }
  }

  static func equalByKeys(_ left: CELList, _ right: CELList, _ keys: [String]) -> Bool {
    var byKey: [String: CELValue] = [:]
    for index in 0..<right.count {
      let element = right[index]
      byKey[identity(element, keys)] = element
    }
    return (0..<left.count).allSatisfy { index in
      let element = left[index]
      return byKey[identity(element, keys)].map(element.equals) ?? false
    }
  }

  /// `left + right`: of a set, what is new is added; of a list with keys, elements of `right` replace those of the same
  /// key.
  static func sum(_ left: CELList, _ right: CELList) -> CELList {
    switch kind(of: left) {
    case .atomic: break
    case .set:
      var elements = left.elements
      elements += right.elements.filter { added in !left.contains(added) }
      return .values(elements)
    case .map(let keys):
      var elements = left.elements
      var positions: [String: Int] = [:]
      for (position, element) in elements.enumerated() { positions[identity(element, keys)] = position }
      for element in right.elements {
        if let position = positions[identity(element, keys)] {
          elements[position] = element
        } else {
          elements.append(element)
        }
      }
      return .values(elements)
    }
    return .values(left.elements + right.elements)
  }

  private static func identity(_ element: CELValue, _ keys: [String]) -> String {
    guard case .object(.json(let object, _)) = element else { return "" }
    return keys.map { object[$0]?.jsonText ?? "" }.joined(separator: "\u{0}")
  }
}

/// Names of properties that aren't identifiers, as expressions write them (upstream's `Escape`).
public enum FieldEscaping {
  private static let reserved: Set<String> = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
    "loop", "package", "namespace", "return", "var", "void", "while",
  ]

  /// The name to write in expressions; nil when there is none for this property.
  public static func escape(_ name: String) -> String? {
    if name.isEmpty { return nil }
    if reserved.contains(name) { return "__\(name)__" }
    var result = ""
    var pendingUnderscore = false
    func flush() { if pendingUnderscore { result += "_" } }
    for (index, character) in name.utf8.enumerated() {
      let letter = Unicode.Scalar(character)
      if pendingUnderscore && letter == "_" {
        result += "__underscores__"
        pendingUnderscore = false
        continue
      }
      flush()
      pendingUnderscore = letter == "_"
      switch letter {
      case "_": continue
      case ".": result += "__dot__"
      case "-": result += "__dash__"
      case "/": result += "__slash__"
      case "0"..."9":
        if index == 0 { return nil }
        result.unicodeScalars.append(letter)
      case "a"..."z", "A"..."Z": result.unicodeScalars.append(letter)
      default: return nil
      }
    }
    flush()
    return result
  }
}
