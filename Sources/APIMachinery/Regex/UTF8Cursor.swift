/// Decodes valid UTF-8 scalar by scalar.
struct UTF8Cursor {
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where the next scalar begins.
  var offset: Int

  @inline(__always)
  mutating func next() -> UInt32? {
    guard offset < bytes.count else { return nil }
    let first = UInt32(bytes[offset])
    if first < 0x80 {
      offset += 1
      return first
    }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard offset + length <= bytes.count else {
      offset = bytes.count
      return 0xFFFD
    }
    var value = first & (0x7F >> UInt32(length))
    for index in 1..<length { value = value << 6 | UInt32(bytes[offset + index] & 0x3F) }
    offset += length
    return value
  }
}

extension String {
  /// Calls `body` with the text's UTF-8, without a copy where the string has it in one piece.
  func withUTF8Bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
    return Array(utf8).withUnsafeBufferPointer(body)
  }
}
