/// Writes an object as the message of its type. As upstream's generated code: fields by ascending number, values
/// without a pointer always, also when zero, map entries sorted by key, lists not packed.
struct ProtobufEncoder: ~Copyable {
  var writer: ProtobufWriter

  init(capacity: Int = 4096) { writer = ProtobufWriter(capacity: capacity) }

  mutating func message(_ object: JSONObject, _ type: ObjectType) {
    message(object, type, type.storage.pointee.wire)
  }

  private mutating func message(_ object: JSONObject, _ type: ObjectType, _ wire: [WireField]) {
    for field in wire.reversed() {
      switch field.content {
      case .inlined(let inner):
        let before = writer.count
        message(object, type, inner)
        writer.close(field.number, before: before)
      case .member(let position):
        let value = object[type.storage.pointee.fields[position].name] ?? .null
        if value.isNull, !field.isAlwaysWritten { continue }
        member(field, value, type.storage.pointee.fields[position].type)
      }
    }
  }

  private mutating func member(_ field: WireField, _ value: JSONValue, _ type: ValueType) {
    switch type {
    case .list(let element):
      guard case .array(let elements) = value else { return }
      if field.wrapsLists {
        let before = writer.count
        for element in elements.reversed() { writer.string(1, element.stringValue ?? "") }
        writer.close(field.number, before: before)
        return
      }
      for item in elements.reversed() { single(field.number, item, element) }
    case .map(let element):
      guard case .object(let object) = value else { return }
      for entry in object.members.sorted(by: { $0.key < $1.key }).reversed() {
        let before = writer.count
        if case .list = element, field.wrapsLists {
          member(
            WireField(number: 2, content: .member(0), isAlwaysWritten: true, wrapsLists: true), entry.value, element)
        } else if case .bytes = element, entry.value.isNull {
          // Go writes no value for nil bytes.
        } else {
          single(2, entry.value, element)
        }
        writer.string(1, entry.key)
        writer.close(field.number, before: before)
      }
    case .bytes:
      guard case .string = value else { return }
      single(field.number, value, type)
    default: single(field.number, value, type)
    }
  }

  /// One value with its tag; null stands for zero.
  private mutating func single(_ number: Int, _ value: JSONValue, _ type: ValueType) {
    switch type {
    case .string: writer.string(number, value.stringValue ?? "")
    case .bool:
      writer.prepend(byte: value.boolValue == true ? 1 : 0)
      writer.prepend(tag: number, .varint)
    case .int32, .int64: writer.integer(number, value.integerValue ?? 0)
    case .double:
      writer.prepend(fixed64: (value.doubleValue ?? 0).bitPattern)
      writer.prepend(tag: number, .fixed64)
    case .bytes:
      let before = writer.count
      if let bytes = try? Base64.decode(value.stringValue ?? "") { writer.prepend(bytes) }
      writer.close(number, before: before)
    default:
      let before = writer.count
      content(value, type)
      writer.close(number, before: before)
    }
  }

  /// The inside of a value that is a message.
  private mutating func content(_ value: JSONValue, _ type: ValueType) {
    switch type {
    case .object(let inner): message(value.objectValue ?? JSONObject(), inner)
    case .time, .microTime:
      guard case .string(let text) = value, let time = try? Timestamp(rfc3339: text) else { return }
      var isWhole = true
      if case .microTime = type { isWhole = false }
      writer.integer(2, isWhole ? 0 : Int64(time.nanoseconds / 1000 * 1000))
      writer.integer(1, time.seconds)
    case .duration:
      writer.integer(1, (try? GoDuration(parsing: value.stringValue ?? "0s"))?.nanoseconds ?? 0)
    case .quantity: writer.string(1, value.stringValue ?? "0")
    case .intOrString:
      writer.string(3, value.stringValue ?? "")
      writer.integer(2, value.integerValue ?? 0)
      writer.integer(1, value.stringValue == nil ? 0 : 1)
    case .any, .rawExtension, .fieldsV1, .structural:
      guard !value.isNull else { return }
      let before = writer.count
      writer.prepend(value.encoded())
      writer.close(1, before: before)
    case .schemaOrBool(let schema):
      if case .object(let object) = value { nested(2, object, schema) }
      // A schema is an allowed value, so Go sets the flag with it.
      writer.prepend(byte: value.boolValue == false || value.isNull ? 0 : 1)
      writer.prepend(tag: 1, .varint)
    case .schemaOrArray(let schema):
      if case .object(let object) = value { nested(1, object, schema) }
      for element in (value.arrayValue ?? []).reversed() { nested(2, element.objectValue ?? JSONObject(), schema) }
    case .schemaOrStrings(let schema):
      for element in (value.arrayValue ?? []).reversed() { writer.string(2, element.stringValue ?? "") }
      if case .object(let object) = value { nested(1, object, schema) }
    default: return
    }
  }

  private mutating func nested(_ number: Int, _ object: JSONObject, _ type: ObjectType) {
    let before = writer.count
    message(object, type)
    writer.close(number, before: before)
  }
}
