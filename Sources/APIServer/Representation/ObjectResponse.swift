import APIMachinery

/// Objects as HTTP answers.
enum ObjectResponse {
  /// Bytes that are JSON already.
  static func json(_ bytes: [UInt8], status: Int = 200) -> APIResponse {
    APIResponse(status: status, headers: jsonHeaders, body: .bytes(bytes))
  }

  /// Bytes that are encoded already.
  static func bytes(_ bytes: [UInt8], mediaType: String) -> APIResponse {
    APIResponse(status: 200, headers: headers(mediaType), body: .bytes(bytes))
  }

  private static let jsonHeaders = headers("application/json")

  private static func headers(_ mediaType: String) -> Headers {
    Headers([
      ("Cache-Control", "no-cache, private"), ("Content-Type", mediaType),
    ])
  }

  /// - Parameter type: The object's schema, which protobuf needs; an object without one is given as JSON.
  static func make(
    _ object: JSONValue, type: ObjectType? = nil, status: Int, form: ContentForm, headers extra: Headers = Headers()
  ) -> APIResponse {
    let encoded = encode(object, type: type, form: form)
    var headers = headers(encoded.mediaType)
    for field in extra.fields { headers.add(field.name, field.value) }
    return APIResponse(status: status, headers: headers, body: .bytes(encoded.bytes))
  }

  static func encode(_ object: JSONValue, type: ObjectType?, form: ContentForm) -> (bytes: [UInt8], mediaType: String) {
    switch form.encoding {
    case .json:
      let bytes = form.isPretty ? object.encodedPretty() : object.encoded()
      return (bytes + [UInt8(ascii: "\n")], form.mediaType)
    case .yaml:
      return (YAMLCodec.encode(object), form.mediaType)
    case .protobuf:
      if let bytes = WireForm.encode(object, type: type) { return (bytes, form.mediaType) }
      return (object.encoded(), "application/json")
    case .cbor: return (CBORCodec.encode(object), form.mediaType)
    }
  }
}

extension JSONValue {
  /// Indented by two spaces, as upstream's `pretty`.
  func encodedPretty() -> [UInt8] {
    var bytes: [UInt8] = []
    writePretty(into: &bytes, indent: 0)
    return bytes
  }

  private func writePretty(into bytes: inout [UInt8], indent: Int) {
    let newline = { (bytes: inout [UInt8], depth: Int) in
      bytes.append(UInt8(ascii: "\n"))
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }
    switch self {
    case .object(let object) where !object.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (position, member) in object.members.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        newline(&bytes, indent + 1)
        bytes += JSONValue.string(member.key).encoded()
        bytes += ": ".utf8
        member.value.writePretty(into: &bytes, indent: indent + 1)
      }
      newline(&bytes, indent)
      bytes.append(UInt8(ascii: "}"))
    case .array(let elements) where !elements.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (position, element) in elements.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        newline(&bytes, indent + 1)
        element.writePretty(into: &bytes, indent: indent + 1)
      }
      newline(&bytes, indent)
      bytes.append(UInt8(ascii: "]"))
    default: bytes += encoded()
    }
  }
}
