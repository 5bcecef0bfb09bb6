// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A directory or device that containers of a pod can mount.
public struct Volume: APIValue {
  /// The name that mounts refer to.
  public var name: String = ""
  /// A file or folder of the node.
  @Boxed public var hostPath: HostPathVolumeSource?
  /// A folder that lives as long as the pod.
  @Boxed public var emptyDir: EmptyDirVolumeSource?
  /// A Google Compute Engine disk.
  @Boxed public var gcePersistentDisk: GCEPersistentDiskVolumeSource?
  /// An Amazon EBS volume.
  @Boxed public var awsElasticBlockStore: AWSElasticBlockStoreVolumeSource?
  /// A clone of a Git repository.
  @Boxed public var gitRepo: GitRepoVolumeSource?
  /// The content of a secret.
  @Boxed public var secret: SecretVolumeSource?
  /// A folder of an NFS server.
  @Boxed public var nfs: NFSVolumeSource?
  /// An iSCSI disk.
  @Boxed public var iscsi: ISCSIVolumeSource?
  /// A Gluster volume.
  @Boxed public var glusterfs: GlusterfsVolumeSource?
  /// The volume that a claim is bound to.
  @Boxed public var persistentVolumeClaim: PersistentVolumeClaimVolumeSource?
  /// A Ceph block device.
  @Boxed public var rbd: RBDVolumeSource?
  /// A volume of a FlexVolume driver.
  @Boxed public var flexVolume: FlexVolumeSource?
  /// An OpenStack Cinder volume.
  @Boxed public var cinder: CinderVolumeSource?
  /// A Ceph file system.
  @Boxed public var cephfs: CephFSVolumeSource?
  /// A Flocker dataset.
  @Boxed public var flocker: FlockerVolumeSource?
  /// Facts about the pod as files.
  @Boxed public var downwardAPI: DownwardAPIVolumeSource?
  /// A Fibre Channel disk.
  @Boxed public var fc: FCVolumeSource?
  /// An Azure file share.
  @Boxed public var azureFile: AzureFileVolumeSource?
  /// The content of a config map.
  @Boxed public var configMap: ConfigMapVolumeSource?
  /// A vSphere disk.
  @Boxed public var vsphereVolume: VsphereVirtualDiskVolumeSource?
  /// A Quobyte volume.
  @Boxed public var quobyte: QuobyteVolumeSource?
  /// An Azure disk.
  @Boxed public var azureDisk: AzureDiskVolumeSource?
  /// A Photon disk.
  @Boxed public var photonPersistentDisk: PhotonPersistentDiskVolumeSource?
  /// Several sources in one folder.
  @Boxed public var projected: ProjectedVolumeSource?
  /// A Portworx volume.
  @Boxed public var portworxVolume: PortworxVolumeSource?
  /// A ScaleIO volume.
  @Boxed public var scaleIO: ScaleIOVolumeSource?
  /// A StorageOS volume.
  @Boxed public var storageos: StorageOSVolumeSource?
  /// A volume of a CSI driver, made for this pod alone.
  @Boxed public var csi: CSIVolumeSource?
  /// A volume made from a claim that lives as long as the pod.
  @Boxed public var ephemeral: EphemeralVolumeSource?
  /// The files of an image, read-only.
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

/// A claim used as a volume.
public struct PersistentVolumeClaimVolumeSource: APIValue {
  /// The claim, in the pod's namespace.
  public var claimName: String = ""
  /// Mounts without the right to write.
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

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: PersistentVolumeSpec
  /// What is the case, written by controllers.
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

/// What a persistent volume is and who has it.
public struct PersistentVolumeSpec: APIValue {
  /// How much there is.
  public var capacity: [String: Quantity] = [:]
  /// A Google Compute Engine disk.
  @Boxed public var gcePersistentDisk: GCEPersistentDiskVolumeSource?
  /// An Amazon EBS volume.
  @Boxed public var awsElasticBlockStore: AWSElasticBlockStoreVolumeSource?
  /// A file or folder of the node.
  @Boxed public var hostPath: HostPathVolumeSource?
  /// A Gluster volume.
  @Boxed public var glusterfs: GlusterfsPersistentVolumeSource?
  /// A folder of an NFS server.
  @Boxed public var nfs: NFSVolumeSource?
  /// A Ceph block device.
  @Boxed public var rbd: RBDPersistentVolumeSource?
  /// An iSCSI disk.
  @Boxed public var iscsi: ISCSIPersistentVolumeSource?
  /// An OpenStack Cinder volume.
  @Boxed public var cinder: CinderPersistentVolumeSource?
  /// A Ceph file system.
  @Boxed public var cephfs: CephFSPersistentVolumeSource?
  /// A Fibre Channel disk.
  @Boxed public var fc: FCVolumeSource?
  /// A Flocker dataset.
  @Boxed public var flocker: FlockerVolumeSource?
  /// A volume of a FlexVolume driver.
  @Boxed public var flexVolume: FlexPersistentVolumeSource?
  /// An Azure file share.
  @Boxed public var azureFile: AzureFilePersistentVolumeSource?
  /// A vSphere disk.
  @Boxed public var vsphereVolume: VsphereVirtualDiskVolumeSource?
  /// A Quobyte volume.
  @Boxed public var quobyte: QuobyteVolumeSource?
  /// An Azure disk.
  @Boxed public var azureDisk: AzureDiskVolumeSource?
  /// A Photon disk.
  @Boxed public var photonPersistentDisk: PhotonPersistentDiskVolumeSource?
  /// A Portworx volume.
  @Boxed public var portworxVolume: PortworxVolumeSource?
  /// A ScaleIO volume.
  @Boxed public var scaleIO: ScaleIOPersistentVolumeSource?
  /// A disk or folder of one node.
  @Boxed public var local: LocalVolumeSource?
  /// A StorageOS volume.
  @Boxed public var storageos: StorageOSPersistentVolumeSource?
  /// A volume of a CSI driver.
  @Boxed public var csi: CSIPersistentVolumeSource?
  /// How it can be mounted.
  public var accessModes: [String] = []
  /// The claim it is bound to.
  @Boxed public var claimRef: ObjectReference?
  /// What happens when its claim is gone.
  public var persistentVolumeReclaimPolicy: String = ""
  /// The class it belongs to.
  public var storageClassName: String = ""
  /// Options for mounting.
  public var mountOptions: [String] = []
  /// A file system or a raw block device.
  public var volumeMode: String?
  /// The nodes it can be used on.
  @Boxed public var nodeAffinity: VolumeNodeAffinity?
  /// The class of its changeable parameters.
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

/// Where a volume can be used.
public struct VolumeNodeAffinity: APIValue {
  /// Conditions that a node must meet.
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

/// What is known about a volume.
public struct PersistentVolumeStatus: APIValue {
  /// Whether it is available, bound, released or failed.
  public var phase: String = ""
  /// What happened, for people.
  public var message: String = ""
  /// Why, in one word for programs.
  public var reason: String = ""
  /// When the phase last changed.
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

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: PersistentVolumeClaimSpec
  /// What is the case, written by controllers.
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

/// What storage is asked for.
public struct PersistentVolumeClaimSpec: APIValue {
  /// How the volume must be mountable.
  public var accessModes: [String] = []
  /// Chooses objects by their labels.
  @Boxed public var selector: MetaLabelSelector?
  /// How much is needed, at least and at most.
  public var resources: VolumeResourceRequirements = VolumeResourceRequirements()
  /// The volume it is bound to.
  public var volumeName: String = ""
  /// The class to take; empty: none, absent: the default.
  public var storageClassName: String?
  /// A file system or a raw block device.
  public var volumeMode: String?
  /// What to fill the volume from: a snapshot or another claim.
  @Boxed public var dataSource: TypedLocalObjectReference?
  /// What to fill the volume from: any object that a populator knows.
  @Boxed public var dataSourceRef: TypedObjectReference?
  /// The class of changeable parameters to apply.
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

/// Refers to an object of any kind.
public struct TypedObjectReference: APIValue {
  /// The group; empty for the core group.
  public var apiGroup: String?
  /// The kind.
  public var kind: String = ""
  /// The name.
  public var name: String = ""
  /// The namespace.
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

/// How far a change of parameters has come.
public struct ModifyVolumeStatus: APIValue {
  /// The class being applied.
  public var targetVolumeAttributesClassName: String = ""
  /// What is the case, written by controllers.
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

/// An observation about a claim.
public struct PersistentVolumeClaimCondition: APIValue {
  /// The type.
  public var type: String = ""
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

/// What is known about a claim.
public struct PersistentVolumeClaimStatus: APIValue {
  /// Whether it is pending, bound or lost.
  public var phase: String = ""
  /// How the bound volume can be mounted.
  public var accessModes: [String] = []
  /// How large the bound volume is.
  public var capacity: [String: Quantity] = [:]
  /// Observations about the state, one per type.
  public var conditions: [PersistentVolumeClaimCondition] = []
  /// What is set aside while it grows.
  public var allocatedResources: [String: Quantity] = [:]
  /// How far growing has come, per resource.
  public var allocatedResourceStatuses: [String: String] = [:]
  /// The class of parameters in effect.
  public var currentVolumeAttributesClassName: String?
  /// How far a change of parameters has come.
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

/// A file or folder of the node.
public struct HostPathVolumeSource: APIValue {
  /// Where it is on the node.
  public var path: String = ""
  /// What must be there, or is made when missing.
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

/// A folder that lives as long as the pod.
public struct EmptyDirVolumeSource: APIValue {
  /// Disk, or Memory for a tmpfs.
  public var medium: String = ""
  /// How much it may hold.
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

/// A Gluster volume.
public struct GlusterfsVolumeSource: APIValue {
  /// The Endpoints object with the servers.
  public var endpoints: String = ""
  /// The path.
  public var path: String = ""
  /// Mounts without the right to write.
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
