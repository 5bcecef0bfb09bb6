/// Base64 with padding, as Go's `base64.StdEncoding`.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let invalid: UInt8 = 0xFF
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: invalid, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  public static func encode(_ bytes: [UInt8]) -> String {
    let count = (bytes.count + 2) / 3 * 4
    return String(unsafeUninitializedCapacity: count) { buffer in
      var target = 0
      func put(_ value: UInt32) {
        buffer[target] = alphabet[Int(value & 0x3F)]
        target += 1
      }
      var index = 0
      while index + 2 < bytes.count {
        let word = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
        put(word >> 18)
        put(word >> 12)
        put(word >> 6)
        put(word)
        index += 3
      }
      let rest = bytes.count - index
      if rest > 0 {
        let word = UInt32(bytes[index]) << 16 | (rest == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
        put(word >> 18)
        put(word >> 12)
        if rest == 2 { put(word >> 6) }
        for _ in rest..<3 {
          buffer[target] = UInt8(ascii: "=")
          target += 1
        }
      }
      return target
    }
  }

  /// Line ends are skipped. Throws `illegal base64 data at input byte N`.
  public static func decode(_ text: String) throws(ParseError) -> [UInt8] {
    try decode(Array(text.utf8))
  }

  /// Line ends are skipped. Throws `illegal base64 data at input byte N`.
  public static func decode(_ source: [UInt8]) throws(ParseError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(source.count / 4 * 3)
    var position = 0
    func illegal(_ offset: Int) -> ParseError { ParseError("illegal base64 data at input byte \(offset)") }
    func skipLineEnds() {
      while position < source.count, source[position] == 0x0A || source[position] == 0x0D { position += 1 }
    }
    while true {
      var word: UInt32 = 0
      var filled = 0
      while filled < 4 {
        guard position < source.count else {
          if filled == 0 { return result }
          throw illegal(position - filled)
        }
        let byte = source[position]
        position += 1
        let value = values[Int(byte)]
        if value != invalid {
          word = word << 6 | UInt32(value)
          filled += 1
          continue
        }
        if byte == 0x0A || byte == 0x0D { continue }
        guard byte == UInt8(ascii: "="), filled >= 2 else { throw illegal(position - 1) }
        if filled == 2 {
          skipLineEnds()
          guard position < source.count else { throw illegal(source.count) }
          guard source[position] == UInt8(ascii: "=") else { throw illegal(position - 1) }
          position += 1
        }
        skipLineEnds()
        guard position == source.count else { throw illegal(position) }
        word <<= UInt32(6 * (4 - filled))
        result.append(UInt8(truncatingIfNeeded: word >> 16))
        if filled == 3 { result.append(UInt8(truncatingIfNeeded: word >> 8)) }
        return result
      }
      result.append(UInt8(truncatingIfNeeded: word >> 16))
      result.append(UInt8(truncatingIfNeeded: word >> 8))
      result.append(UInt8(truncatingIfNeeded: word))
    }
  }
}
