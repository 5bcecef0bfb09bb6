// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// The claim made for extended resources.
public struct PodExtendedResourceClaimStatus: APIValue {
  /// Which request serves which container.
  public var requestMappings: [ContainerExtendedResourceRequest] = []
  /// The claim that was made.
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

/// A container's extended resource and the request that serves it.
public struct ContainerExtendedResourceRequest: APIValue {
  /// The container.
  public var containerName: String = ""
  /// The resource.
  public var resourceName: String = ""
  /// The request in the claim.
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

/// The operating system of a pod.
public struct PodOS: APIValue {
  /// linux or windows.
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

/// Keeps a pod from being scheduled.
public struct PodSchedulingGate: APIValue {
  /// The name.
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

/// The group that a pod is scheduled with.
public struct PodSchedulingGroup: APIValue {
  /// The group.
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

/// How pods are spread over places.
public struct TopologySpreadConstraint: APIValue {
  /// How much the numbers of two places may differ.
  public var maxSkew: Int32 = 0
  /// Nodes with the same value of this label are one place.
  public var topologyKey: String = ""
  /// Whether it must hold or only should.
  public var whenUnsatisfiable: String = ""
  /// Chooses objects by their labels.
  @Boxed public var labelSelector: MetaLabelSelector?
  /// How many places there must be at least.
  public var minDomains: Int32?
  /// Whether nodes the pod can't go to count.
  public var nodeAffinityPolicy: String?
  /// Whether nodes with taints count.
  public var nodeTaintsPolicy: String?
  /// Labels that must be as those of the new pod.
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

/// A line of the hosts file.
public struct HostAlias: APIValue {
  /// The address.
  public var ip: String = ""
  /// Names for the address.
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

/// Rights and identity for all containers of a pod.
public struct PodSecurityContext: APIValue {
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
  /// Further groups of the processes.
  public var supplementalGroups: [Int64] = []
  /// Whether groups of the image count too.
  public var supplementalGroupsPolicy: String?
  /// The group that owns the volumes.
  public var fsGroup: Int64?
  /// Kernel parameters.
  public var sysctls: [Sysctl] = []
  /// When to change the owner of volumes.
  public var fsGroupChangePolicy: String?
  /// Which system calls are allowed.
  @Boxed public var seccompProfile: SeccompProfile?
  /// The AppArmor profile.
  @Boxed public var appArmorProfile: AppArmorProfile?
  /// How volumes get their SELinux label.
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

/// Which system calls are allowed.
public struct SeccompProfile: APIValue {
  /// Where the profile comes from.
  public var type: String = ""
  /// A file on the node.
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

/// An AppArmor profile.
public struct AppArmorProfile: APIValue {
  /// Where the profile comes from.
  public var type: String = ""
  /// A profile loaded on the node.
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

/// Changes to name resolution.
public struct PodDNSConfig: APIValue {
  /// Servers to ask.
  public var nameservers: [String] = []
  /// Domains to search.
  public var searches: [String] = []
  /// Further options.
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

/// An option of the resolver.
public struct PodDNSConfigOption: APIValue {
  /// The name.
  public var name: String = ""
  /// The value.
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

/// An address of a pod.
public struct PodIP: APIValue {
  /// The address.
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

/// An address of a node.
public struct HostIP: APIValue {
  /// The address.
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

/// A container added to a running pod.
public struct EphemeralContainer: APIValue {
  /// The name, unique in the pod.
  public var name: String = ""
  /// The image to run.
  public var image: String = ""
  /// The program, instead of the image's entry point.
  public var command: [String] = []
  /// The arguments, instead of the image's.
  public var args: [String] = []
  /// The folder to start in.
  public var workingDir: String = ""
  /// Ports it listens on; for information only.
  public var ports: [ContainerPort] = []
  /// Sources whose keys become environment variables.
  public var envFrom: [EnvFromSource] = []
  /// Environment variables.
  public var env: [EnvVar] = []
  /// What it needs and may use.
  public var resources: ResourceRequirements = ResourceRequirements()
  /// What resizing does to it, per resource.
  public var resizePolicy: [ContainerResizePolicy] = []
  /// Always makes an init container a sidecar.
  public var restartPolicy: String?
  /// When to restart depending on the exit code.
  public var restartPolicyRules: [ContainerRestartRule] = []
  /// Volumes and where they appear.
  public var volumeMounts: [VolumeMount] = []
  /// Raw devices and where they appear.
  public var volumeDevices: [VolumeDevice] = []
  /// When it fails, the container is restarted.
  @Boxed public var livenessProbe: Probe?
  /// While it fails, services leave the pod out.
  @Boxed public var readinessProbe: Probe?
  /// Until it succeeds, the other probes wait.
  @Boxed public var startupProbe: Probe?
  /// What to do after the start and before the end.
  @Boxed public var lifecycle: Lifecycle?
  /// The file whose content explains the end.
  public var terminationMessagePath: String = ""
  /// Whether the log may stand in for the message.
  public var terminationMessagePolicy: String = ""
  /// When to pull the image.
  public var imagePullPolicy: String = ""
  /// Rights and identity.
  @Boxed public var securityContext: SecurityContext?
  /// Keeps standard input open.
  public var stdin: Bool = false
  /// Closes standard input after the first client.
  public var stdinOnce: Bool = false
  /// Gives it a terminal.
  public var tty: Bool = false
  /// The container whose processes it sees.
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
