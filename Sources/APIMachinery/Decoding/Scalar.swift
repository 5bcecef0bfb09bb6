/// Values without parts: checked, and put into their canonical form. Texts that are canonical already, which is
/// nearly all of them, are recognised by their bytes and left alone.
enum Scalar {
  /// False when the value isn't of the kind; throws when it is but can't be read.
  @inline(__always)
  static func decode(
    _ value: inout JSONValue, _ operation: DecodingStep.Operation, roundsUp: Bool
  ) throws(DecodingFailure) -> Bool {
    switch (operation, value) {
    case (.string, .string), (.bool, .bool), (.int64, .integer), (.double, .integer), (.double, .number), (.any, _):
      return true
    case (.int32, .integer(let number)): return Int32(exactly: number) != nil
    case (.intOrString, .string): return true
    case (.intOrString, .integer(let number)): return Int32(exactly: number) != nil
    case (.quantity, _):
      try quantity(&value, roundsUp: roundsUp)
      return true
    case (.time, .string(let text)):
      if isCanonicalTime(text) { return true }
      value = .string(try parse { () throws(ParseError) in try Timestamp(rfc3339: text) }.rfc3339)
      return true
    case (.microTime, .string(let text)):
      value = .string(try parse { () throws(ParseError) in try Timestamp(rfc3339Micro: text) }.rfc3339Micro)
      return true
    case (.duration, .string(let text)):
      value = .string(try parse { () throws(ParseError) in try GoDuration(parsing: text) }.description)
      return true
    case (.bytes, .string(let text)):
      if isCanonicalBase64(text) { return true }
      value = .string(Base64.encode(try parse { () throws(ParseError) in try Base64.decode(text) }))
      return true
    default: return false
    }
  }

  private static func parse<Value>(_ body: () throws(ParseError) -> Value) throws(DecodingFailure) -> Value {
    do throws(ParseError) {
      return try body()
    } catch {
      throw DecodingFailure(error)
    }
  }

  // MARK: Quantities

  private static func quantity(_ value: inout JSONValue, roundsUp: Bool) throws(DecodingFailure) {
    if case .string(let text) = value, isCanonicalQuantity(text) { return }
    let given = value
    var quantity = try parse { () throws(ParseError) in try Quantity(json: given) }
    if roundsUp {
      let milli = Quantity(milli: quantity.milliValue, format: quantity.format)
      // `milliValue` rounds up; amounts too large for it have nothing below thousandths that matters.
      if quantity.milliValue != .max, milli != quantity { quantity = milli }
    }
    value = quantity.json
  }

  /// One to three digits without a leading zero and at most a suffix: there is no shorter way to write it.
  private static func isCanonicalQuantity(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard (1...5).contains(bytes.count), (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(bytes[0]) else {
        return bytes.count == 1 && bytes[0] == UInt8(ascii: "0")
      }
      var digits = 1
      while digits < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[digits]) { digits += 1 }
      guard digits <= 3 else { return false }
      switch bytes.count - digits {
      case 0: return true
      case 1:
        switch bytes[digits] {
        case UInt8(ascii: "m"), UInt8(ascii: "k"), UInt8(ascii: "M"), UInt8(ascii: "G"): return true
        default: return false
        }
      case 2:
        guard bytes[digits + 1] == UInt8(ascii: "i") else { return false }
        switch bytes[digits] {
        case UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "G"): return true
        default: return false
        }
      default: return false
      }
    }
  }

  // MARK: Times

  /// `2006-01-02T15:04:05Z` with a day that every month has.
  private static func isCanonicalTime(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count == 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
        bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
        bytes[19] == UInt8(ascii: "Z")
      else { return false }
      func number(_ start: Int) -> Int? {
        let tens = bytes[start] &- UInt8(ascii: "0")
        let ones = bytes[start + 1] &- UInt8(ascii: "0")
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
      }
      guard number(0) != nil, number(2) != nil, let month = number(5), let day = number(8), let hour = number(11),
        let minute = number(14), let second = number(17)
      else { return false }
      return (1...12).contains(month) && (1...28).contains(day) && hour < 24 && minute < 60 && second < 60
    }
  }

  // MARK: Base64

  private static func isCanonicalBase64(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count % 4 == 0 else { return false }
      var content = bytes.count
      if content > 0, bytes[content - 1] == UInt8(ascii: "=") { content -= 1 }
      if content > 0, content < bytes.count, bytes[content - 1] == UInt8(ascii: "=") { content -= 1 }
      // The bits of the last digit that stand for no byte must be zero; decoding and encoding clears others.
      guard content == bytes.count else { return false }
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
          continue
        default: return false
        }
      }
      return true
    }
  }
}
