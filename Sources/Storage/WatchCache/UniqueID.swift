/// An object's UID: a UUID in sixteen bytes, where it is one in its usual form, since as text it would cost a block of
/// memory for every object.
enum UniqueID: Sendable, Equatable {
  case uuid(UInt64, UInt64)
  case text(String)

  private static let length = 36
  private static let hyphens: Set<Int> = [8, 13, 18, 23]
  private static let digits = Array("0123456789abcdef".utf8)

  init(_ text: String) {
    self = Self.parse(text).map { .uuid($0.0, $0.1) } ?? .text(text)
  }

  var text: String {
    switch self {
    case .text(let text): return text
    case .uuid(let high, let low):
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Self.length)
      for position in 0..<32 {
        if Self.hyphens.contains(bytes.count) { bytes.append(UInt8(ascii: "-")) }
        let half = position < 16 ? high : low
        bytes.append(Self.digits[Int(half >> UInt64(60 - position % 16 * 4) & 15)])
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static func parse(_ text: String) -> (UInt64, UInt64)? {
    guard text.utf8.count == length else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (position, byte) in text.utf8.enumerated() {
      if hyphens.contains(position) {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      let digit: UInt64
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a") + 10)
      default: return nil
      }
      high = high << 4 | low >> 60
      low = low << 4 | digit
    }
    return (high, low)
  }
}
