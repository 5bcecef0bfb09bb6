/// A duration in Go's notation, such as `1h30m` or `250ms`.
public struct GoDuration: Sendable, Hashable, Comparable {
  public var nanoseconds: Int64

  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  public init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowsToo) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    nanoseconds = overflows || overflowsToo ? (seconds < 0 ? .min : .max) : sum
  }

  public var duration: Duration { .nanoseconds(nanoseconds) }

  public static func < (left: GoDuration, right: GoDuration) -> Bool { left.nanoseconds < right.nanoseconds }

  private static let units: [String: UInt64] = [
    "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
    "h": 3_600_000_000_000,
  ]

  /// Reads what Go's `time.ParseDuration` reads, and throws what it returns.
  public init(parsing text: String) throws(ParseError) {
    let bytes = Array(text.utf8)
    let invalid = ParseError("time: invalid duration \(GoFormat.quoted(text))")
    var position = 0
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      position = 1
    }
    if bytes.count - position == 1, bytes[position] == UInt8(ascii: "0") {
      self.init(nanoseconds: 0)
      return
    }
    guard position < bytes.count else { throw invalid }
    var total: UInt64 = 0
    let limit: UInt64 = 1 << 63
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    while position < bytes.count {
      var whole: UInt64 = 0
      let start = position
      while position < bytes.count, isDigit(bytes[position]) {
        guard whole <= limit / 10 else { throw invalid }
        whole = whole * 10 + UInt64(bytes[position] - UInt8(ascii: "0"))
        guard whole <= limit else { throw invalid }
        position += 1
      }
      var digits = position - start
      var fraction = 0.0
      var scale = 1.0
      if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
        position += 1
        while position < bytes.count, isDigit(bytes[position]) {
          // Digits beyond what a double holds change nothing.
          if scale < 1e18 {
            fraction = fraction * 10 + Double(bytes[position] - UInt8(ascii: "0"))
            scale *= 10
          }
          position += 1
          digits += 1
        }
      }
      guard digits > 0 else { throw invalid }
      let unitStart = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "."), !isDigit(bytes[position]) { position += 1 }
      guard position > unitStart else { throw ParseError("time: missing unit in duration \(GoFormat.quoted(text))") }
      let name = String(decoding: bytes[unitStart..<position], as: UTF8.self)
      guard let unit = Self.units[name] else {
        throw ParseError("time: unknown unit \(GoFormat.quoted(name)) in duration \(GoFormat.quoted(text))")
      }
      let (product, overflows) = whole.multipliedReportingOverflow(by: unit)
      guard !overflows, product <= limit else { throw invalid }
      total += product + (fraction > 0 ? UInt64(fraction * (Double(unit) / scale)) : 0)
      guard total <= limit else { throw invalid }
    }
    if isNegative {
      self.init(nanoseconds: total == limit ? .min : -Int64(total))
    } else {
      guard total < limit else { throw invalid }
      self.init(nanoseconds: Int64(total))
    }
  }
}

extension GoDuration: CustomStringConvertible {
  /// As Go's `Duration.String`: `1h0m0s`, `1.5s`, `2ms`, `0s`.
  public var description: String {
    guard nanoseconds != 0 else { return "0s" }
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
    if magnitude < 1_000_000 { return sign + Self.decimal(magnitude, digits: 3) + "µs" }
    if magnitude < 1_000_000_000 { return sign + Self.decimal(magnitude, digits: 6) + "ms" }
    let minutes = magnitude / 60_000_000_000
    let seconds = Self.decimal(magnitude % 60_000_000_000, digits: 9) + "s"
    if minutes == 0 { return sign + seconds }
    if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
    return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
  }

  /// `value` with the point before its last `digits` digits, without trailing zeros.
  private static func decimal(_ value: UInt64, digits: Int) -> String {
    var divisor: UInt64 = 1
    for _ in 0..<digits { divisor *= 10 }
    let fraction = value % divisor
    guard fraction > 0 else { return "\(value / divisor)" }
    var text = Array(String(fraction).utf8)
    text.insert(contentsOf: [UInt8](repeating: UInt8(ascii: "0"), count: digits - text.count), at: 0)
    while text.last == UInt8(ascii: "0") { text.removeLast() }
    return "\(value / divisor).\(String(decoding: text, as: UTF8.self))"
  }
}
