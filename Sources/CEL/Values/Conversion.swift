import APIMachinery

/// Conversions between types: `int(x)`, `string(x)` and so on.
enum Conversion {
  private static func failure(_ value: CELValue, _ target: String) -> CELError {
    CELError("type conversion error from '\(value.type.runtimeName)' to '\(target)'")
  }

  static func int(_ value: CELValue) throws(CELError) -> CELValue {
    switch value {
    case .int: return value
    case .uint(let number):
      guard let result = Int64(exactly: number) else { throw .integerOverflow }
      return .int(result)
    case .double(let number):
      // The bounds themselves are out: their neighbours can't be told from them.
      guard number > -0x1p63, number < 0x1p63 else { throw .integerOverflow }
      return .int(Int64(number))
    case .string(let text):
      guard let result = Int64(text) else { throw failure(value, "int") }
      return .int(result)
    case .timestamp(let time): return .int(time.seconds)
    case .duration(let duration): return .int(duration.nanoseconds)
    default: throw .noSuchOverload
    }
  }

  static func uint(_ value: CELValue) throws(CELError) -> CELValue {
    switch value {
    case .uint: return value
    case .int(let number):
      guard let result = UInt64(exactly: number) else { throw .unsignedOverflow }
      return .uint(result)
    case .double(let number):
      guard number >= 0, number < 0x1p64 else { throw .unsignedOverflow }
      return .uint(UInt64(number))
    case .string(let text):
      guard !text.hasPrefix("+"), let result = UInt64(text) else { throw failure(value, "uint") }
      return .uint(result)
    default: throw .noSuchOverload
    }
  }

  static func double(_ value: CELValue) throws(CELError) -> CELValue {
    switch value {
    case .double: return value
    case .int(let number): return .double(Double(number))
    case .uint(let number): return .double(Double(number))
    case .string(let text):
      guard let result = GoNumber.double(text) else { throw failure(value, "double") }
      return .double(result)
    default: throw .noSuchOverload
    }
  }

  static func bool(_ value: CELValue) throws(CELError) -> CELValue {
    switch value {
    case .bool: return value
    case .string(let text):
      switch text {
      case "1", "t", "T", "TRUE", "true", "True": return .bool(true)
      case "0", "f", "F", "FALSE", "false", "False": return .bool(false)
      default: throw failure(value, "bool")
      }
    default: throw .noSuchOverload
    }
  }

  static func bytes(_ value: CELValue) throws(CELError) -> CELValue {
    switch value {
    case .bytes: return value
    case .string(let text): return .bytes(Array(text.utf8))
    default: throw .noSuchOverload
    }
  }

  static func string(_ value: CELValue) throws(CELError) -> String {
    switch value {
    case .string(let text): return text
    case .bool(let value): return value ? "true" : "false"
    case .int(let number): return "\(number)"
    case .uint(let number): return "\(number)"
    case .double(let number): return ValueText.number(number)
    case .bytes(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw CELError("invalid UTF-8 in bytes, cannot convert to string")
      }
      return text
    case .timestamp(let time): return TimestampText.format(time)
    case .duration(let duration): return DurationText.seconds(duration)
    default: throw failure(value, "string")
    }
  }

  static func timestamp(_ value: CELValue) throws(CELError) -> CELValue {
    switch value {
    case .timestamp: return value
    case .int(let seconds):
      let time = Timestamp(seconds: seconds)
      guard TimestampText.isInRange(time) else { throw .timestampOverflow }
      return .timestamp(time)
    case .string(let text):
      guard let time = try? Timestamp(rfc3339: text) else { throw failure(value, "google.protobuf.Timestamp") }
      guard TimestampText.isInRange(time) else { throw .timestampOverflow }
      return .timestamp(time)
    default: throw .noSuchOverload
    }
  }

  static func duration(_ value: CELValue) throws(CELError) -> CELValue {
    switch value {
    case .duration: return value
    case .string(let text):
      guard let duration = try? GoDuration(parsing: text) else { throw failure(value, "google.protobuf.Duration") }
      return .duration(duration)
    default: throw .noSuchOverload
    }
  }
}

/// Numbers as Go reads them.
enum GoNumber {
  static func double(_ text: String) -> Double? {
    switch text.lowercased() {
    case "nan": return .nan
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default:
      guard let first = text.utf8.first, first != 0x20, let value = Double(text) else { return nil }
      return value.isFinite ? value : nil
    }
  }
}

enum DurationText {
  /// In seconds, as `1.5s`.
  static func seconds(_ duration: GoDuration) -> String {
    let magnitude = duration.nanoseconds.magnitude
    let sign = duration.nanoseconds < 0 ? "-" : ""
    let fraction = magnitude % 1_000_000_000
    guard fraction > 0 else { return "\(sign)\(magnitude / 1_000_000_000)s" }
    var digits = String(fraction)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(sign)\(magnitude / 1_000_000_000).\(digits)s"
  }
}
