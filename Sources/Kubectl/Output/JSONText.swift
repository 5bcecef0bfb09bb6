import APIMachinery

/// JSON for people: four spaces, as kubectl's.
enum JSONText {
  static func pretty(_ value: JSONValue, indent: String = "    ", level: Int = 0) -> String {
    let inner = String(repeating: indent, count: level + 1)
    let outer = String(repeating: indent, count: level)
    switch value {
    case .array(let elements) where !elements.isEmpty:
      return "[\n"
        + elements.map { inner + pretty($0, indent: indent, level: level + 1) }.joined(separator: ",\n") + "\n\(outer)]"
    case .object(let object) where !object.isEmpty:
      let members = object.members.sorted { $0.key < $1.key }.map { member in
        "\(inner)\(encoded(.string(member.key))): \(pretty(member.value, indent: indent, level: level + 1))"
      }
      return "{\n" + members.joined(separator: ",\n") + "\n\(outer)}"
    default:
      return encoded(value)
    }
  }

  private static func encoded(_ value: JSONValue) -> String { String(decoding: value.encoded(), as: UTF8.self) }

  /// The same value with the members of every object in order of their names.
  static func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map(sorted))
    case .object(let object):
      .object(JSONObject(uniqueMembers: object.members.sorted { $0.key < $1.key }.map { ($0.key, sorted($0.value)) }))
    default: value
    }
  }
}
