/// Arithmetic on eight bytes at a time.
enum EightBytes {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// The lowest set bit marks the first byte that ends a plain run in a string: a quote, a backslash or a control
  /// character. Bits above it may be set wrongly.
  @inline(__always)
  static func stops(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    return ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word) & highBits
  }
}

extension JSONParser {
  /// A run of bytes that need no unescaping.
  private struct Run {
    var start: UnsafePointer<UInt8>
    var count: Int
    var isASCII: Bool
  }

  /// Reads up to the next quote, backslash or control character, or the end.
  @inline(__always)
  private mutating func plainRun() -> Run {
    let runStart = position
    var seen: UInt64 = 0
    while end - position >= 8 {
      let word = UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
      let stops = EightBytes.stops(word)
      if stops != 0 {
        let length = stops.trailingZeroBitCount / 8
        seen |= length == 0 ? 0 : word &<< UInt64(64 - length * 8)
        position += length
        return Run(start: runStart, count: position - runStart, isASCII: seen & EightBytes.highBits == 0)
      }
      seen |= word
      position += 8
    }
    while position < end {
      let byte = position.pointee
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      seen |= UInt64(byte)
      position += 1
    }
    return Run(start: runStart, count: position - runStart, isASCII: seen & EightBytes.highBits == 0)
  }

  /// Reads a string; the next byte is its opening quote.
  @inline(__always)
  mutating func string() throws(JSONError) -> String {
    position += 1
    let run = plainRun()
    guard position < end, position.pointee == UInt8(ascii: "\"") else { return try escapedString(after: run) }
    position += 1
    return Self.text(UnsafeBufferPointer(start: run.start, count: run.count), isASCII: run.isASCII)
  }

  /// Reads a member's name and its hash; the next byte is its opening quote.
  @inline(__always)
  mutating func keyString() throws(JSONError) -> (String, hash: UInt64) {
    position += 1
    let run = plainRun()
    if position < end, position.pointee == UInt8(ascii: "\""), run.isASCII {
      position += 1
      let fingerprint = JSONKeyCache.Fingerprint(run.start, count: run.count)
      return (cache.key(run.start, count: run.count, fingerprint: fingerprint), fingerprint.hash)
    }
    var key: String
    if position < end, position.pointee == UInt8(ascii: "\"") {
      position += 1
      key = Self.text(UnsafeBufferPointer(start: run.start, count: run.count), isASCII: false)
    } else {
      key = try escapedString(after: run)
    }
    let hash = key.withUTF8 { bytes in
      bytes.baseAddress.map { JSONKeyCache.Fingerprint($0, count: bytes.count).hash }
    }
    return (key, hash ?? JSONKeyCache.Fingerprint(start, count: 0).hash)
  }

  @inline(__always)
  private static func text(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> String {
    if isASCII || UTF8Repair.isValid(bytes) { return String(decoding: bytes, as: UTF8.self) }
    return UTF8Repair.repaired(bytes)
  }

  /// Goes on with a string that has escapes, after its first plain run.
  @inline(never)
  private mutating func escapedString(after first: Run) throws(JSONError) -> String {
    scratch.removeAll(keepingCapacity: true)
    var run = first
    var isASCII = true
    while true {
      scratch.append(contentsOf: UnsafeBufferPointer(start: run.start, count: run.count))
      isASCII = isASCII && run.isASCII
      guard position < end else { throw JSONError.unexpectedEnd(at: offset) }
      switch position.pointee {
      case UInt8(ascii: "\""):
        position += 1
        return scratch.withUnsafeBufferPointer { Self.text($0, isASCII: isASCII) }
      case UInt8(ascii: "\\"):
        try escape()
        isASCII = false
      default:
        throw invalid(position.pointee, "in string literal")
      }
      run = plainRun()
    }
  }

  /// Reads an escape into `scratch`; the next byte is its backslash.
  private mutating func escape() throws(JSONError) {
    position += 1
    guard position < end else { throw JSONError.unexpectedEnd(at: offset) }
    let byte = position.pointee
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(byte)
    case UInt8(ascii: "b"): scratch.append(0x08)
    case UInt8(ascii: "f"): scratch.append(0x0C)
    case UInt8(ascii: "n"): scratch.append(0x0A)
    case UInt8(ascii: "r"): scratch.append(0x0D)
    case UInt8(ascii: "t"): scratch.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      try unicodeEscape()
      return
    default: throw invalid(byte, "in string escape code")
    }
    position += 1
  }

  /// Reads the four digits of `\u`, and a second escape that completes a surrogate pair. A surrogate without partner
  /// becomes U+FFFD.
  private mutating func unicodeEscape() throws(JSONError) {
    let unit = try fourHexadecimalDigits()
    guard 0xD800..<0xE000 ~= unit else {
      append(scalar: unit)
      return
    }
    if unit < 0xDC00, end - position >= 6, position[0] == UInt8(ascii: "\\"), position[1] == UInt8(ascii: "u") {
      let before = position
      position += 2
      let low = try fourHexadecimalDigits()
      if 0xDC00..<0xE000 ~= low {
        append(scalar: 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        return
      }
      position = before
    }
    append(scalar: 0xFFFD)
  }

  private mutating func fourHexadecimalDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < end else { throw JSONError.unexpectedEnd(at: offset) }
      let byte = position.pointee
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw invalid(byte, "in \\u hexadecimal character escape")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func append(scalar value: UInt32) {
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
