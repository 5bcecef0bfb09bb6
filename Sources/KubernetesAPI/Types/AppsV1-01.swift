// swift-format-ignore-file
// Generated from Schema/apps_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Runs pods with stable names and storage, in order.
public struct StatefulSet: APIObject {
  public static let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "StatefulSet")
  public static let resource = GroupVersionResource(
    group: "apps", version: "v1", resource: "statefulsets")
  public static let isNamespaced = true

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: StatefulSetSpec
  @Shared public var status: StatefulSetStatus

  public init() {}
}

extension StatefulSet {
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

/// `apps/v1.StatefulSetUpdateStrategy`
public struct StatefulSetUpdateStrategy: APIValue {
  public var type: String = ""
  @Boxed public var rollingUpdate: RollingUpdateStatefulSetStrategy?

  public init() {}
}

extension StatefulSetUpdateStrategy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.rollingUpdate = try reader.optionalObject("rollingUpdate")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("type", type)
    writer.optionalObject("rollingUpdate", rollingUpdate)
    return writer.json
  }
}

/// `apps/v1.RollingUpdateStatefulSetStrategy`
public struct RollingUpdateStatefulSetStrategy: APIValue {
  public var partition: Int32?
  public var maxUnavailable: IntOrString?

  public init() {}
}

extension RollingUpdateStatefulSetStrategy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.partition = try reader.optionalInt32("partition")
    self.maxUnavailable = try reader.intOrString("maxUnavailable")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalInt32("partition", partition)
    writer.intOrString("maxUnavailable", maxUnavailable)
    return writer.json
  }
}

/// `apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy`
public struct StatefulSetPersistentVolumeClaimRetentionPolicy: APIValue {
  public var whenDeleted: String = ""
  public var whenScaled: String = ""

  public init() {}
}

extension StatefulSetPersistentVolumeClaimRetentionPolicy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.whenDeleted = try reader.string("whenDeleted")
    self.whenScaled = try reader.string("whenScaled")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("whenDeleted", whenDeleted)
    writer.string("whenScaled", whenScaled)
    return writer.json
  }
}

/// `apps/v1.StatefulSetOrdinals`
public struct StatefulSetOrdinals: APIValue {
  public var start: Int32 = 0

  public init() {}
}

extension StatefulSetOrdinals {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.start = try reader.int32("start")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.int32("start", start, always: true)
    return writer.json
  }
}

/// `apps/v1.StatefulSetSpec`
public struct StatefulSetSpec: APIValue {
  public var replicas: Int32?
  @Boxed public var selector: MetaLabelSelector?
  public var template: PodTemplateSpec = PodTemplateSpec()
  public var volumeClaimTemplates: [PersistentVolumeClaim] = []
  public var serviceName: String = ""
  public var podManagementPolicy: String = ""
  public var updateStrategy: StatefulSetUpdateStrategy = StatefulSetUpdateStrategy()
  public var revisionHistoryLimit: Int32?
  public var minReadySeconds: Int32 = 0
  @Boxed public var persistentVolumeClaimRetentionPolicy: StatefulSetPersistentVolumeClaimRetentionPolicy?
  @Boxed public var ordinals: StatefulSetOrdinals?

  public init() {}
}

extension StatefulSetSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.replicas = try reader.optionalInt32("replicas")
    self.selector = try reader.optionalObject("selector")
    self.template = try reader.object("template")
    self.volumeClaimTemplates = try reader.objects("volumeClaimTemplates")
    self.serviceName = try reader.string("serviceName")
    self.podManagementPolicy = try reader.string("podManagementPolicy")
    self.updateStrategy = try reader.object("updateStrategy")
    self.revisionHistoryLimit = try reader.optionalInt32("revisionHistoryLimit")
    self.minReadySeconds = try reader.int32("minReadySeconds")
    self.persistentVolumeClaimRetentionPolicy = try reader.optionalObject("persistentVolumeClaimRetentionPolicy")
    self.ordinals = try reader.optionalObject("ordinals")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.optionalInt32("replicas", replicas)
    writer.optionalObject("selector", selector, always: true)
    writer.object("template", template)
    writer.objects("volumeClaimTemplates", volumeClaimTemplates)
    writer.string("serviceName", serviceName, always: true)
    writer.string("podManagementPolicy", podManagementPolicy)
    writer.object("updateStrategy", updateStrategy)
    writer.optionalInt32("revisionHistoryLimit", revisionHistoryLimit)
    writer.int32("minReadySeconds", minReadySeconds)
    writer.optionalObject("persistentVolumeClaimRetentionPolicy", persistentVolumeClaimRetentionPolicy)
    writer.optionalObject("ordinals", ordinals)
    return writer.json
  }
}

/// `apps/v1.StatefulSetStatus`
public struct StatefulSetStatus: APIValue {
  public var observedGeneration: Int64 = 0
  public var replicas: Int32 = 0
  public var readyReplicas: Int32 = 0
  public var currentReplicas: Int32 = 0
  public var updatedReplicas: Int32 = 0
  public var currentRevision: String = ""
  public var updateRevision: String = ""
  public var collisionCount: Int32?
  public var conditions: [StatefulSetCondition] = []
  public var availableReplicas: Int32 = 0

  public init() {}
}

extension StatefulSetStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.observedGeneration = try reader.int64("observedGeneration")
    self.replicas = try reader.int32("replicas")
    self.readyReplicas = try reader.int32("readyReplicas")
    self.currentReplicas = try reader.int32("currentReplicas")
    self.updatedReplicas = try reader.int32("updatedReplicas")
    self.currentRevision = try reader.string("currentRevision")
    self.updateRevision = try reader.string("updateRevision")
    self.collisionCount = try reader.optionalInt32("collisionCount")
    self.conditions = try reader.objects("conditions")
    self.availableReplicas = try reader.int32("availableReplicas")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.int64("observedGeneration", observedGeneration)
    writer.int32("replicas", replicas, always: true)
    writer.int32("readyReplicas", readyReplicas)
    writer.int32("currentReplicas", currentReplicas)
    writer.int32("updatedReplicas", updatedReplicas)
    writer.string("currentRevision", currentRevision)
    writer.string("updateRevision", updateRevision)
    writer.optionalInt32("collisionCount", collisionCount)
    writer.objects("conditions", conditions)
    writer.int32("availableReplicas", availableReplicas, always: true)
    return writer.json
  }
}

/// `apps/v1.StatefulSetCondition`
public struct StatefulSetCondition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var lastTransitionTime: Timestamp?
  public var reason: String = ""
  public var message: String = ""

  public init() {}
}

extension StatefulSetCondition {
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

/// Keeps a number of equal pods running and replaces them step by step when their template changes.
public struct Deployment: APIObject {
  public static let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
  public static let resource = GroupVersionResource(
    group: "apps", version: "v1", resource: "deployments")
  public static let isNamespaced = true

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: DeploymentSpec
  @Shared public var status: DeploymentStatus

  public init() {}
}

extension Deployment {
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

/// `apps/v1.DeploymentSpec`
public struct DeploymentSpec: APIValue {
  public var replicas: Int32?
  @Boxed public var selector: MetaLabelSelector?
  public var template: PodTemplateSpec = PodTemplateSpec()
  public var strategy: DeploymentStrategy = DeploymentStrategy()
  public var minReadySeconds: Int32 = 0
  public var revisionHistoryLimit: Int32?
  public var paused: Bool = false
  public var progressDeadlineSeconds: Int32?

  public init() {}
}

extension DeploymentSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.replicas = try reader.optionalInt32("replicas")
    self.selector = try reader.optionalObject("selector")
    self.template = try reader.object("template")
    self.strategy = try reader.object("strategy")
    self.minReadySeconds = try reader.int32("minReadySeconds")
    self.revisionHistoryLimit = try reader.optionalInt32("revisionHistoryLimit")
    self.paused = try reader.bool("paused")
    self.progressDeadlineSeconds = try reader.optionalInt32("progressDeadlineSeconds")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.optionalInt32("replicas", replicas)
    writer.optionalObject("selector", selector, always: true)
    writer.object("template", template)
    writer.object("strategy", strategy)
    writer.int32("minReadySeconds", minReadySeconds)
    writer.optionalInt32("revisionHistoryLimit", revisionHistoryLimit)
    writer.bool("paused", paused)
    writer.optionalInt32("progressDeadlineSeconds", progressDeadlineSeconds)
    return writer.json
  }
}

/// `apps/v1.DeploymentStrategy`
public struct DeploymentStrategy: APIValue {
  public var type: String = ""
  @Boxed public var rollingUpdate: RollingUpdateDeployment?

  public init() {}
}

extension DeploymentStrategy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.rollingUpdate = try reader.optionalObject("rollingUpdate")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("type", type)
    writer.optionalObject("rollingUpdate", rollingUpdate)
    return writer.json
  }
}

/// `apps/v1.RollingUpdateDeployment`
public struct RollingUpdateDeployment: APIValue {
  public var maxUnavailable: IntOrString?
  public var maxSurge: IntOrString?

  public init() {}
}

extension RollingUpdateDeployment {
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

/// `apps/v1.DeploymentStatus`
public struct DeploymentStatus: APIValue {
  public var observedGeneration: Int64 = 0
  public var replicas: Int32 = 0
  public var updatedReplicas: Int32 = 0
  public var readyReplicas: Int32 = 0
  public var availableReplicas: Int32 = 0
  public var unavailableReplicas: Int32 = 0
  public var terminatingReplicas: Int32?
  public var conditions: [DeploymentCondition] = []
  public var collisionCount: Int32?

  public init() {}
}

extension DeploymentStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.observedGeneration = try reader.int64("observedGeneration")
    self.replicas = try reader.int32("replicas")
    self.updatedReplicas = try reader.int32("updatedReplicas")
    self.readyReplicas = try reader.int32("readyReplicas")
    self.availableReplicas = try reader.int32("availableReplicas")
    self.unavailableReplicas = try reader.int32("unavailableReplicas")
    self.terminatingReplicas = try reader.optionalInt32("terminatingReplicas")
    self.conditions = try reader.objects("conditions")
    self.collisionCount = try reader.optionalInt32("collisionCount")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 11)
    writer.int64("observedGeneration", observedGeneration)
    writer.int32("replicas", replicas)
    writer.int32("updatedReplicas", updatedReplicas)
    writer.int32("readyReplicas", readyReplicas)
    writer.int32("availableReplicas", availableReplicas)
    writer.int32("unavailableReplicas", unavailableReplicas)
    writer.optionalInt32("terminatingReplicas", terminatingReplicas)
    writer.objects("conditions", conditions)
    writer.optionalInt32("collisionCount", collisionCount)
    return writer.json
  }
}

/// `apps/v1.DeploymentCondition`
public struct DeploymentCondition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var lastUpdateTime: Timestamp?
  public var lastTransitionTime: Timestamp?
  public var reason: String = ""
  public var message: String = ""

  public init() {}
}

extension DeploymentCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.lastUpdateTime = try reader.time("lastUpdateTime")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.time("lastUpdateTime", lastUpdateTime)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// `apps/v1.DaemonSetUpdateStrategy`
public struct DaemonSetUpdateStrategy: APIValue {
  public var type: String = ""
  @Boxed public var rollingUpdate: RollingUpdateDaemonSet?

  public init() {}
}

extension DaemonSetUpdateStrategy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.rollingUpdate = try reader.optionalObject("rollingUpdate")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("type", type)
    writer.optionalObject("rollingUpdate", rollingUpdate)
    return writer.json
  }
}
