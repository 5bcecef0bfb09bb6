import APIMachinery

/// Cuts a template into text and actions.
struct TemplateLexer {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  private var lineStart = 0

  init(_ source: String) {
    bytes = Array(source.utf8)
  }

  private var position: TemplatePosition { TemplatePosition(line: line, column: offset - lineStart) }

  private func starts(with text: StaticString, at index: Int) -> Bool {
    index + text.utf8CodeUnitCount <= bytes.count
      && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
  }

  private mutating func advance(to end: Int) {
    while offset < end {
      if bytes[offset] == UInt8(ascii: "\n") {
        line += 1
        lineStart = offset + 1
      }
      offset += 1
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
      || (byte >= 0x30 && byte <= 0x39)
  }

  mutating func pieces() throws -> [TemplatePiece] {
    var pieces: [TemplatePiece] = []
    var trimsNext = false
    while offset < bytes.count {
      var end = offset
      while end < bytes.count, !starts(with: "{{", at: end) { end += 1 }
      let isAction = end < bytes.count
      let trimsBefore =
        isAction && starts(with: "{{-", at: end) && end + 3 < bytes.count && Self.isSpace(bytes[end + 3])
      var text = bytes[offset..<end]
      if trimsNext { text = text.drop(while: Self.isSpace) }
      while trimsBefore, let last = text.last, Self.isSpace(last) { text.removeLast() }
      if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
      guard isAction else { break }
      advance(to: end + (trimsBefore ? 3 : 2))
      (trimsNext, pieces) = try action(after: pieces)
    }
    return pieces
  }

  private mutating func action(after pieces: [TemplatePiece]) throws -> (Bool, [TemplatePiece]) {
    let start = line
    var comment = offset
    while comment < bytes.count, Self.isSpace(bytes[comment]) { comment += 1 }
    if starts(with: "/*", at: comment) {
      var end = comment + 2
      while end < bytes.count, !starts(with: "*/", at: end) { end += 1 }
      guard end < bytes.count else { throw TemplateError("unclosed comment", line: start) }
      advance(to: end + 2)
      let trims = closesTrimming()
      if trims { while Self.isSpace(bytes[offset]) { advance(to: offset + 1) } }
      let close = offset + (trims ? 1 : 0)
      guard starts(with: "}}", at: close) else {
        throw TemplateError("comment ends before closing delimiter", line: start)
      }
      advance(to: close + 2)
      return (trims, pieces)
    }
    var tokens: [TemplateToken] = []
    var followsSpace = true
    while true {
      guard offset < bytes.count else { throw TemplateError("unclosed action", line: start) }
      if closesTrimming() {
        while bytes[offset] != UInt8(ascii: "-") { advance(to: offset + 1) }
        advance(to: offset + 3)
        return (true, pieces + [.action(tokens, line: start)])
      }
      if starts(with: "}}", at: offset) {
        advance(to: offset + 2)
        return (false, pieces + [.action(tokens, line: start)])
      }
      if Self.isSpace(bytes[offset]) {
        advance(to: offset + 1)
        followsSpace = true
        continue
      }
      tokens.append(try token(followsSpace))
      followsSpace = false
    }
  }

  /// Whether blanks and `-}}` come next.
  private func closesTrimming() -> Bool {
    var index = offset
    while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
    return index > offset && starts(with: "-}}", at: index)
  }

  private mutating func token(_ followsSpace: Bool) throws -> TemplateToken {
    let start = offset
    let position = position
    let kind: TemplateToken.Kind
    switch bytes[offset] {
    case UInt8(ascii: "|"): kind = single(.pipe)
    case UInt8(ascii: "("): kind = single(.leftParenthesis)
    case UInt8(ascii: ")"): kind = single(.rightParenthesis)
    case UInt8(ascii: ","): kind = single(.comma)
    case UInt8(ascii: "="): kind = single(.assign)
    case UInt8(ascii: ":"):
      guard starts(with: ":=", at: offset) else { throw TemplateError("expected :=", line: line) }
      advance(to: offset + 2)
      kind = .declare
    case UInt8(ascii: "\""): kind = .literal(.string(try quoted()))
    case UInt8(ascii: "`"): kind = .literal(.string(try raw()))
    case UInt8(ascii: "'"): kind = .literal(.integer(try character()))
    case UInt8(ascii: "$"):
      advance(to: offset + 1)
      kind = .variable(word())
    case UInt8(ascii: ".") where offset + 1 >= bytes.count || !(0x30...0x39).contains(bytes[offset + 1]):
      advance(to: offset + 1)
      let name = word()
      kind = name.isEmpty ? .dot : .field(name)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x30...0x39: kind = .literal(try number())
    case let byte where Self.isWord(byte): kind = .identifier(word())
    default:
      let character = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).prefix(1)
      let code = character.unicodeScalars.first.map { String($0.value, radix: 16, uppercase: true) } ?? ""
      let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
      throw TemplateError("unexpected unrecognized character in action: U+\(padded) '\(character)'", line: line)
    }
    return TemplateToken(
      kind: kind, position: position, text: String(decoding: bytes[start..<offset], as: UTF8.self),
      followsSpace: followsSpace)
  }

  private mutating func single(_ kind: TemplateToken.Kind) -> TemplateToken.Kind {
    advance(to: offset + 1)
    return kind
  }

  private mutating func word() -> String {
    let start = offset
    while offset < bytes.count, Self.isWord(bytes[offset]) { advance(to: offset + 1) }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func raw() throws -> String {
    guard let end = bytes[(offset + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
      throw TemplateError("unterminated raw quoted string", line: line)
    }
    defer { advance(to: end + 1) }
    return String(decoding: bytes[(offset + 1)..<end], as: UTF8.self)
  }

  private mutating func quoted() throws -> String {
    advance(to: offset + 1)
    var text: [UInt8] = []
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      guard bytes[offset] != UInt8(ascii: "\n") else { break }
      text += try unescaped()
    }
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      throw TemplateError("unterminated quoted string", line: line)
    }
    advance(to: offset + 1)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func character() throws -> Int64 {
    advance(to: offset + 1)
    var text: [UInt8] = []
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "'") { text += try unescaped() }
    guard offset < bytes.count else { throw TemplateError("unterminated character constant", line: line) }
    advance(to: offset + 1)
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
    guard let scalar = scalars.first, scalars.count == 1 else {
      throw TemplateError("malformed character constant", line: line)
    }
    return Int64(scalar.value)
  }

  /// One byte, or what an escape stands for.
  private mutating func unescaped() throws -> [UInt8] {
    let byte = bytes[offset]
    advance(to: offset + 1)
    guard byte == UInt8(ascii: "\\"), offset < bytes.count else { return [byte] }
    let escape = bytes[offset]
    advance(to: offset + 1)
    switch escape {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "a"): return [0x07]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "v"): return [0x0B]
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): return [escape]
    case UInt8(ascii: "x"): return [UInt8(truncatingIfNeeded: try digits(2, radix: 16))]
    case UInt8(ascii: "u"): return try scalar(digits(4, radix: 16))
    case UInt8(ascii: "U"): return try scalar(digits(8, radix: 16))
    case 0x30...0x37:
      offset -= 1
      return [UInt8(truncatingIfNeeded: try digits(3, radix: 8))]
    default: throw TemplateError("invalid syntax in a quoted text", line: line)
    }
  }

  private mutating func digits(_ count: Int, radix: Int) throws -> UInt32 {
    let end = min(offset + count, bytes.count)
    guard let value = UInt32(String(decoding: bytes[offset..<end], as: UTF8.self), radix: radix), end - offset == count
    else { throw TemplateError("invalid syntax in a quoted text", line: line) }
    advance(to: end)
    return value
  }

  private func scalar(_ value: UInt32) throws -> [UInt8] {
    guard let scalar = Unicode.Scalar(value) else { throw TemplateError("invalid syntax in a quoted text", line: line) }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func number() throws -> JSONValue {
    let start = offset
    advance(to: offset + 1)
    while offset < bytes.count,
      Self.isWord(bytes[offset]) || bytes[offset] == UInt8(ascii: ".")
        || ((bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-"))
          && bytes[offset - 1] | 0x20 == UInt8(ascii: "e"))
    { advance(to: offset + 1) }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    let plain = text.filter { $0 != "_" }
    let unsigned = plain.drop { $0 == "-" || $0 == "+" }.lowercased()
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where unsigned.hasPrefix(prefix) {
      guard let value = Int64(unsigned.dropFirst(2), radix: radix) else {
        throw TemplateError("bad number syntax: \"\(text)\"", line: line)
      }
      return .integer(plain.hasPrefix("-") ? -value : value)
    }
    if let value = Int64(plain) { return .integer(value) }
    guard let value = Double(plain) else { throw TemplateError("bad number syntax: \"\(text)\"", line: line) }
    return Int64(exactly: value).map { plain.contains(".") ? .number(value) : .integer($0) } ?? .number(value)
  }
}
