/// Reads data items; what is read is bounded by the bytes there are and by ``JSONValue/maximumDepth``.
struct CBORReader {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }
  var remaining: Int { bytes.count - position }

  private enum Tag {
    static let text: UInt64 = 0
    static let epoch: UInt64 = 1
    static let bignums: ClosedRange<UInt64> = 2...3
    static let base64URL: UInt64 = 21
    static let base64: UInt64 = 22
    static let base16: UInt64 = 23
  }

  private static let end = ParseError("unexpected EOF")

  /// The initial byte of an item and its argument; the argument is nil where the length isn't known in advance.
  private struct Head {
    var major: UInt8
    var detail: UInt8
    var argument: UInt64?
  }

  private mutating func byte() throws(ParseError) -> UInt8 {
    guard position < bytes.count else { throw Self.end }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func number(_ count: Int) throws(ParseError) -> UInt64 {
    guard remaining >= count else { throw Self.end }
    var value: UInt64 = 0
    for _ in 0..<count { value = try value << 8 | UInt64(byte()) }
    return value
  }

  private mutating func head() throws(ParseError) -> Head {
    let first = try byte()
    let (major, detail) = (first >> 5, first & 0x1F)
    switch detail {
    case 0..<24: return Head(major: major, detail: detail, argument: UInt64(detail))
    case 24: return Head(major: major, detail: detail, argument: try number(1))
    case 25: return Head(major: major, detail: detail, argument: try number(2))
    case 26: return Head(major: major, detail: detail, argument: try number(4))
    case 27: return Head(major: major, detail: detail, argument: try number(8))
    case 31 where [2, 3, 4, 5].contains(major): return Head(major: major, detail: detail, argument: nil)
    default:
      throw ParseError("cbor: invalid additional information \(detail) for type \(Self.name(of: major))")
    }
  }

  mutating func value(depth: Int) throws(ParseError) -> JSONValue {
    guard depth <= JSONValue.maximumDepth else {
      throw ParseError("cbor: exceeded max nested level \(JSONValue.maximumDepth)")
    }
    let head = try head()
    switch head.major {
    case 0: return .integer(try Self.integer(head.argument ?? 0, isNegative: false))
    case 1: return .integer(try Self.integer(head.argument ?? 0, isNegative: true))
    case 2: return .string(String(decoding: try string(head), as: UTF8.self))
    case 3: return .string(try text(head))
    case 4: return .array(try array(head, depth))
    case 5: return .object(try map(head, depth))
    case 6: return try tagged(head.argument ?? 0, depth)
    default: return try simple(head)
    }
  }

  private static func integer(_ argument: UInt64, isNegative: Bool) throws(ParseError) -> Int64 {
    guard let value = Int64(exactly: argument) else {
      throw ParseError(
        "cbor: cannot unmarshal \(isNegative ? "negative" : "positive") integer into Go value of type int64 "
          + "(\(isNegative ? "-1-" : "")\(argument) overflows Go's int64)")
    }
    return isNegative ? -1 - value : value
  }

  // MARK: Strings

  /// The content of a byte or text string, in one piece or several.
  private mutating func string(_ head: Head) throws(ParseError) -> [UInt8] {
    if let count = head.argument { return try take(count) }
    var content: [UInt8] = []
    while try !skipBreak() {
      let piece = try self.head()
      guard piece.major == head.major, let count = piece.argument else {
        throw ParseError(
          "cbor: wrong element type \(Self.name(of: piece.major)) for indefinite-length \(Self.name(of: head.major))")
      }
      content += try take(count)
    }
    return content
  }

  private mutating func text(_ head: Head) throws(ParseError) -> String {
    let content = try string(head)
    guard content.withUnsafeBufferPointer(UTF8Repair.isValid) else { throw ParseError("cbor: invalid UTF-8 string") }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func take(_ count: UInt64) throws(ParseError) -> [UInt8] {
    guard count <= UInt64(remaining) else { throw Self.end }
    let start = position
    position += Int(count)
    return Array(bytes[start..<position])
  }

  /// Steps over the end of something of unknown length.
  private mutating func skipBreak() throws(ParseError) -> Bool {
    guard position < bytes.count else { throw Self.end }
    guard bytes[position] == 0xFF else { return false }
    position += 1
    return true
  }

  // MARK: Containers

  private mutating func array(_ head: Head, _ depth: Int) throws(ParseError) -> [JSONValue] {
    var elements: [JSONValue] = []
    if let count = head.argument {
      // Each element takes a byte at least.
      guard count <= UInt64(remaining) else { throw Self.end }
      elements.reserveCapacity(min(Int(count), 1024))
      for _ in 0..<count { elements.append(try value(depth: depth + 1)) }
    } else {
      while try !skipBreak() { elements.append(try value(depth: depth + 1)) }
    }
    return elements
  }

  private mutating func map(_ head: Head, _ depth: Int) throws(ParseError) -> JSONObject {
    var members: [JSONObject.Member] = []
    var seen: Set<[UInt8]> = []
    func isDone(_ reader: inout CBORReader) throws(ParseError) -> Bool {
      guard let count = head.argument else { return try reader.skipBreak() }
      return UInt64(members.count) == count
    }
    if let count = head.argument, count > UInt64(remaining) / 2 { throw Self.end }
    while try !isDone(&self) {
      let key = try key()
      guard seen.insert(Array(key.utf8)).inserted else {
        throw ParseError(
          "cbor: found duplicate map key \(GoFormat.quoted(key)) at map element index \(members.count)")
      }
      members.append(JSONObject.Member(key, try value(depth: depth + 1)))
    }
    return JSONObject(uniqueMembers: members)
  }

  /// Texts and byte strings alone can be names of members.
  private mutating func key() throws(ParseError) -> String {
    let head = try head()
    switch head.major {
    case 2: return String(decoding: try string(head), as: UTF8.self)
    case 3: return try text(head)
    default:
      throw ParseError("cbor: cannot unmarshal \(Self.name(of: head.major)) into Go value of type string")
    }
  }

  // MARK: Tags

  private mutating func tagged(_ tag: UInt64, _ depth: Int) throws(ParseError) -> JSONValue {
    switch tag {
    case Tag.text:
      guard case .string(let text) = try value(depth: depth + 1) else {
        throw ParseError("cbor: tag number 0 must be followed by text string")
      }
      guard (try? Timestamp(rfc3339: text)) != nil || (try? Timestamp(rfc3339Micro: text)) != nil else {
        throw ParseError("cbor: cannot set \(text) for time.Time")
      }
      return .string(text)
    case Tag.epoch:
      guard let seconds = try value(depth: depth + 1).integerValue, seconds.magnitude < 1 << 38 else {
        throw ParseError("cbor: tag number 1 must be followed by integer or floating-point number")
      }
      return .string(Timestamp(seconds: seconds).rfc3339)
    case Tag.bignums: throw ParseError("cbor: cannot unmarshal bignum into Go value of type interface {}")
    case Tag.base64URL, Tag.base64, Tag.base16:
      guard position < bytes.count, bytes[position] >> 5 == 2 else { return try value(depth: depth + 1) }
      let head = try head()
      return .string(Self.encode(try string(head), tag))
    default: return try value(depth: depth + 1)
    }
  }

  /// Bytes in the encoding that their tag expects of text.
  private static func encode(_ content: [UInt8], _ tag: UInt64) -> String {
    switch tag {
    case Tag.base16:
      let digits = Array("0123456789abcdef".utf8)
      return String(decoding: content.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    case Tag.base64URL:
      let text = Base64.encode(content)
      return String(
        decoding: text.utf8.filter { $0 != UInt8(ascii: "=") }.map { byte in
          byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
        }, as: UTF8.self)
    default: return Base64.encode(content)
    }
  }

  // MARK: Simple values and numbers

  private func simple(_ head: Head) throws(ParseError) -> JSONValue {
    let argument = head.argument ?? 0
    let number: Double
    switch head.detail {
    case 20: return .bool(false)
    case 21: return .bool(true)
    case 22: return .null
    case 25: number = HalfFloat(bits: UInt16(truncatingIfNeeded: argument)).value
    case 26: number = Double(Float(bitPattern: UInt32(truncatingIfNeeded: argument)))
    case 27: number = Double(bitPattern: argument)
    default:
      throw ParseError(
        "cbor: cannot unmarshal primitives into Go value of type interface {} (simple value \(argument))")
    }
    guard number.isFinite else {
      throw ParseError(
        "cbor: cannot unmarshal primitives into Go value (floating-point \(number.isNaN ? "NaN" : "infinity"))")
    }
    return .number(number)
  }

  private static func name(of major: UInt8) -> String {
    switch major {
    case 0: "positive integer"
    case 1: "negative integer"
    case 2: "byte string"
    case 3: "UTF-8 text string"
    case 4: "array"
    case 5: "map"
    case 6: "tag"
    default: "primitives"
    }
  }
}
