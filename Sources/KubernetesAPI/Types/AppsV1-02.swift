// swift-format-ignore-file
// Generated from Schema/apps_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Replaces pods node by node.
public struct RollingUpdateDaemonSet: APIValue {
  /// On how many nodes it may be missing.
  public var maxUnavailable: IntOrString?
  /// On how many nodes there may be two.
  public var maxSurge: IntOrString?

  public init() {}
}

extension RollingUpdateDaemonSet {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.maxUnavailable = try reader.intOrString("maxUnavailable")
    self.maxSurge = try reader.intOrString("maxSurge")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.intOrString("maxUnavailable", maxUnavailable)
    writer.intOrString("maxSurge", maxSurge)
    return writer.json
  }
}

/// What to run on every node.
public struct DaemonSetSpec: APIValue {
  /// The labels of its pods; can't change.
  @Boxed public var selector: MetaLabelSelector?
  /// What the pods look like.
  public var template: PodTemplateSpec = PodTemplateSpec()
  /// How pods are replaced.
  public var updateStrategy: DaemonSetUpdateStrategy = DaemonSetUpdateStrategy()
  /// How long a new pod must be ready before it counts as available.
  public var minReadySeconds: Int32 = 0
  /// How many old versions to keep for going back.
  public var revisionHistoryLimit: Int32?

  public init() {}
}

extension DaemonSetSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.selector = try reader.optionalObject("selector")
    self.template = try reader.object("template")
    self.updateStrategy = try reader.object("updateStrategy")
    self.minReadySeconds = try reader.int32("minReadySeconds")
    self.revisionHistoryLimit = try reader.optionalInt32("revisionHistoryLimit")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.optionalObject("selector", selector, always: true)
    writer.object("template", template)
    writer.object("updateStrategy", updateStrategy)
    writer.int32("minReadySeconds", minReadySeconds)
    writer.optionalInt32("revisionHistoryLimit", revisionHistoryLimit)
    return writer.json
  }
}

/// On how many nodes it runs.
public struct DaemonSetStatus: APIValue {
  /// Nodes that should run it and do.
  public var currentNumberScheduled: Int32 = 0
  /// Nodes that shouldn't run it and do.
  public var numberMisscheduled: Int32 = 0
  /// Nodes that should run it.
  public var desiredNumberScheduled: Int32 = 0
  /// Nodes with a ready pod.
  public var numberReady: Int32 = 0
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// Nodes with the current template.
  public var updatedNumberScheduled: Int32 = 0
  /// Nodes where it has been ready for long enough.
  public var numberAvailable: Int32 = 0
  /// Nodes where it is missing.
  public var numberUnavailable: Int32 = 0
  /// How often a name had to be changed because it was taken.
  public var collisionCount: Int32?
  /// Observations about the state, one per type.
  public var conditions: [DaemonSetCondition] = []

  public init() {}
}

extension DaemonSetStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.currentNumberScheduled = try reader.int32("currentNumberScheduled")
    self.numberMisscheduled = try reader.int32("numberMisscheduled")
    self.desiredNumberScheduled = try reader.int32("desiredNumberScheduled")
    self.numberReady = try reader.int32("numberReady")
    self.observedGeneration = try reader.int64("observedGeneration")
    self.updatedNumberScheduled = try reader.int32("updatedNumberScheduled")
    self.numberAvailable = try reader.int32("numberAvailable")
    self.numberUnavailable = try reader.int32("numberUnavailable")
    self.collisionCount = try reader.optionalInt32("collisionCount")
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.int32("currentNumberScheduled", currentNumberScheduled, always: true)
    writer.int32("numberMisscheduled", numberMisscheduled, always: true)
    writer.int32("desiredNumberScheduled", desiredNumberScheduled, always: true)
    writer.int32("numberReady", numberReady, always: true)
    writer.int64("observedGeneration", observedGeneration)
    writer.int32("updatedNumberScheduled", updatedNumberScheduled)
    writer.int32("numberAvailable", numberAvailable)
    writer.int32("numberUnavailable", numberUnavailable)
    writer.optionalInt32("collisionCount", collisionCount)
    writer.objects("conditions", conditions)
    return writer.json
  }
}

/// An observation about a daemon set.
public struct DaemonSetCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""

  public init() {}
}

extension DaemonSetCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// Runs one pod on every node that qualifies.
public struct DaemonSet: APIObject {
  public static let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "DaemonSet")
  public static let resource = GroupVersionResource(
    group: "apps", version: "v1", resource: "daemonsets")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: DaemonSetSpec
  /// What is the case, written by controllers.
  @Shared public var status: DaemonSetStatus

  public init() {}
}

extension DaemonSet {
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

/// Keeps a number of equal pods running.
public struct ReplicaSet: APIObject {
  public static let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "ReplicaSet")
  public static let resource = GroupVersionResource(
    group: "apps", version: "v1", resource: "replicasets")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: ReplicaSetSpec
  /// What is the case, written by controllers.
  @Shared public var status: ReplicaSetStatus

  public init() {}
}

extension ReplicaSet {
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

/// What to keep running.
public struct ReplicaSetSpec: APIValue {
  /// The number of pods wanted.
  public var replicas: Int32?
  /// How long a new pod must be ready before it counts as available.
  public var minReadySeconds: Int32 = 0
  /// The labels of its pods; can't change.
  @Boxed public var selector: MetaLabelSelector?
  /// What the pods look like.
  public var template: PodTemplateSpec = PodTemplateSpec()

  public init() {}
}

extension ReplicaSetSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.replicas = try reader.optionalInt32("replicas")
    self.minReadySeconds = try reader.int32("minReadySeconds")
    self.selector = try reader.optionalObject("selector")
    self.template = try reader.object("template")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalInt32("replicas", replicas)
    writer.int32("minReadySeconds", minReadySeconds)
    writer.optionalObject("selector", selector, always: true)
    writer.object("template", template)
    return writer.json
  }
}

/// How many pods there are.
public struct ReplicaSetStatus: APIValue {
  /// The number of pods.
  public var replicas: Int32 = 0
  /// Pods with all labels of the template.
  public var fullyLabeledReplicas: Int32 = 0
  /// Pods that are ready.
  public var readyReplicas: Int32 = 0
  /// Pods that have been ready for long enough.
  public var availableReplicas: Int32 = 0
  /// Pods that are ending.
  public var terminatingReplicas: Int32?
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// Observations about the state, one per type.
  public var conditions: [ReplicaSetCondition] = []

  public init() {}
}

extension ReplicaSetStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.replicas = try reader.int32("replicas")
    self.fullyLabeledReplicas = try reader.int32("fullyLabeledReplicas")
    self.readyReplicas = try reader.int32("readyReplicas")
    self.availableReplicas = try reader.int32("availableReplicas")
    self.terminatingReplicas = try reader.optionalInt32("terminatingReplicas")
    self.observedGeneration = try reader.int64("observedGeneration")
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.int32("replicas", replicas, always: true)
    writer.int32("fullyLabeledReplicas", fullyLabeledReplicas)
    writer.int32("readyReplicas", readyReplicas)
    writer.int32("availableReplicas", availableReplicas)
    writer.optionalInt32("terminatingReplicas", terminatingReplicas)
    writer.int64("observedGeneration", observedGeneration)
    writer.objects("conditions", conditions)
    return writer.json
  }
}

/// An observation about a replica set.
public struct ReplicaSetCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""

  public init() {}
}

extension ReplicaSetCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// An unchangeable snapshot of a controller's state, for rolling back.
public struct ControllerRevision: APIObject {
  public static let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "ControllerRevision")
  public static let resource = GroupVersionResource(
    group: "apps", version: "v1", resource: "controllerrevisions")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// The state that was kept.
  public var data: JSONValue?
  /// Counts up with every change.
  public var revision: Int64 = 0

  public init() {}
}

extension ControllerRevision {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    data = reader.any("data")
    self.revision = try reader.int64("revision")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.any("data", data)
    writer.int64("revision", revision, always: true)
    return writer.json
  }
}
