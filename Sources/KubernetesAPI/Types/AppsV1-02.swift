// swift-format-ignore-file
// Generated from Schema/apps_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `apps/v1.RollingUpdateDaemonSet`
public struct RollingUpdateDaemonSet: APIValue {
  public var maxUnavailable: IntOrString?
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

/// `apps/v1.DaemonSetSpec`
public struct DaemonSetSpec: APIValue {
  @Boxed public var selector: MetaLabelSelector?
  public var template: PodTemplateSpec = PodTemplateSpec()
  public var updateStrategy: DaemonSetUpdateStrategy = DaemonSetUpdateStrategy()
  public var minReadySeconds: Int32 = 0
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

/// `apps/v1.DaemonSetStatus`
public struct DaemonSetStatus: APIValue {
  public var currentNumberScheduled: Int32 = 0
  public var numberMisscheduled: Int32 = 0
  public var desiredNumberScheduled: Int32 = 0
  public var numberReady: Int32 = 0
  public var observedGeneration: Int64 = 0
  public var updatedNumberScheduled: Int32 = 0
  public var numberAvailable: Int32 = 0
  public var numberUnavailable: Int32 = 0
  public var collisionCount: Int32?
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

/// `apps/v1.DaemonSetCondition`
public struct DaemonSetCondition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var lastTransitionTime: Timestamp?
  public var reason: String = ""
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

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: DaemonSetSpec
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

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: ReplicaSetSpec
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

/// `apps/v1.ReplicaSetSpec`
public struct ReplicaSetSpec: APIValue {
  public var replicas: Int32?
  public var minReadySeconds: Int32 = 0
  @Boxed public var selector: MetaLabelSelector?
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

/// `apps/v1.ReplicaSetStatus`
public struct ReplicaSetStatus: APIValue {
  public var replicas: Int32 = 0
  public var fullyLabeledReplicas: Int32 = 0
  public var readyReplicas: Int32 = 0
  public var availableReplicas: Int32 = 0
  public var terminatingReplicas: Int32?
  public var observedGeneration: Int64 = 0
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

/// `apps/v1.ReplicaSetCondition`
public struct ReplicaSetCondition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var lastTransitionTime: Timestamp?
  public var reason: String = ""
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

  @Shared public var metadata: ObjectMeta
  public var data: JSONValue?
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
