/// Values of custom resources, as upstream turns the schema of a definition into one for server-side apply.
extension TypedSchema {
  init(_ type: StructuralType) {
    self.init(type: .structural(type), topology: type.topology)
  }

  func structuralShape(_ type: StructuralType, of value: JSONValue) -> Shape {
    if type.flags.contains(.intOrString) { return .scalar(.any) }
    switch type.kinds {
    case .string: return .scalar(.string)
    case .integer, .number: return .scalar(.number)
    case .boolean: return .scalar(.bool)
    case .object:
      if type.topology == .atomic { return .atomicMap }
      if type.members.isEmpty, let additional = type.additional { return .map(TypedSchema(additional)) }
      return .structure(nil)
    case .array:
      let items = type.items.map(TypedSchema.init) ?? .deduced
      switch type.topology {
      case .set: return .set(items)
      case .keyed(let keys): return .keyed(keys, items)
      case .atomic, .granular: return .atomicList
      }
    default: return TypedSchema.deduced.shape(of: value)
    }
  }

  static func member(_ name: String, of type: StructuralType) -> (schema: TypedSchema, isDeclared: Bool)? {
    if type.isEmbedded, StructuralType.isMetaField(name) {
      guard name == "metadata" else { return (TypedSchema(StructuralType(kinds: .string)), true) }
      return (TypedSchema(SchemaRegistry.builtIn.objectMeta), true)
    }
    if let member = type.member(name) { return (TypedSchema(member), true) }
    if let additional = type.additional { return (TypedSchema(additional), false) }
    let isOpen = type.preservesUnknown || type.kinds.isEmpty || type.flags.contains(.allowsAdditional)
    return isOpen ? (.deduced, false) : nil
  }
}
