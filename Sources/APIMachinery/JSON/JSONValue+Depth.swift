extension JSONValue {
  /// How many containers may be inside each other in any tree we hold; see ``JSONParser/Options/maximumDepth``.
  public static let maximumDepth = 500

  /// Whether there are more than `limit` containers inside each other.
  func isDeeper(than limit: Int) -> Bool {
    switch self {
    case .array(let elements):
      if limit <= 0 { return true }
      return elements.contains { $0.isDeeper(than: limit - 1) }
    case .object(let object):
      if limit <= 0 { return true }
      return object.members.contains { $0.value.isDeeper(than: limit - 1) }
    default: return false
    }
  }

  /// The Go type that `encoding/json` names when it can't put a value of this kind somewhere.
  public var goKind: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .integer, .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension GoFormat {
  /// The value as `%v` prints it once decoded: `map[a:1 b:[x y]]`.
  public static func plain(_ value: JSONValue) -> String {
    switch value {
    case .null: "<nil>"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): plain(value)
    case .string(let value): value
    case .array(let elements): "[" + elements.map(plain).joined(separator: " ") + "]"
    case .object(let object):
      "map["
        + object.members.sorted { $0.key < $1.key }.map { "\($0.key):\(plain($0.value))" }.joined(separator: " ") + "]"
    }
  }
}
