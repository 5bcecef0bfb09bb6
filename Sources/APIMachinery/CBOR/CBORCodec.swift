/// Objects as CBOR (RFC 8949), under the rules of Kubernetes' serializer (`pkg/runtime/serializer/cbor`): whatever JSON
/// can say and nothing else.
public enum CBORCodec {
  /// What every document begins with: the head of the tag for self-described CBOR, 55799.
  public static let magic: [UInt8] = [0xD9, 0xD9, 0xF7]

  /// Deterministic: members in the order of their encoded keys, numbers as short as can be, texts as byte strings.
  public static func encode(_ value: JSONValue) -> [UInt8] {
    var writer = CBORWriter()
    writer.bytes = magic
    writer.write(value)
    return writer.bytes
  }

  /// The one data item that `bytes` are. Throws what is wrong with it, beginning with `cbor: `.
  public static func decode(_ bytes: [UInt8]) throws(ParseError) -> JSONValue {
    var reader = CBORReader(bytes)
    let value = try reader.value(depth: 0)
    guard reader.isAtEnd else {
      throw ParseError("cbor: \(reader.remaining) bytes of extraneous data starting at index \(reader.position)")
    }
    return value
  }

  /// One event of a watch; events follow each other without anything between (RFC 8742).
  public static func watchEvent(type: String, object: JSONValue) -> [UInt8] {
    var writer = CBORWriter()
    writer.bytes = magic
    writer.head(5, 2)
    writer.write(text: "type")
    writer.write(text: type)
    writer.write(text: "object")
    // A document of its own, as in upstream's raw extensions.
    writer.bytes += magic
    writer.write(object)
    return writer.bytes
  }
}
