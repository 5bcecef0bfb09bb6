import APIMachinery

/// Collects the members of a JSON object as Go's encoder would: the plain methods leave out empty values,
/// those with `always` write them.
struct ObjectWriter {
  private var members: [JSONObject.Member] = []

  init(capacity: Int) { members.reserveCapacity(capacity) }

  var json: JSONValue { .object(JSONObject(uniqueMembers: members)) }

  private mutating func put(_ name: String, _ value: JSONValue) { members.append(JSONObject.Member(name, value)) }

  // MARK: Scalars

  mutating func string(_ name: String, _ value: String, always: Bool = false) {
    if always || !value.isEmpty { put(name, .string(value)) }
  }

  mutating func optionalString(_ name: String, _ value: String?, always: Bool = false) {
    if let value { put(name, .string(value)) } else if always { put(name, .null) }
  }

  mutating func bool(_ name: String, _ value: Bool, always: Bool = false) {
    if always || value { put(name, .bool(value)) }
  }

  mutating func optionalBool(_ name: String, _ value: Bool?, always: Bool = false) {
    if let value { put(name, .bool(value)) } else if always { put(name, .null) }
  }

  mutating func int32(_ name: String, _ value: Int32, always: Bool = false) {
    if always || value != 0 { put(name, .integer(Int64(value))) }
  }

  mutating func optionalInt32(_ name: String, _ value: Int32?, always: Bool = false) {
    if let value { put(name, .integer(Int64(value))) } else if always { put(name, .null) }
  }

  mutating func int64(_ name: String, _ value: Int64, always: Bool = false) {
    if always || value != 0 { put(name, .integer(value)) }
  }

  mutating func optionalInt64(_ name: String, _ value: Int64?, always: Bool = false) {
    if let value { put(name, .integer(value)) } else if always { put(name, .null) }
  }

  mutating func double(_ name: String, _ value: Double, always: Bool = false) {
    if always || value != 0 { put(name, .number(value)) }
  }

  mutating func optionalDouble(_ name: String, _ value: Double?, always: Bool = false) {
    if let value { put(name, .number(value)) } else if always { put(name, .null) }
  }

  mutating func bytes(_ name: String, _ value: [UInt8], always: Bool = false) {
    if !value.isEmpty {
      put(name, .string(Base64.encode(value)))
    } else if always {
      put(name, .null)
    }
  }

  mutating func time(_ name: String, _ value: Timestamp?, always: Bool = false) {
    if let value { put(name, .string(value.rfc3339)) } else if always { put(name, .null) }
  }

  mutating func microTime(_ name: String, _ value: Timestamp?, always: Bool = false) {
    if let value { put(name, .string(value.rfc3339Micro)) } else if always { put(name, .null) }
  }

  mutating func quantity(_ name: String, _ value: Quantity?, always: Bool = false) {
    if let value { put(name, value.json) } else if always { put(name, "0") }
  }

  mutating func intOrString(_ name: String, _ value: IntOrString?, always: Bool = false) {
    if let value { put(name, value.json) } else if always { put(name, 0) }
  }

  mutating func any(_ name: String, _ value: JSONValue?, always: Bool = false) {
    if let value { put(name, value) } else if always { put(name, .null) }
  }

  // MARK: Structs

  mutating func object(_ name: String, _ value: some APIValue) { put(name, value.json) }

  mutating func optionalObject(_ name: String, _ value: (some APIValue)?, always: Bool = false) {
    if let value { put(name, value.json) } else if always { put(name, .null) }
  }

  // MARK: Lists and maps

  private mutating func list<Value>(
    _ name: String, _ values: [Value], _ always: Bool, _ convert: (Value) -> JSONValue
  ) {
    if !values.isEmpty {
      put(name, .array(values.map(convert)))
    } else if always {
      put(name, .null)
    }
  }

  /// Keys are sorted, as Go does.
  private mutating func map<Value>(
    _ name: String, _ values: [String: Value], _ always: Bool, _ convert: (Value) -> JSONValue
  ) {
    if !values.isEmpty {
      let members = values.map { (key: $0.key, value: convert($0.value)) }.sorted { $0.key < $1.key }
      put(name, .object(JSONObject(uniqueMembers: members)))
    } else if always {
      put(name, .null)
    }
  }

  mutating func objects(_ name: String, _ values: [some APIValue], always: Bool = false) {
    list(name, values, always) { $0.json }
  }

  mutating func strings(_ name: String, _ values: [String], always: Bool = false) {
    list(name, values, always) { .string($0) }
  }

  mutating func int32s(_ name: String, _ values: [Int32], always: Bool = false) {
    list(name, values, always) { .integer(Int64($0)) }
  }

  mutating func int64s(_ name: String, _ values: [Int64], always: Bool = false) {
    list(name, values, always) { .integer($0) }
  }

  mutating func anys(_ name: String, _ values: [JSONValue], always: Bool = false) {
    list(name, values, always) { $0 }
  }

  mutating func objectMap(_ name: String, _ values: [String: some APIValue], always: Bool = false) {
    map(name, values, always) { $0.json }
  }

  mutating func stringMap(_ name: String, _ values: [String: String], always: Bool = false) {
    map(name, values, always) { .string($0) }
  }

  mutating func stringsMap(_ name: String, _ values: [String: [String]], always: Bool = false) {
    map(name, values, always) { .array($0.map { .string($0) }) }
  }

  mutating func bytesMap(_ name: String, _ values: [String: [UInt8]], always: Bool = false) {
    map(name, values, always) { .string(Base64.encode($0)) }
  }

  mutating func timeMap(_ name: String, _ values: [String: Timestamp], always: Bool = false) {
    map(name, values, always) { .string($0.rfc3339) }
  }

  mutating func quantityMap(_ name: String, _ values: [String: Quantity], always: Bool = false) {
    map(name, values, always) { $0.json }
  }
}
