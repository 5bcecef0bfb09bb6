import APIMachinery

/// Reads the template language of ``JSONPath``.
struct JSONPathParser {
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    characters = Array(text)
  }

  mutating func template() throws -> [JSONPath.Node] {
    let (nodes, ended) = try nodes(insideRange: false)
    guard !ended else { throw failure("not in range, nothing to end") }
    return nodes
  }

  private var next: Character? { position < characters.count ? characters[position] : nil }

  private func failure(_ text: String) -> KubectlError {
    KubectlError("error: error parsing jsonpath \(String(characters)), \(text)")
  }

  /// Nodes up to the end of the text, or to `{end}` inside a range.
  private mutating func nodes(insideRange: Bool) throws -> (nodes: [JSONPath.Node], ended: Bool) {
    var nodes: [JSONPath.Node] = []
    var text = ""
    while let character = next {
      guard character == "{" else {
        text.append(character)
        position += 1
        continue
      }
      if !text.isEmpty {
        nodes.append(.text(text))
        text = ""
      }
      position += 1
      skipSpaces()
      if takeWord("end") {
        try expect("}")
        return (nodes, true)
      }
      if takeWord("range") {
        let steps = try steps(until: "}")
        try expect("}")
        let (body, ended) = try self.nodes(insideRange: true)
        guard ended else { throw failure("unterminated range") }
        nodes.append(.range(steps, body: body))
        continue
      }
      while next != "}" {
        if let quote = next, quote == "\"" || quote == "'" {
          nodes.append(.text(try quoted()))
        } else {
          nodes.append(.expression(try steps(until: "}")))
        }
        skipSpaces()
        if next == nil { throw failure("unclosed action") }
      }
      try expect("}")
    }
    if !text.isEmpty { nodes.append(.text(text)) }
    return (nodes, false)
  }

  private mutating func steps(until end: Character) throws -> [JSONPath.Step] {
    var steps: [JSONPath.Step] = []
    skipSpaces()
    while let character = next, character != end {
      switch character {
      case "$":
        position += 1
        steps.append(.root)
      case "@":
        position += 1
        steps.append(.current)
      case ".":
        position += 1
        if next == "." {
          position += 1
          steps.append(.recursive)
        }
        if next == "*" {
          position += 1
          steps.append(.wildcard)
        } else if let name = name() {
          steps.append(.field(name))
        }
      case "[":
        steps.append(try bracket())
      case " ", "=", "!", "<", ">", ")", "\"", "'":
        return steps
      default:
        guard steps.isEmpty, let name = name() else {
          throw failure("unrecognized character in action: U+\(character)")
        }
        steps.append(literal(name) ?? .field(name))
      }
    }
    return steps
  }

  private func literal(_ word: String) -> JSONPath.Step? {
    switch word {
    case "true": .literal(true)
    case "false": .literal(false)
    case "null": .literal(.null)
    default: Int64(word).map { .literal(.integer($0)) } ?? Double(word).map { .literal(.number($0)) }
    }
  }

  private mutating func bracket() throws -> JSONPath.Step {
    try expect("[")
    skipSpaces()
    if next == "?" { return .filter(try filter()) }
    var parts: [JSONPath.Step] = []
    repeat {
      skipSpaces()
      if next == "," { position += 1 }
      skipSpaces()
      if next == "*" {
        position += 1
        parts.append(.wildcard)
      } else if let quote = next, quote == "'" || quote == "\"" {
        parts.append(.field(try quoted()))
      } else if let character = next, character == "-" || character == ":" || character.isNumber {
        parts.append(try indexOrSlice())
      } else if let name = name() {
        parts.append(.field(name))
      } else {
        throw failure("invalid array index")
      }
      skipSpaces()
    } while next == ","
    guard next != nil else { throw failure("unterminated array") }
    try expect("]")
    return parts.count == 1 ? parts[0] : .union(parts)
  }

  private mutating func indexOrSlice() throws -> JSONPath.Step {
    var numbers: [Int?] = [integer()]
    while next == ":" {
      position += 1
      numbers.append(integer())
    }
    if numbers.count == 1, let index = numbers[0] { return .index(index) }
    guard (2...3).contains(numbers.count) else { throw failure("invalid array index") }
    return .slice(start: numbers[0], end: numbers[1], step: numbers.count == 3 ? numbers[2] ?? 1 : 1)
  }

  private mutating func filter() throws -> JSONPath.Filter {
    try expect("?")
    try expect("(")
    let left = try operand()
    skipSpaces()
    var comparison = ""
    while let character = next, "=!<>".contains(character) {
      comparison.append(character)
      position += 1
    }
    var right: [JSONPath.Step] = []
    if comparison.isEmpty { comparison = "exists" } else { right = try operand() }
    skipSpaces()
    try expect(")")
    try expect("]")
    return JSONPath.Filter(left: left, comparison: comparison, right: right)
  }

  private mutating func operand() throws -> [JSONPath.Step] {
    skipSpaces()
    if let quote = next, quote == "'" || quote == "\"" { return [.literal(.string(try quoted()))] }
    return try steps(until: ")")
  }

  private mutating func quoted() throws -> String {
    guard let quote = next else { throw failure("unterminated quoted string") }
    position += 1
    var text = ""
    while let character = next, character != quote {
      position += 1
      if character == "\\", let escaped = next {
        position += 1
        switch escaped {
        case "n": text.append("\n")
        case "t": text.append("\t")
        case "r": text.append("\r")
        default: text.append(escaped)
        }
      } else {
        text.append(character)
      }
    }
    guard next == quote else { throw failure("unterminated quoted string") }
    position += 1
    return text
  }

  private mutating func name() -> String? {
    var name = ""
    while let character = next, !" .[]{}()=!<>,:@$|\"'".contains(character) || character == "\\" {
      position += 1
      if character == "\\", let escaped = next {
        name.append(escaped)
        position += 1
      } else {
        name.append(character)
      }
    }
    return name.isEmpty ? nil : name
  }

  private mutating func integer() -> Int? {
    var text = ""
    while let character = next, character == "-" || character.isNumber {
      text.append(character)
      position += 1
    }
    return Int(text)
  }

  private mutating func takeWord(_ word: String) -> Bool {
    let end = position + word.count
    guard end <= characters.count, String(characters[position..<end]) == word,
      end == characters.count || characters[end] == " " || characters[end] == "}"
    else { return false }
    position = end
    return true
  }

  private mutating func expect(_ character: Character) throws {
    guard next == character else { throw failure("expected \(character)") }
    position += 1
  }

  private mutating func skipSpaces() {
    while next == " " { position += 1 }
  }
}
