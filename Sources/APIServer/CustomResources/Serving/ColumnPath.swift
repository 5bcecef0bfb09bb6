import APIMachinery

/// The JSONPath of a printer column: members, elements, slices, wildcards, filters, recursive descent. Only the first
/// result counts.
struct ColumnPath: Sendable {
  private indirect enum Step: Sendable {
    case member(String)
    case wildcard
    case descendants
    case slice(start: Int?, end: Int?, step: Int)
    case index(Int)
    case filter(Operand, comparison: String, Operand?)
  }

  private enum Operand: Sendable {
    case path([Step])
    case literal(JSONValue)
  }

  /// Deeper descents are cut off.
  private static let depthMax = 100
  private let steps: [Step]

  init(_ text: String) throws(ParseError) {
    var reader = Reader(text)
    steps = try reader.steps(until: nil)
  }

  func first(in object: JSONValue) -> JSONValue? { Self.evaluate(steps, [object]).first }

  // MARK: Evaluation

  private static func evaluate(_ steps: [Step], _ start: [JSONValue]) -> [JSONValue] {
    steps.reduce(start) { values, step in values.flatMap { apply(step, $0) } }
  }

  private static func apply(_ step: Step, _ value: JSONValue) -> [JSONValue] {
    switch step {
    case .member(let name): return value[name].map { [$0] } ?? []
    case .wildcard: return children(value)
    case .descendants: return descendants(value, depth: 0)
    case .index(let index):
      let elements = value.arrayValue ?? []
      return elements[checked: index < 0 ? elements.count + index : index].map { [$0] } ?? []
    case .slice(let start, let end, let step):
      let elements = value.arrayValue ?? []
      let place = { (index: Int) in max(0, min(elements.count, index < 0 ? elements.count + index : index)) }
      let (low, high) = (place(start ?? 0), place(end ?? elements.count))
      return low < high ? stride(from: low, to: high, by: step).map { elements[$0] } : []
    case .filter(let left, let comparison, let right):
      return children(value).filter { holds(left, comparison, right, for: $0) }
    }
  }

  private static func children(_ value: JSONValue) -> [JSONValue] {
    value.arrayValue ?? value.objectValue?.members.sorted { $0.key < $1.key }.map(\.value) ?? []
  }

  private static func descendants(_ value: JSONValue, depth: Int) -> [JSONValue] {
    depth < depthMax ? [value] + children(value).flatMap { descendants($0, depth: depth + 1) } : [value]
  }

  private static func value(_ operand: Operand, _ element: JSONValue) -> JSONValue? {
    switch operand {
    case .path(let steps): evaluate(steps, [element]).first
    case .literal(let value): value
    }
  }

  private static func holds(_ left: Operand, _ comparison: String, _ right: Operand?, for element: JSONValue) -> Bool {
    guard let one = value(left, element) else { return false }
    guard let right else { return true }
    guard let other = value(right, element) else { return false }
    switch comparison {
    case "==": return one == other || one.doubleValue.map { $0 == other.doubleValue } ?? false
    case "!=": return !holds(left, "==", right, for: element)
    default: break
    }
    if let one = one.doubleValue, let other = other.doubleValue { return compare(one, other, comparison) }
    guard let one = one.stringValue, let other = other.stringValue else { return false }
    return compare(one, other, comparison)
  }

  private static func compare<Value: Comparable>(_ left: Value, _ right: Value, _ comparison: String) -> Bool {
    switch comparison {
    case "<": left < right
    case "<=": left <= right
    case ">": left > right
    default: left >= right
    }
  }

  // MARK: Reading

  private struct Reader {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// Steps up to `end`, which is left, or to where nothing continues the path.
    mutating func steps(until end: Character?) throws(ParseError) -> [Step] {
      var steps: [Step] = []
      while let next = rest.first, next != end {
        switch next {
        case "$", "@": rest.removeFirst()
        case ".":
          rest.removeFirst()
          if rest.first == "." {
            rest.removeFirst()
            steps.append(.descendants)
          }
          guard let character = rest.first, character != "[" else { continue }
          if character == "*" {
            rest.removeFirst()
            steps.append(.wildcard)
          } else {
            let name = try name()
            if !name.isEmpty { steps.append(.member(name)) }
          }
        case "[": steps.append(try bracket())
        default:
          guard end != nil, next == " " || "=!<>".contains(next) else {
            guard steps.isEmpty else { throw ParseError("unexpected \(next) in a path") }
            steps.append(.member(try name()))
            continue
          }
          return steps
        }
      }
      return steps
    }

    private mutating func name() throws(ParseError) -> String {
      var name = ""
      while let next = rest.first, !".[] =!<>)".contains(next) {
        rest.removeFirst()
        if next == "\\", let escaped = rest.popFirst() { name.append(escaped) } else { name.append(next) }
      }
      return name
    }

    private mutating func bracket() throws(ParseError) -> Step {
      rest.removeFirst()
      if rest.hasPrefix("?(") { return try filter() }
      if rest.first == "'" || rest.first == "\"" {
        let name = try text()
        try expect("]")
        return .member(name)
      }
      guard let close = rest.firstIndex(of: "]") else { throw ParseError("unterminated array") }
      let content = rest[..<close].filter { $0 != " " }
      rest = rest[rest.index(after: close)...]
      if content == "*" { return .wildcard }
      let parts = content.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      if parts.count == 1 {
        guard let index = Int(content) else { throw ParseError("invalid array index \(content)") }
        return .index(index)
      }
      let numbers = parts.map { Int($0) }
      guard parts.count <= 3, zip(parts, numbers).allSatisfy({ $0.isEmpty || $1 != nil }) else {
        throw ParseError("invalid array index \(content)")
      }
      let step = parts.count == 3 ? numbers[2] ?? 1 : 1
      guard step > 0 else { throw ParseError("step must be > 0") }
      return .slice(start: numbers[0], end: numbers[1], step: step)
    }

    private mutating func filter() throws(ParseError) -> Step {
      rest.removeFirst(2)
      let left = try operand()
      let comparison = ["==", "!=", "<=", ">=", "<", ">"].first { rest.hasPrefix($0) }
      var right: Operand?
      if let comparison {
        rest.removeFirst(comparison.count)
        right = try operand()
      }
      try expect(")")
      try expect("]")
      return .filter(left, comparison: comparison ?? "exists", right)
    }

    private mutating func operand() throws(ParseError) -> Operand {
      skipSpaces()
      defer { skipSpaces() }
      guard let next = rest.first else { throw ParseError("unterminated filter") }
      if next == "'" || next == "\"" { return .literal(.string(try text())) }
      if next == "@" || next == "$" || next == "." { return .path(try steps(until: ")")) }
      let word = rest.prefix { !" )=!<>".contains($0) }
      rest = rest[word.endIndex...]
      guard let value = try? JSONParser.parse(String(word)) else { throw ParseError("unrecognized operand \(word)") }
      return .literal(value)
    }

    private mutating func text() throws(ParseError) -> String {
      let quote = rest.removeFirst()
      var text = ""
      while let next = rest.popFirst() {
        if next == quote { return text }
        if next == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(next) }
      }
      throw ParseError("unterminated quoted string")
    }

    private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

    private mutating func expect(_ character: Character) throws(ParseError) {
      guard rest.popFirst() == character else { throw ParseError("expected \(character)") }
    }
  }
}

extension Array {
  fileprivate subscript(checked index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
