import APIMachinery

// Short ways to read an object of the API. What has the wrong type reads as absent: the server has checked it before.
extension JSONValue {
  func string(_ key: String) -> String { self[key]?.stringValue ?? "" }
  func optionalString(_ key: String) -> String? { self[key]?.stringValue }
  func bool(_ key: String, default value: Bool = false) -> Bool { self[key]?.boolValue ?? value }
  func integer(_ key: String) -> Int64? { self[key]?.integerValue }
  func list(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }
  func strings(_ key: String) -> [String] { list(key).compactMap(\.stringValue) }

  func stringMap(_ key: String) -> [String: String] {
    guard let object = self[key]?.objectValue else { return [:] }
    return Dictionary(
      object.members.compactMap { member in member.value.stringValue.map { (member.key, $0) } },
      uniquingKeysWith: { _, last in last })
  }

  func quantity(_ key: String) -> Quantity? { self[key].flatMap { try? Quantity(json: $0) } }
  func time(_ key: String) -> Timestamp? { self[key]?.stringValue.flatMap { try? Timestamp(rfc3339: $0) } }
  func seconds(_ key: String) -> Duration? { integer(key).map { .seconds($0) } }

  static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
  static func stringMap(_ values: [String: String]) -> JSONValue {
    .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
  }
}
