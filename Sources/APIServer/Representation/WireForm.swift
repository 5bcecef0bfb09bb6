import APIMachinery

/// Kubernetes' protobuf form of objects, as `kubectl` and Go clients may ask for it.
enum WireForm {
  private static let codec = ProtobufCodec()

  /// The document with its magic and envelope; nil for objects without a schema.
  static func encode(_ object: JSONValue, type: ObjectType?) -> [UInt8]? {
    guard let type else { return nil }
    return codec.encode(
      object, as: type, apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? "")
  }

  /// nil for bytes that are no such document, or one of a kind without a schema.
  static func decode(_ bytes: [UInt8]) -> JSONValue? { try? codec.decode(bytes) }

  /// One event of a watch, with the length in front that separates it from the next.
  static func watchFrame(type: String, object: JSONValue, schema: ObjectType?) -> [UInt8] {
    ProtobufCodec.watchFrame(type: type, document: encode(object, type: schema) ?? [])
  }
}
