// swift-format-ignore-file
// Generated from Schema/storage.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A kind of storage that can be asked for, and how it is made.
public struct StorageClass: APIObject {
  public static let gvk = GroupVersionKind(group: "storage.k8s.io", version: "v1", kind: "StorageClass")
  public static let resource = GroupVersionResource(
    group: "storage.k8s.io", version: "v1", resource: "storageclasses")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Who makes the volumes.
  public var provisioner: String = ""
  /// What to tell the provisioner.
  public var parameters: [String: String] = [:]
  /// What happens when a claim is gone.
  public var reclaimPolicy: String?
  /// Options for mounting.
  public var mountOptions: [String] = []
  /// Whether claims may grow.
  public var allowVolumeExpansion: Bool?
  /// At once, or when a pod needs it.
  public var volumeBindingMode: String?
  /// Where volumes may be.
  public var allowedTopologies: [TopologySelectorTerm] = []

  public init() {}
}

extension StorageClass {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.provisioner = try reader.string("provisioner")
    self.parameters = try reader.stringMap("parameters")
    self.reclaimPolicy = try reader.optionalString("reclaimPolicy")
    self.mountOptions = try reader.strings("mountOptions")
    self.allowVolumeExpansion = try reader.optionalBool("allowVolumeExpansion")
    self.volumeBindingMode = try reader.optionalString("volumeBindingMode")
    self.allowedTopologies = try reader.objects("allowedTopologies")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.string("provisioner", provisioner, always: true)
    writer.stringMap("parameters", parameters)
    writer.optionalString("reclaimPolicy", reclaimPolicy)
    writer.strings("mountOptions", mountOptions)
    writer.optionalBool("allowVolumeExpansion", allowVolumeExpansion)
    writer.optionalString("volumeBindingMode", volumeBindingMode)
    writer.objects("allowedTopologies", allowedTopologies)
    return writer.json
  }
}

/// The wish to attach a volume to a node, and how far it has come.
public struct VolumeAttachment: APIObject {
  public static let gvk = GroupVersionKind(group: "storage.k8s.io", version: "v1", kind: "VolumeAttachment")
  public static let resource = GroupVersionResource(
    group: "storage.k8s.io", version: "v1", resource: "volumeattachments")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: VolumeAttachmentSpec
  /// What is the case, written by controllers.
  @Shared public var status: VolumeAttachmentStatus

  public init() {}
}

extension VolumeAttachment {
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

/// What to attach where.
public struct VolumeAttachmentSpec: APIValue {
  /// The driver that attaches.
  public var attacher: String = ""
  /// What to attach.
  public var source: VolumeAttachmentSource = VolumeAttachmentSource()
  /// The node.
  public var nodeName: String = ""

  public init() {}
}

extension VolumeAttachmentSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.attacher = try reader.string("attacher")
    self.source = try reader.object("source")
    self.nodeName = try reader.string("nodeName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("attacher", attacher, always: true)
    writer.object("source", source)
    writer.string("nodeName", nodeName, always: true)
    return writer.json
  }
}

/// The volume to attach.
public struct VolumeAttachmentSource: APIValue {
  /// A persistent volume.
  public var persistentVolumeName: String?
  /// A volume described here.
  @Boxed public var inlineVolumeSpec: PersistentVolumeSpec?

  public init() {}
}

extension VolumeAttachmentSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.persistentVolumeName = try reader.optionalString("persistentVolumeName")
    self.inlineVolumeSpec = try reader.optionalObject("inlineVolumeSpec")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalString("persistentVolumeName", persistentVolumeName)
    writer.optionalObject("inlineVolumeSpec", inlineVolumeSpec)
    return writer.json
  }
}

/// How far attaching has come.
public struct VolumeAttachmentStatus: APIValue {
  /// Whether it is attached.
  public var attached: Bool = false
  /// What the driver said.
  public var attachmentMetadata: [String: String] = [:]
  /// Why attaching failed.
  @Boxed public var attachError: VolumeError?
  /// Why detaching failed.
  @Boxed public var detachError: VolumeError?

  public init() {}
}

extension VolumeAttachmentStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.attached = try reader.bool("attached")
    self.attachmentMetadata = try reader.stringMap("attachmentMetadata")
    self.attachError = try reader.optionalObject("attachError")
    self.detachError = try reader.optionalObject("detachError")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.bool("attached", attached, always: true)
    writer.stringMap("attachmentMetadata", attachmentMetadata)
    writer.optionalObject("attachError", attachError)
    writer.optionalObject("detachError", detachError)
    return writer.json
  }
}

/// What went wrong.
public struct VolumeError: APIValue {
  /// When.
  public var time: Timestamp?
  /// What happened, for people.
  public var message: String = ""
  /// The gRPC code.
  public var errorCode: Int32?

  public init() {}
}

extension VolumeError {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.time = try reader.time("time")
    self.message = try reader.string("message")
    self.errorCode = try reader.optionalInt32("errorCode")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.time("time", time)
    writer.string("message", message)
    writer.optionalInt32("errorCode", errorCode)
    return writer.json
  }
}

/// A storage driver of the cluster and what it needs.
public struct CSIDriver: APIObject {
  public static let gvk = GroupVersionKind(group: "storage.k8s.io", version: "v1", kind: "CSIDriver")
  public static let resource = GroupVersionResource(
    group: "storage.k8s.io", version: "v1", resource: "csidrivers")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: CSIDriverSpec

  public init() {}
}

extension CSIDriver {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    return writer.json
  }
}

/// What a driver needs and can do.
public struct CSIDriverSpec: APIValue {
  /// Whether volumes must be attached first.
  public var attachRequired: Bool?
  /// Whether it is told about the pod.
  public var podInfoOnMount: Bool?
  /// Persistent or ephemeral volumes.
  public var volumeLifecycleModes: [String] = []
  /// Whether it reports its capacity.
  public var storageCapacity: Bool?
  /// Whether volumes take an owning group.
  public var fsGroupPolicy: String?
  /// Tokens it gets.
  public var tokenRequests: [StorageTokenRequest] = []
  /// Whether it is called again from time to time.
  public var requiresRepublish: Bool?
  /// Whether it mounts with an SELinux label.
  public var seLinuxMount: Bool?
  /// How often its limits are looked at again.
  public var nodeAllocatableUpdatePeriodSeconds: Int64?
  /// Whether tokens come with the secrets.
  public var serviceAccountTokenInSecrets: Bool?
  /// Keeps pods from nodes without the driver.
  public var preventPodSchedulingIfMissing: Bool?

  public init() {}
}

extension CSIDriverSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.attachRequired = try reader.optionalBool("attachRequired")
    self.podInfoOnMount = try reader.optionalBool("podInfoOnMount")
    self.volumeLifecycleModes = try reader.strings("volumeLifecycleModes")
    self.storageCapacity = try reader.optionalBool("storageCapacity")
    self.fsGroupPolicy = try reader.optionalString("fsGroupPolicy")
    self.tokenRequests = try reader.objects("tokenRequests")
    self.requiresRepublish = try reader.optionalBool("requiresRepublish")
    self.seLinuxMount = try reader.optionalBool("seLinuxMount")
    self.nodeAllocatableUpdatePeriodSeconds = try reader.optionalInt64("nodeAllocatableUpdatePeriodSeconds")
    self.serviceAccountTokenInSecrets = try reader.optionalBool("serviceAccountTokenInSecrets")
    self.preventPodSchedulingIfMissing = try reader.optionalBool("preventPodSchedulingIfMissing")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.optionalBool("attachRequired", attachRequired)
    writer.optionalBool("podInfoOnMount", podInfoOnMount)
    writer.strings("volumeLifecycleModes", volumeLifecycleModes)
    writer.optionalBool("storageCapacity", storageCapacity)
    writer.optionalString("fsGroupPolicy", fsGroupPolicy)
    writer.objects("tokenRequests", tokenRequests)
    writer.optionalBool("requiresRepublish", requiresRepublish)
    writer.optionalBool("seLinuxMount", seLinuxMount)
    writer.optionalInt64("nodeAllocatableUpdatePeriodSeconds", nodeAllocatableUpdatePeriodSeconds)
    writer.optionalBool("serviceAccountTokenInSecrets", serviceAccountTokenInSecrets)
    writer.optionalBool("preventPodSchedulingIfMissing", preventPodSchedulingIfMissing)
    return writer.json
  }
}

/// A token that a driver gets.
public struct StorageTokenRequest: APIValue {
  /// Whom it is for.
  public var audience: String = ""
  /// How long it is valid.
  public var expirationSeconds: Int64?

  public init() {}
}

extension StorageTokenRequest {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.audience = try reader.string("audience")
    self.expirationSeconds = try reader.optionalInt64("expirationSeconds")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("audience", audience, always: true)
    writer.optionalInt64("expirationSeconds", expirationSeconds)
    return writer.json
  }
}

/// The storage drivers of one node.
public struct CSINode: APIObject {
  public static let gvk = GroupVersionKind(group: "storage.k8s.io", version: "v1", kind: "CSINode")
  public static let resource = GroupVersionResource(
    group: "storage.k8s.io", version: "v1", resource: "csinodes")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: CSINodeSpec

  public init() {}
}

extension CSINode {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    return writer.json
  }
}

/// The drivers of a node.
public struct CSINodeSpec: APIValue {
  /// The drivers.
  public var drivers: [CSINodeDriver] = []

  public init() {}
}

extension CSINodeSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.drivers = try reader.objects("drivers")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("drivers", drivers, always: true)
    return writer.json
  }
}

/// A driver on a node.
public struct CSINodeDriver: APIValue {
  /// The name.
  public var name: String = ""
  /// What the driver calls the node.
  public var nodeID: String = ""
  /// Labels that say where the node is.
  public var topologyKeys: [String] = []
  /// How many volumes it can have.
  @Boxed public var allocatable: VolumeNodeResources?

  public init() {}
}

extension CSINodeDriver {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.nodeID = try reader.string("nodeID")
    self.topologyKeys = try reader.strings("topologyKeys")
    self.allocatable = try reader.optionalObject("allocatable")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("name", name, always: true)
    writer.string("nodeID", nodeID, always: true)
    writer.strings("topologyKeys", topologyKeys, always: true)
    writer.optionalObject("allocatable", allocatable)
    return writer.json
  }
}

/// How many volumes a node can have.
public struct VolumeNodeResources: APIValue {
  /// The number.
  public var count: Int32?

  public init() {}
}

extension VolumeNodeResources {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.count = try reader.optionalInt32("count")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalInt32("count", count)
    return writer.json
  }
}

/// How much storage of a class is left in a part of the cluster.
public struct CSIStorageCapacity: APIObject {
  public static let gvk = GroupVersionKind(group: "storage.k8s.io", version: "v1", kind: "CSIStorageCapacity")
  public static let resource = GroupVersionResource(
    group: "storage.k8s.io", version: "v1", resource: "csistoragecapacities")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Which nodes it is for.
  @Boxed public var nodeTopology: MetaLabelSelector?
  /// The class.
  public var storageClassName: String = ""
  /// How much there is.
  public var capacity: Quantity?
  /// How large a volume can be.
  public var maximumVolumeSize: Quantity?

  public init() {}
}

extension CSIStorageCapacity {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.nodeTopology = try reader.optionalObject("nodeTopology")
    self.storageClassName = try reader.string("storageClassName")
    self.capacity = try reader.quantity("capacity")
    self.maximumVolumeSize = try reader.quantity("maximumVolumeSize")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.optionalObject("nodeTopology", nodeTopology)
    writer.string("storageClassName", storageClassName, always: true)
    writer.quantity("capacity", capacity)
    writer.quantity("maximumVolumeSize", maximumVolumeSize)
    return writer.json
  }
}

/// A named set of volume parameters that can be changed later.
public struct VolumeAttributesClass: APIObject {
  public static let gvk = GroupVersionKind(group: "storage.k8s.io", version: "v1", kind: "VolumeAttributesClass")
  public static let resource = GroupVersionResource(
    group: "storage.k8s.io", version: "v1", resource: "volumeattributesclasses")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// The driver.
  public var driverName: String = ""
  /// Parameters.
  public var parameters: [String: String] = [:]

  public init() {}
}

extension VolumeAttributesClass {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.driverName = try reader.string("driverName")
    self.parameters = try reader.stringMap("parameters")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.string("driverName", driverName, always: true)
    writer.stringMap("parameters", parameters)
    return writer.json
  }
}
