import APIMachinery

/// Fields that selectors may use: places of a scalar type below the object, at most eight.
enum SelectableFieldRules {
  static let countMax = 8

  static func errors(_ fields: ObjectField, schema: JSONValue, allowsMany: Bool) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for element in fields.elements {
      let field = element["jsonPath"]
      if field.isEmpty {
        errors.append(field.required())
        continue
      }
      let found: (path: [SchemaFieldPath.Step], schema: JSONValue)
      do throws(ParseError) {
        found = try SchemaFieldPath.resolve(field.string, in: schema, allowsBrackets: false)
      } catch {
        errors.append(field.invalid("is an invalid path: \(error.message)"))
        continue
      }
      if found.path.first?.name == "metadata" { errors.append(field.invalid("must not point to fields in metadata")) }
      if !["string", "boolean", "integer"].contains(found.schema["type"]?.stringValue ?? "") {
        errors.append(
          field.invalid(
            "must point to a field of type string, boolean or integer. Enum string fields and strings with formats "
              + "are allowed."))
      }
      if !seen.insert(found.path.map(\.name).joined(separator: "/")).inserted { errors.append(field.duplicate()) }
    }
    if seen.count > countMax, !allowsMany {
      errors.append(.tooMany(fields.path, count: seen.count, maximum: countMax))
    }
    return errors
  }
}

/// Paths of members in the form `.spec.list['key']`, resolved against a schema.
enum SchemaFieldPath {
  struct Step {
    var name: String
    /// A declared member, as opposed to an entry of a map.
    var isDeclared: Bool
  }

  /// Where the path leads to. Throws what is wrong with it, in upstream's words.
  static func resolve(_ text: String, in schema: JSONValue, allowsBrackets: Bool) throws(ParseError) -> (
    path: [Step], schema: JSONValue
  ) {
    var tokens = tokenize(text)[...]
    var steps: [Step] = []
    var current = schema
    while let token = tokens.popFirst() {
      let name: String
      switch token {
      case "[":
        guard allowsBrackets else { throw ParseError("array notation is not allowed") }
        guard let key = tokens.popFirst() else { throw ParseError("unexpected end of JSON path") }
        guard key.utf8.count >= 2, key.hasPrefix("'"), key.hasSuffix("'") else {
          throw ParseError("expected single quoted string but got \(key)")
        }
        name = try unescaped(key.dropFirst().dropLast())
        (current, steps) = try step(name, from: current, steps)
        guard let close = tokens.popFirst() else { throw ParseError("unexpected end of JSON path") }
        guard close == "]" else { throw ParseError("expected ] but got \(close)") }
      case ".":
        guard let member = tokens.popFirst() else { throw ParseError("unexpected end of JSON path") }
        (current, steps) = try step(member, from: current, steps)
      default: throw ParseError("expected [ or . but got: \(token)")
      }
    }
    return (steps, current)
  }

  private static func step(_ name: String, from schema: JSONValue, _ steps: [Step]) throws(ParseError) -> (
    JSONValue, [Step]
  ) {
    if let properties = schema["properties"]?.objectValue {
      guard let property = properties[name] else { throw ParseError("does not refer to a valid field") }
      return (property, steps + [Step(name: name, isDeclared: true)])
    }
    guard let additional = schema["additionalProperties"] else { throw ParseError("does not refer to a valid field") }
    return (additional, steps + [Step(name: name, isDeclared: false)])
  }

  /// Points and brackets by themselves, everything else as it stands between them; quotes hold together.
  private static func tokenize(_ text: String) -> [String] {
    var tokens: [String] = []
    var current = ""
    var isQuoted = false
    var previous: Character?
    for character in text {
      defer { previous = character }
      if isQuoted {
        current.append(character)
        if character == "'", previous != "\\" {
          tokens.append(current)
          (current, isQuoted) = ("", false)
        }
        continue
      }
      switch character {
      case ".", "[", "]":
        if !current.isEmpty { tokens.append(current) }
        current = ""
        tokens.append(String(character))
      case "'" where current.isEmpty:
        (current, isQuoted) = ("'", true)
      default: current.append(character)
      }
    }
    if !current.isEmpty { tokens.append(current) }
    return tokens
  }

  private static func unescaped(_ text: Substring) throws(ParseError) -> String {
    var result = ""
    var characters = text[...]
    while let character = characters.popFirst() {
      guard character == "\\", let escape = characters.popFirst() else {
        result.append(character)
        continue
      }
      switch escape {
      case "a": result += "\u{7}"
      case "b": result += "\u{8}"
      case "f": result += "\u{c}"
      case "n": result += "\n"
      case "r": result += "\r"
      case "t": result += "\t"
      case "v": result += "\u{b}"
      case "'", "\\": result.append(escape)
      default: throw ParseError("invalid string literal: invalid escape char \\\(escape)")
      }
    }
    return result
  }
}
