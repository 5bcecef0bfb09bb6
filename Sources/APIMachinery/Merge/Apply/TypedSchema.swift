/// How server-side apply sees a value: what the schema declares, or what can be deduced from the value where it
/// declares nothing.
struct TypedSchema {
  enum Scalar {
    case string
    case number
    case bool
    case any
  }

  enum Shape {
    case scalar(Scalar)
    /// A container that is owned as one.
    case atomicMap
    case atomicList
    /// Any value, owned as one.
    case atomic
    /// Built-in types bring their fields, which say what a zero object has.
    case structure(ObjectType?)
    case map(TypedSchema)
    /// A list of distinct scalars.
    case set(TypedSchema)
    /// A list of objects told apart by these members.
    case keyed([String], TypedSchema)
  }

  private let type: ValueType?
  private let topology: Topology

  /// Nothing is known.
  static let deduced = TypedSchema(type: nil, topology: .granular)

  init(type: ValueType?, topology: Topology) {
    self.type = type
    self.topology = topology
  }

  init(_ type: ObjectType?) {
    self.init(type: type.map(ValueType.object), topology: .granular)
  }

  init(_ field: Field) {
    self.init(type: field.type, topology: field.topology)
  }

  /// Whether values are owned as one, whatever they are.
  var isLeaf: Bool {
    switch type {
    case nil, .structural: false
    default:
      switch shape(of: .null) {
      case .scalar, .atomic, .atomicMap, .atomicList: true
      default: false
      }
    }
  }

  /// Null has the shape its type declares.
  func shape(of value: JSONValue) -> Shape {
    switch type {
    case nil:
      switch value {
      case .object: .map(.deduced)
      case .array: .atomicList
      default: .scalar(.any)
      }
    case .string, .bytes: .scalar(.string)
    case .bool: .scalar(.bool)
    case .int32, .int64, .double: .scalar(.number)
    case .time, .microTime, .duration, .quantity, .intOrString: .scalar(.any)
    case .any, .rawExtension, .fieldsV1, .schemaOrBool, .schemaOrArray, .schemaOrStrings: .atomic
    case .structural(let type): structuralShape(type, of: value)
    case .object(let type): topology == .atomic || type.isAtomic ? .atomicMap : .structure(type)
    case .map(let element):
      topology == .atomic ? .atomicMap : .map(TypedSchema(type: element, topology: .granular))
    case .list(let element):
      switch topology {
      case .set: .set(TypedSchema(type: element, topology: .granular))
      case .keyed(let keys): .keyed(keys, TypedSchema(type: element, topology: .granular))
      case .atomic, .granular: .atomicList
      }
    }
  }

  /// The values of a map that is owned by its entries.
  var mapElement: TypedSchema? {
    guard case .map(let element)? = type, topology != .atomic else { return nil }
    return TypedSchema(type: element, topology: .granular)
  }

  /// The elements of a list that is owned as one.
  var listElement: TypedSchema {
    switch type {
    case .list(let element): TypedSchema(type: element, topology: .granular)
    case .structural(let type): type.items.map(TypedSchema.init) ?? .deduced
    default: .deduced
    }
  }

  /// The member `name`; nil when the type doesn't declare it and keeps no others.
  func member(_ name: String) -> (schema: TypedSchema, isDeclared: Bool)? {
    switch type {
    case nil: return (.deduced, false)
    case .object(let type):
      if let field = type.field(named: name) { return (TypedSchema(field), true) }
      return type.preservesUnknownFields ? (.deduced, false) : nil
    case .map(let element): return (TypedSchema(type: element, topology: .granular), false)
    case .structural(let type): return Self.member(name, of: type)
    default: return nil
    }
  }

  /// What lies behind a key of `fieldsV1`.
  func child(_ key: String) -> (schema: TypedSchema, isDeclared: Bool) {
    if key.hasPrefix("f:") { return member(String(key.dropFirst(2))) ?? (.deduced, false) }
    return (listElement, false)
  }

  /// The value a key of a keyed list has where an element leaves it out.
  func keyDefault(_ name: String) -> JSONValue? {
    if case .structural(let type)? = type { return type.member(name)?.defaultValue }
    guard case .object(let type)? = type, let field = type.field(named: name) else { return nil }
    if let value = field.defaultValue { return value }
    // Go's zero values, for what is no pointer.
    guard !field.isOptional else { return nil }
    switch field.type {
    case .string: return ""
    case .int32, .int64: return 0
    case .bool: return false
    default: return nil
    }
  }

  /// The step to an element of a keyed list.
  static func step(
    to element: JSONValue, keys: [String], _ schema: TypedSchema
  ) throws(ParseError) -> FieldStep {
    guard case .object(let object) = element else {
      throw ParseError(
        element.isNull
          ? "associative list with keys may not have a null element"
          : "associative list with keys may not have non-map elements")
    }
    var values: [(String, JSONValue)] = []
    for key in keys {
      if let value = object[key] ?? schema.keyDefault(key) { values.append((key, value)) }
    }
    guard !values.isEmpty || keys.isEmpty else {
      let names = keys.map(GoFormat.quoted).joined(separator: " ")
      throw ParseError(
        "associative list with keys has an element that omits all key fields [\(names)] (and doesn't have default "
          + "values for any key fields)")
    }
    return .element(keys: values)
  }

  /// The step to an element of a set.
  static func step(toSetElement element: JSONValue) throws(ParseError) -> FieldStep {
    switch element {
    case .object: throw ParseError("associative list without keys has an element that's a map type")
    case .array: throw ParseError("not supported: associative list with lists as elements")
    case .null: throw ParseError("associative list without keys has an element that's an explicit null")
    default: return .element(value: element)
    }
  }
}

extension TypedSchema.Shape {
  /// The step to an element of a list of this shape; nil for lists that are owned as one.
  func step(to element: JSONValue) throws(ParseError) -> (step: FieldStep, schema: TypedSchema)? {
    switch self {
    case .set(let schema): (try TypedSchema.step(toSetElement: element), schema)
    case .keyed(let keys, let schema): (try TypedSchema.step(to: element, keys: keys, schema), schema)
    default: nil
    }
  }
}
