/// How a text is written in YAML: go-yaml's analysis of what a scalar's characters allow.
enum YAMLStyle {
  case plain
  case singleQuoted
  case doubleQuoted
  case literal

  static func choose(_ text: String, _ scalars: [Unicode.Scalar], isKey: Bool) -> YAMLStyle {
    let allowed = Allowed(scalars)
    if scalars.contains("\n") {
      return allowed.literal && !isKey ? .literal : .doubleQuoted
    }
    if case .string = YAMLScalar.resolve(text), text != "<<", !isBase60(scalars), !isTime(scalars) {
      if allowed.plain { return .plain }
      return allowed.singleQuoted ? .singleQuoted : .doubleQuoted
    }
    return .doubleQuoted
  }

  /// Dates and times such as `2006-01-02` and `2006-01-02T15:04:05Z`, which go-yaml would read as times.
  private static func isTime(_ text: [Unicode.Scalar]) -> Bool {
    func isDigits(_ range: Range<Int>) -> Bool {
      range.upperBound <= text.count && text[range].allSatisfy { ("0"..."9").contains($0) }
    }
    guard isDigits(0..<4), text.count >= 8, text[4] == "-" else { return false }
    let string = String(String.UnicodeScalarView(text))
    if text.count == 10, text[7] == "-", isDigits(5..<7), isDigits(8..<10) {
      return (try? Timestamp(rfc3339: string + "T00:00:00Z")) != nil
    }
    // A zone may be missing, and a blank may stand for the T.
    let normal = string.replacing(" ", with: "T", maxReplacements: 1).replacing("t", with: "T", maxReplacements: 1)
    return (try? Timestamp(rfc3339: normal)) != nil || (try? Timestamp(rfc3339: normal + "Z")) != nil
  }

  /// Numbers such as `12:30:45`, which other readers of YAML 1.1 take for sexagesimal.
  private static func isBase60(_ text: [Unicode.Scalar]) -> Bool {
    guard let first = text.first, first == "+" || first == "-" || ("0"..."9").contains(first), text.contains(":") else {
      return false
    }
    let unsigned = first == "+" || first == "-" ? text.dropFirst() : text[...]
    let parts = unsigned.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 2, let head = parts.first, let headFirst = head.first, ("0"..."9").contains(headFirst),
      head.allSatisfy({ ("0"..."9").contains($0) || $0 == "_" })
    else { return false }
    for (index, part) in parts.enumerated().dropFirst() {
      var digits = part
      if index == parts.count - 1, let dot = part.firstIndex(of: ".") {
        guard part[part.index(after: dot)...].allSatisfy({ ("0"..."9").contains($0) || $0 == "_" }) else {
          return false
        }
        digits = part[..<dot]
      }
      guard let last = digits.last, ("0"..."9").contains(last) else { return false }
      guard digits.count == 1 || (digits.count == 2 && digits.first.map { ("0"..."5").contains($0) } ?? false) else {
        return false
      }
    }
    return true
  }

  private struct Allowed {
    var plain = true
    var singleQuoted = true
    var literal = true

    init(_ text: [Unicode.Scalar]) {
      guard !text.isEmpty else {
        literal = false
        return
      }
      var hasIndicator = text.starts(with: "---".unicodeScalars) || text.starts(with: "...".unicodeScalars)
      var hasBreak = false
      var hasSpecial = false
      var spaceThenBreak = false
      var breakThenSpace = false
      var afterSpace = false
      var afterBreak = false
      var afterBlank = true
      for (position, scalar) in text.enumerated() {
        let next = position + 1 < text.count ? text[position + 1] : nil
        let beforeBlank = next.map { isBlank($0) } ?? true
        switch scalar {
        case "#": hasIndicator = hasIndicator || afterBlank
        case ":": hasIndicator = hasIndicator || beforeBlank
        case "?", "-": hasIndicator = hasIndicator || (position == 0 && beforeBlank)
        case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`":
          hasIndicator = hasIndicator || position == 0
        default: break
        }
        // Line ends other than \n and the two of Unicode are no printable characters.
        if !isPrintable(scalar) { hasSpecial = true }
        if scalar == " " {
          breakThenSpace = breakThenSpace || afterBreak
          afterSpace = true
          afterBreak = false
        } else if isBreak(scalar) {
          hasBreak = true
          spaceThenBreak = spaceThenBreak || afterSpace
          afterBreak = true
          afterSpace = false
        } else {
          afterSpace = false
          afterBreak = false
        }
        afterBlank = isBlank(scalar)
      }
      let edges = [text.first, text.last].compactMap { $0 }
      if edges.contains(where: { $0 == " " || isBreak($0) }) { plain = false }
      if text.last == " " { literal = false }
      if breakThenSpace { (plain, singleQuoted) = (false, false) }
      if spaceThenBreak || hasSpecial { (plain, singleQuoted, literal) = (false, false, false) }
      if hasBreak || hasIndicator { plain = false }
    }
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || isBreak(scalar) }

  static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
    default: false
    }
  }

  static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x00: "\\0"
    case 0x07: "\\a"
    case 0x08: "\\b"
    case 0x09: "\\t"
    case 0x0A: "\\n"
    case 0x0B: "\\v"
    case 0x0C: "\\f"
    case 0x0D: "\\r"
    case 0x1B: "\\e"
    case 0x22: "\\\""
    case 0x5C: "\\\\"
    case 0x85: "\\N"
    case 0xA0: "\\_"
    case 0x2028: "\\L"
    case 0x2029: "\\P"
    case 0...0xFF: "\\x" + hexadecimal(scalar.value, 2)
    case 0...0xFFFF: "\\u" + hexadecimal(scalar.value, 4)
    default: "\\U" + hexadecimal(scalar.value, 8)
    }
  }

  private static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: width - digits.utf8.count) + digits
  }
}

/// The order of members in go-yaml's output: letters after other characters, numbers within names by value.
enum YAMLKeyOrder {
  static func precedes(_ left: String, _ right: String) -> Bool {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      let leftIsLetter = left[index].properties.isAlphabetic
      let rightIsLetter = right[index].properties.isAlphabetic
      if leftIsLetter && rightIsLetter { return left[index] < right[index] }
      if leftIsLetter || rightIsLetter { return rightIsLetter }
      // A zero counts when digits other than zero stand before it.
      var isInsideNumber = false
      if left[index] == "0" || right[index] == "0" {
        isInsideNumber = left[..<index].reversed().prefix(while: isDigit).contains { $0 != "0" }
      }
      let leftNumber = number(left, from: index, isInsideNumber)
      let rightNumber = number(right, from: index, isInsideNumber)
      if leftNumber.value != rightNumber.value { return leftNumber.value < rightNumber.value }
      if leftNumber.end != rightNumber.end { return leftNumber.end < rightNumber.end }
      return left[index] < right[index]
    }
    return left.count < right.count
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func number(_ text: [Unicode.Scalar], from start: Int, _ isInside: Bool) -> (value: Int64, end: Int) {
    var value: Int64 = isInside ? 1 : 0
    var end = start
    while end < text.count, isDigit(text[end]) {
      value = value &* 10 &+ Int64(text[end].value - 0x30)
      end += 1
    }
    return (value, end)
  }
}
