public import APIMachinery

/// What is particular to one kind when it is written: what a client can't set, what follows from what. Works on the
/// object's JSON in the stored version, defaulted and without unknown members. The default implementations are right
/// for kinds with neither status nor generation; ``StandardStrategy`` adds those.
///
/// Checks belong to ``ObjectValidator``; shared state (addresses, ports) to ``allocate(_:old:_:)`` and ``release(_:_:)``.
public protocol ResourceStrategy: Sendable {
  /// Clears and sets what a client has no say in, before validation.
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext)

  /// The same for a change of the main resource. `old` is what is stored.
  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext)

  /// For a change through the `status` subresource: everything but the status is as stored.
  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext)

  /// Brings a valid object into its one stored form.
  func canonicalize(_ object: inout JSONValue)

  /// What the client should know although the object is accepted.
  func warnings(creating object: JSONValue) -> [String]
  func warnings(updating object: JSONValue, old: JSONValue) -> [String]
  /// The same for a change through the `status` subresource.
  func warnings(updatingStatusOf object: JSONValue) -> [String]

  /// Members that a write through `subresource` (empty for the main resource) never changes, so that
  /// managedFields don't count them as the writer's. Each path is member names from the root.
  func resetFields(subresource: String) -> [[String]]

  /// Seconds the object may keep running after a deletion; nil for kinds that are gone at once.
  func gracePeriod(deleting object: JSONValue, requested: Int64?) -> Int64?

  /// What a deletion makes of an object that it doesn't remove at once, for kinds with rules of their own; nil for the
  /// rules of all others.
  func beginDeletion(_ object: JSONValue, now: Timestamp) -> JSONValue?

  /// Takes what lives outside of the object (addresses, ports) and fills it in, after mutating admission and before
  /// anything is prepared or checked, as upstream's `BeginCreate` and `BeginUpdate`: what can't be had is the only
  /// complaint then. The allocation undoes it when the write fails.
  func allocate(_ object: inout JSONValue, old: JSONValue?, _ context: WriteContext) async throws(APIError)
    -> Allocation?

  /// The object was stored as it is here, new or changed.
  func stored(_ object: JSONValue, _ context: WriteContext)

  /// Gives back what the stored object had, after it is gone.
  func release(_ object: JSONValue, _ context: WriteContext) async
}

/// Something taken for an object that isn't stored yet.
public struct Allocation: Sendable {
  /// Called when the object was stored.
  public var commit: @Sendable () async -> Void
  /// Called when it was not, or only tried (dry run).
  public var rollback: @Sendable () async -> Void

  public init(
    commit: @escaping @Sendable () async -> Void = {}, rollback: @escaping @Sendable () async -> Void = {}
  ) {
    self.commit = commit
    self.rollback = rollback
  }
}

extension ResourceStrategy {
  public func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {}
  public func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {}
  public func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    StandardStrategy.keepAllButStatus(&object, old: old)
  }
  public func canonicalize(_ object: inout JSONValue) {}
  public func warnings(creating object: JSONValue) -> [String] { [] }
  public func warnings(updating object: JSONValue, old: JSONValue) -> [String] { [] }
  public func warnings(updatingStatusOf object: JSONValue) -> [String] { [] }
  public func resetFields(subresource: String) -> [[String]] { [] }
  public func gracePeriod(deleting object: JSONValue, requested: Int64?) -> Int64? { nil }
  public func beginDeletion(_ object: JSONValue, now: Timestamp) -> JSONValue? { nil }
  public func allocate(_ object: inout JSONValue, old: JSONValue?, _ context: WriteContext) async throws(APIError)
    -> Allocation?
  { nil }
  public func stored(_ object: JSONValue, _ context: WriteContext) {}
  public func release(_ object: JSONValue, _ context: WriteContext) async {}
}

/// What a write knows beside the object.
public struct WriteContext: Sendable {
  public let request: RequestContext
  public let resource: GroupResource
  public let subresource: String
  public let namespace: String
  public let isDryRun: Bool
  public let reader: any ObjectReader

  public init(
    request: RequestContext, resource: GroupResource, subresource: String, namespace: String, isDryRun: Bool,
    reader: any ObjectReader
  ) {
    self.request = request
    self.resource = resource
    self.subresource = subresource
    self.namespace = namespace
    self.isDryRun = isDryRun
    self.reader = reader
  }

  public var now: Timestamp { request.receivedAt }
  public var user: UserInfo { request.user }
}
