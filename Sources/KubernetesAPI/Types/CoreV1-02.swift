// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `core/v1.GlusterfsPersistentVolumeSource`
public struct GlusterfsPersistentVolumeSource: APIValue {
  public var endpoints: String = ""
  public var path: String = ""
  public var readOnly: Bool = false
  public var endpointsNamespace: String?

  public init() {}
}

extension GlusterfsPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.endpoints = try reader.string("endpoints")
    self.path = try reader.string("path")
    self.readOnly = try reader.bool("readOnly")
    self.endpointsNamespace = try reader.optionalString("endpointsNamespace")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("endpoints", endpoints, always: true)
    writer.string("path", path, always: true)
    writer.bool("readOnly", readOnly)
    writer.optionalString("endpointsNamespace", endpointsNamespace)
    return writer.json
  }
}

/// `core/v1.RBDVolumeSource`
public struct RBDVolumeSource: APIValue {
  public var monitors: [String] = []
  public var image: String = ""
  public var fsType: String = ""
  public var pool: String = ""
  public var user: String = ""
  public var keyring: String = ""
  @Boxed public var secretRef: LocalObjectReference?
  public var readOnly: Bool = false

  public init() {}
}

extension RBDVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.monitors = try reader.strings("monitors")
    self.image = try reader.string("image")
    self.fsType = try reader.string("fsType")
    self.pool = try reader.string("pool")
    self.user = try reader.string("user")
    self.keyring = try reader.string("keyring")
    self.secretRef = try reader.optionalObject("secretRef")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.strings("monitors", monitors, always: true)
    writer.string("image", image, always: true)
    writer.string("fsType", fsType)
    writer.string("pool", pool)
    writer.string("user", user)
    writer.string("keyring", keyring)
    writer.optionalObject("secretRef", secretRef)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// `core/v1.RBDPersistentVolumeSource`
public struct RBDPersistentVolumeSource: APIValue {
  public var monitors: [String] = []
  public var image: String = ""
  public var fsType: String = ""
  public var pool: String = ""
  public var user: String = ""
  public var keyring: String = ""
  @Boxed public var secretRef: SecretReference?
  public var readOnly: Bool = false

  public init() {}
}

extension RBDPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.monitors = try reader.strings("monitors")
    self.image = try reader.string("image")
    self.fsType = try reader.string("fsType")
    self.pool = try reader.string("pool")
    self.user = try reader.string("user")
    self.keyring = try reader.string("keyring")
    self.secretRef = try reader.optionalObject("secretRef")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.strings("monitors", monitors, always: true)
    writer.string("image", image, always: true)
    writer.string("fsType", fsType)
    writer.string("pool", pool)
    writer.string("user", user)
    writer.string("keyring", keyring)
    writer.optionalObject("secretRef", secretRef)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// `core/v1.CinderVolumeSource`
public struct CinderVolumeSource: APIValue {
  public var volumeID: String = ""
  public var fsType: String = ""
  public var readOnly: Bool = false
  @Boxed public var secretRef: LocalObjectReference?

  public init() {}
}

extension CinderVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumeID = try reader.string("volumeID")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
    self.secretRef = try reader.optionalObject("secretRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("volumeID", volumeID, always: true)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    writer.optionalObject("secretRef", secretRef)
    return writer.json
  }
}

/// `core/v1.CinderPersistentVolumeSource`
public struct CinderPersistentVolumeSource: APIValue {
  public var volumeID: String = ""
  public var fsType: String = ""
  public var readOnly: Bool = false
  @Boxed public var secretRef: SecretReference?

  public init() {}
}

extension CinderPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumeID = try reader.string("volumeID")
    self.fsType = try reader.string("fsType")
    self.readOnly = try reader.bool("readOnly")
    self.secretRef = try reader.optionalObject("secretRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("volumeID", volumeID, always: true)
    writer.string("fsType", fsType)
    writer.bool("readOnly", readOnly)
    writer.optionalObject("secretRef", secretRef)
    return writer.json
  }
}

/// `core/v1.CephFSVolumeSource`
public struct CephFSVolumeSource: APIValue {
  public var monitors: [String] = []
  public var path: String = ""
  public var user: String = ""
  public var secretFile: String = ""
  @Boxed public var secretRef: LocalObjectReference?
  public var readOnly: Bool = false

  public init() {}
}

extension CephFSVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.monitors = try reader.strings("monitors")
    self.path = try reader.string("path")
    self.user = try reader.string("user")
    self.secretFile = try reader.string("secretFile")
    self.secretRef = try reader.optionalObject("secretRef")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.strings("monitors", monitors, always: true)
    writer.string("path", path)
    writer.string("user", user)
    writer.string("secretFile", secretFile)
    writer.optionalObject("secretRef", secretRef)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// `core/v1.SecretReference`
public struct SecretReference: APIValue {
  public var name: String = ""
  public var namespace: String = ""

  public init() {}
}

extension SecretReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.namespace = try reader.string("namespace")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name)
    writer.string("namespace", namespace)
    return writer.json
  }
}

/// `core/v1.CephFSPersistentVolumeSource`
public struct CephFSPersistentVolumeSource: APIValue {
  public var monitors: [String] = []
  public var path: String = ""
  public var user: String = ""
  public var secretFile: String = ""
  @Boxed public var secretRef: SecretReference?
  public var readOnly: Bool = false

  public init() {}
}

extension CephFSPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.monitors = try reader.strings("monitors")
    self.path = try reader.string("path")
    self.user = try reader.string("user")
    self.secretFile = try reader.string("secretFile")
    self.secretRef = try reader.optionalObject("secretRef")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.strings("monitors", monitors, always: true)
    writer.string("path", path)
    writer.string("user", user)
    writer.string("secretFile", secretFile)
    writer.optionalObject("secretRef", secretRef)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// `core/v1.FlockerVolumeSource`
public struct FlockerVolumeSource: APIValue {
  public var datasetName: String = ""
  public var datasetUUID: String = ""

  public init() {}
}

extension FlockerVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.datasetName = try reader.string("datasetName")
    self.datasetUUID = try reader.string("datasetUUID")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("datasetName", datasetName)
    writer.string("datasetUUID", datasetUUID)
    return writer.json
  }
}

/// `core/v1.GCEPersistentDiskVolumeSource`
public struct GCEPersistentDiskVolumeSource: APIValue {
  public var pdName: String = ""
  public var fsType: String = ""
  public var partition: Int32 = 0
  public var readOnly: Bool = false

  public init() {}
}

extension GCEPersistentDiskVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.pdName = try reader.string("pdName")
    self.fsType = try reader.string("fsType")
    self.partition = try reader.int32("partition")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("pdName", pdName, always: true)
    writer.string("fsType", fsType)
    writer.int32("partition", partition)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// `core/v1.QuobyteVolumeSource`
public struct QuobyteVolumeSource: APIValue {
  public var registry: String = ""
  public var volume: String = ""
  public var readOnly: Bool = false
  public var user: String = ""
  public var group: String = ""
  public var tenant: String = ""

  public init() {}
}

extension QuobyteVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.registry = try reader.string("registry")
    self.volume = try reader.string("volume")
    self.readOnly = try reader.bool("readOnly")
    self.user = try reader.string("user")
    self.group = try reader.string("group")
    self.tenant = try reader.string("tenant")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("registry", registry, always: true)
    writer.string("volume", volume, always: true)
    writer.bool("readOnly", readOnly)
    writer.string("user", user)
    writer.string("group", group)
    writer.string("tenant", tenant)
    return writer.json
  }
}

/// `core/v1.FlexPersistentVolumeSource`
public struct FlexPersistentVolumeSource: APIValue {
  public var driver: String = ""
  public var fsType: String = ""
  @Boxed public var secretRef: SecretReference?
  public var readOnly: Bool = false
  public var options: [String: String] = [:]

  public init() {}
}

extension FlexPersistentVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.driver = try reader.string("driver")
    self.fsType = try reader.string("fsType")
    self.secretRef = try reader.optionalObject("secretRef")
    self.readOnly = try reader.bool("readOnly")
    self.options = try reader.stringMap("options")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("driver", driver, always: true)
    writer.string("fsType", fsType)
    writer.optionalObject("secretRef", secretRef)
    writer.bool("readOnly", readOnly)
    writer.stringMap("options", options)
    return writer.json
  }
}

/// `core/v1.FlexVolumeSource`
public struct FlexVolumeSource: APIValue {
  public var driver: String = ""
  public var fsType: String = ""
  @Boxed public var secretRef: LocalObjectReference?
  public var readOnly: Bool = false
  public var options: [String: String] = [:]

  public init() {}
}

extension FlexVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.driver = try reader.string("driver")
    self.fsType = try reader.string("fsType")
    self.secretRef = try reader.optionalObject("secretRef")
    self.readOnly = try reader.bool("readOnly")
    self.options = try reader.stringMap("options")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("driver", driver, always: true)
    writer.string("fsType", fsType)
    writer.optionalObject("secretRef", secretRef)
    writer.bool("readOnly", readOnly)
    writer.stringMap("options", options)
    return writer.json
  }
}

/// `core/v1.AWSElasticBlockStoreVolumeSource`
public struct AWSElasticBlockStoreVolumeSource: APIValue {
  public var volumeID: String = ""
  public var fsType: String = ""
  public var partition: Int32 = 0
  public var readOnly: Bool = false

  public init() {}
}

extension AWSElasticBlockStoreVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumeID = try reader.string("volumeID")
    self.fsType = try reader.string("fsType")
    self.partition = try reader.int32("partition")
    self.readOnly = try reader.bool("readOnly")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("volumeID", volumeID, always: true)
    writer.string("fsType", fsType)
    writer.int32("partition", partition)
    writer.bool("readOnly", readOnly)
    return writer.json
  }
}

/// `core/v1.GitRepoVolumeSource`
public struct GitRepoVolumeSource: APIValue {
  public var repository: String = ""
  public var revision: String = ""
  public var directory: String = ""

  public init() {}
}

extension GitRepoVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.repository = try reader.string("repository")
    self.revision = try reader.string("revision")
    self.directory = try reader.string("directory")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("repository", repository, always: true)
    writer.string("revision", revision)
    writer.string("directory", directory)
    return writer.json
  }
}
