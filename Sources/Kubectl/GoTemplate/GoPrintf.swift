import APIMachinery

/// `fmt.Sprintf` for JSON values.
enum GoPrintf {
  /// The widest a field may be made.
  private static let widthMax = 1_000

  private struct Directive {
    var flags: Set<Character> = []
    var width: Int?
    var precision: Int?
    var verb: Character = "v"
  }

  static func format(_ format: String, _ arguments: [JSONValue?]) -> String {
    var result = ""
    var rest = Substring(format)
    var used = 0
    while let character = rest.popFirst() {
      guard character == "%" else {
        result.append(character)
        continue
      }
      guard let directive = directive(&rest, arguments, &used) else {
        result += "%!(NOVERB)"
        break
      }
      if directive.verb == "%" {
        result += "%"
        continue
      }
      guard used < arguments.count else {
        result += "%!\(directive.verb)(MISSING)"
        continue
      }
      result += pad(text(directive, arguments[used]), directive, isNumber: isNumber(arguments[used]))
      used += 1
    }
    if used < arguments.count {
      let extra = arguments[used...].map { value in
        value.map { "\(GoText.typeName($0))=\(GoText.value($0))" } ?? "<nil>"
      }
      result += "%!(EXTRA \(extra.joined(separator: ", ")))"
    }
    return result
  }

  private static func directive(
    _ rest: inout Substring, _ arguments: [JSONValue?], _ used: inout Int
  ) -> Directive? {
    var directive = Directive()
    while let flag = rest.first, "+-# 0".contains(flag) {
      directive.flags.insert(flag)
      rest.removeFirst()
    }
    directive.width = number(&rest, arguments, &used)
    if rest.first == "." {
      rest.removeFirst()
      directive.precision = number(&rest, arguments, &used) ?? 0
    }
    guard let verb = rest.popFirst() else { return nil }
    directive.verb = verb
    return directive
  }

  private static func number(_ rest: inout Substring, _ arguments: [JSONValue?], _ used: inout Int) -> Int? {
    if rest.first == "*" {
      rest.removeFirst()
      guard used < arguments.count, case .integer(let value)? = arguments[used] else { return nil }
      used += 1
      return Int(max(0, min(value, Int64(widthMax))))
    }
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest.dropFirst(digits.count)
    return Int(digits).map { min($0, widthMax) }
  }

  private static func isNumber(_ value: JSONValue?) -> Bool { value?.doubleValue != nil }

  private static func pad(_ text: String, _ directive: Directive, isNumber: Bool) -> String {
    guard let width = directive.width, text.count < width else { return text }
    let fill = width - text.count
    if directive.flags.contains("-") { return text + String(repeating: " ", count: fill) }
    if directive.flags.contains("0"), isNumber {
      let sign = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.prefix(1)) : ""
      return sign + String(repeating: "0", count: fill) + text.dropFirst(sign.count)
    }
    return String(repeating: " ", count: fill) + text
  }

  private static func text(_ directive: Directive, _ value: JSONValue?) -> String {
    let verb = directive.verb
    guard let value, !value.isNull else { return verb == "v" ? "<nil>" : "%!\(verb)(<nil>)" }
    switch (verb, value) {
    case ("v", _):
      if directive.flags.contains("+"), case .integer(let number) = value, number >= 0 { return "+\(number)" }
      return GoText.value(value)
    case ("T", .integer): return "int64"
    case ("T", _): return GoText.typeName(value)
    case ("s", .string(let text)): return directive.precision.map { String(text.prefix($0)) } ?? text
    case ("s", .array), ("s", .object): return nested(value, directive)
    case ("q", .string(let text)): return GoFormat.quoted(text)
    case ("q", .integer(let code)):
      return Unicode.Scalar(UInt32(truncatingIfNeeded: code)).map { "'\(Character($0))'" } ?? "'\u{FFFD}'"
    case ("x", .string(let text)), ("X", .string(let text)): return hexadecimal(text, isUpper: verb == "X")
    case ("t", .bool(let value)): return String(value)
    case ("d", .integer(let number)): return signed(String(number), directive)
    case ("b", .integer(let number)): return String(number, radix: 2)
    case ("o", .integer(let number)): return String(number, radix: 8)
    case ("x", .integer(let number)): return (directive.flags.contains("#") ? "0x" : "") + String(number, radix: 16)
    case ("X", .integer(let number)):
      return (directive.flags.contains("#") ? "0X" : "") + String(number, radix: 16, uppercase: true)
    case ("c", .integer(let code)):
      return Unicode.Scalar(UInt32(truncatingIfNeeded: code)).map { String(Character($0)) } ?? "\u{FFFD}"
    case ("f", .number(let number)), ("F", .number(let number)):
      return signed(fixed(number, digits: directive.precision ?? 6), directive)
    case ("e", .number(let number)): return signed(GoText.number(number), directive)
    case ("g", .number(let number)): return signed(GoText.number(number), directive)
    case ("d", .array), ("d", .object): return nested(value, directive)
    default: return "%!\(verb)(\(GoText.typeName(value))=\(GoText.value(value)))"
    }
  }

  /// The members of lists and maps, each by the same verb.
  private static func nested(_ value: JSONValue, _ directive: Directive) -> String {
    switch value {
    case .array(let elements): "[" + elements.map { text(directive, $0) }.joined(separator: " ") + "]"
    case .object(let object):
      "map["
        + object.members.sorted { $0.key < $1.key }.map { "\($0.key):\(text(directive, $0.value))" }
        .joined(separator: " ") + "]"
    default: text(directive, value)
    }
  }

  private static func signed(_ text: String, _ directive: Directive) -> String {
    directive.flags.contains("+") && !text.hasPrefix("-") ? "+" + text : text
  }

  private static func hexadecimal(_ text: String, isUpper: Bool) -> String {
    text.utf8.map { byte in
      let code = String(byte, radix: 16, uppercase: isUpper)
      return code.count == 1 ? "0" + code : code
    }.joined()
  }

  /// Decimal digits, rounded half to even as the nearest value of the type allows.
  private static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return GoText.number(value) }
    let digits = min(digits, 15)
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded(.toNearestOrEven)
    guard scaled < 9e18 else { return GoText.number(value) }
    var text = String(Int64(scaled))
    if text.count <= digits { text = String(repeating: "0", count: digits - text.count + 1) + text }
    if digits > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -digits)) }
    return (value < 0 && scaled > 0 ? "-" : "") + text
  }
}
