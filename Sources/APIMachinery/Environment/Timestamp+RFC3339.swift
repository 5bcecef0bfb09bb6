extension Timestamp {
  /// `2006-01-02T15:04:05Z`: the form of `metav1.Time`. The fraction of a second is left out.
  public var rfc3339: String { format(fractionDigits: 0) }

  /// `2006-01-02T15:04:05.000000Z`: the form of `metav1.MicroTime`.
  public var rfc3339Micro: String { format(fractionDigits: 6) }

  private func format(fractionDigits: Int) -> String {
    let (days, time) = wholeDays
    let date = CivilDate(days: days)
    return String(unsafeUninitializedCapacity: 48) { buffer in
      var count = 0
      func put(_ value: Int64, width: Int) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
          buffer[count] = UInt8(ascii: "0") + UInt8(value / divisor % 10)
          count += 1
          divisor /= 10
        }
      }
      func put(_ byte: StaticString) {
        buffer[count] = byte.utf8Start.pointee
        count += 1
      }
      if date.year < 0 { put("-") }
      put(abs(date.year), width: 4)
      put("-")
      put(date.month, width: 2)
      put("-")
      put(date.day, width: 2)
      put("T")
      put(time / 3600, width: 2)
      put(":")
      put(time / 60 % 60, width: 2)
      put(":")
      put(time % 60, width: 2)
      if fractionDigits > 0 {
        put(".")
        put(Int64(nanoseconds) / 1_000, width: fractionDigits)
      }
      put("Z")
      return count
    }
  }

  /// Reads what Go's `time.Parse(time.RFC3339, …)` reads, and throws what it returns.
  public init(rfc3339 text: String) throws(ParseError) {
    try self.init(parsing: text, layout: "2006-01-02T15:04:05Z07:00", fraction: false)
  }

  /// As ``init(rfc3339:)`` for times with a fraction of six digits.
  public init(rfc3339Micro text: String) throws(ParseError) {
    try self.init(parsing: text, layout: "2006-01-02T15:04:05.000000Z07:00", fraction: true)
  }

  private init(parsing text: String, layout: String, fraction: Bool) throws(ParseError) {
    var reader = Reader(text: text, layout: layout)
    let year = try reader.number(4, "2006")
    try reader.literal("-")
    let month = try reader.number(2, "01")
    guard (1...12).contains(month) else { throw reader.outOfRange("month") }
    try reader.literal("-")
    let day = try reader.number(2, "02")
    try reader.literal("T")
    let hour = try reader.number(2, "15", orOneDigit: true)
    guard hour < 24 else { throw reader.outOfRange("hour") }
    try reader.literal(":")
    let minute = try reader.number(2, "04")
    guard minute < 60 else { throw reader.outOfRange("minute") }
    try reader.literal(":")
    let second = try reader.number(2, "05")
    guard second < 60 else { throw reader.outOfRange("second") }
    let nanoseconds = fraction ? try reader.microseconds() : reader.optionalFraction()
    let offset = try reader.zone()
    try reader.end()
    let date = CivilDate(year: year, month: month, day: day)
    guard (1...date.daysInMonth).contains(day) else { throw reader.outOfRange("day") }
    self.init(
      seconds: date.days * 86_400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: nanoseconds)
  }

  /// Takes a time's text apart from the left.
  private struct Reader {
    let text: String
    let layout: String
    let bytes: [UInt8]
    var position = 0

    init(text: String, layout: String) {
      self.text = text
      self.layout = layout
      bytes = Array(text.utf8)
    }

    private func mismatch(_ element: String) -> ParseError {
      let rest = String(decoding: bytes[position...], as: UTF8.self)
      return ParseError(
        "parsing time \(GoFormat.quoted(text)) as \(GoFormat.quoted(layout)): cannot parse "
          + "\(GoFormat.quoted(rest)) as \(GoFormat.quoted(element))")
    }

    func outOfRange(_ what: String) -> ParseError {
      ParseError("parsing time \(GoFormat.quoted(text)): \(what) out of range")
    }

    private func digit(at index: Int) -> Int64? {
      guard index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
      return Int64(bytes[index] - UInt8(ascii: "0"))
    }

    mutating func number(_ width: Int, _ element: String, orOneDigit: Bool = false) throws(ParseError) -> Int64 {
      var value: Int64 = 0
      for index in 0..<width {
        guard let digit = digit(at: position + index) else {
          guard orOneDigit, index == 1 else { throw mismatch(element) }
          position += 1
          return value
        }
        value = value * 10 + digit
      }
      position += width
      return value
    }

    mutating func literal(_ expected: Character) throws(ParseError) {
      guard position < bytes.count, bytes[position] == expected.asciiValue else { throw mismatch(String(expected)) }
      position += 1
    }

    mutating func optionalFraction() -> Int32 {
      guard position < bytes.count, bytes[position] == UInt8(ascii: ".") || bytes[position] == UInt8(ascii: ","),
        digit(at: position + 1) != nil
      else { return 0 }
      position += 1
      var value: Int32 = 0
      var scale: Int32 = 100_000_000
      while let digit = digit(at: position) {
        value += Int32(digit) * scale
        scale /= 10
        position += 1
      }
      return value
    }

    mutating func microseconds() throws(ParseError) -> Int32 {
      guard position < bytes.count, bytes[position] == UInt8(ascii: ".") || bytes[position] == UInt8(ascii: ",") else {
        throw mismatch(".000000")
      }
      var value: Int32 = 0
      for index in 1...6 {
        guard let digit = digit(at: position + index) else { throw mismatch(".000000") }
        value = value * 10 + Int32(digit)
      }
      position += 7
      return value * 1_000
    }

    /// Seconds east of Greenwich.
    mutating func zone() throws(ParseError) -> Int64 {
      if position < bytes.count, bytes[position] == UInt8(ascii: "Z") {
        position += 1
        return 0
      }
      let sign: Int64
      switch position < bytes.count ? bytes[position] : 0 {
      case UInt8(ascii: "+"): sign = 1
      case UInt8(ascii: "-"): sign = -1
      default: throw mismatch("Z07:00")
      }
      guard let tens = digit(at: position + 1), let hours = digit(at: position + 2), position + 3 < bytes.count,
        bytes[position + 3] == UInt8(ascii: ":"), let tensOfMinutes = digit(at: position + 4),
        let minutes = digit(at: position + 5)
      else { throw mismatch("Z07:00") }
      guard tens * 10 + hours <= 24 else { throw outOfRange("time zone offset hour") }
      guard tensOfMinutes * 10 + minutes < 60 else { throw outOfRange("time zone offset minute") }
      position += 6
      return sign * ((tens * 10 + hours) * 3600 + (tensOfMinutes * 10 + minutes) * 60)
    }

    func end() throws(ParseError) {
      guard position < bytes.count else { return }
      let rest = String(decoding: bytes[position...], as: UTF8.self)
      throw ParseError("parsing time \(GoFormat.quoted(text)): extra text: \(GoFormat.quoted(rest))")
    }
  }
}

extension Timestamp: CustomStringConvertible {
  public var description: String { nanoseconds == 0 ? rfc3339 : rfc3339Micro }
}
