import APIMachinery

/// A JSONPath template as `kubectl -o jsonpath` takes it: text with expressions in braces, `{range}`…`{end}` loops,
/// filters, slices, unions and recursive descent.
///
/// Semantics follow https://kubernetes.io/docs/reference/kubectl/jsonpath/.
struct JSONPath: Sendable {
  /// One part of a template.
  indirect enum Node: Sendable {
    case text(String)
    case expression([Step])
    case range([Step], body: [Node])
  }

  /// One step from a set of values to the next.
  enum Step: Sendable {
    case root
    case current
    case field(String)
    case wildcard
    case recursive
    case union([Step])
    case slice(start: Int?, end: Int?, step: Int)
    case index(Int)
    case filter(Filter)
    case literal(JSONValue)
  }

  struct Filter: Sendable {
    var left: [Step]
    var comparison: String
    var right: [Step]
  }

  /// What can't be done with a value.
  struct Failure: Error {
    var message: String
  }

  let nodes: [Node]
  /// As it was written.
  let source: String
  private var allowsMissing = true

  init(_ template: String) throws {
    var parser = JSONPathParser(template)
    nodes = try parser.template()
    source = template
  }

  /// Accepts what `--sort-by` and custom columns take: an expression with or without braces and leading dot.
  init(relaxed expression: String) throws {
    var text = Substring(expression)
    if text.hasPrefix("{"), text.hasSuffix("}") { text = text.dropFirst().dropLast() }
    guard !text.contains(where: { $0 == "{" || $0 == "}" }) else {
      throw KubectlError(
        "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
      )
    }
    if !text.hasPrefix(".") && !text.hasPrefix("[") && !text.hasPrefix("$") { text = "." + text }
    try self.init("{\(text)}")
  }

  /// The template's text for `value`.
  /// - Parameter allowsMissing: Members that aren't there print nothing; otherwise they are a ``Failure``.
  func render(_ value: JSONValue, allowsMissing: Bool = true) throws -> String {
    var strict = self
    strict.allowsMissing = allowsMissing
    var output = ""
    try strict.render(nodes, value, root: value, into: &output)
    return output
  }

  /// Every value that the template's first expression finds.
  func find(in value: JSONValue) throws -> [JSONValue] {
    for case .expression(let steps) in nodes { return try evaluate(steps, [value], root: value) }
    return []
  }

  private func render(_ nodes: [Node], _ current: JSONValue, root: JSONValue, into output: inout String) throws {
    for node in nodes {
      switch node {
      case .text(let text):
        output += text
      case .expression(let steps):
        let values = try evaluate(steps, [current], root: root)
        output += values.map(Self.text).joined(separator: " ")
      case .range(let steps, let body):
        for element in try evaluate(steps, [current], root: root) {
          try render(body, element, root: root, into: &output)
        }
      }
    }
  }

  /// As kubectl prints one result: strings bare, everything else as JSON.
  static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .null: "<nil>"
    case .number(let number): GoText.number(number)
    default: String(decoding: value.encoded(), as: UTF8.self)
    }
  }

  private func evaluate(_ steps: [Step], _ start: [JSONValue], root: JSONValue) throws -> [JSONValue] {
    var values = start
    for step in steps { values = try apply(step, values, root: root) }
    return values
  }

  private func apply(_ step: Step, _ values: [JSONValue], root: JSONValue) throws -> [JSONValue] {
    switch step {
    case .root: return [root]
    case .current: return values
    case .literal(let value): return [value]
    case .field(let name):
      let found = values.compactMap { $0[name] }
      guard !found.isEmpty || allowsMissing || values.isEmpty else { throw Failure(message: "\(name) is not found") }
      return found
    case .wildcard: return values.flatMap(Self.children)
    case .recursive: return values.flatMap(Self.descendants)
    case .union(let steps): return try steps.flatMap { try apply($0, values, root: root) }
    case .index(let index):
      return try values.compactMap { value -> JSONValue? in
        guard let elements = value.arrayValue else { return nil }
        let position = index < 0 ? elements.count + index : index
        guard elements.indices.contains(position) else {
          throw Failure(message: "array index out of bounds: index \(index), length \(elements.count)")
        }
        return elements[position]
      }
    case .slice(let start, let end, let step):
      return values.flatMap { Self.slice($0.arrayValue ?? [], start, end, step) }
    case .filter(let filter):
      return try values.flatMap(Self.children).filter { try matches(filter, $0, root: root) }
    }
  }

  private func matches(_ filter: Filter, _ element: JSONValue, root: JSONValue) throws -> Bool {
    let left = try evaluate(filter.left, [element], root: root)
    if filter.comparison == "exists" { return !left.isEmpty }
    let right = try evaluate(filter.right, [element], root: root)
    guard let left = left.first, let right = right.first else { return false }
    if filter.comparison == "==" { return left == right || Self.text(left) == Self.text(right) }
    if filter.comparison == "!=" { return left != right && Self.text(left) != Self.text(right) }
    if let left = left.doubleValue, let right = right.doubleValue {
      return Self.compare(left, right, filter.comparison)
    }
    return Self.compare(Self.text(left), Self.text(right), filter.comparison)
  }

  private static func compare<Value: Comparable>(_ left: Value, _ right: Value, _ comparison: String) -> Bool {
    switch comparison {
    case "<": left < right
    case "<=": left <= right
    case ">": left > right
    default: left >= right
    }
  }

  private static func children(_ value: JSONValue) -> [JSONValue] {
    switch value {
    case .array(let elements): elements
    case .object(let object): object.members.map(\.value)
    default: []
    }
  }

  private static func descendants(_ value: JSONValue) -> [JSONValue] {
    [value] + children(value).flatMap(descendants)
  }

  private static func slice(_ elements: [JSONValue], _ start: Int?, _ end: Int?, _ step: Int) -> [JSONValue] {
    func position(_ index: Int) -> Int { max(0, min(elements.count, index < 0 ? elements.count + index : index)) }
    let start = position(start ?? 0)
    let end = position(end ?? elements.count)
    guard start < end, step > 0 else { return [] }
    return stride(from: start, to: end, by: step).map { elements[$0] }
  }
}
