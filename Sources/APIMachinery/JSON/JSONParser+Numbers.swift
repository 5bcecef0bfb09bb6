extension JSONParser {
  /// Reads a number; the next byte is a digit or a minus.
  @inline(__always)
  mutating func number() throws(JSONError) -> JSONValue {
    let numberStart = position
    let isNegative = position.pointee == UInt8(ascii: "-")
    if isNegative { position += 1 }
    guard position < end else { throw JSONError.unexpectedEnd(at: offset) }
    let first = position.pointee
    guard isDigit(first) else { throw invalid(first, "in numeric literal") }
    // Eighteen digits fit in any case; with more, the text decides.
    var magnitude: Int64 = 0
    var digits = 0
    repeat {
      magnitude = magnitude &* 10 &+ Int64(position.pointee - UInt8(ascii: "0"))
      digits += 1
      position += 1
    } while position < end && isDigit(position.pointee) && first != UInt8(ascii: "0")
    if position == end || !continuesNumber(position.pointee) {
      if digits <= 18 { return .integer(isNegative ? -magnitude : magnitude) }
      let text = String(decoding: UnsafeBufferPointer(start: numberStart, count: position - numberStart), as: UTF8.self)
      if let value = Int64(text) { return .integer(value) }
      return try double(from: numberStart)
    }
    return try fractional(from: numberStart)
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  @inline(__always)
  private func continuesNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
  }

  /// Goes on at the point or exponent.
  @inline(never)
  private mutating func fractional(from numberStart: UnsafePointer<UInt8>) throws(JSONError) -> JSONValue {
    if position < end, position.pointee == UInt8(ascii: ".") {
      position += 1
      try digits("after decimal point in numeric literal")
    }
    if position < end, position.pointee | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < end, position.pointee == UInt8(ascii: "+") || position.pointee == UInt8(ascii: "-") {
        position += 1
      }
      try digits("in exponent of numeric literal")
    }
    return try double(from: numberStart)
  }

  private mutating func digits(_ context: String) throws(JSONError) {
    guard position < end else { throw JSONError.unexpectedEnd(at: offset) }
    guard isDigit(position.pointee) else { throw invalid(position.pointee, context) }
    while position < end, isDigit(position.pointee) { position += 1 }
  }

  private func double(from numberStart: UnsafePointer<UInt8>) throws(JSONError) -> JSONValue {
    let text = String(decoding: UnsafeBufferPointer(start: numberStart, count: position - numberStart), as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw JSONError(
        message: "json: cannot unmarshal number \(text) into Go value of type float64", offset: offset)
    }
    return .number(value)
  }
}
