/// The schema of one object: its fields and how they merge. Built-in types are compiled from the files
/// under Schema/ of the repository, custom resources from their CustomResourceDefinition; every engine
/// (decoding, defaulting, patches, server-side apply, protobuf, OpenAPI, …) works from this alone.
///
/// Types refer to each other, also in circles (JSONSchemaProps), so they are classes whose fields are
/// set once by ``SchemaRegistry`` (or the CRD compiler) before the type is handed out; after that they
/// never change, which is what makes them safe to share.
public final class ObjectType: @unchecked Sendable {
  /// The role in the API: what stands in front of the fields listed here.
  public enum Role: Sendable {
    /// An API object: `apiVersion`, `kind`, `metadata` (ObjectMeta).
    case object
    /// A list of objects: `apiVersion`, `kind`, `metadata` (ListMeta), `items`.
    case list
    /// Only `apiVersion` and `kind` (reviews, options).
    case typed
    /// Part of another type.
    case part
  }

  /// `group/version.Type` with the group in full, such as `core/v1.Pod` or `apps/v1.Deployment`.
  public let name: String
  public let role: Role
  /// One line saying what it is.
  public let documentation: Documentation
  /// The JSON members, inlined ones included, in the order of the API's source. `apiVersion` and `kind`
  /// are fields here (without protobuf number) for every role but `part`.
  public var fields: [Field] { storage.pointee.fields }
  /// How the members appear in protobuf, where an inlined struct is a message of its own; by number.
  public var wire: [WireField] { storage.pointee.wire }
  /// True where server-side apply treats the whole value as one (`+structType=atomic`).
  public let isAtomic: Bool
  /// True for custom resources whose schema keeps members it doesn't name.
  public let preservesUnknownFields: Bool
  /// The schema of a custom resource: what its definition says beyond the fields here.
  public let structural: StructuralType?
  /// When the type came and, for those that go, when it was deprecated and what replaces it.
  public let lifetime: Lifetime
  /// The default rules that a value on a field can't express, in order.
  public var defaultRules: [DefaultRule] { storage.pointee.defaultRules }
  /// What is set when the type is completed. Behind a pointer, because properties of a class that can change
  /// cost a check on every access, and decoding reads these for every member of every object.
  let storage: UnsafeMutablePointer<Storage>

  struct Storage {
    var fields: [Field] = []
    var wire: [WireField] = []
    var defaultRules: [DefaultRule] = []
    var names = FieldNames([])
    /// How to decode each field, by position; plain memory like the names.
    var steps = UnsafeMutableBufferPointer<DecodingStep>(start: nil, count: 0)
    /// How each field is owned, by position; plain memory like the names.
    var ownership = UnsafeMutableBufferPointer<OwnershipStep>(start: nil, count: 0)
    /// The functions of the default rules that call one, by position of the rule.
    var functions: [DefaultFunctions.Function?] = []
    /// How many fields are written even when they are zero.
    var alwaysWritten = 0
    /// The positions of the fields with a default value.
    var defaulted: [Int] = []
    /// The type or one that it refers to has defaults.
    var hasDefaults = false
  }

  public init(
    name: String, role: Role = .part, documentation: Documentation = .none, isAtomic: Bool = false,
    preservesUnknownFields: Bool = false, lifetime: Lifetime = Lifetime(), structural: StructuralType? = nil
  ) {
    self.name = name
    self.role = role
    self.documentation = documentation
    self.isAtomic = isAtomic
    self.preservesUnknownFields = preservesUnknownFields
    self.lifetime = lifetime
    self.structural = structural
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage())
  }

  deinit {
    storage.pointee.names.deallocate()
    storage.pointee.steps.deallocate()
    storage.pointee.ownership.deinitialize().deallocate()
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  /// Called once, while the schema is built.
  public func complete(fields: [Field], wire: [WireField], defaultRules: [DefaultRule] = []) {
    precondition(self.fields.isEmpty, "type \(name) is already complete")
    storage.pointee.fields = fields
    storage.pointee.wire = WireField.sorted(wire)
    storage.pointee.defaultRules = defaultRules
    storage.pointee.names.deallocate()
    storage.pointee.names = FieldNames(fields.map(\.name))
    storage.pointee.steps = .allocate(capacity: fields.count)
    _ = storage.pointee.steps.initialize(from: fields.map(DecodingStep.init))
    storage.pointee.ownership = .allocate(capacity: fields.count)
    _ = storage.pointee.ownership.initialize(from: fields.map(OwnershipStep.init))
    storage.pointee.functions = defaultRules.map { rule in
      guard case .function(let name) = rule.action else { return nil }
      return DefaultFunctions.named[name]
    }
    storage.pointee.alwaysWritten = storage.pointee.steps.count { $0.isAlwaysWritten }
    storage.pointee.defaulted = fields.indices.filter { fields[$0].defaultValue != nil }
    findDefaults()
  }

  /// Notes whether there is anything to default at or below this type. Returns whether that changed: types that
  /// form a circle are asked again until nothing changes.
  @discardableResult
  func findDefaults() -> Bool {
    guard !storage.pointee.hasDefaults else { return false }
    storage.pointee.hasDefaults =
      !storage.pointee.defaulted.isEmpty || !defaultRules.isEmpty
      || storage.pointee.steps.contains { $0.object?.storage.pointee.hasDefaults ?? false }
    return storage.pointee.hasDefaults
  }

  /// The field with this JSON name.
  public func field(named name: String) -> Field? {
    position(of: name).map { fields[$0] }
  }

  /// The position in ``fields`` of the field with this JSON name.
  @inline(__always)
  public func position(of name: String) -> Int? { storage.pointee.names.position(of: name) }

  /// `Pod` of `core/v1.Pod`.
  public var shortName: String {
    name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
  }

  /// The releases in which a kind of the API came and goes.
  public struct Lifetime: Sendable, Equatable {
    public var since: String?
    public var isDeprecated: Bool
    public var deprecatedSince: String?
    public var removedIn: String?
    /// `group/version/Kind` of the successor.
    public var replacement: String?

    public init(
      since: String? = nil, isDeprecated: Bool = false, deprecatedSince: String? = nil, removedIn: String? = nil,
      replacement: String? = nil
    ) {
      self.since = since
      self.isDeprecated = isDeprecated
      self.deprecatedSince = deprecatedSince
      self.removedIn = removedIn
      self.replacement = replacement
    }
  }
}

/// One JSON member of an ``ObjectType``.
public struct Field: Sendable {
  /// The JSON name.
  public var name: String
  public var type: ValueType
  public var documentation: Documentation
  /// The value can be absent or null (a Go pointer, list or map); others have a zero value.
  public var isOptional: Bool
  /// A zero value is left out when encoding (Go's `omitempty`; never drops a non-pointer struct).
  public var omitsEmpty: Bool
  /// A zero struct is left out when encoding (Go's `omitzero`).
  public var omitsZero: Bool
  /// Listed under `required` in OpenAPI.
  public var isRequired: Bool
  /// How server-side apply and validation treat the elements of a list or map.
  public var topology: Topology
  /// How strategic merge patch treats the value.
  public var patch: PatchStrategy
  /// The value set where the field is absent, for the rules that need no condition.
  public var defaultValue: JSONValue?
  /// The allowed values where the set is closed, the known ones where it is open.
  public var values: [String]
  public var valuesAreClosed: Bool
  /// The enum of the values, such as `core/v1.PullPolicy`; empty where there is none.
  public var enumeration = ""
  /// Feature gates that must all be on for the field to be kept.
  public var featureGates: [String]
  public var isDeprecated: Bool
  /// Limits on the value that the schema states.
  public var constraints: [Constraint]
  /// Quantities of a `ResourceList`, which are rounded up to thousandths when defaults are applied.
  public var roundsUpToMilli: Bool

  public init(
    name: String, type: ValueType, documentation: Documentation = .none, isOptional: Bool = true,
    omitsEmpty: Bool = true,
    omitsZero: Bool = false, isRequired: Bool = false, topology: Topology = .granular,
    patch: PatchStrategy = PatchStrategy(), defaultValue: JSONValue? = nil, values: [String] = [],
    valuesAreClosed: Bool = false, featureGates: [String] = [], isDeprecated: Bool = false,
    constraints: [Constraint] = [], roundsUpToMilli: Bool = false
  ) {
    self.name = name
    self.type = type
    self.documentation = documentation
    self.isOptional = isOptional
    self.omitsEmpty = omitsEmpty
    self.omitsZero = omitsZero
    self.isRequired = isRequired
    self.topology = topology
    self.patch = patch
    self.defaultValue = defaultValue
    self.values = values
    self.valuesAreClosed = valuesAreClosed
    self.featureGates = featureGates
    self.isDeprecated = isDeprecated
    self.constraints = constraints
    self.roundsUpToMilli = roundsUpToMilli
  }
}

/// A limit on the value of a field. The rules that span fields are functions of the API server.
public enum Constraint: Sendable, Equatable {
  case minimum(Int64)
  case maximum(Int64)
  case minimumLength(Int)
  case maximumLength(Int)
  case maximumBytes(Int)
  case maximumItems(Int)
  /// A name of upstream's declarative formats, such as `k8s-short-name`.
  case format(String)
  /// Can't change once set.
  case immutable
  /// Exactly one field of the named union must be set.
  case oneOf(String)
  /// At most one field of the named union may be set.
  case zeroOrOneOf(String)
  /// Says which member of the type's union is set.
  case discriminator
}

/// The type of a value.
public indirect enum ValueType: Sendable {
  case string
  case bool
  /// 32-bit integers; `uint` variants of the API don't occur in served types.
  case int32
  case int64
  case double
  /// Base64 text in JSON.
  case bytes
  /// Any JSON value, kept as it is (`apiextensions.k8s.io/v1.JSON`).
  case any
  /// RFC 3339 with whole seconds; null when unset.
  case time
  /// RFC 3339 with six digits of fraction; null when unset.
  case microTime
  /// Go duration text such as `1h30m`.
  case duration
  case quantity
  case intOrString
  /// An embedded object or any JSON value (`runtime.RawExtension`).
  case rawExtension
  /// The field set of a managedFields entry.
  case fieldsV1
  case list(ValueType)
  /// Keys are strings.
  case map(ValueType)
  case object(ObjectType)
  /// A value of a custom resource.
  case structural(StructuralType)
  /// `true`, `false` or a schema object (`JSONSchemaPropsOrBool`).
  case schemaOrBool(ObjectType)
  /// A schema object or an array of them (`JSONSchemaPropsOrArray`).
  case schemaOrArray(ObjectType)
  /// A schema object or an array of strings (`JSONSchemaPropsOrStringArray`).
  case schemaOrStrings(ObjectType)
}

/// How the parts of a list, map or struct are owned and merged by server-side apply.
public enum Topology: Sendable, Equatable {
  /// Maps and structs: member by member. Not for lists, whose default is ``atomic``.
  case granular
  /// The value is one.
  case atomic
  /// A list of distinct scalars.
  case set
  /// A list of objects told apart by these members.
  case keyed([String])
}

/// The strategic merge patch directives of a field.
public struct PatchStrategy: Sendable, Equatable {
  /// Lists are merged element by element (`patchStrategy: merge`).
  public var merges: Bool
  /// Members not named by the patch are dropped (`patchStrategy: retainKeys`).
  public var retainsKeys: Bool
  /// An object is replaced as a whole (`patchStrategy: replace`).
  public var replaces: Bool
  /// The member that identifies an element of a merged list of objects.
  public var mergeKey: String?

  public init(merges: Bool = false, retainsKeys: Bool = false, replaces: Bool = false, mergeKey: String? = nil) {
    self.merges = merges
    self.retainsKeys = retainsKeys
    self.replaces = replaces
    self.mergeKey = mergeKey
  }
}

/// One field of a protobuf message.
public struct WireField: Sendable {
  /// What stands in a field of a message.
  public enum Content: Sendable {
    /// The member at this position of ``ObjectType/fields``.
    case member(Int)
    /// An inlined struct: a nested message whose members are members of this object.
    case inlined([WireField])
  }

  public var number: Int
  public var content: Content
  /// Written also when the value is zero (a non-pointer scalar, string or struct).
  public var isAlwaysWritten: Bool
  /// The lists in this field, itself or the values of its map, are messages of their own with the
  /// elements in field 1 (`ExtraValue`, `Verbs`).
  public var wrapsLists: Bool

  public init(number: Int, content: Content, isAlwaysWritten: Bool, wrapsLists: Bool = false) {
    self.number = number
    self.content = content
    self.isAlwaysWritten = isAlwaysWritten
    self.wrapsLists = wrapsLists
  }

  /// By ascending number, in nested messages too.
  static func sorted(_ fields: [WireField]) -> [WireField] {
    fields.sorted { $0.number < $1.number }.map { field in
      guard case .inlined(let inner) = field.content else { return field }
      var field = field
      field.content = .inlined(sorted(inner))
      return field
    }
  }
}
