// swift-format-ignore-file
// Generated from Schema/apps_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Runs pods with stable names and storage, in order.
public struct StatefulSet: APIObject {
  public static let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "StatefulSet")
  public static let resource = GroupVersionResource(
    group: "apps", version: "v1", resource: "statefulsets")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: StatefulSetSpec
  /// What is the case, written by controllers.
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

/// How pods are replaced.
public struct StatefulSetUpdateStrategy: APIValue {
  /// RollingUpdate or OnDelete.
  public var type: String = ""
  /// Settings of RollingUpdate.
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

/// Replaces pods from the last to the first.
public struct RollingUpdateStatefulSetStrategy: APIValue {
  /// Pods with a lower number keep the old version.
  public var partition: Int32?
  /// How many may be missing at a time.
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

/// What happens to claims.
public struct StatefulSetPersistentVolumeClaimRetentionPolicy: APIValue {
  /// When the set is deleted.
  public var whenDeleted: String = ""
  /// When the set shrinks.
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

/// How pods are numbered.
public struct StatefulSetOrdinals: APIValue {
  /// The first number.
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

/// What to run, with which names and storage.
public struct StatefulSetSpec: APIValue {
  /// The number of pods wanted.
  public var replicas: Int32?
  /// The labels of its pods; can't change.
  @Boxed public var selector: MetaLabelSelector?
  /// What the pods look like.
  public var template: PodTemplateSpec = PodTemplateSpec()
  /// Claims that every pod gets.
  public var volumeClaimTemplates: [PersistentVolumeClaim] = []
  /// The headless service that names its pods.
  public var serviceName: String = ""
  /// One after another, or all at once.
  public var podManagementPolicy: String = ""
  /// How pods are replaced.
  public var updateStrategy: StatefulSetUpdateStrategy = StatefulSetUpdateStrategy()
  /// How many old versions to keep for going back.
  public var revisionHistoryLimit: Int32?
  /// How long a new pod must be ready before it counts as available.
  public var minReadySeconds: Int32 = 0
  /// What happens to claims.
  @Boxed public var persistentVolumeClaimRetentionPolicy: StatefulSetPersistentVolumeClaimRetentionPolicy?
  /// How pods are numbered.
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

/// How many pods there are.
public struct StatefulSetStatus: APIValue {
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// The number of pods.
  public var replicas: Int32 = 0
  /// Pods that are ready.
  public var readyReplicas: Int32 = 0
  /// Pods of the current revision.
  public var currentReplicas: Int32 = 0
  /// Pods of the new revision.
  public var updatedReplicas: Int32 = 0
  /// The revision being replaced.
  public var currentRevision: String = ""
  /// The revision being rolled out.
  public var updateRevision: String = ""
  /// How often a name had to be changed because it was taken.
  public var collisionCount: Int32?
  /// Observations about the state, one per type.
  public var conditions: [StatefulSetCondition] = []
  /// Pods that have been ready for long enough.
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

/// An observation about a set.
public struct StatefulSetCondition: APIValue {
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

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: DeploymentSpec
  /// What is the case, written by controllers.
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

/// What to run and how to change it.
public struct DeploymentSpec: APIValue {
  /// The number of pods wanted.
  public var replicas: Int32?
  /// The labels of its pods; can't change.
  @Boxed public var selector: MetaLabelSelector?
  /// What the pods look like.
  public var template: PodTemplateSpec = PodTemplateSpec()
  /// How old pods are replaced by new ones.
  public var strategy: DeploymentStrategy = DeploymentStrategy()
  /// How long a new pod must be ready before it counts as available.
  public var minReadySeconds: Int32 = 0
  /// How many old versions to keep for going back.
  public var revisionHistoryLimit: Int32?
  /// Stops rolling out.
  public var paused: Bool = false
  /// Without progress for this long, it counts as failed.
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

/// How old pods are replaced by new ones.
public struct DeploymentStrategy: APIValue {
  /// RollingUpdate or Recreate.
  public var type: String = ""
  /// Settings of RollingUpdate.
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

/// Replaces pods step by step.
public struct RollingUpdateDeployment: APIValue {
  /// How many may be missing, as a number or share.
  public var maxUnavailable: IntOrString?
  /// How many more there may be, as a number or share.
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

/// How far it has come.
public struct DeploymentStatus: APIValue {
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// The number of pods.
  public var replicas: Int32 = 0
  /// Pods with the current template.
  public var updatedReplicas: Int32 = 0
  /// Pods that are ready.
  public var readyReplicas: Int32 = 0
  /// Pods that have been ready for long enough.
  public var availableReplicas: Int32 = 0
  /// Pods that are missing.
  public var unavailableReplicas: Int32 = 0
  /// Pods that are ending.
  public var terminatingReplicas: Int32?
  /// Observations about the state, one per type.
  public var conditions: [DeploymentCondition] = []
  /// How often a name had to be changed because it was taken.
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

/// An observation about a deployment.
public struct DeploymentCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// When this was last written.
  public var lastUpdateTime: Timestamp?
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
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

/// How pods are replaced.
public struct DaemonSetUpdateStrategy: APIValue {
  /// RollingUpdate or OnDelete.
  public var type: String = ""
  /// Settings of RollingUpdate.
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
