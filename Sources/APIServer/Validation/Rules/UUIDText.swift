import APIMachinery

/// UUIDs as text, in the forms that `github.com/google/uuid` reads.
enum UUIDText {
  private static let dashes = [8, 13, 18, 23]
  private static let prefix = "urn:uuid:"

  /// What is wrong with a text, in that library's words; nil for a UUID.
  static func problem(_ text: String) -> String? {
    var bytes = Array(text.utf8)
    switch bytes.count {
    case 36: break
    case 36 + prefix.utf8.count:
      let start = String(decoding: bytes.prefix(prefix.utf8.count), as: UTF8.self)
      guard start.lowercased() == prefix else { return "invalid urn prefix: \(GoFormat.quoted(start))" }
      bytes.removeFirst(prefix.utf8.count)
    case 38:
      guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else {
        return "invalid bracketed UUID format"
      }
      bytes = Array(bytes.dropFirst().dropLast())
    case 32: return bytes.allSatisfy(isHexadecimal) ? nil : "invalid UUID format"
    default: return "invalid UUID length: \(bytes.count)"
    }
    let isRight = bytes.indices.allSatisfy { index in
      dashes.contains(index) ? bytes[index] == UInt8(ascii: "-") : isHexadecimal(bytes[index])
    }
    return isRight ? nil : "invalid UUID format"
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte | 0x20 {
    case UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: (0x30...0x39).contains(byte)
    }
  }
}
