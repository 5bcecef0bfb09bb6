// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A StorageOS volume.
public struct StorageOSPersistentVolumeSource: APIValue {
  /// The name of the volume.
  public var volumeName: String = ""
  /// The volume's namespace in StorageOS.
  public var volumeNamespace: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// The secret with the credentials.
  @Boxed public var secretRef: ObjectReference?

  public init() {}
}

extension StorageOSPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumeName = try reader.string("volumeName")
    self.volumeNamespace = try reader.string("volumeNamespace")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
    self.secretRef = try reader.optionalObject("secretRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("volumeName", volumeName)
    writer.string("volumeNamespace", volumeNamespace)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    writer.optionalObject("secretRef", secretRef)
    return writer.json
  }
}

/// The content of a config map as files.
public struct ConfigMapVolumeSource: APIValue {
  /// The name.
  public var name: String = ""
  /// Which keys to show under which paths; all when empty.
  public var items: [KeyToPath] = []
  /// The permissions of files that state none of their own.
  public var defaultMode: Int32?
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension ConfigMapVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.items = try reader.objects("items")
    self.defaultMode = try reader.optionalInt32("defaultMode")
    self.optional = try reader.optionalBool("optional")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("name", name)
    writer.objects("items", items)
    writer.optionalInt32("defaultMode", defaultMode)
    writer.optionalBool("optional", optional)
    return writer.json
  }
}

/// The content of a config map as part of a projected volume.
public struct ConfigMapProjection: APIValue {
  /// The name.
  public var name: String = ""
  /// Which keys to show under which paths; all when empty.
  public var items: [KeyToPath] = []
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension ConfigMapProjection {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.items = try reader.objects("items")
    self.optional = try reader.optionalBool("optional")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("name", name)
    writer.objects("items", items)
    writer.optionalBool("optional", optional)
    return writer.json
  }
}

/// A token of the pod's service account as a file.
public struct ServiceAccountTokenProjection: APIValue {
  /// Whom the token is for; the API server when empty.
  public var audience: String = ""
  /// How long it is valid.
  public var expirationSeconds: Int64?
  /// The file's path in the volume.
  public var path: String = ""

  public init() {}
}

extension ServiceAccountTokenProjection {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.audience = try reader.string("audience")
    self.expirationSeconds = try reader.optionalInt64("expirationSeconds")
    self.path = try reader.string("path")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("audience", audience)
    writer.optionalInt64("expirationSeconds", expirationSeconds)
    writer.string("path", path, always: true)
    return writer.json
  }
}

/// Trust anchors as a file.
public struct ClusterTrustBundleProjection: APIValue {
  /// The name.
  public var name: String?
  /// All bundles of this signer.
  public var signerName: String?
  /// Chooses objects by their labels.
  @Boxed public var labelSelector: MetaLabelSelector?
  /// Whether it may be missing.
  public var optional: Bool?
  /// The file's path in the volume.
  public var path: String = ""

  public init() {}
}

extension ClusterTrustBundleProjection {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.optionalString("name")
    self.signerName = try reader.optionalString("signerName")
    self.labelSelector = try reader.optionalObject("labelSelector")
    self.optional = try reader.optionalBool("optional")
    self.path = try reader.string("path")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.optionalString("name", name)
    writer.optionalString("signerName", signerName)
    writer.optionalObject("labelSelector", labelSelector)
    writer.optionalBool("optional", optional)
    writer.string("path", path, always: true)
    return writer.json
  }
}

/// A certificate and key for the pod as files.
public struct PodCertificateProjection: APIValue {
  /// Who signs.
  public var signerName: String = ""
  /// The kind of key to make.
  public var keyType: String = ""
  /// How long the certificate may be valid.
  public var maxExpirationSeconds: Int32?
  /// The file for key and certificates together.
  public var credentialBundlePath: String = ""
  /// The file for the key.
  public var keyPath: String = ""
  /// The file for the certificates.
  public var certificateChainPath: String = ""
  /// Passed on to the signer.
  public var userAnnotations: [String: String] = [:]

  public init() {}
}

extension PodCertificateProjection {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.signerName = try reader.string("signerName")
    self.keyType = try reader.string("keyType")
    self.maxExpirationSeconds = try reader.optionalInt32("maxExpirationSeconds")
    self.credentialBundlePath = try reader.string("credentialBundlePath")
    self.keyPath = try reader.string("keyPath")
    self.certificateChainPath = try reader.string("certificateChainPath")
    self.userAnnotations = try reader.stringMap("userAnnotations")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.string("signerName", signerName)
    writer.string("keyType", keyType)
    writer.optionalInt32("maxExpirationSeconds", maxExpirationSeconds)
    writer.string("credentialBundlePath", credentialBundlePath)
    writer.string("keyPath", keyPath)
    writer.string("certificateChainPath", certificateChainPath)
    writer.stringMap("userAnnotations", userAnnotations)
    return writer.json
  }
}

/// Several sources in one folder.
public struct ProjectedVolumeSource: APIValue {
  /// The sources.
  public var sources: [VolumeProjection] = []
  /// The permissions of files that state none of their own.
  public var defaultMode: Int32?

  public init() {}
}

extension ProjectedVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.sources = try reader.objects("sources")
    self.defaultMode = try reader.optionalInt32("defaultMode")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("sources", sources, always: true)
    writer.optionalInt32("defaultMode", defaultMode)
    return writer.json
  }
}

/// One source of a projected volume; exactly one member is set.
public struct VolumeProjection: APIValue {
  /// From a secret.
  @Boxed public var secret: SecretProjection?
  /// Facts about the pod.
  @Boxed public var downwardAPI: DownwardAPIProjection?
  /// From a config map.
  @Boxed public var configMap: ConfigMapProjection?
  /// A token of the service account.
  @Boxed public var serviceAccountToken: ServiceAccountTokenProjection?
  /// Trust anchors.
  @Boxed public var clusterTrustBundle: ClusterTrustBundleProjection?
  /// A certificate for the pod.
  @Boxed public var podCertificate: PodCertificateProjection?

  public init() {}
}

extension VolumeProjection {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.secret = try reader.optionalObject("secret")
    self.downwardAPI = try reader.optionalObject("downwardAPI")
    self.configMap = try reader.optionalObject("configMap")
    self.serviceAccountToken = try reader.optionalObject("serviceAccountToken")
    self.clusterTrustBundle = try reader.optionalObject("clusterTrustBundle")
    self.podCertificate = try reader.optionalObject("podCertificate")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.optionalObject("secret", secret)
    writer.optionalObject("downwardAPI", downwardAPI)
    writer.optionalObject("configMap", configMap)
    writer.optionalObject("serviceAccountToken", serviceAccountToken)
    writer.optionalObject("clusterTrustBundle", clusterTrustBundle)
    writer.optionalObject("podCertificate", podCertificate)
    return writer.json
  }
}

/// Shows a key as a file.
public struct KeyToPath: APIValue {
  /// The key.
  public var key: String = ""
  /// The file's path in the volume.
  public var path: String = ""
  /// The permissions of the file.
  public var mode: Int32?

  public init() {}
}

extension KeyToPath {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.key = try reader.string("key")
    self.path = try reader.string("path")
    self.mode = try reader.optionalInt32("mode")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("key", key, always: true)
    writer.string("path", path, always: true)
    writer.optionalInt32("mode", mode)
    return writer.json
  }
}

/// A disk or folder of one node.
public struct LocalVolumeSource: APIValue {
  /// The path.
  public var path: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String?

  public init() {}
}

extension LocalVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.path = try reader.string("path")
    self.fsType = try reader.optionalString("fsType")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("path", path, always: true)
    writer.optionalString("fsType", fsType)
    return writer.json
  }
}

/// A volume of a CSI driver.
public struct CSIPersistentVolumeSource: APIValue {
  /// The name of the driver.
  public var driver: String = ""
  /// What the driver calls the volume.
  public var volumeHandle: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// What the driver said about the volume when it was made.
  public var volumeAttributes: [String: String] = [:]
  /// Credentials for attaching.
  @Boxed public var controllerPublishSecretRef: SecretReference?
  /// Credentials for staging on the node.
  @Boxed public var nodeStageSecretRef: SecretReference?
  /// Credentials for mounting.
  @Boxed public var nodePublishSecretRef: SecretReference?
  /// Credentials for growing the volume.
  @Boxed public var controllerExpandSecretRef: SecretReference?
  /// Credentials for growing on the node.
  @Boxed public var nodeExpandSecretRef: SecretReference?

  public init() {}
}

extension CSIPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.driver = try reader.string("driver")
    self.volumeHandle = try reader.string("volumeHandle")
    self.readOnly = try reader.bool("readOnly")
    self.fsType = try reader.string("fsType")
    self.volumeAttributes = try reader.stringMap("volumeAttributes")
    self.controllerPublishSecretRef = try reader.optionalObject("controllerPublishSecretRef")
    self.nodeStageSecretRef = try reader.optionalObject("nodeStageSecretRef")
    self.nodePublishSecretRef = try reader.optionalObject("nodePublishSecretRef")
    self.controllerExpandSecretRef = try reader.optionalObject("controllerExpandSecretRef")
    self.nodeExpandSecretRef = try reader.optionalObject("nodeExpandSecretRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("driver", driver, always: true)
    writer.string("volumeHandle", volumeHandle, always: true)
    writer.bool("readOnly", readOnly)
    writer.string("fsType", fsType)
    writer.stringMap("volumeAttributes", volumeAttributes)
    writer.optionalObject("controllerPublishSecretRef", controllerPublishSecretRef)
    writer.optionalObject("nodeStageSecretRef", nodeStageSecretRef)
    writer.optionalObject("nodePublishSecretRef", nodePublishSecretRef)
    writer.optionalObject("controllerExpandSecretRef", controllerExpandSecretRef)
    writer.optionalObject("nodeExpandSecretRef", nodeExpandSecretRef)
    return writer.json
  }
}

/// A volume of a CSI driver, made for one pod.
public struct CSIVolumeSource: APIValue {
  /// The name of the driver.
  public var driver: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool?
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String?
  /// What to tell the driver.
  public var volumeAttributes: [String: String] = [:]
  /// Credentials for mounting.
  @Boxed public var nodePublishSecretRef: LocalObjectReference?

  public init() {}
}

extension CSIVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.driver = try reader.string("driver")
    self.readOnly = try reader.optionalBool("readOnly")
    self.fsType = try reader.optionalString("fsType")
    self.volumeAttributes = try reader.stringMap("volumeAttributes")
    self.nodePublishSecretRef = try reader.optionalObject("nodePublishSecretRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("driver", driver, always: true)
    writer.optionalBool("readOnly", readOnly)
    writer.optionalString("fsType", fsType)
    writer.stringMap("volumeAttributes", volumeAttributes)
    writer.optionalObject("nodePublishSecretRef", nodePublishSecretRef)
    return writer.json
  }
}

/// A volume from a claim that lives as long as the pod.
public struct EphemeralVolumeSource: APIValue {
  /// The claim to make.
  @Boxed public var volumeClaimTemplate: PersistentVolumeClaimTemplate?

  public init() {}
}

extension EphemeralVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumeClaimTemplate = try reader.optionalObject("volumeClaimTemplate")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalObject("volumeClaimTemplate", volumeClaimTemplate)
    return writer.json
  }
}

/// A description of a claim.
public struct PersistentVolumeClaimTemplate: APIValue {
  /// The object's name, labels and other metadata.
  public var metadata: ObjectMeta = ObjectMeta()
  /// What is wanted.
  public var spec: PersistentVolumeClaimSpec = PersistentVolumeClaimSpec()

  public init() {}
}

extension PersistentVolumeClaimTemplate {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    return writer.json
  }
}

/// A port that a container listens on.
public struct ContainerPort: APIValue {
  /// A name that services and probes can use.
  public var name: String = ""
  /// The port of the node that leads to it.
  public var hostPort: Int32 = 0
  /// The port in the pod.
  public var containerPort: Int32 = 0
  /// The transport protocol.
  public var `protocol`: String = ""
  /// The address of the node to bind.
  public var hostIP: String = ""

  public init() {}
}

extension ContainerPort {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.hostPort = try reader.int32("hostPort")
    self.containerPort = try reader.int32("containerPort")
    self.`protocol` = try reader.string("protocol")
    self.hostIP = try reader.string("hostIP")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("name", name)
    writer.int32("hostPort", hostPort)
    writer.int32("containerPort", containerPort, always: true)
    writer.string("protocol", `protocol`)
    writer.string("hostIP", hostIP)
    return writer.json
  }
}
