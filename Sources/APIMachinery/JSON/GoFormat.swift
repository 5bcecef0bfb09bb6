/// Values as Go prints them.
public enum GoFormat {
  /// The shortest text that reads back as `value`, as `encoding/json` writes it: decimal between 1e-6 and 1e21,
  /// with exponent outside. `value` must be finite.
  public static func json(_ value: Double) -> String {
    guard value != 0 else { return value.sign == .minus ? "-0" : "0" }
    let magnitude = value.magnitude
    return layout(value, withExponent: magnitude < 1e-6 || magnitude >= 1e21, exponentDigits: 1)
  }

  /// The shortest text that reads back as `value`, as `%v` prints it: with exponent below 1e-4 and from 1e6 on.
  public static func plain(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    guard value != 0 else { return value.sign == .minus ? "-0" : "0" }
    let exponent = decimal(value.magnitude).point - 1
    return layout(value, withExponent: exponent < -4 || exponent >= 6, exponentDigits: 2)
  }

  /// What Go's `strconv.ParseBool` reads; nil for what it refuses.
  public static func bool(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "TRUE", "true", "True": true
    case "0", "f", "F", "FALSE", "false", "False": false
    default: nil
    }
  }

  /// The shortest digits, and where the point stands relative to their start.
  private static func decimal(_ magnitude: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let parts = magnitude.description.utf8.split(separator: UInt8(ascii: "e"), maxSplits: 1)
    if let mantissa = parts.first {
      for byte in mantissa {
        if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
      }
    }
    if parts.count > 1 { exponent = Int(String(decoding: Array(parts[1]), as: UTF8.self)) ?? 0 }
    var position = (point ?? digits.count) + exponent
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    position -= leading
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, position)
  }

  private static func layout(_ value: Double, withExponent: Bool, exponentDigits: Int) -> String {
    let (digits, point) = decimal(value.magnitude)
    var text: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
    let zero = UInt8(ascii: "0")
    let dot = UInt8(ascii: ".")
    if withExponent {
      text += digits.prefix(1)
      if digits.count > 1 { text += [dot] + digits.dropFirst() }
      let exponent = point - 1
      text += [UInt8(ascii: "e"), exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")]
      let magnitude = Array(String(exponent.magnitude).utf8)
      text += [UInt8](repeating: zero, count: max(0, exponentDigits - magnitude.count)) + magnitude
    } else if point <= 0 {
      text += [zero, dot] + [UInt8](repeating: zero, count: -point) + digits
    } else if point >= digits.count {
      text += digits + [UInt8](repeating: zero, count: point - digits.count)
    } else {
      text += digits.prefix(point) + [dot] + digits.dropFirst(point)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension GoFormat {
  /// The text in quotes as `%q` and `strconv.Quote` write it.
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{7}": result += "\\a"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{b}": result += "\\v"
      default:
        if isPrintable(scalar) {
          result.unicodeScalars.append(scalar)
        } else if scalar.value < 0x20 || scalar.value == 0x7F {
          result += "\\x" + hexadecimal(scalar.value, width: 2)
        } else if scalar.value <= 0xFFFF {
          result += "\\u" + hexadecimal(scalar.value, width: 4)
        } else {
          result += "\\U" + hexadecimal(scalar.value, width: 8)
        }
      }
    }
    return result + "\""
  }

  /// Whether Go's `unicode.IsPrint` says so.
  public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      return false
    default: return true
    }
  }

  private static func hexadecimal(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

extension GoFormat {
  /// JSON text with the characters escaped that `json.Marshal` escapes for the sake of HTML.
  public static func htmlEscaped(_ json: String) -> String {
    let isPlain = json.utf8.withContiguousStorageIfAvailable { bytes in
      for byte in bytes where byte == 0x3C || byte == 0x3E || byte == 0x26 || byte == 0xE2 { return false }
      return true
    }
    if isPlain == true { return json }
    var result = ""
    for scalar in json.unicodeScalars {
      switch scalar {
      case "<", ">", "&", "\u{2028}", "\u{2029}": result += "\\u" + hexadecimal(scalar.value, width: 4)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
