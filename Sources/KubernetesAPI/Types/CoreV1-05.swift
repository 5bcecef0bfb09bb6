// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `core/v1.VolumeMount`
public struct VolumeMount: APIValue {
  public var name: String = ""
  public var readOnly: Bool = false
  public var recursiveReadOnly: String?
  public var mountPath: String = ""
  public var subPath: String = ""
  public var mountPropagation: String?
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

/// `core/v1.VolumeDevice`
public struct VolumeDevice: APIValue {
  public var name: String = ""
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

/// `core/v1.EnvVar`
public struct EnvVar: APIValue {
  public var name: String = ""
  public var value: String = ""
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

/// `core/v1.EnvVarSource`
public struct EnvVarSource: APIValue {
  @Boxed public var fieldRef: ObjectFieldSelector?
  @Boxed public var resourceFieldRef: ResourceFieldSelector?
  @Boxed public var configMapKeyRef: ConfigMapKeySelector?
  @Boxed public var secretKeyRef: SecretKeySelector?
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

/// `core/v1.FileKeySelector`
public struct FileKeySelector: APIValue {
  public var volumeName: String = ""
  public var path: String = ""
  public var key: String = ""
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

/// `core/v1.ObjectFieldSelector`
public struct ObjectFieldSelector: APIValue {
  public var apiVersion: String = ""
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

/// `core/v1.ResourceFieldSelector`
public struct ResourceFieldSelector: APIValue {
  public var containerName: String = ""
  public var resource: String = ""
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

/// `core/v1.ConfigMapKeySelector`
public struct ConfigMapKeySelector: APIValue {
  public var name: String = ""
  public var key: String = ""
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

/// `core/v1.SecretKeySelector`
public struct SecretKeySelector: APIValue {
  public var name: String = ""
  public var key: String = ""
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

/// `core/v1.EnvFromSource`
public struct EnvFromSource: APIValue {
  public var prefix: String = ""
  @Boxed public var configMapRef: ConfigMapEnvSource?
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

/// `core/v1.ConfigMapEnvSource`
public struct ConfigMapEnvSource: APIValue {
  public var name: String = ""
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

/// `core/v1.SecretEnvSource`
public struct SecretEnvSource: APIValue {
  public var name: String = ""
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

/// `core/v1.HTTPHeader`
public struct HTTPHeader: APIValue {
  public var name: String = ""
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

/// `core/v1.HTTPGetAction`
public struct HTTPGetAction: APIValue {
  public var path: String = ""
  public var port: IntOrString?
  public var host: String = ""
  public var scheme: String = ""
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

/// `core/v1.TCPSocketAction`
public struct TCPSocketAction: APIValue {
  public var port: IntOrString?
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
