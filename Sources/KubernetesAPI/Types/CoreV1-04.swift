// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `core/v1.StorageOSPersistentVolumeSource`
public struct StorageOSPersistentVolumeSource: APIValue {
  public var volumeName: String = ""
  public var volumeNamespace: String = ""
  public var fsType: String = ""
  public var readOnly: Bool = false
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

/// `core/v1.ConfigMapVolumeSource`
public struct ConfigMapVolumeSource: APIValue {
  public var name: String = ""
  public var items: [KeyToPath] = []
  public var defaultMode: Int32?
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

/// `core/v1.ConfigMapProjection`
public struct ConfigMapProjection: APIValue {
  public var name: String = ""
  public var items: [KeyToPath] = []
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

/// `core/v1.ServiceAccountTokenProjection`
public struct ServiceAccountTokenProjection: APIValue {
  public var audience: String = ""
  public var expirationSeconds: Int64?
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

/// `core/v1.ClusterTrustBundleProjection`
public struct ClusterTrustBundleProjection: APIValue {
  public var name: String?
  public var signerName: String?
  @Boxed public var labelSelector: MetaLabelSelector?
  public var optional: Bool?
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

/// `core/v1.PodCertificateProjection`
public struct PodCertificateProjection: APIValue {
  public var signerName: String = ""
  public var keyType: String = ""
  public var maxExpirationSeconds: Int32?
  public var credentialBundlePath: String = ""
  public var keyPath: String = ""
  public var certificateChainPath: String = ""
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

/// `core/v1.ProjectedVolumeSource`
public struct ProjectedVolumeSource: APIValue {
  public var sources: [VolumeProjection] = []
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

/// `core/v1.VolumeProjection`
public struct VolumeProjection: APIValue {
  @Boxed public var secret: SecretProjection?
  @Boxed public var downwardAPI: DownwardAPIProjection?
  @Boxed public var configMap: ConfigMapProjection?
  @Boxed public var serviceAccountToken: ServiceAccountTokenProjection?
  @Boxed public var clusterTrustBundle: ClusterTrustBundleProjection?
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

/// `core/v1.KeyToPath`
public struct KeyToPath: APIValue {
  public var key: String = ""
  public var path: String = ""
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

/// `core/v1.LocalVolumeSource`
public struct LocalVolumeSource: APIValue {
  public var path: String = ""
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

/// `core/v1.CSIPersistentVolumeSource`
public struct CSIPersistentVolumeSource: APIValue {
  public var driver: String = ""
  public var volumeHandle: String = ""
  public var readOnly: Bool = false
  public var fsType: String = ""
  public var volumeAttributes: [String: String] = [:]
  @Boxed public var controllerPublishSecretRef: SecretReference?
  @Boxed public var nodeStageSecretRef: SecretReference?
  @Boxed public var nodePublishSecretRef: SecretReference?
  @Boxed public var controllerExpandSecretRef: SecretReference?
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

/// `core/v1.CSIVolumeSource`
public struct CSIVolumeSource: APIValue {
  public var driver: String = ""
  public var readOnly: Bool?
  public var fsType: String?
  public var volumeAttributes: [String: String] = [:]
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

/// `core/v1.EphemeralVolumeSource`
public struct EphemeralVolumeSource: APIValue {
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

/// `core/v1.PersistentVolumeClaimTemplate`
public struct PersistentVolumeClaimTemplate: APIValue {
  public var metadata: ObjectMeta = ObjectMeta()
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

/// `core/v1.ContainerPort`
public struct ContainerPort: APIValue {
  public var name: String = ""
  public var hostPort: Int32 = 0
  public var containerPort: Int32 = 0
  public var `protocol`: String = ""
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
