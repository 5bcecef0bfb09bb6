extension LabelSelector {
  /// Reads a selector such as `app=web,tier in (a,b),!old`; throws upstream's message.
  public static func parse(_ text: String) throws(ParseError) -> LabelSelector {
    var parser = Parser(tokens: Lexer.tokens(of: text))
    return LabelSelector(try parser.parse())
  }

  private enum Token: Equatable {
    case error
    case end
    case closing
    case comma
    case not
    case comparison(Operator)
    case opening
    case identifier
  }

  private struct Item {
    var token: Token
    var text: String

    /// `in` and `notin` are names where a key or value is expected.
    var asValue: Token {
      token == .comparison(.in) || token == .comparison(.notIn) ? .identifier : token
    }
  }

  private struct Lexer {
    private static let literals: [String: Token] = [
      ")": .closing, ",": .comma, "!": .not, "==": .comparison(.doubleEquals), "=": .comparison(.equals),
      ">": .comparison(.greaterThan), "in": .comparison(.in), "<": .comparison(.lessThan),
      "!=": .comparison(.notEquals), "notin": .comparison(.notIn), "(": .opening,
    ]

    static func tokens(of text: String) -> [Item] {
      // A zero byte ends the text, as in upstream's lexer.
      let bytes = Array(text.utf8.prefix { $0 != 0 })
      var items: [Item] = []
      var position = 0
      while true {
        while position < bytes.count, isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count else { break }
        let start = position
        if isSpecial(bytes[position]) {
          items.append(symbol(bytes, &position))
        } else {
          while position < bytes.count, !isSpecial(bytes[position]), !isSpace(bytes[position]) { position += 1 }
          let word = String(decoding: bytes[start..<position], as: UTF8.self)
          items.append(Item(token: literals[word] ?? .identifier, text: word))
        }
      }
      items.append(Item(token: .end, text: ""))
      return items
    }

    /// The longest operator; more symbols that make none are swallowed until one does or they end.
    private static func symbol(_ bytes: [UInt8], _ position: inout Int) -> Item {
      let start = position
      var found: Item?
      while position < bytes.count, isSpecial(bytes[position]) {
        let text = String(decoding: bytes[start...position], as: UTF8.self)
        if let token = literals[text] {
          found = Item(token: token, text: text)
        } else if found != nil {
          break
        }
        position += 1
      }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      return found ?? Item(token: .error, text: "error expected: keyword found '\(text)'")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","),
        UInt8(ascii: ">"), UInt8(ascii: "<"):
        true
      default: false
      }
    }
  }

  private struct Parser {
    let tokens: [Item]
    var position = 0

    init(tokens: [Item]) {
      self.tokens = tokens
    }

    /// The next token; the end stays the end however often it is taken.
    private var next: Item { tokens[min(position, tokens.count - 1)] }

    private mutating func take() -> Item {
      defer { position += 1 }
      return next
    }

    mutating func parse() throws(ParseError) -> [Requirement] {
      var requirements: [Requirement] = []
      while true {
        switch next.asValue {
        case .identifier, .not:
          do {
            requirements.append(try requirement())
          } catch {
            throw ParseError("unable to parse requirement: \(error.message)")
          }
          let separator = take()
          switch separator.asValue {
          case .end: return requirements
          case .comma:
            let following = next.asValue
            if following != .identifier, following != .not {
              throw ParseError("found '\(next.text)', expected: identifier after ','")
            }
          default: throw ParseError("found '\(separator.text)', expected: ',' or 'end of string'")
          }
        case .end: return requirements
        default: throw ParseError("found '\(next.text)', expected: !, identifier, or 'end of string'")
        }
      }
    }

    private mutating func requirement() throws(ParseError) -> Requirement {
      var item = take()
      let isNegated = item.asValue == .not
      if isNegated { item = take() }
      guard item.asValue == .identifier else { throw ParseError("found '\(item.text)', expected: identifier") }
      let key = item.text
      if let error = Requirement.check(key: key, at: .root) { throw ParseError(error.description) }
      if isNegated { return try Requirement(key, .doesNotExist, []) }
      if next.asValue == .end || next.asValue == .comma { return try Requirement(key, .exists, []) }
      let comparison = take()
      guard case .comparison(let kind) = comparison.token else {
        throw ParseError("found '\(comparison.text)', expected: in, notin, =, ==, !=, gt, lt")
      }
      let values = kind == .in || kind == .notIn ? try valueList() : try exactValue()
      return try Requirement(key, kind, Array(Set(values)).sorted())
    }

    private mutating func exactValue() throws(ParseError) -> [String] {
      if next.asValue == .end || next.asValue == .comma { return [""] }
      let item = take()
      guard item.asValue == .identifier else { throw ParseError("found '\(item.text)', expected: identifier") }
      return [item.text]
    }

    private mutating func valueList() throws(ParseError) -> [String] {
      let opening = take()
      guard opening.asValue == .opening else { throw ParseError("found '\(opening.text)' expected: '('") }
      let first = next
      switch first.asValue {
      case .identifier, .comma:
        let values = try identifiers()
        guard take().asValue == .closing else { throw ParseError("found '\(first.text)', expected: ')'") }
        return values
      case .closing:
        position += 1
        return [""]
      default: throw ParseError("found '\(first.text)', expected: ',', ')' or identifier")
      }
    }

    /// Values up to the closing parenthesis, which stays; missing ones around commas are empty.
    private mutating func identifiers() throws(ParseError) -> [String] {
      var values: [String] = []
      while true {
        let item = take()
        switch item.asValue {
        case .identifier:
          values.append(item.text)
          switch next.asValue {
          case .comma: continue
          case .closing: return values
          default: throw ParseError("found '\(next.text)', expected: ',' or ')'")
          }
        case .comma:
          if values.isEmpty { values.append("") }
          if next.asValue == .closing { return values + [""] }
          if next.asValue == .comma { values.append("") }
        default: throw ParseError("found '\(item.text)', expected: ',', or identifier")
        }
      }
    }
  }
}
