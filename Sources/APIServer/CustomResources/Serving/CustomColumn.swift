import APIMachinery

/// A column of `additionalPrinterColumns`.
struct CustomColumn: Sendable {
  let column: TableColumn
  let description: String
  private let path: ColumnPath?

  /// Those of a version; its age where it defines none.
  static func columns(of version: JSONValue) -> [CustomColumn] {
    let defined = version["additionalPrinterColumns"]?.arrayValue ?? []
    guard defined.isEmpty else { return defined.map(CustomColumn.init) }
    return [
      CustomColumn([
        "name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp",
        "description": "When the object was created.",
      ])
    ]
  }

  private init(_ json: JSONValue) {
    let text = { (name: String) in json[name]?.stringValue ?? "" }
    column = TableColumn(
      name: text("name"), type: text("type"), format: text("format"),
      priority: Int32(clamping: json["priority"]?.integerValue ?? 0))
    let given = text("description")
    description =
      given.isEmpty ? "Custom resource definition column (in JSONPath format): \(text("jsonPath"))" : given
    path = try? ColumnPath(text("jsonPath"))
  }

  var definition: JSONValue { column.definition(description: description) }

  func cell(_ object: JSONValue, now: TableClock) -> JSONValue {
    guard let value = path?.first(in: object) else { return .null }
    switch (column.type, value) {
    case ("string", .string): return value
    case ("string", .null): return "<nil>"
    case ("string", .number(let number)): return .string(GoFormat.plain(number))
    case ("string", _): return .string(value.jsonText)
    case ("integer", .integer): return value
    case ("integer", .number(let number)):
      return Int64(exactly: number.rounded(.towardZero)).map(JSONValue.integer) ?? .null
    case ("number", .integer(let number)): return .number(Double(number))
    case ("number", .number), ("boolean", .bool): return value
    case ("date", .string(let text)):
      guard let time = try? Timestamp(rfc3339: text) else { return text.isEmpty ? "<unknown>" : "<invalid>" }
      return .string(now.age(of: time))
    default: return .null
    }
  }
}
