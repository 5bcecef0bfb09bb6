// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Where a volume appears in a container.
public struct VolumeMount: APIValue {
  /// The volume of the pod.
  public var name: String = ""
  /// Mounts without the right to write.
  public var readOnly: Bool = false
  /// Whether mounts below are read-only too.
  public var recursiveReadOnly: String?
  /// Where it appears.
  public var mountPath: String = ""
  /// The path inside the volume to show.
  public var subPath: String = ""
  /// Whether mounts made later are seen on the other side.
  public var mountPropagation: String?
  /// As subPath, with variables of the environment.
  public var subPathExpr: String = ""

  public init() {}
}

extension VolumeMount {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.readOnly = try reader.bool("readOnly")
    self.recursiveReadOnly = try reader.optionalString("recursiveReadOnly")
    self.mountPath = try reader.string("mountPath")
    self.subPath = try reader.string("subPath")
    self.mountPropagation = try reader.optionalString("mountPropagation")
    self.subPathExpr = try reader.string("subPathExpr")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.string("name", name, always: true)
    writer.bool("readOnly", readOnly)
    writer.optionalString("recursiveReadOnly", recursiveReadOnly)
    writer.string("mountPath", mountPath, always: true)
    writer.string("subPath", subPath)
    writer.optionalString("mountPropagation", mountPropagation)
    writer.string("subPathExpr", subPathExpr)
    return writer.json
  }
}

/// A raw block device in a container.
public struct VolumeDevice: APIValue {
  /// The claim's volume of the pod.
  public var name: String = ""
  /// Where it appears.
  public var devicePath: String = ""

  public init() {}
}

extension VolumeDevice {
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

/// A variable of a container's environment.
public struct EnvVar: APIValue {
  /// The name.
  public var name: String = ""
  /// The text; $(NAME) stands for variables defined before.
  public var value: String = ""
  /// Where to take the value from.
  @Boxed public var valueFrom: EnvVarSource?

  public init() {}
}

extension EnvVar {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.value = try reader.string("value")
    self.valueFrom = try reader.optionalObject("valueFrom")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("name", name, always: true)
    writer.string("value", value)
    writer.optionalObject("valueFrom", valueFrom)
    return writer.json
  }
}

/// Where a variable's value comes from; exactly one member is set.
public struct EnvVarSource: APIValue {
  /// A field of the pod.
  @Boxed public var fieldRef: ObjectFieldSelector?
  /// A request or limit of a container.
  @Boxed public var resourceFieldRef: ResourceFieldSelector?
  /// A key of a config map.
  @Boxed public var configMapKeyRef: ConfigMapKeySelector?
  /// A key of a secret.
  @Boxed public var secretKeyRef: SecretKeySelector?
  /// A key of a file in a volume.
  @Boxed public var fileKeyRef: FileKeySelector?

  public init() {}
}

extension EnvVarSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.fieldRef = try reader.optionalObject("fieldRef")
    self.resourceFieldRef = try reader.optionalObject("resourceFieldRef")
    self.configMapKeyRef = try reader.optionalObject("configMapKeyRef")
    self.secretKeyRef = try reader.optionalObject("secretKeyRef")
    self.fileKeyRef = try reader.optionalObject("fileKeyRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.optionalObject("fieldRef", fieldRef)
    writer.optionalObject("resourceFieldRef", resourceFieldRef)
    writer.optionalObject("configMapKeyRef", configMapKeyRef)
    writer.optionalObject("secretKeyRef", secretKeyRef)
    writer.optionalObject("fileKeyRef", fileKeyRef)
    return writer.json
  }
}

/// A key of a file with variables.
public struct FileKeySelector: APIValue {
  /// The name of the volume.
  public var volumeName: String = ""
  /// The file's path in the volume.
  public var path: String = ""
  /// The key.
  public var key: String = ""
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension FileKeySelector {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumeName = try reader.string("volumeName")
    self.path = try reader.string("path")
    self.key = try reader.string("key")
    self.optional = try reader.optionalBool("optional")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("volumeName", volumeName, always: true)
    writer.string("path", path, always: true)
    writer.string("key", key, always: true)
    writer.optionalBool("optional", optional)
    return writer.json
  }
}

/// A field of an object.
public struct ObjectFieldSelector: APIValue {
  /// The group and version.
  public var apiVersion: String = ""
  /// The path, such as metadata.name.
  public var fieldPath: String = ""

  public init() {}
}

extension ObjectFieldSelector {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.apiVersion = try reader.string("apiVersion")
    self.fieldPath = try reader.string("fieldPath")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("apiVersion", apiVersion)
    writer.string("fieldPath", fieldPath, always: true)
    return writer.json
  }
}

/// A request or limit of a container.
public struct ResourceFieldSelector: APIValue {
  /// The container.
  public var containerName: String = ""
  /// Such as limits.cpu.
  public var resource: String = ""
  /// The unit to express it in.
  public var divisor: Quantity?

  public init() {}
}

extension ResourceFieldSelector {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.containerName = try reader.string("containerName")
    self.resource = try reader.string("resource")
    self.divisor = try reader.quantity("divisor")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("containerName", containerName)
    writer.string("resource", resource, always: true)
    writer.quantity("divisor", divisor)
    return writer.json
  }
}

/// A key of a config map.
public struct ConfigMapKeySelector: APIValue {
  /// The name.
  public var name: String = ""
  /// The key.
  public var key: String = ""
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension ConfigMapKeySelector {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.key = try reader.string("key")
    self.optional = try reader.optionalBool("optional")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("name", name)
    writer.string("key", key, always: true)
    writer.optionalBool("optional", optional)
    return writer.json
  }
}

/// A key of a secret.
public struct SecretKeySelector: APIValue {
  /// The name.
  public var name: String = ""
  /// The key.
  public var key: String = ""
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension SecretKeySelector {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.key = try reader.string("key")
    self.optional = try reader.optionalBool("optional")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("name", name)
    writer.string("key", key, always: true)
    writer.optionalBool("optional", optional)
    return writer.json
  }
}

/// All keys of a config map or secret as variables.
public struct EnvFromSource: APIValue {
  /// Put in front of every name.
  public var prefix: String = ""
  /// The config map.
  @Boxed public var configMapRef: ConfigMapEnvSource?
  /// The secret.
  @Boxed public var secretRef: SecretEnvSource?

  public init() {}
}

extension EnvFromSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.prefix = try reader.string("prefix")
    self.configMapRef = try reader.optionalObject("configMapRef")
    self.secretRef = try reader.optionalObject("secretRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("prefix", prefix)
    writer.optionalObject("configMapRef", configMapRef)
    writer.optionalObject("secretRef", secretRef)
    return writer.json
  }
}

/// A config map whose keys become variables.
public struct ConfigMapEnvSource: APIValue {
  /// The name.
  public var name: String = ""
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension ConfigMapEnvSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.optional = try reader.optionalBool("optional")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name)
    writer.optionalBool("optional", optional)
    return writer.json
  }
}

/// A secret whose keys become variables.
public struct SecretEnvSource: APIValue {
  /// The name.
  public var name: String = ""
  /// Whether it may be missing.
  public var optional: Bool?

  public init() {}
}

extension SecretEnvSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.optional = try reader.optionalBool("optional")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name)
    writer.optionalBool("optional", optional)
    return writer.json
  }
}

/// A header of a request.
public struct HTTPHeader: APIValue {
  /// The name.
  public var name: String = ""
  /// The value.
  public var value: String = ""

  public init() {}
}

extension HTTPHeader {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.value = try reader.string("value")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.string("value", value, always: true)
    return writer.json
  }
}

/// A request to send.
public struct HTTPGetAction: APIValue {
  /// The path.
  public var path: String = ""
  /// The port by number or name.
  public var port: IntOrString?
  /// The host; the pod's own address when empty.
  public var host: String = ""
  /// HTTP or HTTPS.
  public var scheme: String = ""
  /// Headers to send.
  public var httpHeaders: [HTTPHeader] = []

  public init() {}
}

extension HTTPGetAction {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.path = try reader.string("path")
    self.port = try reader.intOrString("port")
    self.host = try reader.string("host")
    self.scheme = try reader.string("scheme")
    self.httpHeaders = try reader.objects("httpHeaders")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("path", path)
    writer.intOrString("port", port, always: true)
    writer.string("host", host)
    writer.string("scheme", scheme)
    writer.objects("httpHeaders", httpHeaders)
    return writer.json
  }
}

/// A connection to open.
public struct TCPSocketAction: APIValue {
  /// The port by number or name.
  public var port: IntOrString?
  /// The host; the pod's own address when empty.
  public var host: String = ""

  public init() {}
}

extension TCPSocketAction {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.port = try reader.intOrString("port")
    self.host = try reader.string("host")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.intOrString("port", port, always: true)
    writer.string("host", host)
    return writer.json
  }
}
