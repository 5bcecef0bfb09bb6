import APIMachinery

/// What the functions on text do.
enum TextOperations {
  static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  static func index(
    of part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int64
  ) throws(CELError) -> Int64 {
    guard start >= 0 else { throw CELError("index out of range: \(start)") }
    if part.isEmpty { return min(start, Int64(text.count)) }
    guard start < text.count, text.count - part.count >= Int(start) else { return -1 }
    for index in Int(start)...(text.count - part.count) where text[index...].starts(with: part) { return Int64(index) }
    return -1
  }

  static func lastIndex(
    of part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int64
  ) throws(CELError) -> Int64 {
    guard start >= 0 else { throw CELError("index out of range: \(start)") }
    if part.isEmpty { return min(start, Int64(text.count)) }
    guard start < text.count, text.count >= part.count else { return -1 }
    var index = min(Int(start), text.count - part.count)
    while index >= 0 {
      if text[index...].starts(with: part) { return Int64(index) }
      index -= 1
    }
    return -1
  }

  /// As Go's `strings.Replace`: an empty `old` matches before every code point and at the end.
  static func replace(_ old: String, by new: String, in text: String, limit: Int64) -> String {
    if limit == 0 { return text }
    var result = ""
    var left = limit < 0 ? Int64.max : limit
    if old.isEmpty {
      for scalar in text.unicodeScalars {
        if left > 0 {
          result += new
          left -= 1
        }
        result.unicodeScalars.append(scalar)
      }
      return left > 0 ? result + new : result
    }
    var rest = Substring(text).utf8
    while left > 0, let range = rest.firstRange(of: old.utf8) {
      result += String(Substring(rest[..<range.lowerBound])) + new
      rest = rest[range.upperBound...]
      left -= 1
    }
    return result + String(Substring(rest))
  }

  /// As Go's `strings.SplitN`.
  static func split(_ text: String, by separator: String, limit: Int64) -> [String] {
    if limit == 0 { return [] }
    if separator.isEmpty {
      let scalars = text.unicodeScalars.map { String($0) }
      guard limit > 0, scalars.count > limit else { return scalars }
      let whole = scalars[..<(Int(limit) - 1)]
      return Array(whole) + [scalars[(Int(limit) - 1)...].joined()]
    }
    var parts: [String] = []
    var rest = Substring(text).utf8
    while limit < 0 || parts.count + 1 < limit, let range = rest.firstRange(of: separator.utf8) {
      parts.append(String(Substring(rest[..<range.lowerBound])))
      rest = rest[range.upperBound...]
    }
    return parts + [String(Substring(rest))]
  }

  static func join(_ value: CELValue, separator: String) throws(CELError) -> String {
    let list = try value.elements()
    var result = ""
    for index in 0..<list.count {
      if index > 0 { result += separator }
      result += try list[index].text()
    }
    return result
  }

  static func mapASCII(_ text: String, _ map: (UInt8) -> UInt8) -> String {
    String(decoding: text.utf8.map(map), as: UTF8.self)
  }

  /// Without white space at the ends, by Unicode's definition.
  static func trim(_ text: String) -> String {
    let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !isSpace($0) }), let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return string(scalars[first...last])
  }

  /// As a literal of the language.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{07}": result += "\\a"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0B}": result += "\\v"
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
