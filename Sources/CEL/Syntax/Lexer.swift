/// Cuts an expression into tokens.
struct Lexer {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private(set) var tokens: [Token] = []
  private(set) var issues: [CELIssue] = []

  init(_ source: SourceText) {
    scalars = source.scalars
  }

  static func tokenize(_ source: SourceText) -> (tokens: [Token], issues: [CELIssue]) {
    var lexer = Lexer(source)
    lexer.run()
    return (lexer.tokens, lexer.issues)
  }

  private func at(_ offset: Int) -> Unicode.Scalar? {
    let index = position + offset
    return index < scalars.count ? scalars[index] : nil
  }

  private mutating func run() {
    while let scalar = at(0) {
      switch scalar {
      case " ", "\t", "\r", "\n", "\u{0C}": position += 1
      case "/" where at(1) == "/":
        while let next = at(0), next != "\n" { position += 1; _ = next }
      case "0"..."9": number()
      case "." where at(1).map(Self.isDigit) ?? false: number()
      case "\"", "'": string(prefix: 0, kind: .string)
      case "`": escapedIdentifier()
      case "a"..."z", "A"..."Z", "_": word(scalar)
      default: symbol(scalar)
      }
    }
    tokens.append(Token(kind: .end, range: scalars.count..<scalars.count))
  }

  private mutating func add(_ kind: Token.Kind, _ length: Int) {
    tokens.append(Token(kind: kind, range: position..<position + length))
    position += length
  }

  private mutating func unrecognized(_ length: Int) {
    var text = ""
    for scalar in scalars[position..<min(position + length, scalars.count)] {
      switch scalar {
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      default: text.unicodeScalars.append(scalar)
      }
    }
    issues.append(CELIssue(message: "Syntax error: token recognition error at: '\(text)'", offset: position))
    position += length
  }

  private mutating func symbol(_ scalar: Unicode.Scalar) {
    let next = at(1)
    switch (scalar, next) {
    case ("=", "="): add(.equals, 2)
    case ("!", "="): add(.notEquals, 2)
    case ("<", "="): add(.lessOrEqual, 2)
    case (">", "="): add(.greaterOrEqual, 2)
    case ("&", "&"): add(.and, 2)
    case ("|", "|"): add(.or, 2)
    case ("=", _), ("&", _), ("|", _): unrecognized(next == nil ? 1 : 2)
    case ("<", _): add(.less, 1)
    case (">", _): add(.greater, 1)
    case ("!", _): add(.not, 1)
    case ("[", _): add(.openBracket, 1)
    case ("]", _): add(.closeBracket, 1)
    case ("{", _): add(.openBrace, 1)
    case ("}", _): add(.closeBrace, 1)
    case ("(", _): add(.openParenthesis, 1)
    case (")", _): add(.closeParenthesis, 1)
    case (".", _): add(.dot, 1)
    case (",", _): add(.comma, 1)
    case ("-", _): add(.minus, 1)
    case ("?", _): add(.question, 1)
    case (":", _): add(.colon, 1)
    case ("+", _): add(.plus, 1)
    case ("*", _): add(.star, 1)
    case ("/", _): add(.slash, 1)
    case ("%", _): add(.percent, 1)
    default: unrecognized(1)
    }
  }

  // MARK: Words

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  static func isHexadecimal(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
  }

  static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }

  private mutating func word(_ scalar: Unicode.Scalar) {
    let next = at(1)
    let isQuote = next == "\"" || next == "'"
    switch scalar {
    case "r", "R": if isQuote { return string(prefix: 1, kind: .string) }
    case "b", "B":
      if isQuote { return string(prefix: 1, kind: .bytes) }
      if next == "r" || next == "R", at(2) == "\"" || at(2) == "'" { return string(prefix: 2, kind: .bytes) }
    default: break
    }
    var length = 1
    while let part = at(length), Self.isWordPart(part) { length += 1 }
    add(Self.keyword(scalars[position..<position + length]) ?? .identifier, length)
  }

  private static func keyword(_ word: ArraySlice<Unicode.Scalar>) -> Token.Kind? {
    guard word.count <= 5 else { return nil }
    switch word.map({ String($0) }).joined() {
    case "in": return .in
    case "true": return .true
    case "false": return .false
    case "null": return .null
    default: return nil
    }
  }

  private mutating func escapedIdentifier() {
    var length = 1
    while let part = at(length), Self.isWordPart(part) || [".", "-", "/", " "].contains(part) { length += 1 }
    if at(length) == "`", length > 1 { add(.escapedIdentifier, length + 1) } else { unrecognized(length + 1) }
  }

  // MARK: Literals

  private mutating func number() {
    if at(0) == "0", at(1) == "x", at(2).map(Self.isHexadecimal) ?? false {
      var length = 2
      while let part = at(length), Self.isHexadecimal(part) { length += 1 }
      return unsignedOr(.integer, length)
    }
    var length = 0
    var isFloat = false
    func digits() {
      while let part = at(length), Self.isDigit(part) { length += 1 }
    }
    digits()
    if at(length) == ".", at(length + 1).map(Self.isDigit) ?? false {
      isFloat = true
      length += 1
      digits()
    }
    if at(length) == "e" || at(length) == "E" {
      let sign = at(length + 1) == "+" || at(length + 1) == "-" ? 1 : 0
      if at(length + 1 + sign).map(Self.isDigit) ?? false {
        isFloat = true
        length += 1 + sign
        digits()
      }
    }
    if isFloat { add(.float, length) } else { unsignedOr(.integer, length) }
  }

  private mutating func unsignedOr(_ kind: Token.Kind, _ length: Int) {
    if at(length) == "u" || at(length) == "U" { add(.unsigned, length + 1) } else { add(kind, length) }
  }

  /// A string that begins after `prefix` letters; escapes are checked later, except that a backslash must not hide the
  /// end of a raw string.
  private mutating func string(prefix: Int, kind: Token.Kind) {
    let isRaw = prefix == 2 || (prefix == 1 && kind == .string)
    guard let quote = at(prefix) else { return unrecognized(prefix) }
    let isTriple = at(prefix + 1) == quote && at(prefix + 2) == quote
    var length = prefix + (isTriple ? 3 : 1)
    while let part = at(length) {
      if part == quote, !isTriple || (at(length + 1) == quote && at(length + 2) == quote) {
        return add(kind, length + (isTriple ? 3 : 1))
      }
      if !isTriple, part == "\n" || part == "\r" { return unrecognized(length + 1) }
      if part == "\\" && !isRaw {
        guard let escape = escapeLength(at: length) else { return unrecognized(length + 2) }
        length += escape
      } else {
        length += 1
      }
    }
    unrecognized(length)
  }

  /// How long the escape sequence at `offset` is; nil when it is none.
  private func escapeLength(at offset: Int) -> Int? {
    func hexadecimal(_ count: Int) -> Int? {
      (0..<count).allSatisfy { at(offset + 2 + $0).map(Self.isHexadecimal) ?? false } ? count + 2 : nil
    }
    switch at(offset + 1) {
    case "a", "b", "f", "n", "r", "t", "v", "\"", "'", "\\", "?", "`": return 2
    case "x", "X": return hexadecimal(2)
    case "u": return hexadecimal(4)
    case "U": return hexadecimal(8)
    case .some(let digit) where ("0"..."3").contains(digit):
      let octal = [2, 3].allSatisfy { at(offset + $0).map { ("0"..."7").contains($0) } ?? false }
      return octal ? 4 : nil
    default: return nil
    }
  }
}
