/// One line of a schema file, read from left to right without copying.
struct SchemaLine {
  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  private let end: Int
  /// The text after ` // `, if any.
  let documentation: Documentation

  /// The line at `range` of `bytes`, which must live as long as the program.
  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    var end = range.upperBound
    var documentation = Documentation.none
    var scan = range.lowerBound
    // Values of defaults may contain slashes, never a free-standing pair of them.
    while scan + 4 <= range.upperBound {
      if bytes[scan + 1] == UInt8(ascii: "/"), bytes[scan + 2] == UInt8(ascii: "/"),
        bytes[scan] == UInt8(ascii: " "), bytes[scan + 3] == UInt8(ascii: " ")
      {
        end = scan
        documentation = Documentation(embedded: UnsafeRawBufferPointer(rebasing: bytes[scan + 4..<range.upperBound]))
        break
      }
      scan += 1
    }
    self.end = end
    self.documentation = documentation
    skipSpaces()
  }

  var isAtEnd: Bool { position >= end }

  private mutating func skipSpaces() {
    while position < end, bytes[position] == UInt8(ascii: " ") { position += 1 }
  }

  /// The next word, up to a space or the end; nil at the end.
  mutating func word() -> Word? {
    guard position < end else { return nil }
    let start = position
    while position < end, bytes[position] != UInt8(ascii: " ") { position += 1 }
    let word = Word(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
    skipSpaces()
    return word
  }

  /// The word after this one, without moving.
  func peek() -> Word? {
    var copy = self
    return copy.word()
  }

  /// Moves past the next word when it is `text`.
  mutating func skip(_ text: StaticString) -> Bool {
    guard let next = peek(), next == text else { return false }
    _ = word()
    return true
  }

  /// A JSON value without spaces outside of strings.
  mutating func literal() -> JSONValue? {
    var value = SchemaLiteral(bytes: bytes, position: position, end: end)
    guard let result = value.parse() else { return nil }
    position = value.position
    skipSpaces()
    return result
  }

  /// Bytes between two spaces.
  struct Word {
    let bytes: UnsafeRawBufferPointer

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text before `(` of `name(a,b)`, and the arguments.
    var call: (name: Word, arguments: [String]) {
      guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), bytes.last == UInt8(ascii: ")") else {
        return (self, [])
      }
      let inside = UnsafeRawBufferPointer(rebasing: bytes[open + 1..<bytes.count - 1])
      return (
        Word(bytes: UnsafeRawBufferPointer(rebasing: bytes[0..<open])),
        inside.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
      )
    }

    var number: Int? {
      guard !bytes.isEmpty else { return nil }
      var value = 0
      for byte in bytes {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), value < 1 << 40 else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }

    static func == (word: Word, text: StaticString) -> Bool {
      word.bytes.count == text.utf8CodeUnitCount
        && text.withUTF8Buffer { expected in word.bytes.elementsEqual(expected) }
    }
  }
}

/// The JSON values that schema files use as defaults: no escapes, no fractions.
private struct SchemaLiteral {
  let bytes: UnsafeRawBufferPointer
  var position: Int
  let end: Int

  mutating func parse() -> JSONValue? {
    guard position < end else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "t"): return keyword("true", .bool(true))
    case UInt8(ascii: "f"): return keyword("false", .bool(false))
    default: return integer()
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < end, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func keyword(_ text: String, _ value: JSONValue) -> JSONValue? {
    guard bytes[position..<end].starts(with: text.utf8) else { return nil }
    position += text.utf8.count
    return value
  }

  private mutating func string() -> String? {
    guard skip("\""), let close = bytes[position..<end].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    defer { position = close + 1 }
    return String(decoding: bytes[position..<close], as: UTF8.self)
  }

  private mutating func integer() -> JSONValue? {
    let start = position
    while position < end, bytes[position] == UInt8(ascii: "-") || (48...57).contains(bytes[position]) { position += 1 }
    return Int64(String(decoding: bytes[start..<position], as: UTF8.self)).map { .integer($0) }
  }

  private mutating func object() -> JSONValue? {
    guard skip("{") else { return nil }
    var object = JSONObject()
    if skip("}") { return .object(object) }
    repeat {
      guard let key = string(), skip(":"), let value = parse() else { return nil }
      object[key] = value
    } while skip(",")
    return skip("}") ? .object(object) : nil
  }

  private mutating func array() -> JSONValue? {
    guard skip("[") else { return nil }
    var elements: [JSONValue] = []
    if skip("]") { return .array(elements) }
    repeat {
      guard let value = parse() else { return nil }
      elements.append(value)
    } while skip(",")
    return skip("]") ? .array(elements) : nil
  }
}
