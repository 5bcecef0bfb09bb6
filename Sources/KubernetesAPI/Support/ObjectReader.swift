import APIMachinery

/// Takes the members of a JSON object one by one.
///
/// The API writes members in the order of the schema, which is the order in which they are asked for here:
/// most look-ups find theirs right behind the one before.
struct ObjectReader {
  private let members: [JSONObject.Member]
  private var next = 0

  init(_ json: JSONValue) throws(DecodingFailure) {
    switch json {
    case .object(let object): members = object.members
    case .null: members = []
    default: throw DecodingFailure(expected: "object")
    }
  }

  /// The member, unless it is missing or null.
  private mutating func find(_ name: String) -> JSONValue? {
    if next < members.count, members[next].key == name {
      next += 1
      return present(members[next - 1].value)
    }
    for position in members.indices where members[position].key == name {
      next = position + 1
      return present(members[position].value)
    }
    return nil
  }

  private func present(_ value: JSONValue) -> JSONValue? {
    if case .null = value { nil } else { value }
  }

  private static func value<Value>(
    _ json: JSONValue?, _ name: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(DecodingFailure) -> Value? {
    guard let json else { return nil }
    guard let value = convert(json) else { throw DecodingFailure(path: name, expected: expected) }
    return value
  }

  // MARK: Scalars

  mutating func string(_ name: String) throws(DecodingFailure) -> String { try optionalString(name) ?? "" }

  mutating func optionalString(_ name: String) throws(DecodingFailure) -> String? {
    switch find(name) {
    case nil: return nil
    case .string(let text)?: return text
    default: throw DecodingFailure(path: name, expected: "string")
    }
  }

  mutating func bool(_ name: String) throws(DecodingFailure) -> Bool { try optionalBool(name) ?? false }

  mutating func optionalBool(_ name: String) throws(DecodingFailure) -> Bool? {
    try Self.value(find(name), name, "boolean", \.boolValue)
  }

  mutating func int32(_ name: String) throws(DecodingFailure) -> Int32 { try optionalInt32(name) ?? 0 }

  mutating func optionalInt32(_ name: String) throws(DecodingFailure) -> Int32? {
    try Self.value(find(name), name, "32-bit integer") { $0.integerValue.flatMap { Int32(exactly: $0) } }
  }

  mutating func int64(_ name: String) throws(DecodingFailure) -> Int64 { try optionalInt64(name) ?? 0 }

  mutating func optionalInt64(_ name: String) throws(DecodingFailure) -> Int64? {
    try Self.value(find(name), name, "integer", \.integerValue)
  }

  mutating func double(_ name: String) throws(DecodingFailure) -> Double { try optionalDouble(name) ?? 0 }

  mutating func optionalDouble(_ name: String) throws(DecodingFailure) -> Double? {
    try Self.value(find(name), name, "number", \.doubleValue)
  }

  mutating func bytes(_ name: String) throws(DecodingFailure) -> [UInt8] {
    try Self.value(find(name), name, "base64 text", Self.decodeBytes) ?? []
  }

  mutating func time(_ name: String) throws(DecodingFailure) -> Timestamp? {
    try Self.value(find(name), name, "time", Self.decodeTime)
  }

  mutating func quantity(_ name: String) throws(DecodingFailure) -> Quantity? {
    try Self.value(find(name), name, "quantity", Self.decodeQuantity)
  }

  mutating func intOrString(_ name: String) throws(DecodingFailure) -> IntOrString? {
    try Self.value(find(name), name, "number or string", IntOrString.init(json:))
  }

  mutating func any(_ name: String) -> JSONValue? { find(name) }

  // MARK: Structs

  mutating func object<Value: APIValue>(_ name: String) throws(DecodingFailure) -> Value {
    try optionalObject(name) ?? Value()
  }

  mutating func optionalObject<Value: APIValue>(_ name: String) throws(DecodingFailure) -> Value? {
    guard let json = find(name) else { return nil }
    do throws(DecodingFailure) {
      return try Value(json: json)
    } catch {
      throw error.inside(name)
    }
  }

  // MARK: Lists and maps

  private mutating func list<Value>(
    _ name: String, _ convert: (JSONValue) throws(DecodingFailure) -> Value
  ) throws(DecodingFailure) -> [Value] {
    guard let json = find(name) else { return [] }
    guard case .array(let elements) = json else { throw DecodingFailure(path: name, expected: "list") }
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      do throws(DecodingFailure) {
        values.append(try convert(element))
      } catch {
        throw error.inside("\(name)[\(index)]")
      }
    }
    return values
  }

  private mutating func map<Value>(
    _ name: String, _ convert: (JSONValue) throws(DecodingFailure) -> Value
  ) throws(DecodingFailure) -> [String: Value] {
    guard let json = find(name) else { return [:] }
    guard case .object(let object) = json else { throw DecodingFailure(path: name, expected: "map") }
    var values: [String: Value] = [:]
    values.reserveCapacity(object.count)
    for (key, element) in object {
      do throws(DecodingFailure) {
        values[key] = try convert(element)
      } catch {
        throw error.inside("\(name)[\(key)]")
      }
    }
    return values
  }

  private static func required<Value>(_ value: Value?, _ expected: String) throws(DecodingFailure) -> Value {
    guard let value else { throw DecodingFailure(expected: expected) }
    return value
  }

  mutating func objects<Value: APIValue>(_ name: String) throws(DecodingFailure) -> [Value] {
    try list(name) { (json) throws(DecodingFailure) in try Value(json: json) }
  }

  mutating func strings(_ name: String) throws(DecodingFailure) -> [String] {
    try list(name) { (json) throws(DecodingFailure) in try Self.required(json.stringValue, "string") }
  }

  mutating func int32s(_ name: String) throws(DecodingFailure) -> [Int32] {
    try list(name) { (json) throws(DecodingFailure) in
      try Self.required(json.integerValue.flatMap { Int32(exactly: $0) }, "32-bit integer")
    }
  }

  mutating func int64s(_ name: String) throws(DecodingFailure) -> [Int64] {
    try list(name) { (json) throws(DecodingFailure) in try Self.required(json.integerValue, "integer") }
  }

  mutating func anys(_ name: String) throws(DecodingFailure) -> [JSONValue] {
    try list(name) { (json) throws(DecodingFailure) in json }
  }

  mutating func objectMap<Value: APIValue>(_ name: String) throws(DecodingFailure) -> [String: Value] {
    try map(name) { (json) throws(DecodingFailure) in try Value(json: json) }
  }

  mutating func stringMap(_ name: String) throws(DecodingFailure) -> [String: String] {
    try map(name) { (json) throws(DecodingFailure) in try Self.required(json.stringValue, "string") }
  }

  mutating func stringsMap(_ name: String) throws(DecodingFailure) -> [String: [String]] {
    try map(name) { (json) throws(DecodingFailure) in
      try (json.arrayValue ?? []).map { (element) throws(DecodingFailure) in
        try Self.required(element.stringValue, "string")
      }
    }
  }

  mutating func bytesMap(_ name: String) throws(DecodingFailure) -> [String: [UInt8]] {
    try map(name) { (json) throws(DecodingFailure) in
      if case .null = json { return [] }
      return try Self.required(Self.decodeBytes(json), "base64 text")
    }
  }

  mutating func timeMap(_ name: String) throws(DecodingFailure) -> [String: Timestamp] {
    try map(name) { (json) throws(DecodingFailure) in try Self.required(Self.decodeTime(json), "time") }
  }

  mutating func quantityMap(_ name: String) throws(DecodingFailure) -> [String: Quantity] {
    try map(name) { (json) throws(DecodingFailure) in try Self.required(Self.decodeQuantity(json), "quantity") }
  }

  // MARK: Texts with a meaning

  private static func decodeTime(_ json: JSONValue) -> Timestamp? {
    json.stringValue.flatMap { try? Timestamp(rfc3339: $0) }
  }

  private static func decodeQuantity(_ json: JSONValue) -> Quantity? { try? Quantity(json: json) }

  private static func decodeBytes(_ json: JSONValue) -> [UInt8]? {
    json.stringValue.flatMap { try? Base64.decode($0) }
  }
}
