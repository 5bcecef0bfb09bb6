/// What the text of a string or bytes literal stands for.
enum LiteralText {
  /// - Parameter token: With its prefix and quotes, as the lexer accepted it.
  static func string(_ token: ArraySlice<Unicode.Scalar>) -> String? {
    var view = String.UnicodeScalarView()
    var isValid = true
    unescape(token) { part in
      switch part {
      case .scalar(let scalar): view.append(scalar)
      // In a string, \x and octal escapes are code points.
      case .byte(let byte): view.append(Unicode.Scalar(byte))
      case .invalid: isValid = false
      }
    }
    return isValid ? String(view) : nil
  }

  static func bytes(_ token: ArraySlice<Unicode.Scalar>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var isValid = true
    unescape(token) { part in
      switch part {
      case .scalar(let scalar): bytes += Array(String(scalar).utf8)
      case .byte(let byte): bytes.append(byte)
      case .invalid: isValid = false
      }
    }
    return isValid ? bytes : nil
  }

  private enum Part {
    case scalar(Unicode.Scalar)
    case byte(UInt8)
    case invalid
  }

  private static func unescape(_ token: ArraySlice<Unicode.Scalar>, _ add: (Part) -> Void) {
    var rest = token
    var isRaw = false
    while let first = rest.first, first != "\"" && first != "'" {
      if first == "r" || first == "R" { isRaw = true }
      rest.removeFirst()
    }
    guard let quote = rest.first else { return }
    let isTriple = rest.count >= 6 && rest.prefix(3).allSatisfy { $0 == quote }
    rest = rest.dropFirst(isTriple ? 3 : 1).dropLast(isTriple ? 3 : 1)
    while let scalar = rest.popFirst() {
      if scalar == "\r" {
        // Line ends are newlines, whatever the system of the writer.
        if rest.first == "\n" { rest.removeFirst() }
        add(.scalar("\n"))
        continue
      }
      guard scalar == "\\", !isRaw, let kind = rest.popFirst() else {
        add(.scalar(scalar))
        continue
      }
      switch kind {
      case "a": add(.scalar("\u{07}"))
      case "b": add(.scalar("\u{08}"))
      case "f": add(.scalar("\u{0C}"))
      case "n": add(.scalar("\n"))
      case "r": add(.scalar("\r"))
      case "t": add(.scalar("\t"))
      case "v": add(.scalar("\u{0B}"))
      case "x", "X": add(byte(&rest, 2, radix: 16))
      case "u": add(codePoint(&rest, 4))
      case "U": add(codePoint(&rest, 8))
      case "0", "1", "2", "3":
        add(byte(&rest, 2, radix: 8, after: kind))
      default: add(.scalar(kind))
      }
    }
  }

  private static func digits(
    _ rest: inout ArraySlice<Unicode.Scalar>, _ count: Int, radix: Int, after first: Unicode.Scalar? = nil
  ) -> UInt32? {
    let text = (first.map { String($0) } ?? "") + String(String.UnicodeScalarView(rest.prefix(count)))
    rest = rest.dropFirst(count)
    return UInt32(text, radix: radix)
  }

  private static func byte(
    _ rest: inout ArraySlice<Unicode.Scalar>, _ count: Int, radix: Int, after first: Unicode.Scalar? = nil
  ) -> Part {
    digits(&rest, count, radix: radix, after: first).flatMap { UInt8(exactly: $0) }.map(Part.byte) ?? .invalid
  }

  private static func codePoint(_ rest: inout ArraySlice<Unicode.Scalar>, _ count: Int) -> Part {
    digits(&rest, count, radix: 16).flatMap(Unicode.Scalar.init).map(Part.scalar) ?? .invalid
  }
}
