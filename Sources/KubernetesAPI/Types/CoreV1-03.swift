// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// The content of a secret as files.
public struct SecretVolumeSource: APIValue {
  /// The name of the secret.
  public var secretName: String = ""
  /// Which keys to show under which paths; all when empty.
  public var items: [KeyToPath] = []
  /// The permissions of files that state none of their own.
  public var defaultMode: Int32?
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension SecretVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.secretName = try reader.string("secretName")
    self.items = try reader.objects("items")
    self.defaultMode = try reader.optionalInt32("defaultMode")
    self.optional = try reader.optionalBool("optional")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("secretName", secretName)
    writer.objects("items", items)
    writer.optionalInt32("defaultMode", defaultMode)
    writer.optionalBool("optional", optional)
    return writer.json
  }
}

/// The content of a secret as part of a projected volume.
public struct SecretProjection: APIValue {
  /// The name.
  public var name: String = ""
  /// Which keys to show under which paths; all when empty.
  public var items: [KeyToPath] = []
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension SecretProjection {
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

/// A folder of an NFS server.
public struct NFSVolumeSource: APIValue {
  /// The server.
  public var server: String = ""
  /// The folder that the server exports.
  public var path: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false

  public init() {}
}

extension NFSVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.server = try reader.string("server")
    self.path = try reader.string("path")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("server", server, always: true)
    writer.string("path", path, always: true)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// An iSCSI disk.
public struct ISCSIVolumeSource: APIValue {
  /// The portal, address and port.
  public var targetPortal: String = ""
  /// The qualified name of the target.
  public var iqn: String = ""
  /// The number of the logical unit.
  public var lun: Int32 = 0
  /// The interface to use.
  public var iscsiInterface: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// Further portals, for several paths.
  public var portals: [String] = []
  /// Authenticates discovery with CHAP.
  public var chapAuthDiscovery: Bool = false
  /// Authenticates the session with CHAP.
  public var chapAuthSession: Bool = false
  /// The secret with the credentials.
  @Boxed public var secretRef: LocalObjectReference?
  /// The name of the initiator.
  public var initiatorName: String?

  public init() {}
}

extension ISCSIVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.targetPortal = try reader.string("targetPortal")
    self.iqn = try reader.string("iqn")
    self.lun = try reader.int32("lun")
    self.iscsiInterface = try reader.string("iscsiInterface")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
    self.portals = try reader.strings("portals")
    self.chapAuthDiscovery = try reader.bool("chapAuthDiscovery")
    self.chapAuthSession = try reader.bool("chapAuthSession")
    self.secretRef = try reader.optionalObject("secretRef")
    self.initiatorName = try reader.optionalString("initiatorName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("targetPortal", targetPortal, always: true)
    writer.string("iqn", iqn, always: true)
    writer.int32("lun", lun, always: true)
    writer.string("iscsiInterface", iscsiInterface)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    writer.strings("portals", portals)
    writer.bool("chapAuthDiscovery", chapAuthDiscovery)
    writer.bool("chapAuthSession", chapAuthSession)
    writer.optionalObject("secretRef", secretRef)
    writer.optionalString("initiatorName", initiatorName)
    return writer.json
  }
}

/// An iSCSI disk.
public struct ISCSIPersistentVolumeSource: APIValue {
  /// The portal, address and port.
  public var targetPortal: String = ""
  /// The qualified name of the target.
  public var iqn: String = ""
  /// The number of the logical unit.
  public var lun: Int32 = 0
  /// The interface to use.
  public var iscsiInterface: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// Further portals, for several paths.
  public var portals: [String] = []
  /// Authenticates discovery with CHAP.
  public var chapAuthDiscovery: Bool = false
  /// Authenticates the session with CHAP.
  public var chapAuthSession: Bool = false
  /// The secret with the credentials.
  @Boxed public var secretRef: SecretReference?
  /// The name of the initiator.
  public var initiatorName: String?

  public init() {}
}

extension ISCSIPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.targetPortal = try reader.string("targetPortal")
    self.iqn = try reader.string("iqn")
    self.lun = try reader.int32("lun")
    self.iscsiInterface = try reader.string("iscsiInterface")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
    self.portals = try reader.strings("portals")
    self.chapAuthDiscovery = try reader.bool("chapAuthDiscovery")
    self.chapAuthSession = try reader.bool("chapAuthSession")
    self.secretRef = try reader.optionalObject("secretRef")
    self.initiatorName = try reader.optionalString("initiatorName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("targetPortal", targetPortal, always: true)
    writer.string("iqn", iqn, always: true)
    writer.int32("lun", lun, always: true)
    writer.string("iscsiInterface", iscsiInterface)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    writer.strings("portals", portals)
    writer.bool("chapAuthDiscovery", chapAuthDiscovery)
    writer.bool("chapAuthSession", chapAuthSession)
    writer.optionalObject("secretRef", secretRef)
    writer.optionalString("initiatorName", initiatorName)
    return writer.json
  }
}

/// A Fibre Channel disk.
public struct FCVolumeSource: APIValue {
  /// The world-wide names of the targets.
  public var targetWWNs: [String] = []
  /// The number of the logical unit.
  public var lun: Int32?
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// The world-wide identifiers of the disk.
  public var wwids: [String] = []

  public init() {}
}

extension FCVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.targetWWNs = try reader.strings("targetWWNs")
    self.lun = try reader.optionalInt32("lun")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
    self.wwids = try reader.strings("wwids")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.strings("targetWWNs", targetWWNs)
    writer.optionalInt32("lun", lun)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    writer.strings("wwids", wwids)
    return writer.json
  }
}

/// An Azure file share.
public struct AzureFileVolumeSource: APIValue {
  /// The name of the secret.
  public var secretName: String = ""
  /// The share.
  public var shareName: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false

  public init() {}
}

extension AzureFileVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.secretName = try reader.string("secretName")
    self.shareName = try reader.string("shareName")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("secretName", secretName, always: true)
    writer.string("shareName", shareName, always: true)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// An Azure file share.
public struct AzureFilePersistentVolumeSource: APIValue {
  /// The name of the secret.
  public var secretName: String = ""
  /// The share.
  public var shareName: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// The namespace of the secret.
  public var secretNamespace: String?

  public init() {}
}

extension AzureFilePersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.secretName = try reader.string("secretName")
    self.shareName = try reader.string("shareName")
    self.readOnly = try reader.bool("readOnly")
    self.secretNamespace = try reader.optionalString("secretNamespace")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("secretName", secretName, always: true)
    writer.string("shareName", shareName, always: true)
    writer.bool("readOnly", readOnly)
    writer.optionalString("secretNamespace", secretNamespace, always: true)
    return writer.json
  }
}

/// A vSphere disk.
public struct VsphereVirtualDiskVolumeSource: APIValue {
  /// The path of the disk.
  public var volumePath: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// The storage policy by name.
  public var storagePolicyName: String = ""
  /// The storage policy by identifier.
  public var storagePolicyID: String = ""

  public init() {}
}

extension VsphereVirtualDiskVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumePath = try reader.string("volumePath")
    self.fsType = try reader.string("fsType")
    self.storagePolicyName = try reader.string("storagePolicyName")
    self.storagePolicyID = try reader.string("storagePolicyID")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("volumePath", volumePath, always: true)
    writer.string("fsType", fsType)
    writer.string("storagePolicyName", storagePolicyName)
    writer.string("storagePolicyID", storagePolicyID)
    return writer.json
  }
}

/// A Photon disk.
public struct PhotonPersistentDiskVolumeSource: APIValue {
  /// The disk's identifier.
  public var pdID: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""

  public init() {}
}

extension PhotonPersistentDiskVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.pdID = try reader.string("pdID")
    self.fsType = try reader.string("fsType")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("pdID", pdID, always: true)
    writer.string("fsType", fsType)
    return writer.json
  }
}

/// An Azure disk.
public struct AzureDiskVolumeSource: APIValue {
  /// The disk's name.
  public var diskName: String = ""
  /// The disk's address.
  public var diskURI: String = ""
  /// How the host caches.
  public var cachingMode: String?
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String?
  /// Mounts without the right to write.
  public var readOnly: Bool?
  /// Shared, dedicated or managed.
  public var kind: String?

  public init() {}
}

extension AzureDiskVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.diskName = try reader.string("diskName")
    self.diskURI = try reader.string("diskURI")
    self.cachingMode = try reader.optionalString("cachingMode")
    self.fsType = try reader.optionalString("fsType")
    self.readOnly = try reader.optionalBool("readOnly")
    self.kind = try reader.optionalString("kind")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("diskName", diskName, always: true)
    writer.string("diskURI", diskURI, always: true)
    writer.optionalString("cachingMode", cachingMode)
    writer.optionalString("fsType", fsType)
    writer.optionalBool("readOnly", readOnly)
    writer.optionalString("kind", kind)
    return writer.json
  }
}

/// A Portworx volume.
public struct PortworxVolumeSource: APIValue {
  /// The volume's identifier at the provider.
  public var volumeID: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false

  public init() {}
}

extension PortworxVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumeID = try reader.string("volumeID")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("volumeID", volumeID, always: true)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// A ScaleIO volume.
public struct ScaleIOVolumeSource: APIValue {
  /// The address of the gateway.
  public var gateway: String = ""
  /// The storage system.
  public var system: String = ""
  /// The secret with the credentials.
  @Boxed public var secretRef: LocalObjectReference?
  /// Whether to use TLS.
  public var sslEnabled: Bool = false
  /// The protection domain.
  public var protectionDomain: String = ""
  /// The pool.
  public var storagePool: String = ""
  /// Thick or thin provisioning.
  public var storageMode: String = ""
  /// The name of the volume.
  public var volumeName: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false

  public init() {}
}

extension ScaleIOVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.gateway = try reader.string("gateway")
    self.system = try reader.string("system")
    self.secretRef = try reader.optionalObject("secretRef")
    self.sslEnabled = try reader.bool("sslEnabled")
    self.protectionDomain = try reader.string("protectionDomain")
    self.storagePool = try reader.string("storagePool")
    self.storageMode = try reader.string("storageMode")
    self.volumeName = try reader.string("volumeName")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("gateway", gateway, always: true)
    writer.string("system", system, always: true)
    writer.optionalObject("secretRef", secretRef, always: true)
    writer.bool("sslEnabled", sslEnabled)
    writer.string("protectionDomain", protectionDomain)
    writer.string("storagePool", storagePool)
    writer.string("storageMode", storageMode)
    writer.string("volumeName", volumeName)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// A ScaleIO volume.
public struct ScaleIOPersistentVolumeSource: APIValue {
  /// The address of the gateway.
  public var gateway: String = ""
  /// The storage system.
  public var system: String = ""
  /// The secret with the credentials.
  @Boxed public var secretRef: SecretReference?
  /// Whether to use TLS.
  public var sslEnabled: Bool = false
  /// The protection domain.
  public var protectionDomain: String = ""
  /// The pool.
  public var storagePool: String = ""
  /// Thick or thin provisioning.
  public var storageMode: String = ""
  /// The name of the volume.
  public var volumeName: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false

  public init() {}
}

extension ScaleIOPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.gateway = try reader.string("gateway")
    self.system = try reader.string("system")
    self.secretRef = try reader.optionalObject("secretRef")
    self.sslEnabled = try reader.bool("sslEnabled")
    self.protectionDomain = try reader.string("protectionDomain")
    self.storagePool = try reader.string("storagePool")
    self.storageMode = try reader.string("storageMode")
    self.volumeName = try reader.string("volumeName")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("gateway", gateway, always: true)
    writer.string("system", system, always: true)
    writer.optionalObject("secretRef", secretRef, always: true)
    writer.bool("sslEnabled", sslEnabled)
    writer.string("protectionDomain", protectionDomain)
    writer.string("storagePool", storagePool)
    writer.string("storageMode", storageMode)
    writer.string("volumeName", volumeName)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// A StorageOS volume.
public struct StorageOSVolumeSource: APIValue {
  /// The name of the volume.
  public var volumeName: String = ""
  /// The volume's namespace in StorageOS.
  public var volumeNamespace: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// The secret with the credentials.
  @Boxed public var secretRef: LocalObjectReference?

  public init() {}
}

extension StorageOSVolumeSource {
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
