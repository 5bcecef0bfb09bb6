public import APIMachinery

/// The rules of one kind that its schema can't say. Works on the stored version, defaulted. The metadata every object
/// has is checked elsewhere (``ObjectMetaValidation``); ``nameRule`` says which names are allowed.
///
/// One file per kind under Validation/, one line per kind in ``ObjectValidators``.
public protocol ObjectValidator: Sendable {
  /// Which names objects of this kind may have.
  var nameRule: NameRule { get }

  /// Which rules for metadata upstream's checks of an update run for this kind, beside those it runs for all; what is
  /// wrong shows once for each.
  var metadataChecksOnUpdate: [MetadataCheck] { get }

  /// What is wrong with a new object.
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError]

  /// What is wrong with a change through the main resource; includes what ``validate(_:_:)`` would find, as far as
  /// upstream checks it on updates.
  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError]

  /// What is wrong with a change through the status subresource.
  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError]
}

extension ObjectValidator {
  public var nameRule: NameRule { .dnsSubdomain }
  public var metadataChecksOnUpdate: [MetadataCheck] { [.update] }
  public func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] { [] }
  public func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    validate(object, context)
  }
  public func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    []
  }
}

/// Rules for an object's metadata: those of a new one, those of a change.
public enum MetadataCheck: Sendable { case create, update }

/// What a validator may look at beside the object.
public struct ValidationContext: Sendable {
  public var resource: GroupResource
  public var subresource: String
  public var namespace: String
  /// `--allow-privileged`.
  public var allowsPrivileged: Bool
  public var now: Timestamp
  /// Objects of other kinds; nil where there is no store.
  public var reader: (any ObjectReader)?
  /// For what is tolerated, but not right.
  public var warnings: WarningRecorder?

  public init(
    resource: GroupResource, subresource: String = "", namespace: String, allowsPrivileged: Bool, now: Timestamp
  ) {
    self.resource = resource
    self.subresource = subresource
    self.namespace = namespace
    self.allowsPrivileged = allowsPrivileged
    self.now = now
  }
}

/// The form of `metadata.name`.
public enum NameRule: Sendable, Equatable {
  /// Lower-case letters, digits, `-` and `.` (most kinds).
  case dnsSubdomain
  /// The same without dots, 63 characters at most (namespaces).
  case dnsLabel
  /// A label that starts with a letter (services).
  case dns1035Label
  /// Anything that can stand in a path (RBAC).
  case pathSegment
  /// An IP address in its canonical form (ipaddresses).
  case ipAddress
  /// What a key of a config map may be (lease candidates).
  case configMapKey
  /// Checked by the validator itself, or not at all.
  case unchecked
}

/// The validator of kinds whose schema says everything.
public struct SchemaOnlyValidator: ObjectValidator {
  public let nameRule: NameRule
  public init(nameRule: NameRule = .dnsSubdomain) { self.nameRule = nameRule }
}
