/// Objects as `application/vnd.kubernetes.protobuf`: four magic bytes, then a `runtime.Unknown` message with the
/// kind and the object's own message.
public struct ProtobufCodec: Sendable {
  /// What every document starts with: `k8s` and a zero byte.
  public static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

  private let registry: SchemaRegistry

  public init(registry: SchemaRegistry = .builtIn) {
    self.registry = registry
  }

  // MARK: Reading

  /// The object in `document`, with `kind` and `apiVersion` as its envelope says. Throws for what is no document, for
  /// kinds the schema doesn't have, and for broken messages.
  public func decode(_ document: [UInt8]) throws(ParseError) -> JSONValue {
    try document.withUnsafeBufferPointer { bytes throws(ParseError) in
      try decode(UnsafeRawBufferPointer(bytes), depth: 0)
    }
  }

  /// Envelopes inside envelopes (a list of raw objects) go no deeper than this.
  private static let envelopesMaximum = 3

  private func decode(_ document: UnsafeRawBufferPointer, depth: Int) throws(ParseError) -> JSONValue {
    guard depth < Self.envelopesMaximum else { throw ParseError("proto: nested too deeply") }
    let envelope = try Envelope(document)
    let kind = envelope.kind
    guard let (group, version) = Self.split(envelope.apiVersion),
      let type = registry.type(for: GroupVersionKind(group: group, version: version, kind: kind))
    else {
      throw ParseError(
        "no kind \(GoFormat.quoted(kind)) is registered for version \(GoFormat.quoted(envelope.apiVersion))")
    }
    var value = try message(envelope.raw, type, depth)
    if case .object(var object) = value, type.role != .part {
      value = .null
      object["kind"] = .string(kind)
      object["apiVersion"] = .string(envelope.apiVersion)
      value = .object(object)
    }
    try ObjectDecoder(gates: .allOn).decode(&value, as: type)
    return value
  }

  /// The object of a message without envelope. Throws for broken messages.
  public func decode(message bytes: [UInt8], as type: ObjectType) throws(ParseError) -> JSONValue {
    var value = try bytes.withUnsafeBufferPointer { bytes throws(ParseError) in
      try message(UnsafeRawBufferPointer(bytes), type, 0)
    }
    try ObjectDecoder(gates: .allOn).decode(&value, as: type)
    return value
  }

  private func message(
    _ bytes: UnsafeRawBufferPointer, _ type: ObjectType, _ depth: Int
  ) throws(ParseError) -> JSONValue {
    var decoder = ProtobufDecoder { (inner: UnsafeRawBufferPointer) throws(ParseError) in
      try self.decode(inner, depth: depth + 1)
    }
    return .object(try decoder.message(bytes, type))
  }

  private static func split(_ apiVersion: String) -> (group: String, version: String)? {
    guard let slash = apiVersion.firstIndex(of: "/") else { return ("", apiVersion) }
    return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.index(after: slash)...]))
  }

  /// `runtime.Unknown` behind the magic bytes.
  private struct Envelope {
    var apiVersion = ""
    var kind = ""
    var raw = UnsafeRawBufferPointer(start: nil, count: 0)

    init(_ document: UnsafeRawBufferPointer) throws(ParseError) {
      guard document.starts(with: ProtobufCodec.magic) else {
        throw ParseError("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
      }
      var reader = ProtobufReader(UnsafeRawBufferPointer(rebasing: document[ProtobufCodec.magic.count...]))
      while !reader.isAtEnd {
        let (number, wireType) = try reader.tag()
        switch (number, wireType) {
        case (1, 2):
          var inner = ProtobufReader(try reader.content())
          while !inner.isAtEnd {
            let (number, wireType) = try inner.tag()
            if number == 1, wireType == 2 {
              apiVersion = String(decoding: try inner.content(), as: UTF8.self)
            } else if number == 2, wireType == 2 {
              kind = String(decoding: try inner.content(), as: UTF8.self)
            } else {
              try inner.skip(wireType)
            }
          }
        case (2, 2): raw = try reader.content()
        default: try reader.skip(wireType)
        }
      }
    }
  }

  // MARK: Writing

  /// The document of an object, whose `kind` and `apiVersion` say its type. Throws for kinds the schema doesn't have
  /// and those that have no protobuf form (`Table`).
  public func encode(_ object: JSONValue) throws(ParseError) -> [UInt8] {
    let apiVersion = object["apiVersion"]?.stringValue ?? ""
    let kind = object["kind"]?.stringValue ?? ""
    guard let (group, version) = Self.split(apiVersion),
      let type = registry.type(for: GroupVersionKind(group: group, version: version, kind: kind)),
      type.hasMessage
    else {
      throw ParseError("no kind \(GoFormat.quoted(kind)) of \(GoFormat.quoted(apiVersion)) has a protobuf form")
    }
    return encode(object, as: type, apiVersion: apiVersion, kind: kind)
  }

  /// The document of an object of a known type.
  public func encode(_ object: JSONValue, as type: ObjectType, apiVersion: String, kind: String) -> [UInt8] {
    var encoder = ProtobufEncoder()
    Self.endEnvelope(&encoder.writer)
    let before = encoder.writer.count
    encoder.message(object.objectValue ?? JSONObject(), type)
    Self.beginEnvelope(&encoder.writer, rawCount: encoder.writer.count - before, apiVersion, kind)
    return encoder.writer.bytes
  }

  /// The message of an object without envelope.
  public func encode(message object: JSONValue, as type: ObjectType) -> [UInt8] {
    var encoder = ProtobufEncoder()
    encoder.message(object.objectValue ?? JSONObject(), type)
    return encoder.writer.bytes
  }

  /// What stands behind the object's message.
  fileprivate static func endEnvelope(_ writer: inout ProtobufWriter) {
    writer.string(4, "")
    writer.string(3, "")
  }

  /// What stands in front of the object's message of `rawCount` bytes.
  fileprivate static func beginEnvelope(
    _ writer: inout ProtobufWriter, rawCount: Int, _ apiVersion: String, _ kind: String
  ) {
    writer.prepend(varint: UInt64(rawCount))
    writer.prepend(tag: 2, .bytes)
    let before = writer.count
    writer.string(2, kind)
    writer.string(1, apiVersion)
    writer.close(1, before: before)
    writer.prepend(magic)
  }

  /// One event of a watch with its frame: four bytes of length, then a `WatchEvent` whose object is a document.
  public static func watchFrame(type: String, document: [UInt8]) -> [UInt8] {
    var writer = ProtobufWriter(capacity: document.count + 64)
    let before = writer.count
    writer.prepend(document)
    writer.close(1, before: before)
    writer.close(2, before: before)
    writer.string(1, type)
    let count = UInt32(truncatingIfNeeded: writer.count)
    for shift in [0, 8, 16, 24] as [UInt32] { writer.prepend(byte: UInt8(truncatingIfNeeded: count >> shift)) }
    return writer.bytes
  }
}

extension ObjectType {
  /// Kinds such as `Table` exist in JSON only.
  fileprivate var hasMessage: Bool { !storage.pointee.wire.isEmpty }
}

/// Collects a list from its items one by one, so that no tree of the whole list is ever in memory.
public struct ProtobufListEncoder: ~Copyable {
  private let element: ObjectType
  private let list: ObjectType
  private var items: [UInt8] = []

  /// For a list type and the type of its items.
  public init(_ list: ObjectType, of element: ObjectType) {
    self.element = element
    self.list = list
  }

  /// Adds an item from its JSON.
  public mutating func append(json: [UInt8]) throws(JSONError) {
    append(try JSONParser.parse(json))
  }

  public mutating func append(_ item: JSONValue) {
    var encoder = ProtobufEncoder()
    encoder.message(item.objectValue ?? JSONObject(), element)
    encoder.writer.close(2, before: 0)
    items += encoder.writer.bytes
  }

  /// The whole document.
  public consuming func finish(metadata: JSONValue, apiVersion: String, kind: String) -> [UInt8] {
    var encoder = ProtobufEncoder(capacity: items.count + 512)
    ProtobufCodec.endEnvelope(&encoder.writer)
    let before = encoder.writer.count
    encoder.writer.prepend(items)
    // The message of a list without items, which is its metadata.
    encoder.message(["metadata": metadata], list)
    ProtobufCodec.beginEnvelope(&encoder.writer, rawCount: encoder.writer.count - before, apiVersion, kind)
    return encoder.writer.bytes
  }
}

extension ProtobufEncoder {
  fileprivate mutating func message(_ object: JSONValue, _ type: ObjectType) {
    message(object.objectValue ?? JSONObject(), type)
  }
}
