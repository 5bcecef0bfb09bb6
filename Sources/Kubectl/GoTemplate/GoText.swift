import APIMachinery

/// Values as Go's fmt package prints them: `map[a:1 b:[x y]]`.
enum GoText {
  /// As `%v`.
  static func value(_ value: JSONValue) -> String {
    switch value {
    case .null: "<nil>"
    case .bool(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value): number(value)
    case .string(let text): text
    case .array(let elements): "[" + elements.map(self.value).joined(separator: " ") + "]"
    case .object(let object):
      "map["
        + object.members.sorted { $0.key < $1.key }.map { "\($0.key):\(self.value($0.value))" }.joined(separator: " ")
        + "]"
    }
  }

  /// As `%#v`: Go's syntax for the value.
  static func syntax(_ value: JSONValue) -> String {
    switch value {
    case .null: "interface {}(nil)"
    case .string(let text): GoFormat.quoted(text)
    case .array(let elements): "[]interface {}{" + elements.map(syntax).joined(separator: ", ") + "}"
    case .object(let object):
      "map[string]interface {}{"
        + object.members.sorted { $0.key < $1.key }.map { "\(GoFormat.quoted($0.key)):\(syntax($0.value))" }
        .joined(separator: ", ") + "}"
    default: self.value(value)
    }
  }

  /// As `%v` prints a float.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return GoFormat.plain(value)
  }

  /// As `fmt.Sprint`: blanks between operands where neither is a text.
  static func print(_ values: [JSONValue?]) -> String {
    var result = ""
    for (position, value) in values.enumerated() {
      if position > 0, values[position - 1]?.stringValue == nil, value?.stringValue == nil { result += " " }
      result += value.map(self.value) ?? "<nil>"
    }
    return result
  }

  /// What `if` takes for true: everything but nothing, false, zero and what is empty.
  static func isTrue(_ value: JSONValue?) -> Bool {
    switch value {
    case nil, .null: false
    case .bool(let value): value
    case .integer(let value): value != 0
    case .number(let value): value != 0
    case .string(let text): !text.isEmpty
    case .array(let elements): !elements.isEmpty
    case .object(let object): !object.isEmpty
    }
  }

  static func typeName(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null: "untyped nil"
    case .bool: "bool"
    case .integer: "int"
    case .number: "float64"
    case .string: "string"
    case .array: "[]interface {}"
    case .object: "map[string]interface {}"
    }
  }
}
