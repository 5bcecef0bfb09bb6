/// Reads the fields of a message one after another; every length is checked against what is there.
struct ProtobufReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  static let unexpectedEnd = ParseError("unexpected EOF")

  var isAtEnd: Bool { position >= bytes.count }

  mutating func varint() throws(ParseError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      guard position < bytes.count else { throw Self.unexpectedEnd }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw ParseError("proto: integer overflow")
  }

  /// The number and wire type of the next field.
  mutating func tag() throws(ParseError) -> (number: Int, wireType: UInt8) {
    let tag = try varint()
    let number = tag >> 3
    guard number > 0, number <= UInt64(Int32.max) else {
      throw ParseError("proto: illegal tag \(number) (wire type \(tag & 7))")
    }
    return (Int(number), UInt8(tag & 7))
  }

  /// A text, message or packed list.
  mutating func content() throws(ParseError) -> UnsafeRawBufferPointer {
    let length = try varint()
    guard length <= UInt64(bytes.count - position) else { throw Self.unexpectedEnd }
    defer { position += Int(length) }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(length)])
  }

  mutating func fixed64() throws(ParseError) -> UInt64 {
    guard bytes.count - position >= 8 else { throw Self.unexpectedEnd }
    defer { position += 8 }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// Passes over a field that nobody knows.
  mutating func skip(_ wireType: UInt8) throws(ParseError) {
    switch wireType {
    case 0: _ = try varint()
    case 1: _ = try fixed64()
    case 2: _ = try content()
    case 5:
      guard bytes.count - position >= 4 else { throw Self.unexpectedEnd }
      position += 4
    default: throw ParseError("proto: illegal wireType \(wireType)")
    }
  }
}
