// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// The health of a part of the control plane; of historical use only.
public struct ComponentStatus: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "ComponentStatus")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "componentstatuses")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Observations about the state, one per type.
  public var conditions: [ComponentCondition] = []

  public init() {}
}

extension ComponentStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.objects("conditions", conditions)
    return writer.json
  }
}

/// Facts about the pod as files.
public struct DownwardAPIVolumeSource: APIValue {
  /// Which keys to show under which paths; all when empty.
  public var items: [DownwardAPIVolumeFile] = []
  /// The permissions of files that state none of their own.
  public var defaultMode: Int32?

  public init() {}
}

extension DownwardAPIVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.items = try reader.objects("items")
    self.defaultMode = try reader.optionalInt32("defaultMode")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("items", items)
    writer.optionalInt32("defaultMode", defaultMode)
    return writer.json
  }
}

/// A fact about the pod as a file.
public struct DownwardAPIVolumeFile: APIValue {
  /// The file's path in the volume.
  public var path: String = ""
  /// A field of the pod.
  @Boxed public var fieldRef: ObjectFieldSelector?
  /// A request or limit.
  @Boxed public var resourceFieldRef: ResourceFieldSelector?
  /// The permissions of the file.
  public var mode: Int32?

  public init() {}
}

extension DownwardAPIVolumeFile {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.path = try reader.string("path")
    self.fieldRef = try reader.optionalObject("fieldRef")
    self.resourceFieldRef = try reader.optionalObject("resourceFieldRef")
    self.mode = try reader.optionalInt32("mode")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("path", path, always: true)
    writer.optionalObject("fieldRef", fieldRef)
    writer.optionalObject("resourceFieldRef", resourceFieldRef)
    writer.optionalInt32("mode", mode)
    return writer.json
  }
}

/// Facts about the pod as part of a projected volume.
public struct DownwardAPIProjection: APIValue {
  /// Which keys to show under which paths; all when empty.
  public var items: [DownwardAPIVolumeFile] = []

  public init() {}
}

extension DownwardAPIProjection {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.items = try reader.objects("items")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("items", items)
    return writer.json
  }
}

/// Rights and identity of a container.
public struct SecurityContext: APIValue {
  /// Capabilities to add and drop.
  @Boxed public var capabilities: Capabilities?
  /// Gives it nearly all rights on the node.
  public var privileged: Bool?
  /// The SELinux label.
  @Boxed public var seLinuxOptions: SELinuxOptions?
  /// For Windows.
  @Boxed public var windowsOptions: WindowsSecurityContextOptions?
  /// The user's number.
  public var runAsUser: Int64?
  /// The group's number.
  public var runAsGroup: Int64?
  /// Refuses to run as root.
  public var runAsNonRoot: Bool?
  /// Makes its root file system read-only.
  public var readOnlyRootFilesystem: Bool?
  /// Whether processes may gain rights.
  public var allowPrivilegeEscalation: Bool?
  /// How /proc is shown.
  public var procMount: String?
  /// Which system calls are allowed.
  @Boxed public var seccompProfile: SeccompProfile?
  /// The AppArmor profile.
  @Boxed public var appArmorProfile: AppArmorProfile?

  public init() {}
}

extension SecurityContext {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.capabilities = try reader.optionalObject("capabilities")
    self.privileged = try reader.optionalBool("privileged")
    self.seLinuxOptions = try reader.optionalObject("seLinuxOptions")
    self.windowsOptions = try reader.optionalObject("windowsOptions")
    self.runAsUser = try reader.optionalInt64("runAsUser")
    self.runAsGroup = try reader.optionalInt64("runAsGroup")
    self.runAsNonRoot = try reader.optionalBool("runAsNonRoot")
    self.readOnlyRootFilesystem = try reader.optionalBool("readOnlyRootFilesystem")
    self.allowPrivilegeEscalation = try reader.optionalBool("allowPrivilegeEscalation")
    self.procMount = try reader.optionalString("procMount")
    self.seccompProfile = try reader.optionalObject("seccompProfile")
    self.appArmorProfile = try reader.optionalObject("appArmorProfile")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.optionalObject("capabilities", capabilities)
    writer.optionalBool("privileged", privileged)
    writer.optionalObject("seLinuxOptions", seLinuxOptions)
    writer.optionalObject("windowsOptions", windowsOptions)
    writer.optionalInt64("runAsUser", runAsUser)
    writer.optionalInt64("runAsGroup", runAsGroup)
    writer.optionalBool("runAsNonRoot", runAsNonRoot)
    writer.optionalBool("readOnlyRootFilesystem", readOnlyRootFilesystem)
    writer.optionalBool("allowPrivilegeEscalation", allowPrivilegeEscalation)
    writer.optionalString("procMount", procMount)
    writer.optionalObject("seccompProfile", seccompProfile)
    writer.optionalObject("appArmorProfile", appArmorProfile)
    return writer.json
  }
}

/// An SELinux label.
public struct SELinuxOptions: APIValue {
  /// The user.
  public var user: String = ""
  /// The role.
  public var role: String = ""
  /// The type.
  public var type: String = ""
  /// The level.
  public var level: String = ""

  public init() {}
}

extension SELinuxOptions {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.user = try reader.string("user")
    self.role = try reader.string("role")
    self.type = try reader.string("type")
    self.level = try reader.string("level")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("user", user)
    writer.string("role", role)
    writer.string("type", type)
    writer.string("level", level)
    return writer.json
  }
}

/// Identity on Windows.
public struct WindowsSecurityContextOptions: APIValue {
  /// The credential specification by name.
  public var gmsaCredentialSpecName: String?
  /// The credential specification.
  public var gmsaCredentialSpec: String?
  /// The user.
  public var runAsUserName: String?
  /// Runs as a process of the host.
  public var hostProcess: Bool?

  public init() {}
}

extension WindowsSecurityContextOptions {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.gmsaCredentialSpecName = try reader.optionalString("gmsaCredentialSpecName")
    self.gmsaCredentialSpec = try reader.optionalString("gmsaCredentialSpec")
    self.runAsUserName = try reader.optionalString("runAsUserName")
    self.hostProcess = try reader.optionalBool("hostProcess")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalString("gmsaCredentialSpecName", gmsaCredentialSpecName)
    writer.optionalString("gmsaCredentialSpec", gmsaCredentialSpec)
    writer.optionalString("runAsUserName", runAsUserName)
    writer.optionalBool("hostProcess", hostProcess)
    return writer.json
  }
}

/// A kernel parameter.
public struct Sysctl: APIValue {
  /// The name.
  public var name: String = ""
  /// The value.
  public var value: String = ""

  public init() {}
}

extension Sysctl {
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

/// A port of a load balancer.
public struct PortStatus: APIValue {
  /// The port.
  public var port: Int32 = 0
  /// The transport protocol.
  public var `protocol`: String = ""
  /// What went wrong.
  public var error: String?

  public init() {}
}

extension PortStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.port = try reader.int32("port")
    self.`protocol` = try reader.string("protocol")
    self.error = try reader.optionalString("error")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.int32("port", port, always: true)
    writer.string("protocol", `protocol`, always: true)
    writer.optionalString("error", error)
    return writer.json
  }
}

/// An image whose files are mounted.
public struct ImageVolumeSource: APIValue {
  /// The image.
  public var reference: String = ""
  /// When to pull it.
  public var pullPolicy: String = ""

  public init() {}
}

extension ImageVolumeSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.reference = try reader.string("reference")
    self.pullPolicy = try reader.string("pullPolicy")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("reference", reference)
    writer.string("pullPolicy", pullPolicy)
    return writer.json
  }
}

/// A claim that counts against the node's resources.
public struct NodeAllocatableResourceClaimStatus: APIValue {
  /// The claim.
  public var resourceClaimName: String = ""
  /// The containers that use it.
  public var containers: [String] = []
  /// The resources.
  public var resources: [String: Quantity] = [:]

  public init() {}
}

extension NodeAllocatableResourceClaimStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.resourceClaimName = try reader.string("resourceClaimName")
    self.containers = try reader.strings("containers")
    self.resources = try reader.quantityMap("resources")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("resourceClaimName", resourceClaimName, always: true)
    writer.strings("containers", containers)
    writer.quantityMap("resources", resources, always: true)
    return writer.json
  }
}
