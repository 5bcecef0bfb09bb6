/// What changed between two versions of an object, as sets of fields.
struct TypedComparison {
  private(set) var removed = FieldSet()
  private(set) var modified = FieldSet()
  private(set) var added = FieldSet()
  private var path: [FieldStep] = []

  /// Throws when elements of a keyed list or set can't be told apart.
  init(_ old: JSONValue, _ new: JSONValue, _ schema: TypedSchema) throws(ParseError) {
    try visit(old, new, schema)
  }

  /// Without the fields that the request may not change.
  mutating func exclude(_ fields: FieldSet) {
    removed = removed.subtractingRecursively(fields)
    modified = modified.subtractingRecursively(fields)
    added = added.subtractingRecursively(fields)
  }

  private static func isEmptyContainer(_ value: JSONValue?) -> Bool {
    switch value {
    case nil, .null?: true
    case .object(let object)?: object.isEmpty
    case .array(let elements)?: elements.isEmpty
    default: false
    }
  }

  private mutating func leaf(_ old: JSONValue?, _ new: JSONValue?) {
    if old == nil {
      added.insert(path[...])
    } else if new == nil {
      removed.insert(path[...])
    } else if old != new {
      modified.insert(path[...])
    }
  }

  private mutating func visit(_ old: JSONValue?, _ new: JSONValue?, _ schema: TypedSchema) throws(ParseError) {
    if let old, let new {
      if old == new { return }
      if case .map = schema.shape(of: new), old.objectValue == nil, !old.isNull { return leaf(old, new) }
    }
    let shape = schema.shape(of: new ?? old ?? .null)
    switch shape {
    case .scalar:
      // A container of unknown type that became a scalar: its fields are gone.
      if case .object(let before)? = old, new != nil { try visit(before, JSONObject(), schema) }
      leaf(old, new)
      return
    case .atomic, .atomicMap, .atomicList:
      leaf(old, new)
      return
    case .structure, .map:
      if Self.isEmptyContainer(old), Self.isEmptyContainer(new) { return leaf(old, new) }
      try visit(old?.objectValue ?? JSONObject(), new?.objectValue ?? JSONObject(), schema)
    case .set, .keyed:
      if Self.isEmptyContainer(old), Self.isEmptyContainer(new) { return leaf(old, new) }
      try visit(old?.arrayValue ?? [], new?.arrayValue ?? [], shape)
    }
    if old == nil { added.insert(path[...]) } else if new == nil { removed.insert(path[...]) }
  }

  private mutating func visit(
    _ old: JSONObject, _ new: JSONObject, _ schema: TypedSchema
  ) throws(ParseError) {
    for (name, value) in old {
      path.append(.field(name))
      try visit(value, new[name], schema.member(name)?.schema ?? .deduced)
      path.removeLast()
    }
    for (name, value) in new where old.position(of: name) == nil {
      path.append(.field(name))
      try visit(nil, value, schema.member(name)?.schema ?? .deduced)
      path.removeLast()
    }
  }

  private mutating func visit(
    _ old: [JSONValue], _ new: [JSONValue], _ shape: TypedSchema.Shape
  ) throws(ParseError) {
    struct Pair {
      var old: [JSONValue] = []
      var new: [JSONValue] = []
      var schema: TypedSchema
    }
    var order: [String] = []
    var pairs: [String: Pair] = [:]
    for (elements, isNew) in [(old, false), (new, true)] {
      for (index, element) in elements.enumerated() {
        do {
          guard let (step, schema) = try shape.step(to: element) else { continue }
          if pairs[step.key] == nil { order.append(step.key) }
          if isNew {
            pairs[step.key, default: Pair(schema: schema)].new.append(element)
          } else {
            pairs[step.key, default: Pair(schema: schema)].old.append(element)
          }
        } catch {
          throw ParseError("element \(index): \(error.message)")
        }
      }
    }
    for key in order {
      guard let pair = pairs[key] else { continue }
      path.append(.element(key))
      defer { path.removeLast() }
      if pair.old.count <= 1, pair.new.count <= 1 {
        try visit(pair.old.first, pair.new.first, pair.schema)
      } else if pair.old.count >= 2, pair.new.count >= 2 {
        if pair.old != pair.new { modified.insert(path[...]) }
      } else if pair.old.count >= 2 {
        if let single = pair.new.first { try visit(nil, single, pair.schema) }
        removed.insert(path[...])
      } else {
        if let single = pair.old.first { try visit(single, nil, pair.schema) }
        added.insert(path[...])
      }
    }
  }
}
