import APIMachinery

/// An OpenAPI 2 document in the protobuf form of gnostic's `openapi.v2.Document`, by its field numbers.
enum SwaggerProtobuf {
  static func encode(_ document: JSONValue) -> [UInt8] {
    var message = Message()
    message.text(1, document["swagger"])
    message.message(2) { info in
      info.text(1, document[path: "info", "title"])
      info.text(2, document[path: "info", "version"])
    }
    message.message(8) { paths in
      for (path, item) in document["paths"]?.objectValue ?? JSONObject() {
        paths.named(2, path) { pathItem(item, &$0) }
      }
    }
    message.message(9) { definitions in
      for (name, schema) in document["definitions"]?.objectValue ?? JSONObject() {
        definitions.named(1, name) { Self.schema(schema, &$0) }
      }
    }
    for requirement in document["security"]?.arrayValue ?? [] {
      message.message(12) { security in
        for (name, _) in requirement.objectValue ?? JSONObject() { security.named(1, name) { _ in } }
      }
    }
    message.message(13) { definitions in
      for (name, security) in document["securityDefinitions"]?.objectValue ?? JSONObject() {
        definitions.named(1, name) { item in
          item.message(2) { key in
            for (number, member) in ["type", "name", "in", "description"].enumerated() {
              key.text(number + 1, security[member])
            }
          }
        }
      }
    }
    return message.bytes
  }

  // MARK: Paths

  private static let methods = ["get": 2, "put": 3, "post": 4, "delete": 5, "options": 6, "head": 7, "patch": 8]

  private static func pathItem(_ item: JSONValue, _ message: inout Message) {
    for (key, member) in item.objectValue ?? JSONObject() {
      if let number = methods[key] { message.message(number) { operation(member, &$0) } }
    }
    for parameter in item["parameters"]?.arrayValue ?? [] {
      message.message(9) { parametersItem(parameter, &$0) }
    }
  }

  private static func operation(_ operation: JSONValue, _ message: inout Message) {
    message.texts(1, operation["tags"])
    message.text(3, operation["description"])
    message.text(5, operation["operationId"])
    message.texts(6, operation["produces"])
    message.texts(7, operation["consumes"])
    for parameter in operation["parameters"]?.arrayValue ?? [] {
      message.message(8) { parametersItem(parameter, &$0) }
    }
    message.message(9) { responses in
      for (code, response) in operation["responses"]?.objectValue ?? JSONObject() {
        responses.named(1, code) { value in
          value.message(1) { plain in
            plain.text(1, response["description"])
            if let schema = response["schema"] {
              plain.message(2) { item in item.message(1) { Self.schema(schema, &$0) } }
            }
          }
        }
      }
    }
    message.texts(10, operation["schemes"])
    extensions(13, of: operation, &message)
  }

  /// One of body, query or path parameter; their messages number the same things differently.
  private static func parametersItem(_ parameter: JSONValue, _ message: inout Message) {
    let place = parameter["in"]?.stringValue
    message.message(1) { choice in
      guard place != "body" else {
        return choice.message(1) { body in
          body.text(2, parameter["name"])
          body.text(3, parameter["in"])
          body.flag(4, parameter["required"])
          if let schema = parameter["schema"] { body.message(5) { Self.schema(schema, &$0) } }
        }
      }
      choice.message(2) { other in
        let isQuery = place == "query"
        // A query parameter can be empty, which takes number 5 and moves what follows by one.
        let shift = isQuery ? 1 : 0
        other.message(isQuery ? 3 : 4) { plain in
          plain.flag(1, parameter["required"])
          plain.text(2, parameter["in"])
          plain.text(3, parameter["description"])
          plain.text(4, parameter["name"])
          plain.text(5 + shift, parameter["type"])
          plain.text(6 + shift, parameter["format"])
          plain.flag(19 + shift, parameter["uniqueItems"])
        }
      }
    }
  }

  // MARK: Schemas

  private static func schema(_ schema: JSONValue, _ message: inout Message) {
    message.text(1, schema["$ref"])
    message.text(2, schema["format"])
    message.text(3, schema["title"])
    message.text(4, schema["description"])
    if let value = schema["default"] { message.any(5, value) }
    for (name, number) in [("maximum", 7), ("minimum", 9)] {
      if let value = schema[name] { message.double(number, value) }
    }
    for (name, number) in [("maxLength", 11), ("minLength", 12), ("maxItems", 14), ("minItems", 15)] {
      if let value = schema[name]?.integerValue { message.integer(number, value) }
    }
    message.text(13, schema["pattern"])
    message.texts(19, schema["required"])
    for value in schema["enum"]?.arrayValue ?? [] { message.any(20, value) }
    switch schema["additionalProperties"] {
    case .bool(let flag): message.message(21) { $0.flag(2, .bool(flag)) }
    case .some(let inner): message.message(21) { item in item.message(1) { Self.schema(inner, &$0) } }
    case .none: break
    }
    if let type = schema["type"] { message.message(22) { $0.text(1, type) } }
    if let items = schema["items"] { message.message(23) { item in item.message(1) { Self.schema(items, &$0) } } }
    for part in schema["allOf"]?.arrayValue ?? [] { message.message(24) { Self.schema(part, &$0) } }
    if let properties = schema["properties"]?.objectValue {
      message.message(25) { list in
        for (name, property) in properties { list.named(1, name) { Self.schema(property, &$0) } }
      }
    }
    extensions(31, of: schema, &message)
  }

  private static func extensions(_ number: Int, of value: JSONValue, _ message: inout Message) {
    for (name, member) in value.objectValue ?? JSONObject() where name.hasPrefix("x-") {
      message.named(number, name) { $0.text(2, .string(yaml(member))) }
    }
  }

  /// JSON is YAML; text keeps no quotes it doesn't need, as upstream writes it.
  fileprivate static func yaml(_ value: JSONValue) -> String {
    if case .string(let text) = value, !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text + "\n" }
    return String(decoding: value.encoded(), as: UTF8.self) + "\n"
  }

  /// Letters, and what can stand inside a word.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "-")
  }
}

/// The fields of one protobuf message, in the order they are added.
private struct Message {
  private(set) var bytes: [UInt8] = []

  mutating func text(_ number: Int, _ value: JSONValue?) {
    guard let text = value?.stringValue, !text.isEmpty else { return }
    append(number, Array(text.utf8))
  }

  mutating func texts(_ number: Int, _ values: JSONValue?) {
    for value in values?.arrayValue ?? [] { append(number, Array((value.stringValue ?? "").utf8)) }
  }

  mutating func flag(_ number: Int, _ value: JSONValue?) {
    if value?.boolValue == true { integer(number, 1) }
  }

  mutating func integer(_ number: Int, _ value: Int64) {
    bytes.append(varint: UInt64(number) << 3)
    bytes.append(varint: UInt64(bitPattern: value))
  }

  mutating func double(_ number: Int, _ value: JSONValue) {
    let found: Double? =
      switch value {
      case .integer(let integer): Double(integer)
      case .number(let number): number
      default: nil
      }
    guard let found else { return }
    bytes.append(varint: UInt64(number) << 3 | 1)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: found.bitPattern >> UInt64(shift)))
    }
  }

  /// `Any`: the value as YAML.
  mutating func any(_ number: Int, _ value: JSONValue) {
    message(number) { $0.text(2, .string(SwaggerProtobuf.yaml(value))) }
  }

  mutating func message(_ number: Int, _ write: (inout Message) -> Void) {
    var inner = Message()
    write(&inner)
    append(number, inner.bytes)
  }

  /// An entry of a map: its name, and the value as field 2.
  mutating func named(_ number: Int, _ name: String, _ write: (inout Message) -> Void) {
    message(number) { entry in
      entry.text(1, .string(name))
      entry.message(2, write)
    }
  }

  private mutating func append(_ number: Int, _ content: [UInt8]) {
    bytes.append(varint: UInt64(number) << 3 | 2)
    bytes.append(varint: UInt64(content.count))
    bytes += content
  }
}
