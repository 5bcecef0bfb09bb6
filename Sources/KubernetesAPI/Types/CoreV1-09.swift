// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `core/v1.PodExtendedResourceClaimStatus`
public struct PodExtendedResourceClaimStatus: APIValue {
  public var requestMappings: [ContainerExtendedResourceRequest] = []
  public var resourceClaimName: String = ""

  public init() {}
}

extension PodExtendedResourceClaimStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.requestMappings = try reader.objects("requestMappings")
    self.resourceClaimName = try reader.string("resourceClaimName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("requestMappings", requestMappings, always: true)
    writer.string("resourceClaimName", resourceClaimName, always: true)
    return writer.json
  }
}

/// `core/v1.ContainerExtendedResourceRequest`
public struct ContainerExtendedResourceRequest: APIValue {
  public var containerName: String = ""
  public var resourceName: String = ""
  public var requestName: String = ""

  public init() {}
}

extension ContainerExtendedResourceRequest {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.containerName = try reader.string("containerName")
    self.resourceName = try reader.string("resourceName")
    self.requestName = try reader.string("requestName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("containerName", containerName, always: true)
    writer.string("resourceName", resourceName, always: true)
    writer.string("requestName", requestName, always: true)
    return writer.json
  }
}

/// `core/v1.PodOS`
public struct PodOS: APIValue {
  public var name: String = ""

  public init() {}
}

extension PodOS {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("name", name, always: true)
    return writer.json
  }
}

/// `core/v1.PodSchedulingGate`
public struct PodSchedulingGate: APIValue {
  public var name: String = ""

  public init() {}
}

extension PodSchedulingGate {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("name", name, always: true)
    return writer.json
  }
}

/// `core/v1.PodSchedulingGroup`
public struct PodSchedulingGroup: APIValue {
  public var podGroupName: String?

  public init() {}
}

extension PodSchedulingGroup {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.podGroupName = try reader.optionalString("podGroupName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalString("podGroupName", podGroupName)
    return writer.json
  }
}

/// `core/v1.TopologySpreadConstraint`
public struct TopologySpreadConstraint: APIValue {
  public var maxSkew: Int32 = 0
  public var topologyKey: String = ""
  public var whenUnsatisfiable: String = ""
  @Boxed public var labelSelector: MetaLabelSelector?
  public var minDomains: Int32?
  public var nodeAffinityPolicy: String?
  public var nodeTaintsPolicy: String?
  public var matchLabelKeys: [String] = []

  public init() {}
}

extension TopologySpreadConstraint {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.maxSkew = try reader.int32("maxSkew")
    self.topologyKey = try reader.string("topologyKey")
    self.whenUnsatisfiable = try reader.string("whenUnsatisfiable")
    self.labelSelector = try reader.optionalObject("labelSelector")
    self.minDomains = try reader.optionalInt32("minDomains")
    self.nodeAffinityPolicy = try reader.optionalString("nodeAffinityPolicy")
    self.nodeTaintsPolicy = try reader.optionalString("nodeTaintsPolicy")
    self.matchLabelKeys = try reader.strings("matchLabelKeys")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.int32("maxSkew", maxSkew, always: true)
    writer.string("topologyKey", topologyKey, always: true)
    writer.string("whenUnsatisfiable", whenUnsatisfiable, always: true)
    writer.optionalObject("labelSelector", labelSelector)
    writer.optionalInt32("minDomains", minDomains)
    writer.optionalString("nodeAffinityPolicy", nodeAffinityPolicy)
    writer.optionalString("nodeTaintsPolicy", nodeTaintsPolicy)
    writer.strings("matchLabelKeys", matchLabelKeys)
    return writer.json
  }
}

/// `core/v1.HostAlias`
public struct HostAlias: APIValue {
  public var ip: String = ""
  public var hostnames: [String] = []

  public init() {}
}

extension HostAlias {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ip = try reader.string("ip")
    self.hostnames = try reader.strings("hostnames")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("ip", ip, always: true)
    writer.strings("hostnames", hostnames)
    return writer.json
  }
}

/// `core/v1.PodSecurityContext`
public struct PodSecurityContext: APIValue {
  @Boxed public var seLinuxOptions: SELinuxOptions?
  @Boxed public var windowsOptions: WindowsSecurityContextOptions?
  public var runAsUser: Int64?
  public var runAsGroup: Int64?
  public var runAsNonRoot: Bool?
  public var supplementalGroups: [Int64] = []
  public var supplementalGroupsPolicy: String?
  public var fsGroup: Int64?
  public var sysctls: [Sysctl] = []
  public var fsGroupChangePolicy: String?
  @Boxed public var seccompProfile: SeccompProfile?
  @Boxed public var appArmorProfile: AppArmorProfile?
  public var seLinuxChangePolicy: String?

  public init() {}
}

extension PodSecurityContext {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.seLinuxOptions = try reader.optionalObject("seLinuxOptions")
    self.windowsOptions = try reader.optionalObject("windowsOptions")
    self.runAsUser = try reader.optionalInt64("runAsUser")
    self.runAsGroup = try reader.optionalInt64("runAsGroup")
    self.runAsNonRoot = try reader.optionalBool("runAsNonRoot")
    self.supplementalGroups = try reader.int64s("supplementalGroups")
    self.supplementalGroupsPolicy = try reader.optionalString("supplementalGroupsPolicy")
    self.fsGroup = try reader.optionalInt64("fsGroup")
    self.sysctls = try reader.objects("sysctls")
    self.fsGroupChangePolicy = try reader.optionalString("fsGroupChangePolicy")
    self.seccompProfile = try reader.optionalObject("seccompProfile")
    self.appArmorProfile = try reader.optionalObject("appArmorProfile")
    self.seLinuxChangePolicy = try reader.optionalString("seLinuxChangePolicy")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.optionalObject("seLinuxOptions", seLinuxOptions)
    writer.optionalObject("windowsOptions", windowsOptions)
    writer.optionalInt64("runAsUser", runAsUser)
    writer.optionalInt64("runAsGroup", runAsGroup)
    writer.optionalBool("runAsNonRoot", runAsNonRoot)
    writer.int64s("supplementalGroups", supplementalGroups)
    writer.optionalString("supplementalGroupsPolicy", supplementalGroupsPolicy)
    writer.optionalInt64("fsGroup", fsGroup)
    writer.objects("sysctls", sysctls)
    writer.optionalString("fsGroupChangePolicy", fsGroupChangePolicy)
    writer.optionalObject("seccompProfile", seccompProfile)
    writer.optionalObject("appArmorProfile", appArmorProfile)
    writer.optionalString("seLinuxChangePolicy", seLinuxChangePolicy)
    return writer.json
  }
}

/// `core/v1.SeccompProfile`
public struct SeccompProfile: APIValue {
  public var type: String = ""
  public var localhostProfile: String?

  public init() {}
}

extension SeccompProfile {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.localhostProfile = try reader.optionalString("localhostProfile")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("type", type, always: true)
    writer.optionalString("localhostProfile", localhostProfile)
    return writer.json
  }
}

/// `core/v1.AppArmorProfile`
public struct AppArmorProfile: APIValue {
  public var type: String = ""
  public var localhostProfile: String?

  public init() {}
}

extension AppArmorProfile {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.localhostProfile = try reader.optionalString("localhostProfile")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("type", type, always: true)
    writer.optionalString("localhostProfile", localhostProfile)
    return writer.json
  }
}

/// `core/v1.PodDNSConfig`
public struct PodDNSConfig: APIValue {
  public var nameservers: [String] = []
  public var searches: [String] = []
  public var options: [PodDNSConfigOption] = []

  public init() {}
}

extension PodDNSConfig {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.nameservers = try reader.strings("nameservers")
    self.searches = try reader.strings("searches")
    self.options = try reader.objects("options")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.strings("nameservers", nameservers)
    writer.strings("searches", searches)
    writer.objects("options", options)
    return writer.json
  }
}

/// `core/v1.PodDNSConfigOption`
public struct PodDNSConfigOption: APIValue {
  public var name: String = ""
  public var value: String?

  public init() {}
}

extension PodDNSConfigOption {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.value = try reader.optionalString("value")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name)
    writer.optionalString("value", value)
    return writer.json
  }
}

/// `core/v1.PodIP`
public struct PodIP: APIValue {
  public var ip: String = ""

  public init() {}
}

extension PodIP {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ip = try reader.string("ip")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("ip", ip, always: true)
    return writer.json
  }
}

/// `core/v1.HostIP`
public struct HostIP: APIValue {
  public var ip: String = ""

  public init() {}
}

extension HostIP {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ip = try reader.string("ip")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("ip", ip, always: true)
    return writer.json
  }
}

/// `core/v1.EphemeralContainer`
public struct EphemeralContainer: APIValue {
  public var name: String = ""
  public var image: String = ""
  public var command: [String] = []
  public var args: [String] = []
  public var workingDir: String = ""
  public var ports: [ContainerPort] = []
  public var envFrom: [EnvFromSource] = []
  public var env: [EnvVar] = []
  public var resources: ResourceRequirements = ResourceRequirements()
  public var resizePolicy: [ContainerResizePolicy] = []
  public var restartPolicy: String?
  public var restartPolicyRules: [ContainerRestartRule] = []
  public var volumeMounts: [VolumeMount] = []
  public var volumeDevices: [VolumeDevice] = []
  @Boxed public var livenessProbe: Probe?
  @Boxed public var readinessProbe: Probe?
  @Boxed public var startupProbe: Probe?
  @Boxed public var lifecycle: Lifecycle?
  public var terminationMessagePath: String = ""
  public var terminationMessagePolicy: String = ""
  public var imagePullPolicy: String = ""
  @Boxed public var securityContext: SecurityContext?
  public var stdin: Bool = false
  public var stdinOnce: Bool = false
  public var tty: Bool = false
  public var targetContainerName: String = ""

  public init() {}
}

extension EphemeralContainer {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.image = try reader.string("image")
    self.command = try reader.strings("command")
    self.args = try reader.strings("args")
    self.workingDir = try reader.string("workingDir")
    self.ports = try reader.objects("ports")
    self.envFrom = try reader.objects("envFrom")
    self.env = try reader.objects("env")
    self.resources = try reader.object("resources")
    self.resizePolicy = try reader.objects("resizePolicy")
    self.restartPolicy = try reader.optionalString("restartPolicy")
    self.restartPolicyRules = try reader.objects("restartPolicyRules")
    self.volumeMounts = try reader.objects("volumeMounts")
    self.volumeDevices = try reader.objects("volumeDevices")
    self.livenessProbe = try reader.optionalObject("livenessProbe")
    self.readinessProbe = try reader.optionalObject("readinessProbe")
    self.startupProbe = try reader.optionalObject("startupProbe")
    self.lifecycle = try reader.optionalObject("lifecycle")
    self.terminationMessagePath = try reader.string("terminationMessagePath")
    self.terminationMessagePolicy = try reader.string("terminationMessagePolicy")
    self.imagePullPolicy = try reader.string("imagePullPolicy")
    self.securityContext = try reader.optionalObject("securityContext")
    self.stdin = try reader.bool("stdin")
    self.stdinOnce = try reader.bool("stdinOnce")
    self.tty = try reader.bool("tty")
    self.targetContainerName = try reader.string("targetContainerName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("name", name, always: true)
    writer.string("image", image)
    writer.strings("command", command)
    writer.strings("args", args)
    writer.string("workingDir", workingDir)
    writer.objects("ports", ports)
    writer.objects("envFrom", envFrom)
    writer.objects("env", env)
    writer.object("resources", resources)
    writer.objects("resizePolicy", resizePolicy)
    writer.optionalString("restartPolicy", restartPolicy)
    writer.objects("restartPolicyRules", restartPolicyRules)
    writer.objects("volumeMounts", volumeMounts)
    writer.objects("volumeDevices", volumeDevices)
    writer.optionalObject("livenessProbe", livenessProbe)
    writer.optionalObject("readinessProbe", readinessProbe)
    writer.optionalObject("startupProbe", startupProbe)
    writer.optionalObject("lifecycle", lifecycle)
    writer.string("terminationMessagePath", terminationMessagePath)
    writer.string("terminationMessagePolicy", terminationMessagePolicy)
    writer.string("imagePullPolicy", imagePullPolicy)
    writer.optionalObject("securityContext", securityContext)
    writer.bool("stdin", stdin)
    writer.bool("stdinOnce", stdinOnce)
    writer.bool("tty", tty)
    writer.string("targetContainerName", targetContainerName)
    return writer.json
  }
}
