public import APIMachinery

/// How objects of one resource count against quotas. What upstream's evaluators (`pkg/quota/v1/evaluator`) say; admission,
/// which charges what is made, and the controller, which counts what there is, both ask these.
public protocol QuotaEvaluator: Sendable {
  /// Whose objects are counted.
  var resource: GroupResource { get }

  /// Whether the amount called `name` in a quota's `hard` is one of this resource's objects.
  func counts(_ name: String) -> Bool

  /// What one object is to quotas.
  func item(of object: JSONValue) -> QuotaItem

  /// Why the object can't be counted against a quota of the amounts `names`; nil where it can.
  func obstacle(to names: [String], in object: JSONValue) -> String?

  /// Whether changing `subresource` (empty for the object itself) may take more of a quota than the object had.
  func isCharged(updating subresource: String) -> Bool
}

extension QuotaEvaluator {
  public func counts(_ name: String) -> Bool { name == countName }

  public func obstacle(to names: [String], in object: JSONValue) -> String? { nil }

  public func isCharged(updating subresource: String) -> Bool { false }

  /// What the number of objects is called, whatever state they are in: `count/deployments.apps`.
  public var countName: String { "count/\(resource)" }

  var one: [String: Quantity] { [countName: Quantity(1)] }
}

/// One object as quotas see it.
public struct QuotaItem: Sendable, Equatable {
  /// How much of what it takes, by the names quotas have for it.
  public var usage: [String: Quantity]
  /// Where ``usage`` doesn't last: until when, and what is taken after that.
  public var end: End?
  /// The scopes it is in.
  public var scopes: QuotaScopeFacts

  /// A change that comes by itself, with time.
  public struct End: Sendable, Equatable {
    public var time: Timestamp
    public var usage: [String: Quantity]

    public init(time: Timestamp, usage: [String: Quantity]) {
      self.time = time
      self.usage = usage
    }
  }

  public init(usage: [String: Quantity], end: End? = nil, scopes: QuotaScopeFacts = QuotaScopeFacts()) {
    self.usage = usage
    self.end = end
    self.scopes = scopes
  }

  /// What it takes at `time`.
  public func usage(at time: Timestamp) -> [String: Quantity] {
    guard let end, time > end.time else { return usage }
    return end.usage
  }
}

/// The evaluators there are.
public enum QuotaEvaluators {
  /// Those that count something under a name of its own.
  public static let special: [any QuotaEvaluator] = [
    PodQuotaEvaluator(), ServiceQuotaEvaluator(), PersistentVolumeClaimQuotaEvaluator(), ResourceClaimQuotaEvaluator(),
    ObjectCountEvaluator("configmaps", alias: "configmaps"),
    ObjectCountEvaluator("resourcequotas", alias: "resourcequotas"),
    ObjectCountEvaluator("replicationcontrollers", alias: "replicationcontrollers"),
    ObjectCountEvaluator("secrets", alias: "secrets"),
  ]

  private static let byResource: [GroupResource: any QuotaEvaluator] = Dictionary(
    special.map { ($0.resource, $0) }, uniquingKeysWith: { first, _ in first })

  /// Made all the time, and never counted.
  private static let ignored: Set<GroupResource> = [
    GroupResource(resource: "events"), GroupResource(group: "events.k8s.io", resource: "events"),
  ]

  /// The evaluator of a resource; of those that have none of their own, objects are only numbered. nil for what
  /// quotas ignore.
  public static func evaluator(of resource: GroupResource) -> (any QuotaEvaluator)? {
    if ignored.contains(resource) { return nil }
    return byResource[resource] ?? ObjectCountEvaluator(resource)
  }

  /// The evaluators that have something to do with the amount `name` of a quota.
  public static func evaluators(of name: String) -> [any QuotaEvaluator] {
    let found = special.filter { $0.counts(name) }
    guard found.isEmpty, name.hasPrefix("count/") else { return found }
    let parts = name.dropFirst("count/".count).split(separator: ".", maxSplits: 1)
    guard let resource = parts.first else { return [] }
    let group = parts.count > 1 ? String(parts[1]) : ""
    return evaluator(of: GroupResource(group: group, resource: String(resource))).map { [$0] } ?? []
  }
}

/// Counts objects, and nothing about them.
public struct ObjectCountEvaluator: QuotaEvaluator {
  public let resource: GroupResource
  private let alias: String?

  public init(_ resource: GroupResource) {
    self.resource = resource
    alias = nil
  }

  /// Of the group without a name, whose number has an older name too.
  init(_ resource: String, alias: String) {
    self.resource = GroupResource(resource: resource)
    self.alias = alias
  }

  public func counts(_ name: String) -> Bool { name == countName || name == alias }

  public func item(of object: JSONValue) -> QuotaItem {
    var usage = one
    if let alias { usage[alias] = Quantity(1) }
    return QuotaItem(usage: usage)
  }
}
