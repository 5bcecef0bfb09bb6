/// Finds the fields that a configuration mentions: its leaves, the elements of its lists, the entries of its maps.
struct TypedFields {
  private var set = FieldSet()
  private var path: [FieldStep] = []

  /// The fields of `value`. List elements that can't be told apart are left out.
  static func of(_ value: JSONValue, _ schema: TypedSchema) -> FieldSet {
    var fields = TypedFields()
    fields.visit(value, schema)
    return fields.set
  }

  private mutating func visit(_ value: JSONValue, _ schema: TypedSchema) {
    let shape = schema.shape(of: value)
    switch shape {
    case .scalar, .atomic, .atomicMap, .atomicList: set.insert(path[...])
    case .structure, .map:
      guard case .object(let object) = value else { return }
      for (name, member) in object {
        let declared = schema.member(name) ?? (.deduced, false)
        path.append(.field(name))
        visit(member, declared.schema)
        if member.isNull || member.objectValue?.isEmpty == true || !declared.isDeclared { set.insert(path[...]) }
        path.removeLast()
      }
    case .set, .keyed:
      guard case .array(let elements) = value else { return }
      visit(elements, shape)
    }
  }

  private mutating func visit(_ elements: [JSONValue], _ shape: TypedSchema.Shape) {
    let steps = elements.map { element in try? shape.step(to: element) }
    var counts: [String: Int] = [:]
    for case .some(let (step, _)) in steps { counts[step.key, default: 0] += 1 }
    for (element, found) in zip(elements, steps) {
      guard let (step, schema) = found else { continue }
      path.append(step)
      // Elements that look the same are owned as one.
      if counts[step.key] == 1 { visit(element, schema) }
      set.insert(path[...])
      path.removeLast()
    }
  }
}
