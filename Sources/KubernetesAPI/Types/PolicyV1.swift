// swift-format-ignore-file
// Generated from Schema/policy_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// How many pods must stay.
public struct PodDisruptionBudgetSpec: APIValue {
  /// How many must stay, as a number or share.
  public var minAvailable: IntOrString?
  /// The labels of the pods.
  @Boxed public var selector: MetaLabelSelector?
  /// How many may be missing, as a number or share.
  public var maxUnavailable: IntOrString?
  /// Whether pods that aren't ready may always go.
  public var unhealthyPodEvictionPolicy: String?

  public init() {}
}

extension PodDisruptionBudgetSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.minAvailable = try reader.intOrString("minAvailable")
    self.selector = try reader.optionalObject("selector")
    self.maxUnavailable = try reader.intOrString("maxUnavailable")
    self.unhealthyPodEvictionPolicy = try reader.optionalString("unhealthyPodEvictionPolicy")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.intOrString("minAvailable", minAvailable)
    writer.optionalObject("selector", selector)
    writer.intOrString("maxUnavailable", maxUnavailable)
    writer.optionalString("unhealthyPodEvictionPolicy", unhealthyPodEvictionPolicy)
    return writer.json
  }
}

/// How many pods may go now.
public struct PodDisruptionBudgetStatus: APIValue {
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// Pods that were told to go, and when.
  public var disruptedPods: [String: Timestamp] = [:]
  /// How many may go.
  public var disruptionsAllowed: Int32 = 0
  /// How many are healthy.
  public var currentHealthy: Int32 = 0
  /// How many must be.
  public var desiredHealthy: Int32 = 0
  /// How many there are.
  public var expectedPods: Int32 = 0
  /// Observations about the state, one per type.
  public var conditions: [Condition] = []

  public init() {}
}

extension PodDisruptionBudgetStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.observedGeneration = try reader.int64("observedGeneration")
    self.disruptedPods = try reader.timeMap("disruptedPods")
    self.disruptionsAllowed = try reader.int32("disruptionsAllowed")
    self.currentHealthy = try reader.int32("currentHealthy")
    self.desiredHealthy = try reader.int32("desiredHealthy")
    self.expectedPods = try reader.int32("expectedPods")
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.int64("observedGeneration", observedGeneration)
    writer.timeMap("disruptedPods", disruptedPods)
    writer.int32("disruptionsAllowed", disruptionsAllowed, always: true)
    writer.int32("currentHealthy", currentHealthy, always: true)
    writer.int32("desiredHealthy", desiredHealthy, always: true)
    writer.int32("expectedPods", expectedPods, always: true)
    writer.objects("conditions", conditions)
    return writer.json
  }
}

/// Bounds how many of a set of pods may be disturbed on purpose at a time.
public struct PodDisruptionBudget: APIObject {
  public static let gvk = GroupVersionKind(group: "policy", version: "v1", kind: "PodDisruptionBudget")
  public static let resource = GroupVersionResource(
    group: "policy", version: "v1", resource: "poddisruptionbudgets")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: PodDisruptionBudgetSpec
  /// What is the case, written by controllers.
  @Shared public var status: PodDisruptionBudgetStatus

  public init() {}
}

extension PodDisruptionBudget {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
    self.status = try reader.object("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    writer.object("status", status)
    return writer.json
  }
}

/// Asks for a pod to leave, as far as disruption budgets allow.
public struct Eviction: APIObject {
  public static let gvk = GroupVersionKind(group: "policy", version: "v1", kind: "Eviction")
  public static let resource = GroupVersionResource(
    group: "policy", version: "v1", resource: "evictions")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// How to delete the pod.
  @Boxed public var deleteOptions: DeleteOptions?

  public init() {}
}

extension Eviction {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.deleteOptions = try reader.optionalObject("deleteOptions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.optionalObject("deleteOptions", deleteOptions)
    return writer.json
  }
}
