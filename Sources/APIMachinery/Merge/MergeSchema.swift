/// What the schema says about the value being merged: the type's members, or nothing for values of free form.
struct MergeSchema {
  private let type: ValueType?

  init(_ type: ObjectType?) {
    self.type = type.map(ValueType.object)
  }

  private init(_ type: ValueType?) {
    self.type = type
  }

  /// The member `key` of an object or map.
  func member(_ key: String) -> (schema: MergeSchema, strategy: PatchStrategy) {
    switch type {
    case .object(let type):
      guard let field = type.field(named: key) else { return (MergeSchema(ValueType?.none), PatchStrategy()) }
      return (MergeSchema(field.type), field.patch)
    case .map(let value): return (MergeSchema(value), PatchStrategy())
    default: return (MergeSchema(ValueType?.none), PatchStrategy())
    }
  }

  /// The elements of a list.
  var element: MergeSchema {
    if case .list(let element) = type { return MergeSchema(element) }
    return MergeSchema(ValueType?.none)
  }
}
