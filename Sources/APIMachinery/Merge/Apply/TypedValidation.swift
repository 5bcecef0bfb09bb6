/// Checks that an applied configuration has the shape its schema declares, with the messages of structured-merge-diff.
struct TypedValidation {
  private var errors: [String] = []
  private var path: [FieldStep] = []

  /// Throws when `value` isn't what `schema` declares.
  static func check(_ value: JSONValue, _ schema: TypedSchema) throws(ParseError) {
    var validation = TypedValidation()
    validation.visit(value, schema)
    guard let first = validation.errors.first else { return }
    if validation.errors.count == 1 { throw ParseError(first) }
    throw ParseError((["errors:"] + validation.errors.map { "  " + $0 }).joined(separator: "\n"))
  }

  private mutating func report(_ message: String) {
    let place = path.map { FieldStep.description(ofKey: $0.key) }.joined()
    errors.append(place.isEmpty ? message : "\(place): \(message)")
  }

  private mutating func visit(_ value: JSONValue, _ schema: TypedSchema) {
    if value.isNull { return }
    let shape = schema.shape(of: value)
    switch shape {
    case .scalar(let kind): checkScalar(value, kind)
    case .atomic: return
    case .structure, .map, .atomicMap:
      guard case .object(let object) = value else { return report("expected map, got \(Self.print(value))") }
      for (name, member) in object {
        path.append(.field(name))
        defer { path.removeLast() }
        guard let declared = schema.member(name) else {
          report("field not declared in schema")
          return
        }
        visit(member, declared.schema)
      }
    case .atomicList:
      guard case .array(let elements) = value else { return report("expected list, got \(Self.print(value))") }
      for (index, element) in elements.enumerated() {
        path.append(.element("i:\(index)"))
        visit(element, schema.listElement)
        path.removeLast()
      }
    case .set, .keyed:
      guard case .array(let elements) = value else { return report("expected list, got \(Self.print(value))") }
      visit(elements, shape)
    }
  }

  private mutating func visit(_ elements: [JSONValue], _ shape: TypedSchema.Shape) {
    var seen: Set<String> = []
    for (index, element) in elements.enumerated() {
      do {
        guard let (step, schema) = try shape.step(to: element) else { continue }
        if !seen.insert(step.key).inserted {
          report("duplicate entries for key \(FieldStep.description(ofKey: step.key))")
        }
        path.append(step)
        visit(element, schema)
        path.removeLast()
      } catch {
        report("element \(index): \(error.message)")
        return
      }
    }
  }

  private mutating func checkScalar(_ value: JSONValue, _ kind: TypedSchema.Scalar) {
    switch (kind, value) {
    case (.string, .string), (.bool, .bool), (.number, .integer), (.number, .number): return
    case (.any, .string), (.any, .bool), (.any, .integer), (.any, .number): return
    case (.string, _): report("expected string, got &value.valueUnstructured{Value:\(Self.goSyntax(value))}")
    case (.bool, _): report("expected boolean, got \(Self.print(value))")
    case (.number, _): report("expected numeric (int or float), got \(Self.goType(value))")
    case (.any, _): report("expected any scalar, got \(Self.print(value))")
    }
  }

  private static func print(_ value: JSONValue) -> String { "&{\(GoFormat.plain(value))}" }

  private static func goType(_ value: JSONValue) -> String {
    switch value {
    case .object: "map[string]interface {}"
    case .array: "[]interface {}"
    default: value.goKind
    }
  }

  /// As `%#v` prints it.
  private static func goSyntax(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): return GoFormat.quoted(text)
    case .object(let object):
      let members = object.members.sorted { $0.key < $1.key }.map { "\(GoFormat.quoted($0.key)):\(goSyntax($0.value))" }
      return "map[string]interface {}{" + members.joined(separator: ", ") + "}"
    case .array(let elements):
      return "[]interface {}{" + elements.map(goSyntax).joined(separator: ", ") + "}"
    default: return GoFormat.plain(value)
    }
  }
}
