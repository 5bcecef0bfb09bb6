// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A directory or device that containers of a pod can mount.
public struct Volume: APIValue {
  public var name: String = ""
  @Boxed public var hostPath: HostPathVolumeSource?
  @Boxed public var emptyDir: EmptyDirVolumeSource?
  @Boxed public var gcePersistentDisk: GCEPersistentDiskVolumeSource?
  @Boxed public var awsElasticBlockStore: AWSElasticBlockStoreVolumeSource?
  @Boxed public var gitRepo: GitRepoVolumeSource?
  @Boxed public var secret: SecretVolumeSource?
  @Boxed public var nfs: NFSVolumeSource?
  @Boxed public var iscsi: ISCSIVolumeSource?
  @Boxed public var glusterfs: GlusterfsVolumeSource?
  @Boxed public var persistentVolumeClaim: PersistentVolumeClaimVolumeSource?
  @Boxed public var rbd: RBDVolumeSource?
  @Boxed public var flexVolume: FlexVolumeSource?
  @Boxed public var cinder: CinderVolumeSource?
  @Boxed public var cephfs: CephFSVolumeSource?
  @Boxed public var flocker: FlockerVolumeSource?
  @Boxed public var downwardAPI: DownwardAPIVolumeSource?
  @Boxed public var fc: FCVolumeSource?
  @Boxed public var azureFile: AzureFileVolumeSource?
  @Boxed public var configMap: ConfigMapVolumeSource?
  @Boxed public var vsphereVolume: VsphereVirtualDiskVolumeSource?
  @Boxed public var quobyte: QuobyteVolumeSource?
  @Boxed public var azureDisk: AzureDiskVolumeSource?
  @Boxed public var photonPersistentDisk: PhotonPersistentDiskVolumeSource?
  @Boxed public var projected: ProjectedVolumeSource?
  @Boxed public var portworxVolume: PortworxVolumeSource?
  @Boxed public var scaleIO: ScaleIOVolumeSource?
  @Boxed public var storageos: StorageOSVolumeSource?
  @Boxed public var csi: CSIVolumeSource?
  @Boxed public var ephemeral: EphemeralVolumeSource?
  @Boxed public var image: ImageVolumeSource?

  public init() {}
}

extension Volume {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.hostPath = try reader.optionalObject("hostPath")
    self.emptyDir = try reader.optionalObject("emptyDir")
    self.gcePersistentDisk = try reader.optionalObject("gcePersistentDisk")
    self.awsElasticBlockStore = try reader.optionalObject("awsElasticBlockStore")
    self.gitRepo = try reader.optionalObject("gitRepo")
    self.secret = try reader.optionalObject("secret")
    self.nfs = try reader.optionalObject("nfs")
    self.iscsi = try reader.optionalObject("iscsi")
    self.glusterfs = try reader.optionalObject("glusterfs")
    self.persistentVolumeClaim = try reader.optionalObject("persistentVolumeClaim")
    self.rbd = try reader.optionalObject("rbd")
    self.flexVolume = try reader.optionalObject("flexVolume")
    self.cinder = try reader.optionalObject("cinder")
    self.cephfs = try reader.optionalObject("cephfs")
    self.flocker = try reader.optionalObject("flocker")
    self.downwardAPI = try reader.optionalObject("downwardAPI")
    self.fc = try reader.optionalObject("fc")
    self.azureFile = try reader.optionalObject("azureFile")
    self.configMap = try reader.optionalObject("configMap")
    self.vsphereVolume = try reader.optionalObject("vsphereVolume")
    self.quobyte = try reader.optionalObject("quobyte")
    self.azureDisk = try reader.optionalObject("azureDisk")
    self.photonPersistentDisk = try reader.optionalObject("photonPersistentDisk")
    self.projected = try reader.optionalObject("projected")
    self.portworxVolume = try reader.optionalObject("portworxVolume")
    self.scaleIO = try reader.optionalObject("scaleIO")
    self.storageos = try reader.optionalObject("storageos")
    self.csi = try reader.optionalObject("csi")
    self.ephemeral = try reader.optionalObject("ephemeral")
    self.image = try reader.optionalObject("image")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("name", name, always: true)
    writer.optionalObject("hostPath", hostPath)
    writer.optionalObject("emptyDir", emptyDir)
    writer.optionalObject("gcePersistentDisk", gcePersistentDisk)
    writer.optionalObject("awsElasticBlockStore", awsElasticBlockStore)
    writer.optionalObject("gitRepo", gitRepo)
    writer.optionalObject("secret", secret)
    writer.optionalObject("nfs", nfs)
    writer.optionalObject("iscsi", iscsi)
    writer.optionalObject("glusterfs", glusterfs)
    writer.optionalObject("persistentVolumeClaim", persistentVolumeClaim)
    writer.optionalObject("rbd", rbd)
    writer.optionalObject("flexVolume", flexVolume)
    writer.optionalObject("cinder", cinder)
    writer.optionalObject("cephfs", cephfs)
    writer.optionalObject("flocker", flocker)
    writer.optionalObject("downwardAPI", downwardAPI)
    writer.optionalObject("fc", fc)
    writer.optionalObject("azureFile", azureFile)
    writer.optionalObject("configMap", configMap)
    writer.optionalObject("vsphereVolume", vsphereVolume)
    writer.optionalObject("quobyte", quobyte)
    writer.optionalObject("azureDisk", azureDisk)
    writer.optionalObject("photonPersistentDisk", photonPersistentDisk)
    writer.optionalObject("projected", projected)
    writer.optionalObject("portworxVolume", portworxVolume)
    writer.optionalObject("scaleIO", scaleIO)
    writer.optionalObject("storageos", storageos)
    writer.optionalObject("csi", csi)
    writer.optionalObject("ephemeral", ephemeral)
    writer.optionalObject("image", image)
    return writer.json
  }
}

/// `core/v1.PersistentVolumeClaimVolumeSource`
public struct PersistentVolumeClaimVolumeSource: APIValue {
  public var claimName: String = ""
  public var readOnly: Bool = false

  public init() {}
}

extension PersistentVolumeClaimVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.claimName = try reader.string("claimName")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("claimName", claimName, always: true)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// A piece of storage in the cluster, with a life of its own.
public struct PersistentVolume: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "PersistentVolume")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "persistentvolumes")
  public static let isNamespaced = false

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: PersistentVolumeSpec
  @Shared public var status: PersistentVolumeStatus

  public init() {}
}

extension PersistentVolume {
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

/// `core/v1.PersistentVolumeSpec`
public struct PersistentVolumeSpec: APIValue {
  public var capacity: [String: Quantity] = [:]
  @Boxed public var gcePersistentDisk: GCEPersistentDiskVolumeSource?
  @Boxed public var awsElasticBlockStore: AWSElasticBlockStoreVolumeSource?
  @Boxed public var hostPath: HostPathVolumeSource?
  @Boxed public var glusterfs: GlusterfsPersistentVolumeSource?
  @Boxed public var nfs: NFSVolumeSource?
  @Boxed public var rbd: RBDPersistentVolumeSource?
  @Boxed public var iscsi: ISCSIPersistentVolumeSource?
  @Boxed public var cinder: CinderPersistentVolumeSource?
  @Boxed public var cephfs: CephFSPersistentVolumeSource?
  @Boxed public var fc: FCVolumeSource?
  @Boxed public var flocker: FlockerVolumeSource?
  @Boxed public var flexVolume: FlexPersistentVolumeSource?
  @Boxed public var azureFile: AzureFilePersistentVolumeSource?
  @Boxed public var vsphereVolume: VsphereVirtualDiskVolumeSource?
  @Boxed public var quobyte: QuobyteVolumeSource?
  @Boxed public var azureDisk: AzureDiskVolumeSource?
  @Boxed public var photonPersistentDisk: PhotonPersistentDiskVolumeSource?
  @Boxed public var portworxVolume: PortworxVolumeSource?
  @Boxed public var scaleIO: ScaleIOPersistentVolumeSource?
  @Boxed public var local: LocalVolumeSource?
  @Boxed public var storageos: StorageOSPersistentVolumeSource?
  @Boxed public var csi: CSIPersistentVolumeSource?
  public var accessModes: [String] = []
  @Boxed public var claimRef: ObjectReference?
  public var persistentVolumeReclaimPolicy: String = ""
  public var storageClassName: String = ""
  public var mountOptions: [String] = []
  public var volumeMode: String?
  @Boxed public var nodeAffinity: VolumeNodeAffinity?
  public var volumeAttributesClassName: String?

  public init() {}
}

extension PersistentVolumeSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.capacity = try reader.quantityMap("capacity")
    self.gcePersistentDisk = try reader.optionalObject("gcePersistentDisk")
    self.awsElasticBlockStore = try reader.optionalObject("awsElasticBlockStore")
    self.hostPath = try reader.optionalObject("hostPath")
    self.glusterfs = try reader.optionalObject("glusterfs")
    self.nfs = try reader.optionalObject("nfs")
    self.rbd = try reader.optionalObject("rbd")
    self.iscsi = try reader.optionalObject("iscsi")
    self.cinder = try reader.optionalObject("cinder")
    self.cephfs = try reader.optionalObject("cephfs")
    self.fc = try reader.optionalObject("fc")
    self.flocker = try reader.optionalObject("flocker")
    self.flexVolume = try reader.optionalObject("flexVolume")
    self.azureFile = try reader.optionalObject("azureFile")
    self.vsphereVolume = try reader.optionalObject("vsphereVolume")
    self.quobyte = try reader.optionalObject("quobyte")
    self.azureDisk = try reader.optionalObject("azureDisk")
    self.photonPersistentDisk = try reader.optionalObject("photonPersistentDisk")
    self.portworxVolume = try reader.optionalObject("portworxVolume")
    self.scaleIO = try reader.optionalObject("scaleIO")
    self.local = try reader.optionalObject("local")
    self.storageos = try reader.optionalObject("storageos")
    self.csi = try reader.optionalObject("csi")
    self.accessModes = try reader.strings("accessModes")
    self.claimRef = try reader.optionalObject("claimRef")
    self.persistentVolumeReclaimPolicy = try reader.string("persistentVolumeReclaimPolicy")
    self.storageClassName = try reader.string("storageClassName")
    self.mountOptions = try reader.strings("mountOptions")
    self.volumeMode = try reader.optionalString("volumeMode")
    self.nodeAffinity = try reader.optionalObject("nodeAffinity")
    self.volumeAttributesClassName = try reader.optionalString("volumeAttributesClassName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.quantityMap("capacity", capacity)
    writer.optionalObject("gcePersistentDisk", gcePersistentDisk)
    writer.optionalObject("awsElasticBlockStore", awsElasticBlockStore)
    writer.optionalObject("hostPath", hostPath)
    writer.optionalObject("glusterfs", glusterfs)
    writer.optionalObject("nfs", nfs)
    writer.optionalObject("rbd", rbd)
    writer.optionalObject("iscsi", iscsi)
    writer.optionalObject("cinder", cinder)
    writer.optionalObject("cephfs", cephfs)
    writer.optionalObject("fc", fc)
    writer.optionalObject("flocker", flocker)
    writer.optionalObject("flexVolume", flexVolume)
    writer.optionalObject("azureFile", azureFile)
    writer.optionalObject("vsphereVolume", vsphereVolume)
    writer.optionalObject("quobyte", quobyte)
    writer.optionalObject("azureDisk", azureDisk)
    writer.optionalObject("photonPersistentDisk", photonPersistentDisk)
    writer.optionalObject("portworxVolume", portworxVolume)
    writer.optionalObject("scaleIO", scaleIO)
    writer.optionalObject("local", local)
    writer.optionalObject("storageos", storageos)
    writer.optionalObject("csi", csi)
    writer.strings("accessModes", accessModes)
    writer.optionalObject("claimRef", claimRef)
    writer.string("persistentVolumeReclaimPolicy", persistentVolumeReclaimPolicy)
    writer.string("storageClassName", storageClassName)
    writer.strings("mountOptions", mountOptions)
    writer.optionalString("volumeMode", volumeMode)
    writer.optionalObject("nodeAffinity", nodeAffinity)
    writer.optionalString("volumeAttributesClassName", volumeAttributesClassName)
    return writer.json
  }
}

/// `core/v1.VolumeNodeAffinity`
public struct VolumeNodeAffinity: APIValue {
  @Boxed public var required: NodeSelector?

  public init() {}
}

extension VolumeNodeAffinity {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.required = try reader.optionalObject("required")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalObject("required", required)
    return writer.json
  }
}

/// `core/v1.PersistentVolumeStatus`
public struct PersistentVolumeStatus: APIValue {
  public var phase: String = ""
  public var message: String = ""
  public var reason: String = ""
  public var lastPhaseTransitionTime: Timestamp?

  public init() {}
}

extension PersistentVolumeStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.phase = try reader.string("phase")
    self.message = try reader.string("message")
    self.reason = try reader.string("reason")
    self.lastPhaseTransitionTime = try reader.time("lastPhaseTransitionTime")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("phase", phase)
    writer.string("message", message)
    writer.string("reason", reason)
    writer.time("lastPhaseTransitionTime", lastPhaseTransitionTime)
    return writer.json
  }
}

/// A request for storage, bound to a volume that satisfies it.
public struct PersistentVolumeClaim: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "PersistentVolumeClaim")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "persistentvolumeclaims")
  public static let isNamespaced = true

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: PersistentVolumeClaimSpec
  @Shared public var status: PersistentVolumeClaimStatus

  public init() {}
}

extension PersistentVolumeClaim {
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

/// `core/v1.PersistentVolumeClaimSpec`
public struct PersistentVolumeClaimSpec: APIValue {
  public var accessModes: [String] = []
  @Boxed public var selector: MetaLabelSelector?
  public var resources: VolumeResourceRequirements = VolumeResourceRequirements()
  public var volumeName: String = ""
  public var storageClassName: String?
  public var volumeMode: String?
  @Boxed public var dataSource: TypedLocalObjectReference?
  @Boxed public var dataSourceRef: TypedObjectReference?
  public var volumeAttributesClassName: String?

  public init() {}
}

extension PersistentVolumeClaimSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.accessModes = try reader.strings("accessModes")
    self.selector = try reader.optionalObject("selector")
    self.resources = try reader.object("resources")
    self.volumeName = try reader.string("volumeName")
    self.storageClassName = try reader.optionalString("storageClassName")
    self.volumeMode = try reader.optionalString("volumeMode")
    self.dataSource = try reader.optionalObject("dataSource")
    self.dataSourceRef = try reader.optionalObject("dataSourceRef")
    self.volumeAttributesClassName = try reader.optionalString("volumeAttributesClassName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 11)
    writer.strings("accessModes", accessModes)
    writer.optionalObject("selector", selector)
    writer.object("resources", resources)
    writer.string("volumeName", volumeName)
    writer.optionalString("storageClassName", storageClassName)
    writer.optionalString("volumeMode", volumeMode)
    writer.optionalObject("dataSource", dataSource)
    writer.optionalObject("dataSourceRef", dataSourceRef)
    writer.optionalString("volumeAttributesClassName", volumeAttributesClassName)
    return writer.json
  }
}

/// `core/v1.TypedObjectReference`
public struct TypedObjectReference: APIValue {
  public var apiGroup: String?
  public var kind: String = ""
  public var name: String = ""
  public var namespace: String?

  public init() {}
}

extension TypedObjectReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.apiGroup = try reader.optionalString("apiGroup")
    self.kind = try reader.string("kind")
    self.name = try reader.string("name")
    self.namespace = try reader.optionalString("namespace")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalString("apiGroup", apiGroup, always: true)
    writer.string("kind", kind, always: true)
    writer.string("name", name, always: true)
    writer.optionalString("namespace", namespace)
    return writer.json
  }
}

/// `core/v1.ModifyVolumeStatus`
public struct ModifyVolumeStatus: APIValue {
  public var targetVolumeAttributesClassName: String = ""
  public var status: String = ""

  public init() {}
}

extension ModifyVolumeStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.targetVolumeAttributesClassName = try reader.string("targetVolumeAttributesClassName")
    self.status = try reader.string("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("targetVolumeAttributesClassName", targetVolumeAttributesClassName)
    writer.string("status", status, always: true)
    return writer.json
  }
}

/// `core/v1.PersistentVolumeClaimCondition`
public struct PersistentVolumeClaimCondition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var lastProbeTime: Timestamp?
  public var lastTransitionTime: Timestamp?
  public var reason: String = ""
  public var message: String = ""

  public init() {}
}

extension PersistentVolumeClaimCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.lastProbeTime = try reader.time("lastProbeTime")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.time("lastProbeTime", lastProbeTime)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// `core/v1.PersistentVolumeClaimStatus`
public struct PersistentVolumeClaimStatus: APIValue {
  public var phase: String = ""
  public var accessModes: [String] = []
  public var capacity: [String: Quantity] = [:]
  public var conditions: [PersistentVolumeClaimCondition] = []
  public var allocatedResources: [String: Quantity] = [:]
  public var allocatedResourceStatuses: [String: String] = [:]
  public var currentVolumeAttributesClassName: String?
  @Boxed public var modifyVolumeStatus: ModifyVolumeStatus?

  public init() {}
}

extension PersistentVolumeClaimStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.phase = try reader.string("phase")
    self.accessModes = try reader.strings("accessModes")
    self.capacity = try reader.quantityMap("capacity")
    self.conditions = try reader.objects("conditions")
    self.allocatedResources = try reader.quantityMap("allocatedResources")
    self.allocatedResourceStatuses = try reader.stringMap("allocatedResourceStatuses")
    self.currentVolumeAttributesClassName = try reader.optionalString("currentVolumeAttributesClassName")
    self.modifyVolumeStatus = try reader.optionalObject("modifyVolumeStatus")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.string("phase", phase)
    writer.strings("accessModes", accessModes)
    writer.quantityMap("capacity", capacity)
    writer.objects("conditions", conditions)
    writer.quantityMap("allocatedResources", allocatedResources)
    writer.stringMap("allocatedResourceStatuses", allocatedResourceStatuses)
    writer.optionalString("currentVolumeAttributesClassName", currentVolumeAttributesClassName)
    writer.optionalObject("modifyVolumeStatus", modifyVolumeStatus)
    return writer.json
  }
}

/// `core/v1.HostPathVolumeSource`
public struct HostPathVolumeSource: APIValue {
  public var path: String = ""
  public var type: String?

  public init() {}
}

extension HostPathVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.path = try reader.string("path")
    self.type = try reader.optionalString("type")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("path", path, always: true)
    writer.optionalString("type", type)
    return writer.json
  }
}

/// `core/v1.EmptyDirVolumeSource`
public struct EmptyDirVolumeSource: APIValue {
  public var medium: String = ""
  public var sizeLimit: Quantity?

  public init() {}
}

extension EmptyDirVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.medium = try reader.string("medium")
    self.sizeLimit = try reader.quantity("sizeLimit")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("medium", medium)
    writer.quantity("sizeLimit", sizeLimit)
    return writer.json
  }
}

/// `core/v1.GlusterfsVolumeSource`
public struct GlusterfsVolumeSource: APIValue {
  public var endpoints: String = ""
  public var path: String = ""
  public var readOnly: Bool = false

  public init() {}
}

extension GlusterfsVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.endpoints = try reader.string("endpoints")
    self.path = try reader.string("path")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("endpoints", endpoints, always: true)
    writer.string("path", path, always: true)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}
