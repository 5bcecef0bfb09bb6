// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A node's swap memory.
public struct NodeSwapStatus: APIValue {
  /// How much there is.
  public var capacity: Int64?

  public init() {}
}

extension NodeSwapStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.capacity = try reader.optionalInt64("capacity")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalInt64("capacity", capacity)
    return writer.json
  }
}

/// Without effect.
public struct NodeConfigStatus: APIValue {
  /// Without effect.
  @Boxed public var assigned: NodeConfigSource?
  /// Without effect.
  @Boxed public var active: NodeConfigSource?
  /// Without effect.
  @Boxed public var lastKnownGood: NodeConfigSource?
  /// What went wrong.
  public var error: String = ""

  public init() {}
}

extension NodeConfigStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.assigned = try reader.optionalObject("assigned")
    self.active = try reader.optionalObject("active")
    self.lastKnownGood = try reader.optionalObject("lastKnownGood")
    self.error = try reader.string("error")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalObject("assigned", assigned)
    writer.optionalObject("active", active)
    writer.optionalObject("lastKnownGood", lastKnownGood)
    writer.string("error", error)
    return writer.json
  }
}

/// What is known about a node.
public struct NodeStatus: APIValue {
  /// How much there is.
  public var capacity: [String: Quantity] = [:]
  /// How much pods can have.
  public var allocatable: [String: Quantity] = [:]
  /// No longer used.
  public var phase: String = ""
  /// Observations about the state, one per type.
  public var conditions: [NodeCondition] = []
  /// How to reach it.
  public var addresses: [NodeAddress] = []
  /// Where its daemons listen.
  public var daemonEndpoints: NodeDaemonEndpoints = NodeDaemonEndpoints()
  /// What it runs on.
  public var nodeInfo: NodeSystemInfo = NodeSystemInfo()
  /// Images it has.
  public var images: [ContainerImage] = []
  /// Volumes in use.
  public var volumesInUse: [String] = []
  /// Volumes attached.
  public var volumesAttached: [AttachedVolume] = []
  /// Without effect.
  @Boxed public var config: NodeConfigStatus?
  /// Handlers of the container runtime.
  public var runtimeHandlers: [NodeRuntimeHandler] = []
  /// What the runtime can do.
  @Boxed public var features: NodeFeatures?
  /// Features that the kubelet declares.
  public var declaredFeatures: [String] = []

  public init() {}
}

extension NodeStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.capacity = try reader.quantityMap("capacity")
    self.allocatable = try reader.quantityMap("allocatable")
    self.phase = try reader.string("phase")
    self.conditions = try reader.objects("conditions")
    self.addresses = try reader.objects("addresses")
    self.daemonEndpoints = try reader.object("daemonEndpoints")
    self.nodeInfo = try reader.object("nodeInfo")
    self.images = try reader.objects("images")
    self.volumesInUse = try reader.strings("volumesInUse")
    self.volumesAttached = try reader.objects("volumesAttached")
    self.config = try reader.optionalObject("config")
    self.runtimeHandlers = try reader.objects("runtimeHandlers")
    self.features = try reader.optionalObject("features")
    self.declaredFeatures = try reader.strings("declaredFeatures")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.quantityMap("capacity", capacity)
    writer.quantityMap("allocatable", allocatable)
    writer.string("phase", phase)
    writer.objects("conditions", conditions)
    writer.objects("addresses", addresses)
    writer.object("daemonEndpoints", daemonEndpoints)
    writer.object("nodeInfo", nodeInfo)
    writer.objects("images", images)
    writer.strings("volumesInUse", volumesInUse)
    writer.objects("volumesAttached", volumesAttached)
    writer.optionalObject("config", config)
    writer.objects("runtimeHandlers", runtimeHandlers)
    writer.optionalObject("features", features)
    writer.strings("declaredFeatures", declaredFeatures)
    return writer.json
  }
}

/// A volume attached to a node.
public struct AttachedVolume: APIValue {
  /// The name.
  public var name: String = ""
  /// Where it appears.
  public var devicePath: String = ""

  public init() {}
}

extension AttachedVolume {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.devicePath = try reader.string("devicePath")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.string("devicePath", devicePath, always: true)
    return writer.json
  }
}

/// An image on a node.
public struct ContainerImage: APIValue {
  /// Its names.
  public var names: [String] = []
  /// Its size.
  public var sizeBytes: Int64 = 0

  public init() {}
}

extension ContainerImage {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.names = try reader.strings("names")
    self.sizeBytes = try reader.int64("sizeBytes")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.strings("names", names, always: true)
    writer.int64("sizeBytes", sizeBytes)
    return writer.json
  }
}

/// An observation about a node.
public struct NodeCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// When this was last reported.
  public var lastHeartbeatTime: Timestamp?
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""

  public init() {}
}

extension NodeCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.lastHeartbeatTime = try reader.time("lastHeartbeatTime")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.time("lastHeartbeatTime", lastHeartbeatTime)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// How to reach a node.
public struct NodeAddress: APIValue {
  /// The type.
  public var type: String = ""
  /// The address or name.
  public var address: String = ""

  public init() {}
}

extension NodeAddress {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.address = try reader.string("address")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("type", type, always: true)
    writer.string("address", address, always: true)
    return writer.json
  }
}

/// A machine that runs pods.
public struct Node: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Node")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "nodes")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: NodeSpec
  /// What is the case, written by controllers.
  @Shared public var status: NodeStatus

  public init() {}
}

extension Node {
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

/// What a namespace waits for.
public struct NamespaceSpec: APIValue {
  /// Who must finish before it goes.
  public var finalizers: [String] = []

  public init() {}
}

extension NamespaceSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.finalizers = try reader.strings("finalizers")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.strings("finalizers", finalizers)
    return writer.json
  }
}

/// What is known about a namespace.
public struct NamespaceStatus: APIValue {
  /// Active or Terminating.
  public var phase: String = ""
  /// Observations about the state, one per type.
  public var conditions: [NamespaceCondition] = []

  public init() {}
}

extension NamespaceStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.phase = try reader.string("phase")
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("phase", phase)
    writer.objects("conditions", conditions)
    return writer.json
  }
}

/// An observation about a namespace.
public struct NamespaceCondition: APIValue {
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

extension NamespaceCondition {
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

/// A named part of the cluster that holds objects of its own.
public struct Namespace: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "namespaces")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: NamespaceSpec
  /// What is the case, written by controllers.
  @Shared public var status: NamespaceStatus

  public init() {}
}

extension Namespace {
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

/// Assigns a pod to a node.
public struct Binding: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Binding")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "bindings")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// The node.
  @Shared public var target: ObjectReference

  public init() {}
}

extension Binding {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.target = try reader.object("target")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("target", target)
    return writer.json
  }
}

/// Refers to an object.
public struct ObjectReference: APIValue {
  /// The kind.
  public var kind: String = ""
  /// The namespace.
  public var namespace: String = ""
  /// The name.
  public var name: String = ""
  /// The unique identifier.
  public var uid: String = ""
  /// The group and version.
  public var apiVersion: String = ""
  /// The revision.
  public var resourceVersion: String = ""
  /// A part of the object.
  public var fieldPath: String = ""

  public init() {}
}

extension ObjectReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.kind = try reader.string("kind")
    self.namespace = try reader.string("namespace")
    self.name = try reader.string("name")
    self.uid = try reader.string("uid")
    self.apiVersion = try reader.string("apiVersion")
    self.resourceVersion = try reader.string("resourceVersion")
    self.fieldPath = try reader.string("fieldPath")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.string("kind", kind)
    writer.string("namespace", namespace)
    writer.string("name", name)
    writer.string("uid", uid)
    writer.string("apiVersion", apiVersion)
    writer.string("resourceVersion", resourceVersion)
    writer.string("fieldPath", fieldPath)
    return writer.json
  }
}

/// Refers to an object in the same namespace.
public struct LocalObjectReference: APIValue {
  /// The name.
  public var name: String = ""

  public init() {}
}

extension LocalObjectReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("name", name)
    return writer.json
  }
}
