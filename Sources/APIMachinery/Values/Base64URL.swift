/// Base64 with the URL alphabet and without padding (RFC 4648 §5), as Go's `base64.RawURLEncoding`.
public enum Base64URL {
  public static func encode(_ bytes: [UInt8]) -> String {
    var text = Base64.encode(bytes)
    while text.last == "=" { text.removeLast() }
    return text.replacing("+", with: "-").replacing("/", with: "_")
  }

  /// Line ends are skipped. Throws `illegal base64 data at input byte N`.
  public static func decode(_ text: String) throws(ParseError) -> [UInt8] {
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var bits: UInt32 = 0
    var count = 0
    var last = 0
    func illegal(_ offset: Int) -> ParseError { ParseError("illegal base64 data at input byte \(offset)") }
    for (offset, character) in text.utf8.enumerated() {
      if character == UInt8(ascii: "\n") || character == UInt8(ascii: "\r") { continue }
      guard let value = value(of: character) else { throw illegal(offset) }
      count += 1
      last = offset
      pending = pending << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
        pending &= (1 << bits) - 1
      }
    }
    // Six bits alone make no byte.
    if count % 4 == 1 { throw illegal(last) }
    return bytes
  }

  private static func value(of character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
