/// One step of the way to a field: a member, or an element of a list.
enum FieldStep: Sendable {
  case field(String)
  /// An element by its key in `fieldsV1`: `k:{…}` or `v:…`.
  case element(String)

  /// As in `fieldsV1`.
  var key: String {
    switch self {
    case .field(let name): "f:" + name
    case .element(let key): key
    }
  }

  /// The element of a keyed list with these values, sorted by name.
  static func element(keys: [(String, JSONValue)]) -> FieldStep {
    var writer = JSONWriter(capacity: 64)
    writer.append(raw: "k:{")
    var isFirst = true
    for (name, value) in keys.count > 1 ? keys.sorted(by: { $0.0 < $1.0 }) : keys {
      if !isFirst { writer.append(raw: UInt8(ascii: ",")) }
      isFirst = false
      writer.append(key: name)
      writer.append(value)
    }
    writer.append(raw: UInt8(ascii: "}"))
    return .element(GoFormat.htmlEscaped(writer.withBytes { String(decoding: $0, as: UTF8.self) }))
  }

  /// The element of a set.
  static func element(value: JSONValue) -> FieldStep {
    .element("v:" + GoFormat.htmlEscaped(value.jsonText))
  }

  /// A key as we write it, however the client wrote it.
  static func canonical(_ key: String) throws(ParseError) -> String {
    let bytes = key.utf8
    guard bytes.count >= 2, bytes[bytes.index(after: bytes.startIndex)] == UInt8(ascii: ":") else {
      throw ParseError(bytes.count < 2 ? "key must be 2 characters long:" : "missing colon: \(key)")
    }
    if bytes.first == UInt8(ascii: "f") || isCanonicalElement(key) { return key }
    let content = String(key.dropFirst(2))
    switch bytes.first {
    case UInt8(ascii: "i"):
      guard let index = Int(content) else {
        throw ParseError("strconv.Atoi: parsing \(GoFormat.quoted(content)): invalid syntax")
      }
      return "i:\(index)"
    case UInt8(ascii: "v"): return FieldStep.element(value: try parse(content)).key
    case UInt8(ascii: "k"):
      guard case .object(let object) = try parse(content) else { throw ParseError("unknown path element type") }
      return FieldStep.element(keys: object.members.map { ($0.key, $0.value) }).key
    default: throw ParseError("unknown path element type")
    }
  }

  /// Whether this is surely how we write the element of a keyed list: members with plain texts and numbers, without space
  /// and in order. Says no to some that are.
  private static func isCanonicalElement(_ key: String) -> Bool {
    key.utf8.withContiguousStorageIfAvailable { isCanonicalElement($0) } ?? false
  }

  private static func isCanonicalElement(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.starts(with: [UInt8(ascii: "k"), UInt8(ascii: ":"), UInt8(ascii: "{")]) else { return false }
    var position = 3
    /// Steps over a text in quotes, and gives where it is.
    func text() -> Range<Int>? {
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
      let start = position + 1
      position = start
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
        let byte = bytes[position]
        guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\"), byte != UInt8(ascii: "<"),
          byte != UInt8(ascii: ">"), byte != UInt8(ascii: "&")
        else { return nil }
        position += 1
      }
      position += 1
      return start..<(position - 1)
    }
    /// Steps over a whole number as it is written.
    func number() -> Bool {
      let start = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      return (1...18).contains(position - start) && (bytes[start] != UInt8(ascii: "0") || position - start == 1)
    }
    var last: Range<Int>?
    while let name = text(), position < bytes.count, bytes[position] == UInt8(ascii: ":") {
      if let last, !bytes[last].lexicographicallyPrecedes(bytes[name]) { return false }
      last = name
      position += 1
      guard text() != nil || number(), position < bytes.count else { return false }
      position += 1
      if bytes[position - 1] == UInt8(ascii: "}") { return position == bytes.count }
      guard bytes[position - 1] == UInt8(ascii: ",") else { return false }
    }
    return false
  }

  private static func parse(_ text: String) throws(ParseError) -> JSONValue {
    do {
      return try JSONParser.parse(text)
    } catch {
      throw ParseError(error.message)
    }
  }

  /// A step as error messages show it: `.name`, `[k="1"]`, `[="x"]`, `[0]`.
  static func description(ofKey key: String) -> String {
    let content = String(key.dropFirst(2))
    switch key.utf8.first {
    case UInt8(ascii: "f"): return "." + content
    case UInt8(ascii: "v"): return "[=\((try? JSONParser.parse(content)).map(describe) ?? content)]"
    case UInt8(ascii: "k"):
      guard case .object(let object)? = try? JSONParser.parse(content) else { return "[\(content)]" }
      return "[" + object.members.map { "\($0.key)=\(describe($0.value))" }.joined(separator: ",") + "]"
    default: return "[\(content)]"
    }
  }

  private static func describe(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): GoFormat.quoted(text)
    case .null: "null"
    default: GoFormat.plain(value)
    }
  }
}
