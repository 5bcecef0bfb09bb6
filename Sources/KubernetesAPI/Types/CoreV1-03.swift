// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `core/v1.SecretVolumeSource`
public struct SecretVolumeSource: APIValue {
  public var secretName: String = ""
  public var items: [KeyToPath] = []
  public var defaultMode: Int32?
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

/// `core/v1.SecretProjection`
public struct SecretProjection: APIValue {
  public var name: String = ""
  public var items: [KeyToPath] = []
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

/// `core/v1.NFSVolumeSource`
public struct NFSVolumeSource: APIValue {
  public var server: String = ""
  public var path: String = ""
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

/// `core/v1.ISCSIVolumeSource`
public struct ISCSIVolumeSource: APIValue {
  public var targetPortal: String = ""
  public var iqn: String = ""
  public var lun: Int32 = 0
  public var iscsiInterface: String = ""
  public var fsType: String = ""
  public var readOnly: Bool = false
  public var portals: [String] = []
  public var chapAuthDiscovery: Bool = false
  public var chapAuthSession: Bool = false
  @Boxed public var secretRef: LocalObjectReference?
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

/// `core/v1.ISCSIPersistentVolumeSource`
public struct ISCSIPersistentVolumeSource: APIValue {
  public var targetPortal: String = ""
  public var iqn: String = ""
  public var lun: Int32 = 0
  public var iscsiInterface: String = ""
  public var fsType: String = ""
  public var readOnly: Bool = false
  public var portals: [String] = []
  public var chapAuthDiscovery: Bool = false
  public var chapAuthSession: Bool = false
  @Boxed public var secretRef: SecretReference?
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

/// `core/v1.FCVolumeSource`
public struct FCVolumeSource: APIValue {
  public var targetWWNs: [String] = []
  public var lun: Int32?
  public var fsType: String = ""
  public var readOnly: Bool = false
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

/// `core/v1.AzureFileVolumeSource`
public struct AzureFileVolumeSource: APIValue {
  public var secretName: String = ""
  public var shareName: String = ""
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

/// `core/v1.AzureFilePersistentVolumeSource`
public struct AzureFilePersistentVolumeSource: APIValue {
  public var secretName: String = ""
  public var shareName: String = ""
  public var readOnly: Bool = false
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

/// `core/v1.VsphereVirtualDiskVolumeSource`
public struct VsphereVirtualDiskVolumeSource: APIValue {
  public var volumePath: String = ""
  public var fsType: String = ""
  public var storagePolicyName: String = ""
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

/// `core/v1.PhotonPersistentDiskVolumeSource`
public struct PhotonPersistentDiskVolumeSource: APIValue {
  public var pdID: String = ""
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

/// `core/v1.AzureDiskVolumeSource`
public struct AzureDiskVolumeSource: APIValue {
  public var diskName: String = ""
  public var diskURI: String = ""
  public var cachingMode: String?
  public var fsType: String?
  public var readOnly: Bool?
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

/// `core/v1.PortworxVolumeSource`
public struct PortworxVolumeSource: APIValue {
  public var volumeID: String = ""
  public var fsType: String = ""
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

/// `core/v1.ScaleIOVolumeSource`
public struct ScaleIOVolumeSource: APIValue {
  public var gateway: String = ""
  public var system: String = ""
  @Boxed public var secretRef: LocalObjectReference?
  public var sslEnabled: Bool = false
  public var protectionDomain: String = ""
  public var storagePool: String = ""
  public var storageMode: String = ""
  public var volumeName: String = ""
  public var fsType: String = ""
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

/// `core/v1.ScaleIOPersistentVolumeSource`
public struct ScaleIOPersistentVolumeSource: APIValue {
  public var gateway: String = ""
  public var system: String = ""
  @Boxed public var secretRef: SecretReference?
  public var sslEnabled: Bool = false
  public var protectionDomain: String = ""
  public var storagePool: String = ""
  public var storageMode: String = ""
  public var volumeName: String = ""
  public var fsType: String = ""
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

/// `core/v1.StorageOSVolumeSource`
public struct StorageOSVolumeSource: APIValue {
  public var volumeName: String = ""
  public var volumeNamespace: String = ""
  public var fsType: String = ""
  public var readOnly: Bool = false
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
