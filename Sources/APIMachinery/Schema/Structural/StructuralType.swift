/// A value of a custom resource: one node of the structural schema of a CustomResourceDefinition, compiled.
///
/// It is what ``ValueType`` and ``Field`` are for built-in types, for values that follow the rules of JSON instead of
/// those of Go's structs: null is kept apart from absent, nothing has a zero value, any type can stand anywhere until
/// validation says otherwise. Decoding, defaulting, server-side apply and validation all walk these nodes.
///
/// Immutable once made; definitions can't refer to themselves, so a schema is a tree.
public final class StructuralType: Sendable {
  /// The JSON types a value may have; empty where any will do.
  public let kinds: JSONKinds
  public let flags: Flags
  /// How server-side apply and validation treat the elements of a list, or the members of an object.
  public let topology: Topology
  /// Set where the value is absent, or null without being nullable.
  public let defaultValue: JSONValue?
  /// The elements of a list.
  public let items: StructuralType?
  /// The values of a map, or of the members that ``member(_:)`` doesn't know.
  public let additional: StructuralType?
  /// The limits on the value itself; nil where there are none but those above.
  public let rules: ValueRules?
  /// The rules of `x-kubernetes-validations`, in order.
  public let expressions: [ExpressionRule]
  /// What is at or below this node, so that walks that look for it can leave the rest alone.
  public let contents: Contents

  /// The declared members by name, in the order of the schema.
  private let names: FieldNames
  public let members: [(name: String, type: StructuralType)]

  /// What a schema says of its own value.
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let nullable = Flags(rawValue: 1)
    /// `x-kubernetes-preserve-unknown-fields`.
    public static let preservesUnknown = Flags(rawValue: 2)
    /// `x-kubernetes-embedded-resource`: an object with type and metadata of its own.
    public static let embedded = Flags(rawValue: 4)
    /// `x-kubernetes-int-or-string`.
    public static let intOrString = Flags(rawValue: 8)
    /// `additionalProperties: true`.
    public static let allowsAdditional = Flags(rawValue: 16)
    /// `additionalProperties: false`.
    public static let forbidsAdditional = Flags(rawValue: 32)
  }

  /// What there is in a schema or below it, so that passes can step over the rest.
  public struct Contents: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let defaults = Contents(rawValue: 1)
    public static let embedded = Contents(rawValue: 2)
    /// Lists whose elements must differ.
    public static let distinctElements = Contents(rawValue: 4)
    public static let expressions = Contents(rawValue: 8)
  }

  public init(
    kinds: JSONKinds, flags: Flags = [], topology: Topology = .granular, defaultValue: JSONValue? = nil,
    items: StructuralType? = nil, additional: StructuralType? = nil,
    members: [(name: String, type: StructuralType)] = [], rules: ValueRules? = nil, expressions: [ExpressionRule] = []
  ) {
    self.kinds = kinds
    self.flags = flags
    self.topology = topology
    self.defaultValue = defaultValue
    self.items = items
    self.additional = additional
    self.members = members
    self.rules = rules
    self.expressions = expressions
    names = FieldNames(members.map(\.name))
    var contents: Contents = []
    if defaultValue != nil { contents.insert(.defaults) }
    if flags.contains(.embedded) { contents.insert(.embedded) }
    if topology != .granular, topology != .atomic { contents.insert(.distinctElements) }
    if !expressions.isEmpty || rules?.hasExpressions == true { contents.insert(.expressions) }
    for child in members.map(\.type) + [items, additional].compactMap({ $0 }) { contents.formUnion(child.contents) }
    self.contents = contents
  }

  deinit { names.deallocate() }

  /// The declared member of this name.
  @inline(__always)
  public func member(_ name: String) -> StructuralType? {
    names.position(of: name).map { members[$0].type }
  }

  public var isNullable: Bool { flags.contains(.nullable) }
  public var preservesUnknown: Bool { flags.contains(.preservesUnknown) }
  public var isEmbedded: Bool { flags.contains(.embedded) }

  /// Members that objects have whatever their schema says.
  public static func isMetaField(_ name: String) -> Bool {
    name == "metadata" || name == "apiVersion" || name == "kind"
  }
}

/// The types of JSON, as OpenAPI tells them apart.
public struct JSONKinds: OptionSet, Sendable, CustomStringConvertible {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let integer = JSONKinds(rawValue: 1)
  public static let string = JSONKinds(rawValue: 2)
  public static let number = JSONKinds(rawValue: 4)
  public static let boolean = JSONKinds(rawValue: 8)
  public static let object = JSONKinds(rawValue: 16)
  public static let array = JSONKinds(rawValue: 32)

  private static let names: [(kind: JSONKinds, name: String)] = [
    (.integer, "integer"), (.string, "string"), (.number, "number"), (.boolean, "boolean"), (.object, "object"),
    (.array, "array"),
  ]

  /// Empty for names that are none.
  public init(named name: String) { self = Self.names.first { $0.name == name }?.kind ?? [] }

  /// The kind of a value; empty for null.
  public init(of value: JSONValue) {
    switch value {
    case .null: self = []
    case .bool: self = .boolean
    case .integer: self = .integer
    case .number: self = .number
    case .string: self = .string
    case .array: self = .array
    case .object: self = .object
    }
  }

  /// `integer,string`.
  public var description: String {
    Self.names.filter { contains($0.kind) }.map(\.name).joined(separator: ",")
  }
}

/// One rule of `x-kubernetes-validations`.
public struct ExpressionRule: Sendable, Equatable {
  public var rule: String
  public var message: String
  public var messageExpression: String
  /// `FieldValueInvalid` and the like; nil where the definition doesn't say.
  public var reason: String?
  public var fieldPath: String
  public var optionalOldSelf: Bool?

  public init(_ json: JSONValue) {
    rule = json["rule"]?.stringValue ?? ""
    message = json["message"]?.stringValue ?? ""
    messageExpression = json["messageExpression"]?.stringValue ?? ""
    reason = json["reason"]?.stringValue
    fieldPath = json["fieldPath"]?.stringValue ?? ""
    optionalOldSelf = json["optionalOldSelf"]?.boolValue
  }
}
