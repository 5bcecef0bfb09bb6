/// Reads messages into JSON values, which ``ObjectDecoder`` then puts into their proper form.
///
/// What comes out is bounded: no more than ``valuesMaximum`` values, however small the messages that ask for them,
/// and no deeper than ``depthMaximum``.
struct ProtobufDecoder {
  static let depthMaximum = 100
  static let valuesMaximum = 500_000

  /// Reads an object in its envelope, as a RawExtension may contain.
  let readEnvelope: (UnsafeRawBufferPointer) throws(ParseError) -> JSONValue
  private var depth = 0
  private var values = 0

  init(readEnvelope: @escaping (UnsafeRawBufferPointer) throws(ParseError) -> JSONValue) {
    self.readEnvelope = readEnvelope
  }

  mutating func message(_ bytes: UnsafeRawBufferPointer, _ type: ObjectType) throws(ParseError) -> JSONObject {
    var object = JSONObject()
    try message(bytes, type, type.storage.pointee.wire, into: &object)
    return object
  }

  private mutating func message(
    _ bytes: UnsafeRawBufferPointer, _ type: ObjectType, _ wire: [WireField], into object: inout JSONObject
  ) throws(ParseError) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthMaximum else { throw ParseError("proto: nested too deeply") }
    var reader = ProtobufReader(bytes)
    while !reader.isAtEnd {
      let (number, wireType) = try reader.tag()
      guard let field = wire.first(where: { $0.number == number }) else {
        try reader.skip(wireType)
        continue
      }
      values += 1
      guard values <= Self.valuesMaximum else { throw ParseError("proto: more than \(Self.valuesMaximum) values") }
      switch field.content {
      case .inlined(let inner):
        guard wireType == 2 else { throw Self.wrongType(wireType, type.shortName) }
        try message(reader.content(), type, inner, into: &object)
      case .member(let position):
        let name = type.storage.pointee.fields[position].name
        try member(field, type.storage.pointee.fields[position].type, wireType, name, &reader, into: &object[name])
      }
    }
  }

  private static func wrongType(_ wireType: UInt8, _ field: String) -> ParseError {
    ParseError("proto: wrong wireType = \(wireType) for field \(field.prefix(1).uppercased() + field.dropFirst())")
  }

  /// Reads one field into the member; those of a list or map add to what is there.
  private mutating func member(
    _ field: WireField, _ type: ValueType, _ wireType: UInt8, _ name: String, _ reader: inout ProtobufReader,
    into member: inout JSONValue?
  ) throws(ParseError) {
    switch type {
    case .list(let element):
      var elements: [JSONValue] = []
      if case .array(let present)? = member { elements = present }
      member = nil
      if field.wrapsLists {
        elements = try wrapped(&reader, wireType, name)
      } else if wireType == 2, element.isPackable {
        var packed = ProtobufReader(try reader.content())
        while !packed.isAtEnd {
          values += 1
          guard values <= Self.valuesMaximum else { throw ParseError("proto: more than \(Self.valuesMaximum) values") }
          elements.append(try single(element, 0, name, &packed))
        }
      } else {
        elements.append(try single(element, wireType, name, &reader))
      }
      member = .array(elements)
    case .map(let element):
      guard wireType == 2 else { throw Self.wrongType(wireType, name) }
      var object = JSONObject()
      if case .object(let present)? = member { object = present }
      member = nil
      let (key, value) = try entry(reader.content(), field, element, name)
      object[key] = value
      member = .object(object)
    default: member = try single(type, wireType, name, &reader)
    }
  }

  private mutating func wrapped(
    _ reader: inout ProtobufReader, _ wireType: UInt8, _ name: String
  ) throws(ParseError) -> [JSONValue] {
    guard wireType == 2 else { throw Self.wrongType(wireType, name) }
    var inner = ProtobufReader(try reader.content())
    var elements: [JSONValue] = []
    while !inner.isAtEnd {
      let (number, wireType) = try inner.tag()
      if number == 1 {
        elements.append(try single(.string, wireType, name, &inner))
      } else {
        try inner.skip(wireType)
      }
    }
    return elements
  }

  private mutating func entry(
    _ bytes: UnsafeRawBufferPointer, _ field: WireField, _ element: ValueType, _ name: String
  ) throws(ParseError) -> (String, JSONValue) {
    var reader = ProtobufReader(bytes)
    var key = ""
    var value = JSONValue.null
    while !reader.isAtEnd {
      let (number, wireType) = try reader.tag()
      switch number {
      case 1:
        guard case .string(let text) = try single(.string, wireType, name, &reader) else { continue }
        key = text
      case 2:
        if field.wrapsLists {
          value = .array(try wrapped(&reader, wireType, name))
        } else {
          value = try single(element, wireType, name, &reader)
        }
      default: try reader.skip(wireType)
      }
    }
    return (key, value)
  }

  private mutating func single(
    _ type: ValueType, _ wireType: UInt8, _ name: String, _ reader: inout ProtobufReader
  ) throws(ParseError) -> JSONValue {
    guard wireType == type.wireType else { throw Self.wrongType(wireType, name) }
    switch type {
    case .string: return .string(String(decoding: try reader.content(), as: UTF8.self))
    case .bool: return .bool(try reader.varint() != 0)
    case .int32: return .integer(Int64(Int32(truncatingIfNeeded: try reader.varint())))
    case .int64: return .integer(Int64(bitPattern: try reader.varint()))
    case .double:
      let number = Double(bitPattern: try reader.fixed64())
      guard number.isFinite else { throw ParseError("json: unsupported value: \(number)") }
      return .number(number)
    case .bytes: return .string(Base64.encode(Array(try reader.content())))
    default: return try content(type, reader.content(), name)
    }
  }

  /// A value that is a message.
  private mutating func content(
    _ type: ValueType, _ bytes: UnsafeRawBufferPointer, _ name: String
  ) throws(ParseError) -> JSONValue {
    switch type {
    case .object(let inner): return .object(try message(bytes, inner))
    case .time, .microTime:
      guard !bytes.isEmpty else { return .null }
      let parts = try integers(bytes, name)
      let nanoseconds = Int32(clamping: max(0, min(999_999_999, parts[2] ?? 0)))
      let time = Timestamp(seconds: parts[1] ?? 0, nanoseconds: nanoseconds)
      guard Self.years.contains(time.seconds) else { throw ParseError("proto: time out of range for field \(name)") }
      if case .time = type { return .string(time.rfc3339) }
      return .string(time.rfc3339Micro)
    case .duration: return .string(GoDuration(nanoseconds: try integers(bytes, name)[1] ?? 0).description)
    case .quantity:
      return try .string(text(1, bytes, name) ?? "0")
    case .intOrString:
      let parts = try integers(bytes, name)
      if parts[1] == 1 { return .string(try text(3, bytes, name) ?? "") }
      return .integer(Int64(Int32(truncatingIfNeeded: parts[2] ?? 0)))
    case .any, .rawExtension, .fieldsV1, .structural: return try embedded(bytes)
    case .schemaOrBool(let schema):
      if let inner = try part(2, bytes) { return .object(try message(inner, schema)) }
      return .bool(try integers(bytes, name)[1] ?? 0 != 0)
    case .schemaOrArray(let schema):
      if let inner = try part(1, bytes) { return .object(try message(inner, schema)) }
      var elements: [JSONValue] = []
      for inner in try parts(2, bytes) { elements.append(.object(try message(inner, schema))) }
      return .array(elements)
    case .schemaOrStrings(let schema):
      if let inner = try part(1, bytes) { return .object(try message(inner, schema)) }
      return .array(try parts(2, bytes).map { .string(String(decoding: $0, as: UTF8.self)) })
    default: return .null
    }
  }

  /// The years 0 to 9999, which RFC 3339 can write.
  private static let years: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  /// JSON text or an object in its envelope.
  private func embedded(_ bytes: UnsafeRawBufferPointer) throws(ParseError) -> JSONValue {
    guard let raw = try part(1, bytes), !raw.isEmpty else { return .null }
    if raw.starts(with: ProtobufCodec.magic) {
      guard depth + Self.depthMaximum / 4 <= Self.depthMaximum else { throw ParseError("proto: nested too deeply") }
      return try readEnvelope(raw)
    }
    do throws(JSONError) {
      return try JSONParser.parse(raw)
    } catch {
      throw ParseError(error.message)
    }
  }

  /// The integers of a small message by field number.
  private func integers(_ bytes: UnsafeRawBufferPointer, _ name: String) throws(ParseError) -> [Int: Int64] {
    var reader = ProtobufReader(bytes)
    var result: [Int: Int64] = [:]
    while !reader.isAtEnd {
      let (number, wireType) = try reader.tag()
      if wireType == 0 {
        let value = Int64(bitPattern: try reader.varint())
        if number < 8 { result[number] = value }
      } else {
        try reader.skip(wireType)
      }
    }
    return result
  }

  private func text(_ number: Int, _ bytes: UnsafeRawBufferPointer, _ name: String) throws(ParseError) -> String? {
    try part(number, bytes).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The last field of this number.
  private func part(_ number: Int, _ bytes: UnsafeRawBufferPointer) throws(ParseError) -> UnsafeRawBufferPointer? {
    try parts(number, bytes).last
  }

  private func parts(_ wanted: Int, _ bytes: UnsafeRawBufferPointer) throws(ParseError) -> [UnsafeRawBufferPointer] {
    var reader = ProtobufReader(bytes)
    var result: [UnsafeRawBufferPointer] = []
    while !reader.isAtEnd {
      let (number, wireType) = try reader.tag()
      if number == wanted, wireType == 2 {
        guard result.count < Self.valuesMaximum else {
          throw ParseError("proto: more than \(Self.valuesMaximum) values")
        }
        result.append(try reader.content())
      } else {
        try reader.skip(wireType)
      }
    }
    return result
  }
}

extension ValueType {
  fileprivate var isPackable: Bool {
    switch self {
    case .bool, .int32, .int64: true
    default: false
    }
  }

  fileprivate var wireType: UInt8 {
    switch self {
    case .bool, .int32, .int64: 0
    case .double: 1
    default: 2
    }
  }
}
