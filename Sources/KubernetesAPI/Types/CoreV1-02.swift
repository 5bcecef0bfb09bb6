// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A Gluster volume.
public struct GlusterfsPersistentVolumeSource: APIValue {
  /// The Endpoints object with the servers.
  public var endpoints: String = ""
  /// The path.
  public var path: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// Its namespace.
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

/// A Ceph block device.
public struct RBDVolumeSource: APIValue {
  /// The Ceph monitors.
  public var monitors: [String] = []
  /// The image.
  public var image: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// The pool.
  public var pool: String = ""
  /// The user.
  public var user: String = ""
  /// The file with the key.
  public var keyring: String = ""
  /// The secret with the credentials.
  @Boxed public var secretRef: LocalObjectReference?
  /// Mounts without the right to write.
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

/// A Ceph block device.
public struct RBDPersistentVolumeSource: APIValue {
  /// The Ceph monitors.
  public var monitors: [String] = []
  /// The files of an image, read-only.
  public var image: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// The pool.
  public var pool: String = ""
  /// The user.
  public var user: String = ""
  /// The file with the key.
  public var keyring: String = ""
  /// The secret with the credentials.
  @Boxed public var secretRef: SecretReference?
  /// Mounts without the right to write.
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

/// An OpenStack Cinder volume.
public struct CinderVolumeSource: APIValue {
  /// The volume's identifier at the provider.
  public var volumeID: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// The secret with the credentials.
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

/// An OpenStack Cinder volume.
public struct CinderPersistentVolumeSource: APIValue {
  /// The volume's identifier at the provider.
  public var volumeID: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// The secret with the credentials.
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

/// A Ceph file system.
public struct CephFSVolumeSource: APIValue {
  /// The Ceph monitors.
  public var monitors: [String] = []
  /// The path.
  public var path: String = ""
  /// The user.
  public var user: String = ""
  /// The file with the secret.
  public var secretFile: String = ""
  /// The secret with the credentials.
  @Boxed public var secretRef: LocalObjectReference?
  /// Mounts without the right to write.
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

/// Refers to a secret in any namespace.
public struct SecretReference: APIValue {
  /// The name.
  public var name: String = ""
  /// The namespace.
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

/// A Ceph file system.
public struct CephFSPersistentVolumeSource: APIValue {
  /// The Ceph monitors.
  public var monitors: [String] = []
  /// The path.
  public var path: String = ""
  /// The user.
  public var user: String = ""
  /// The file with the secret.
  public var secretFile: String = ""
  /// The secret with the credentials.
  @Boxed public var secretRef: SecretReference?
  /// Mounts without the right to write.
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

/// A Flocker dataset.
public struct FlockerVolumeSource: APIValue {
  /// The dataset by name.
  public var datasetName: String = ""
  /// The dataset by identifier.
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

/// A Google Compute Engine disk.
public struct GCEPersistentDiskVolumeSource: APIValue {
  /// The disk's name.
  public var pdName: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// The partition to mount; 0 for the whole disk.
  public var partition: Int32 = 0
  /// Mounts without the right to write.
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

/// A Quobyte volume.
public struct QuobyteVolumeSource: APIValue {
  /// The registries, host and port, separated by commas.
  public var registry: String = ""
  /// The volume's name.
  public var volume: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// The user.
  public var user: String = ""
  /// The group.
  public var group: String = ""
  /// The tenant.
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

/// A volume of a FlexVolume driver.
public struct FlexPersistentVolumeSource: APIValue {
  /// The name of the driver.
  public var driver: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// The secret with the credentials.
  @Boxed public var secretRef: SecretReference?
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// Further options.
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

/// A volume of a FlexVolume driver.
public struct FlexVolumeSource: APIValue {
  /// The name of the driver.
  public var driver: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// The secret with the credentials.
  @Boxed public var secretRef: LocalObjectReference?
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// Further options.
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

/// An Amazon EBS volume.
public struct AWSElasticBlockStoreVolumeSource: APIValue {
  /// The volume's identifier at the provider.
  public var volumeID: String = ""
  /// The file system to mount, such as ext4; the driver decides when empty.
  public var fsType: String = ""
  /// The partition to mount; 0 for the whole disk.
  public var partition: Int32 = 0
  /// Mounts without the right to write.
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

/// A clone of a Git repository.
public struct GitRepoVolumeSource: APIValue {
  /// Where it is.
  public var repository: String = ""
  /// The commit to check out.
  public var revision: String = ""
  /// The folder to clone into.
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
