import APIMachinery

/// What the kubelet keeps of a pod: its specification with defaults filled in, quantities parsed and unions as enums, so
/// that the rest of the kubelet need not look at JSON.
struct PodDefinition: Sendable {
  enum RestartPolicy: String, Sendable { case always = "Always", onFailure = "OnFailure", never = "Never" }
  enum DNSPolicy: String, Sendable {
    case clusterFirst = "ClusterFirst", clusterFirstWithHostNet = "ClusterFirstWithHostNet"
    case `default` = "Default", none = "None"
  }

  /// Where the pod was learnt from.
  enum Source: String, Sendable { case api, file }

  var source: Source
  var namespace: String
  var name: String
  var uid: String
  var resourceVersion: String
  var generation: Int64
  var labels: [String: String]
  var annotations: [String: String]
  var deletion: Deletion?

  struct Deletion: Sendable, Equatable {
    var at: Timestamp
    var gracePeriod: Duration
  }

  var containers: [ContainerDefinition]
  var initContainers: [ContainerDefinition]
  var ephemeralContainers: [ContainerDefinition]
  var volumes: [VolumeDefinition]
  var restartPolicy: RestartPolicy
  var terminationGracePeriod: Duration
  var activeDeadline: Duration?
  var dnsPolicy: DNSPolicy
  var dnsConfig: DNSConfig
  var hostNetwork: Bool
  var hostPID: Bool
  var hostIPC: Bool
  var shareProcessNamespace: Bool
  var hostname: String
  var subdomain: String
  var setsHostnameAsFQDN: Bool
  var hostAliases: [HostAlias]
  var serviceAccountName: String
  var enableServiceLinks: Bool
  var imagePullSecrets: [String]
  var readinessGates: [String]
  var security: PodSecurity
  var runtimeClassName: String
  var nodeName: String
  var priority: Int64
  /// `os.name`; empty for any.
  var operatingSystem: String
  /// Takes the place of every other host name.
  var hostnameOverride: String
  /// False for a user namespace of the pod's own.
  var hostUsers: Bool
  /// What the runtime class adds to the pod's requests.
  var overhead: ResourceDefinition?
  /// Requests and limits of the pod as a whole.
  var podResources: ResourceDefinition?
  /// The object as it came, for those who want all of it.
  var json: JSONValue

  struct DNSConfig: Sendable, Equatable {
    var nameservers: [String] = []
    var searches: [String] = []
    /// `name` or `name:value`.
    var options: [String] = []
  }

  struct HostAlias: Sendable, Equatable {
    var ip: String
    var hostnames: [String]
  }
}

/// The pod's own security settings, which containers may override.
struct PodSecurity: Sendable, Equatable {
  var runAsUser: Int64?
  var runAsGroup: Int64?
  var runAsNonRoot: Bool?
  var supplementalGroups: [Int64] = []
  var fsGroup: Int64?
  /// Whether volumes whose root has the right group already are left alone (`OnRootMismatch`).
  var changesOwnershipOnMismatchOnly = false
  var sysctls: [String: String] = [:]
  var seccomp: SeccompDefinition?
}

enum SeccompDefinition: Sendable, Equatable {
  case runtimeDefault, unconfined
  case localhost(String)

  init?(json: JSONValue?) {
    switch json?.string("type") {
    case "RuntimeDefault": self = .runtimeDefault
    case "Unconfined": self = .unconfined
    case "Localhost": self = .localhost(json?.string("localhostProfile") ?? "")
    default: return nil
    }
  }
}

extension PodDefinition {
  /// `name_namespace(uid)`, as upstream writes pods in messages.
  var description: String { "\(name)_\(namespace)(\(uid))" }

  var key: String { "\(namespace)/\(name)" }

  /// Where containers share the process namespace of the sandbox or the node.
  var allContainers: [ContainerDefinition] { initContainers + containers + ephemeralContainers }

  /// A pod from a file, whose object in the API only mirrors it.
  var isStatic: Bool { source == .file }

  /// The file-based pod that this object mirrors; its value is the file's hash.
  var mirrorHash: String? { annotations["kubernetes.io/config.mirror"] }

  init(json: JSONValue, source: Source = .api) {
    let metadata = json["metadata"] ?? .null
    let spec = json["spec"] ?? .null
    self.source = source
    self.json = json
    namespace = metadata.string("namespace")
    name = metadata.string("name")
    uid = metadata.string("uid")
    resourceVersion = metadata.string("resourceVersion")
    generation = metadata.integer("generation") ?? 0
    labels = metadata.stringMap("labels")
    annotations = metadata.stringMap("annotations")
    terminationGracePeriod = spec.seconds("terminationGracePeriodSeconds") ?? .seconds(30)
    deletion = metadata.time("deletionTimestamp").map { [terminationGracePeriod] in
      Deletion(at: $0, gracePeriod: metadata.seconds("deletionGracePeriodSeconds") ?? terminationGracePeriod)
    }
    containers = spec.list("containers").map { ContainerDefinition(json: $0, kind: .regular) }
    initContainers = spec.list("initContainers").map {
      ContainerDefinition(json: $0, kind: $0.string("restartPolicy") == "Always" ? .sidecar : .initial)
    }
    ephemeralContainers = spec.list("ephemeralContainers").map { ContainerDefinition(json: $0, kind: .ephemeral) }
    volumes = spec.list("volumes").map(VolumeDefinition.init)
    restartPolicy = RestartPolicy(rawValue: spec.string("restartPolicy")) ?? .always
    activeDeadline = spec.seconds("activeDeadlineSeconds")
    dnsPolicy = DNSPolicy(rawValue: spec.string("dnsPolicy")) ?? .clusterFirst
    let dns = spec["dnsConfig"] ?? .null
    dnsConfig = DNSConfig(
      nameservers: dns.strings("nameservers"), searches: dns.strings("searches"),
      options: dns.list("options").map { option in
        option.optionalString("value").map { "\(option.string("name")):\($0)" } ?? option.string("name")
      })
    hostNetwork = spec.bool("hostNetwork")
    hostPID = spec.bool("hostPID")
    hostIPC = spec.bool("hostIPC")
    shareProcessNamespace = spec.bool("shareProcessNamespace")
    hostname = spec.string("hostname")
    subdomain = spec.string("subdomain")
    setsHostnameAsFQDN = spec.bool("setHostnameAsFQDN")
    hostAliases = spec.list("hostAliases").map {
      HostAlias(ip: $0.string("ip"), hostnames: $0.strings("hostnames"))
    }
    serviceAccountName = spec.string("serviceAccountName")
    enableServiceLinks = spec.bool("enableServiceLinks", default: true)
    imagePullSecrets = spec.list("imagePullSecrets").map { $0.string("name") }
    readinessGates = spec.list("readinessGates").map { $0.string("conditionType") }
    runtimeClassName = spec.string("runtimeClassName")
    nodeName = spec.string("nodeName")
    priority = spec.integer("priority") ?? 0
    operatingSystem = spec["os"]?.string("name") ?? ""
    hostnameOverride = spec.string("hostnameOverride")
    hostUsers = spec.bool("hostUsers", default: true)
    overhead = spec["overhead"].map { ResourceDefinition(json: ["requests": $0]) }
    podResources = spec["resources"].map { ResourceDefinition(json: $0) }
    security = PodSecurity()
    if let context = spec["securityContext"] {
      security.runAsUser = context.integer("runAsUser")
      security.runAsGroup = context.integer("runAsGroup")
      security.runAsNonRoot = context["runAsNonRoot"]?.boolValue
      security.supplementalGroups = context.list("supplementalGroups").compactMap(\.integerValue)
      security.fsGroup = context.integer("fsGroup")
      security.changesOwnershipOnMismatchOnly = context.string("fsGroupChangePolicy") == "OnRootMismatch"
      for sysctl in context.list("sysctls") { security.sysctls[sysctl.string("name")] = sysctl.string("value") }
      security.seccomp = SeccompDefinition(json: context["seccompProfile"])
    }
  }
}
