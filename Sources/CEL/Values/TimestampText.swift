import APIMachinery

/// Times as text, in the range that expressions know: the years 1 to 9999.
enum TimestampText {
  static let first = Timestamp(seconds: -62_135_596_800)
  static let last = Timestamp(seconds: 253_402_300_799, nanoseconds: 999_999_999)

  static func parse(_ text: String) -> Timestamp? {
    guard let time = try? Timestamp(rfc3339: text), isInRange(time) else { return nil }
    return time
  }

  static func isInRange(_ time: Timestamp) -> Bool { time >= first && time <= last }

  /// As Go's RFC3339Nano: as many digits of the fraction as it has.
  static func format(_ time: Timestamp) -> String {
    guard time.nanoseconds != 0 else { return time.rfc3339 }
    var digits = String(time.nanoseconds)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return time.wholeSeconds.rfc3339.dropLast() + "." + digits + "Z"
  }
}
