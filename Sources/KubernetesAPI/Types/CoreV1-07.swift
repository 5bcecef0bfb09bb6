// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// What a container does; one member is set.
public struct ContainerState: APIValue {
  /// It isn't running yet.
  @Boxed public var waiting: ContainerStateWaiting?
  /// It runs.
  @Boxed public var running: ContainerStateRunning?
  /// It has ended.
  @Boxed public var terminated: ContainerStateTerminated?

  public init() {}
}

extension ContainerState {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.waiting = try reader.optionalObject("waiting")
    self.running = try reader.optionalObject("running")
    self.terminated = try reader.optionalObject("terminated")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.optionalObject("waiting", waiting)
    writer.optionalObject("running", running)
    writer.optionalObject("terminated", terminated)
    return writer.json
  }
}

/// What is known about one container of a pod.
public struct ContainerStatus: APIValue {
  /// The name.
  public var name: String = ""
  /// What it does now.
  public var state: ContainerState = ContainerState()
  /// How it last ended.
  public var lastState: ContainerState = ContainerState()
  /// Whether it passes its readiness probe.
  public var ready: Bool = false
  /// How often it was started again.
  public var restartCount: Int32 = 0
  /// The image.
  public var image: String = ""
  /// The image that really runs.
  public var imageID: String = ""
  /// The container at the runtime.
  public var containerID: String = ""
  /// Whether it has passed its startup probe.
  public var started: Bool?
  /// What the node has set aside.
  public var allocatedResources: [String: Quantity] = [:]
  /// The limits in effect.
  @Boxed public var resources: ResourceRequirements?
  /// Mounts in effect.
  public var volumeMounts: [VolumeMountStatus] = []
  /// The identity of its first process.
  @Boxed public var user: ContainerUser?
  /// The health of its devices.
  public var allocatedResourcesStatus: [ResourceStatus] = []
  /// The signal that asks it to stop.
  public var stopSignal: String?

  public init() {}
}

extension ContainerStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.state = try reader.object("state")
    self.lastState = try reader.object("lastState")
    self.ready = try reader.bool("ready")
    self.restartCount = try reader.int32("restartCount")
    self.image = try reader.string("image")
    self.imageID = try reader.string("imageID")
    self.containerID = try reader.string("containerID")
    self.started = try reader.optionalBool("started")
    self.allocatedResources = try reader.quantityMap("allocatedResources")
    self.resources = try reader.optionalObject("resources")
    self.volumeMounts = try reader.objects("volumeMounts")
    self.user = try reader.optionalObject("user")
    self.allocatedResourcesStatus = try reader.objects("allocatedResourcesStatus")
    self.stopSignal = try reader.optionalString("stopSignal")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("name", name, always: true)
    writer.object("state", state)
    writer.object("lastState", lastState)
    writer.bool("ready", ready, always: true)
    writer.int32("restartCount", restartCount, always: true)
    writer.string("image", image, always: true)
    writer.string("imageID", imageID, always: true)
    writer.string("containerID", containerID)
    writer.optionalBool("started", started)
    writer.quantityMap("allocatedResources", allocatedResources)
    writer.optionalObject("resources", resources)
    writer.objects("volumeMounts", volumeMounts)
    writer.optionalObject("user", user)
    writer.objects("allocatedResourcesStatus", allocatedResourcesStatus)
    writer.optionalString("stopSignal", stopSignal)
    return writer.json
  }
}

/// The health of a resource.
public struct ResourceStatus: APIValue {
  /// The name.
  public var name: String = ""
  /// The resources.
  public var resources: [ResourceHealth] = []

  public init() {}
}

extension ResourceStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.resources = try reader.objects("resources")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.objects("resources", resources)
    return writer.json
  }
}

/// The health of one device.
public struct ResourceHealth: APIValue {
  /// The device.
  public var resourceID: String = ""
  /// Healthy, Unhealthy or Unknown.
  public var health: String = ""
  /// What happened, for people.
  public var message: String?

  public init() {}
}

extension ResourceHealth {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.resourceID = try reader.string("resourceID")
    self.health = try reader.string("health")
    self.message = try reader.optionalString("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("resourceID", resourceID, always: true)
    writer.string("health", health)
    writer.optionalString("message", message)
    return writer.json
  }
}

/// The identity of a process.
public struct ContainerUser: APIValue {
  /// On Linux.
  @Boxed public var linux: LinuxContainerUser?

  public init() {}
}

extension ContainerUser {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.linux = try reader.optionalObject("linux")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalObject("linux", linux)
    return writer.json
  }
}

/// User and groups of a process.
public struct LinuxContainerUser: APIValue {
  /// The user's number.
  public var uid: Int64 = 0
  /// The group's number.
  public var gid: Int64 = 0
  /// Further groups.
  public var supplementalGroups: [Int64] = []

  public init() {}
}

extension LinuxContainerUser {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.uid = try reader.int64("uid")
    self.gid = try reader.int64("gid")
    self.supplementalGroups = try reader.int64s("supplementalGroups")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.int64("uid", uid, always: true)
    writer.int64("gid", gid, always: true)
    writer.int64s("supplementalGroups", supplementalGroups)
    return writer.json
  }
}

/// An observation about a pod.
public struct PodCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// What is the case, written by controllers.
  public var status: String = ""
  /// When this was last looked at.
  public var lastProbeTime: Timestamp?
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""

  public init() {}
}

extension PodCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.observedGeneration = try reader.int64("observedGeneration")
    self.status = try reader.string("status")
    self.lastProbeTime = try reader.time("lastProbeTime")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.string("type", type, always: true)
    writer.int64("observedGeneration", observedGeneration)
    writer.string("status", status, always: true)
    writer.time("lastProbeTime", lastProbeTime)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// A mount in effect.
public struct VolumeMountStatus: APIValue {
  /// The name.
  public var name: String = ""
  /// Where it appears.
  public var mountPath: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// Whether mounts below are read-only too.
  public var recursiveReadOnly: String?
  /// More about the volume.
  @Boxed public var volumeStatus: VolumeStatus?

  public init() {}
}

extension VolumeMountStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.mountPath = try reader.string("mountPath")
    self.readOnly = try reader.bool("readOnly")
    self.recursiveReadOnly = try reader.optionalString("recursiveReadOnly")
    self.volumeStatus = try reader.optionalObject("volumeStatus")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("name", name, always: true)
    writer.string("mountPath", mountPath, always: true)
    writer.bool("readOnly", readOnly)
    writer.optionalString("recursiveReadOnly", recursiveReadOnly)
    writer.optionalObject("volumeStatus", volumeStatus)
    return writer.json
  }
}

/// More about a mounted volume.
public struct VolumeStatus: APIValue {
  /// The image.
  @Boxed public var image: ImageVolumeStatus?

  public init() {}
}

extension VolumeStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.image = try reader.optionalObject("image")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalObject("image", image)
    return writer.json
  }
}

/// More about a mounted image.
public struct ImageVolumeStatus: APIValue {
  /// The digest of the image.
  public var imageRef: String = ""

  public init() {}
}

extension ImageVolumeStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.imageRef = try reader.string("imageRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("imageRef", imageRef)
    return writer.json
  }
}

/// When to restart a container.
public struct ContainerRestartRule: APIValue {
  /// What to do.
  public var action: String = ""
  /// For these exit codes.
  @Boxed public var exitCodes: ContainerRestartRuleOnExitCodes?

  public init() {}
}

extension ContainerRestartRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.action = try reader.string("action")
    self.exitCodes = try reader.optionalObject("exitCodes")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("action", action)
    writer.optionalObject("exitCodes", exitCodes)
    return writer.json
  }
}

/// Exit codes of a rule.
public struct ContainerRestartRuleOnExitCodes: APIValue {
  /// How to compare.
  public var `operator`: String = ""
  /// The values to compare with.
  public var values: [Int32] = []

  public init() {}
}

extension ContainerRestartRuleOnExitCodes {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.`operator` = try reader.string("operator")
    self.values = try reader.int32s("values")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("operator", `operator`)
    writer.int32s("values", values)
    return writer.json
  }
}

/// Chooses nodes; one term must hold.
public struct NodeSelector: APIValue {
  /// The terms.
  public var nodeSelectorTerms: [NodeSelectorTerm] = []

  public init() {}
}

extension NodeSelector {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.nodeSelectorTerms = try reader.objects("nodeSelectorTerms")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("nodeSelectorTerms", nodeSelectorTerms, always: true)
    return writer.json
  }
}

/// Requirements on a node that must all hold.
public struct NodeSelectorTerm: APIValue {
  /// On its labels.
  public var matchExpressions: [NodeSelectorRequirement] = []
  /// On its fields.
  public var matchFields: [NodeSelectorRequirement] = []

  public init() {}
}

extension NodeSelectorTerm {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.matchExpressions = try reader.objects("matchExpressions")
    self.matchFields = try reader.objects("matchFields")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("matchExpressions", matchExpressions)
    writer.objects("matchFields", matchFields)
    return writer.json
  }
}

/// A requirement on a label or field.
public struct NodeSelectorRequirement: APIValue {
  /// The key.
  public var key: String = ""
  /// How to compare.
  public var `operator`: String = ""
  /// The values to compare with.
  public var values: [String] = []

  public init() {}
}

extension NodeSelectorRequirement {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.key = try reader.string("key")
    self.`operator` = try reader.string("operator")
    self.values = try reader.strings("values")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("key", key, always: true)
    writer.string("operator", `operator`, always: true)
    writer.strings("values", values)
    return writer.json
  }
}
