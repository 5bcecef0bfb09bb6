import APIMachinery

/// `replacements`: values of one object put into fields of others.
struct KustomizeReplacements {
  private let entries: [JSONValue]

  init(_ kustomization: Kustomization) throws {
    entries = try kustomization.content.list("replacements").flatMap { entry -> [JSONValue] in
      guard let path = entry["path"]?.stringValue else { return [entry] }
      let content = try YAMLCodec.decode(try kustomization.file(path))
      return content.arrayValue ?? [content]
    }
  }

  func apply(to resources: inout [KustomizeResource]) throws {
    for entry in entries {
      let source = entry["source"] ?? [:]
      let value = try entry["sourceValue"] ?? self.value(of: source, resources)
      for target in entry.list("targets") { try put(value, target, &resources) }
    }
  }

  private func value(of source: JSONValue, _ resources: [KustomizeResource]) throws -> JSONValue {
    let selector = try KustomizeSelector(source)
    let found = resources.filter(selector.matches)
    guard found.count == 1, let resource = found.first else {
      throw KubectlError(
        found.isEmpty
          ? "error: nothing selected by \(Self.describe(source))"
          : "error: multiple matches for selector \(Self.describe(source))")
    }
    let path = source["fieldPath"]?.stringValue ?? "metadata.name"
    guard let value = Self.values(KustomizeFieldPath(path).steps[...], in: resource.object).first else {
      throw KubectlError("error: fieldPath `\(path)` is missing for replacement source \(Self.describe(source))")
    }
    guard let options = source["options"], let text = value.stringValue else { return value }
    return .string(try Self.part(text, options).value)
  }

  private static func describe(_ source: JSONValue) -> String {
    let words = ["kind", "name"].map { source.text($0) }.joined(separator: ".")
    return "\(words):\(source.text("fieldPath"))"
  }

  private func put(_ value: JSONValue, _ target: JSONValue, _ resources: inout [KustomizeResource]) throws {
    let selector = try KustomizeSelector(target["select"] ?? [:])
    let rejected = try target.list("reject").map { try KustomizeSelector($0) }
    let paths = target.list("fieldPaths").compactMap(\.stringValue)
    let options = target["options"] ?? [:]
    for index in resources.indices where selector.matches(resources[index]) {
      guard !rejected.contains(where: { $0.matches(resources[index]) }) else { continue }
      for path in paths.isEmpty ? ["metadata.name"] : paths {
        var object = resources[index].object
        let count = try Self.set(
          value, KustomizeFieldPath(path).steps[...], in: &object, options, creates: options["create"] == true)
        guard count > 0 else {
          throw KubectlError("error: unable to find field \"\(path)\" in replacement target")
        }
        resources[index].replace(object)
      }
    }
  }

  private static func values(_ steps: ArraySlice<KustomizeFieldPath.Step>, in value: JSONValue) -> [JSONValue] {
    guard let step = steps.first else { return [value] }
    return step.children(of: value).flatMap { values(steps.dropFirst(), in: $0) }
  }

  /// How many fields were set.
  private static func set(
    _ new: JSONValue, _ steps: ArraySlice<KustomizeFieldPath.Step>, in value: inout JSONValue, _ options: JSONValue,
    creates: Bool
  ) throws -> Int {
    guard let step = steps.first else {
      value = try merged(new, into: value, options)
      return 1
    }
    let rest = steps.dropFirst()
    if case .member(let name) = step, value.objectValue != nil || (creates && value.isNull) {
      if value.isNull { value = [:] }
      guard var inner = value[name] ?? (creates ? .null : nil) else { return 0 }
      let count = try set(new, rest, in: &inner, options, creates: creates)
      if count > 0 { value[name] = inner }
      return count
    }
    guard var elements = value.arrayValue else { return 0 }
    var count = 0
    for index in elements.indices where step.matches(index, elements[index]) {
      count += try set(new, rest, in: &elements[index], options, creates: creates)
    }
    value = .array(elements)
    return count
  }

  /// The new value, or the old one with the part replaced that a delimiter and an index choose.
  private static func merged(_ new: JSONValue, into old: JSONValue, _ options: JSONValue) throws -> JSONValue {
    let isText = old.stringValue != nil
    guard let delimiter = options["delimiter"]?.stringValue, !delimiter.isEmpty, let text = old.stringValue else {
      return isText ? .string(JSONPath.text(new)) : new
    }
    var parts = text.components(separatedBy: delimiter)
    let index = Int(options["index"]?.integerValue ?? 0)
    let piece = JSONPath.text(new)
    if index < 0 {
      parts.insert(piece, at: 0)
    } else if index >= parts.count {
      parts.append(piece)
    } else {
      parts[index] = piece
    }
    return .string(parts.joined(separator: delimiter))
  }

  private static func part(_ text: String, _ options: JSONValue) throws -> (value: String, Void) {
    guard let delimiter = options["delimiter"]?.stringValue, !delimiter.isEmpty else { return (text, ()) }
    let parts = text.components(separatedBy: delimiter)
    let index = Int(options["index"]?.integerValue ?? 0)
    guard parts.indices.contains(index) else {
      throw KubectlError("error: options.index \(index) is out of bounds for value \(text)")
    }
    return (parts[index], ())
  }
}

/// A path of a replacement: names with dots between, `[key=value]` for elements of lists, `*` for all of them.
struct KustomizeFieldPath {
  enum Step {
    case member(String)
    case element(key: String, value: String)
    case index(Int)
    case all

    func matches(_ position: Int, _ element: JSONValue) -> Bool {
      switch self {
      case .all: true
      case .index(let index): position == index
      case .element(let key, let value): key.isEmpty ? JSONPath.text(element) == value : element.text(key) == value
      case .member(let name): Int(name) == position
      }
    }

    func children(of value: JSONValue) -> [JSONValue] {
      if case .member(let name) = self, value.objectValue != nil { return value[name].map { [$0] } ?? [] }
      return (value.arrayValue ?? []).enumerated().filter { matches($0.offset, $0.element) }.map(\.element)
    }
  }

  let steps: [Step]

  init(_ path: String) {
    var steps: [Step] = []
    var word = ""
    var depth = 0
    var escaped = false
    func finish() {
      guard !word.isEmpty else { return }
      steps.append(Self.step(word))
      word = ""
    }
    for character in path {
      switch character {
      case _ where escaped:
        word.append(character)
        escaped = false
      case "\\": escaped = true
      case ".", "/": if depth == 0 { finish() } else { word.append(character) }
      case "[":
        if depth == 0 { finish() }
        depth += 1
        word.append(character)
      case "]":
        depth -= 1
        word.append(character)
        if depth == 0 { finish() }
      default: word.append(character)
      }
    }
    finish()
    self.steps = steps
  }

  private static func step(_ word: String) -> Step {
    guard word.hasPrefix("["), word.hasSuffix("]") else { return word == "*" ? .all : .member(word) }
    let inner = word.dropFirst().dropLast()
    guard let equals = inner.firstIndex(of: "=") else { return Int(inner).map(Step.index) ?? .member(String(inner)) }
    return .element(key: String(inner[..<equals]), value: String(inner[inner.index(after: equals)...]))
  }
}

extension String {
  fileprivate func components(separatedBy delimiter: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: delimiter) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
