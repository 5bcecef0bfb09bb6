import APIMachinery
import Glibc

/// `'%s is %d'.format([a, b])`.
struct StringFormat {
  /// Digits after the point that may be asked for.
  static let precisionMax = 100
  private static let precisionUsual = 6

  /// Strings within lists and maps are written as literals, as the older version of the library does.
  let quotesNested: Bool

  func apply(_ format: String, _ arguments: CELList) throws(CELError) -> String {
    var result = ""
    var rest = Array(format.unicodeScalars)[...]
    var next = 0
    while let scalar = rest.popFirst() {
      guard scalar == "%" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      if rest.first == "%" {
        rest.removeFirst()
        result += "%"
        continue
      }
      guard next < arguments.count else { throw CELError("index \(next) out of range") }
      guard !rest.isEmpty else { throw CELError("unexpected end of string") }
      let precision = try precision(&rest)
      guard let verb = rest.popFirst() else { throw CELError("unexpected end of string") }
      result += try clause(verb, arguments[next], precision)
      next += 1
    }
    return result
  }

  private func precision(_ rest: inout ArraySlice<Unicode.Scalar>) throws(CELError) -> Int? {
    guard rest.first == "." else { return nil }
    rest.removeFirst()
    let digits = rest.prefix { Lexer.isDigit($0) }
    rest = rest.dropFirst(digits.count)
    guard !rest.isEmpty else {
      throw parsing("error while parsing precision: could not find end of precision specifier")
    }
    guard let value = Int(TextOperations.string(digits)), value <= Self.precisionMax else {
      throw parsing(
        "error while parsing precision: precision \(TextOperations.string(digits)) exceeds maximum allowed precision "
          + "\(Self.precisionMax)")
    }
    return value
  }

  private func parsing(_ detail: String) -> CELError { CELError("could not parse formatting clause: \(detail)") }
  private func formatting(_ detail: String) -> CELError { CELError("error during formatting: \(detail)") }

  private func clause(_ verb: Unicode.Scalar, _ value: CELValue, _ precision: Int?) throws(CELError) -> String {
    switch verb {
    case "s": return try text(value)
    case "d": return try decimal(value)
    case "f": return try real(value, precision, "f")
    case "e": return try real(value, precision, "e")
    case "b": return try binary(value)
    case "x": return try hexadecimal(value, isUpper: false)
    case "X": return try hexadecimal(value, isUpper: true)
    case "o":
      switch value {
      case .int(let number): return String(number, radix: 8)
      case .uint(let number): return String(number, radix: 8)
      default: throw formatting("octal clause can only be used on integers, was given \(value.type.runtimeName)")
      }
    default: throw parsing("unrecognized formatting clause \"\(verb)\"")
    }
  }

  // MARK: Numbers

  private func decimal(_ value: CELValue) throws(CELError) -> String {
    switch value {
    case .int(let number): return "\(number)"
    case .uint(let number): return "\(number)"
    case .double(let number) where !number.isFinite: return Self.special(number)
    default: throw formatting("decimal clause can only be used on integers, was given \(value.type.runtimeName)")
    }
  }

  private static func special(_ number: Double) -> String {
    number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
  }

  private func real(_ value: CELValue, _ precision: Int?, _ verb: String) throws(CELError) -> String {
    let number: Double
    switch value {
    case .double(let value): number = value
    case .int(let value): number = Double(value)
    case .uint(let value): number = Double(value)
    case .string("NaN"): return "NaN"
    case .string("Infinity"): return "Infinity"
    case .string("-Infinity"): return "-Infinity"
    default:
      let name = verb == "f" ? "fixed-point" : "scientific"
      throw formatting("\(name) clause can only be used on doubles, was given \(value.type.runtimeName)")
    }
    guard number.isFinite else { return Self.special(number) }
    return Self.print(number, precision ?? Self.precisionUsual, verb)
  }

  /// By the C library, which rounds exactly.
  private static func print(_ number: Double, _ precision: Int, _ verb: String) -> String {
    // 309 digits before the point, the precision after it, sign and exponent.
    var buffer = [CChar](repeating: 0, count: 420)
    let length = withVaList([Int32(precision), number]) { arguments in
      vsnprintf(&buffer, buffer.count, "%.*\(verb)", arguments)
    }
    let bytes = buffer.prefix(min(max(Int(length), 0), buffer.count - 1)).map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func binary(_ value: CELValue) throws(CELError) -> String {
    switch value {
    case .int(let number): return String(number, radix: 2)
    case .uint(let number): return String(number, radix: 2)
    case .bool(let value): return value ? "1" : "0"
    default:
      throw formatting("only integers and bools can be formatted as binary, was given \(value.type.runtimeName)")
    }
  }

  private func hexadecimal(_ value: CELValue, isUpper: Bool) throws(CELError) -> String {
    func bytes(_ bytes: some Sequence<UInt8>) -> String {
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: isUpper) }.joined()
    }
    switch value {
    case .int(let number): return String(number, radix: 16, uppercase: isUpper)
    case .uint(let number): return String(number, radix: 16, uppercase: isUpper)
    case .string(let text): return bytes(text.utf8)
    case .bytes(let value): return bytes(value)
    default:
      throw formatting(
        "only integers, byte buffers, and strings can be formatted as hex, was given \(value.type.runtimeName)")
    }
  }

  // MARK: Any value

  private func text(_ value: CELValue) throws(CELError) -> String {
    switch value {
    case .string(let text): return text
    case .null: return "null"
    case .double(let number): return number.isFinite ? ValueText.number(number) : Self.special(number)
    case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .bool, .int, .uint, .timestamp, .duration: return try Conversion.string(value)
    case .type(let type): return type.runtimeName
    case .list(let list):
      var parts: [String] = []
      for index in 0..<list.count { parts.append(try nested(list[index])) }
      return "[" + parts.joined(separator: ", ") + "]"
    case .map(let map):
      var parts: [(key: String, value: String)] = []
      for position in 0..<map.count {
        let entry = map.entry(at: position)
        parts.append((try nested(entry.key), try nested(entry.value)))
      }
      parts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let separator = quotesNested ? ":" : ": "
      return "{" + parts.map { $0.key + separator + $0.value }.joined(separator: ", ") + "}"
    case .object, .optional, .opaque:
      throw formatting(
        "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and "
          + "timestamps, was given \(value.type.runtimeName)")
    }
  }

  /// A part of a list or map.
  private func nested(_ value: CELValue) throws(CELError) -> String {
    let text = try text(value)
    guard quotesNested else { return text }
    switch value {
    case .string: return TextOperations.quoted(text)
    case .bytes: return "b" + TextOperations.quoted(text)
    case .double(let number) where !number.isFinite: return TextOperations.quoted(text)
    case .timestamp: return "timestamp(\(TextOperations.quoted(text)))"
    case .duration: return "duration(\(TextOperations.quoted(text)))"
    case .type: return "type(\(text))"
    default: return text
    }
  }
}
