// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Requirements on the place of a volume.
public struct TopologySelectorTerm: APIValue {
  /// On labels.
  public var matchLabelExpressions: [TopologySelectorLabelRequirement] = []

  public init() {}
}

extension TopologySelectorTerm {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.matchLabelExpressions = try reader.objects("matchLabelExpressions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("matchLabelExpressions", matchLabelExpressions)
    return writer.json
  }
}

/// A requirement on a label.
public struct TopologySelectorLabelRequirement: APIValue {
  /// The key.
  public var key: String = ""
  /// The values to compare with.
  public var values: [String] = []

  public init() {}
}

extension TopologySelectorLabelRequirement {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.key = try reader.string("key")
    self.values = try reader.strings("values")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("key", key, always: true)
    writer.strings("values", values, always: true)
    return writer.json
  }
}

/// Where a pod wants to be, and near whom.
public struct Affinity: APIValue {
  /// Which nodes it wants.
  @Boxed public var nodeAffinity: NodeAffinity?
  /// Which pods it wants to be near.
  @Boxed public var podAffinity: PodAffinity?
  /// Which pods it wants to be away from.
  @Boxed public var podAntiAffinity: PodAntiAffinity?

  public init() {}
}

extension Affinity {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.nodeAffinity = try reader.optionalObject("nodeAffinity")
    self.podAffinity = try reader.optionalObject("podAffinity")
    self.podAntiAffinity = try reader.optionalObject("podAntiAffinity")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.optionalObject("nodeAffinity", nodeAffinity)
    writer.optionalObject("podAffinity", podAffinity)
    writer.optionalObject("podAntiAffinity", podAntiAffinity)
    return writer.json
  }
}

/// Which pods to be near.
public struct PodAffinity: APIValue {
  /// Must hold when it is scheduled.
  public var requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm] = []
  /// Should hold, by weight.
  public var preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm] = []

  public init() {}
}

extension PodAffinity {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.requiredDuringSchedulingIgnoredDuringExecution = try reader.objects("requiredDuringSchedulingIgnoredDuringExecution")
    self.preferredDuringSchedulingIgnoredDuringExecution = try reader.objects("preferredDuringSchedulingIgnoredDuringExecution")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("requiredDuringSchedulingIgnoredDuringExecution", requiredDuringSchedulingIgnoredDuringExecution)
    writer.objects("preferredDuringSchedulingIgnoredDuringExecution", preferredDuringSchedulingIgnoredDuringExecution)
    return writer.json
  }
}

/// Which pods to be away from.
public struct PodAntiAffinity: APIValue {
  /// Must hold when it is scheduled.
  public var requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm] = []
  /// Should hold, by weight.
  public var preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm] = []

  public init() {}
}

extension PodAntiAffinity {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.requiredDuringSchedulingIgnoredDuringExecution = try reader.objects("requiredDuringSchedulingIgnoredDuringExecution")
    self.preferredDuringSchedulingIgnoredDuringExecution = try reader.objects("preferredDuringSchedulingIgnoredDuringExecution")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("requiredDuringSchedulingIgnoredDuringExecution", requiredDuringSchedulingIgnoredDuringExecution)
    writer.objects("preferredDuringSchedulingIgnoredDuringExecution", preferredDuringSchedulingIgnoredDuringExecution)
    return writer.json
  }
}

/// A wish with a weight.
public struct WeightedPodAffinityTerm: APIValue {
  /// From 1 to 100.
  public var weight: Int32 = 0
  /// The wish.
  public var podAffinityTerm: PodAffinityTerm = PodAffinityTerm()

  public init() {}
}

extension WeightedPodAffinityTerm {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.weight = try reader.int32("weight")
    self.podAffinityTerm = try reader.object("podAffinityTerm")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.int32("weight", weight, always: true)
    writer.object("podAffinityTerm", podAffinityTerm)
    return writer.json
  }
}

/// Pods, and what being near them means.
public struct PodAffinityTerm: APIValue {
  /// Chooses objects by their labels.
  @Boxed public var labelSelector: MetaLabelSelector?
  /// The namespaces they are in, by name.
  public var namespaces: [String] = []
  /// Nodes with the same value of this label are one place.
  public var topologyKey: String = ""
  /// Which namespaces are meant, by their labels.
  @Boxed public var namespaceSelector: MetaLabelSelector?
  /// Labels that must be as those of the new pod.
  public var matchLabelKeys: [String] = []
  /// Labels that must differ from those of the new pod.
  public var mismatchLabelKeys: [String] = []

  public init() {}
}

extension PodAffinityTerm {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.labelSelector = try reader.optionalObject("labelSelector")
    self.namespaces = try reader.strings("namespaces")
    self.topologyKey = try reader.string("topologyKey")
    self.namespaceSelector = try reader.optionalObject("namespaceSelector")
    self.matchLabelKeys = try reader.strings("matchLabelKeys")
    self.mismatchLabelKeys = try reader.strings("mismatchLabelKeys")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.optionalObject("labelSelector", labelSelector)
    writer.strings("namespaces", namespaces)
    writer.string("topologyKey", topologyKey, always: true)
    writer.optionalObject("namespaceSelector", namespaceSelector)
    writer.strings("matchLabelKeys", matchLabelKeys)
    writer.strings("mismatchLabelKeys", mismatchLabelKeys)
    return writer.json
  }
}

/// Which nodes a pod wants.
public struct NodeAffinity: APIValue {
  /// Must hold when it is scheduled.
  @Boxed public var requiredDuringSchedulingIgnoredDuringExecution: NodeSelector?
  /// Should hold, by weight.
  public var preferredDuringSchedulingIgnoredDuringExecution: [PreferredSchedulingTerm] = []

  public init() {}
}

extension NodeAffinity {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.requiredDuringSchedulingIgnoredDuringExecution = try reader.optionalObject("requiredDuringSchedulingIgnoredDuringExecution")
    self.preferredDuringSchedulingIgnoredDuringExecution = try reader.objects("preferredDuringSchedulingIgnoredDuringExecution")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalObject("requiredDuringSchedulingIgnoredDuringExecution", requiredDuringSchedulingIgnoredDuringExecution)
    writer.objects("preferredDuringSchedulingIgnoredDuringExecution", preferredDuringSchedulingIgnoredDuringExecution)
    return writer.json
  }
}

/// A wish with a weight.
public struct PreferredSchedulingTerm: APIValue {
  /// From 1 to 100.
  public var weight: Int32 = 0
  /// The nodes wished for.
  public var preference: NodeSelectorTerm = NodeSelectorTerm()

  public init() {}
}

extension PreferredSchedulingTerm {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.weight = try reader.int32("weight")
    self.preference = try reader.object("preference")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.int32("weight", weight, always: true)
    writer.object("preference", preference)
    return writer.json
  }
}

/// Keeps pods off a node that don't tolerate it.
public struct Taint: APIValue {
  /// The key.
  public var key: String = ""
  /// The value.
  public var value: String = ""
  /// What happens to pods that don't tolerate it.
  public var effect: String = ""
  /// When it was added.
  public var timeAdded: Timestamp?

  public init() {}
}

extension Taint {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.key = try reader.string("key")
    self.value = try reader.string("value")
    self.effect = try reader.string("effect")
    self.timeAdded = try reader.time("timeAdded")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("key", key, always: true)
    writer.string("value", value)
    writer.string("effect", effect, always: true)
    writer.time("timeAdded", timeAdded)
    return writer.json
  }
}

/// Lets a pod on nodes with certain taints.
public struct Toleration: APIValue {
  /// The taint's key; empty with Exists for all.
  public var key: String = ""
  /// How to compare.
  public var `operator`: String = ""
  /// The value.
  public var value: String = ""
  /// The taint's effect; empty for all.
  public var effect: String = ""
  /// How long a NoExecute taint is put up with.
  public var tolerationSeconds: Int64?

  public init() {}
}

extension Toleration {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.key = try reader.string("key")
    self.`operator` = try reader.string("operator")
    self.value = try reader.string("value")
    self.effect = try reader.string("effect")
    self.tolerationSeconds = try reader.optionalInt64("tolerationSeconds")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("key", key)
    writer.string("operator", `operator`)
    writer.string("value", value)
    writer.string("effect", effect)
    writer.optionalInt64("tolerationSeconds", tolerationSeconds)
    return writer.json
  }
}

/// A condition that must be true for the pod to be ready.
public struct PodReadinessGate: APIValue {
  /// The condition.
  public var conditionType: String = ""

  public init() {}
}

extension PodReadinessGate {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.conditionType = try reader.string("conditionType")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("conditionType", conditionType, always: true)
    return writer.json
  }
}

/// What a pod should run, and where and how.
public struct PodSpec: APIValue {
  /// Volumes that containers can mount.
  public var volumes: [Volume] = []
  /// Run one after another before the others; sidecars go on.
  public var initContainers: [Container] = []
  /// Run together.
  public var containers: [Container] = []
  /// Added to a running pod to look into it.
  public var ephemeralContainers: [EphemeralContainer] = []
  /// When to start containers again.
  public var restartPolicy: String = ""
  /// How long it may take to end.
  public var terminationGracePeriodSeconds: Int64?
  /// How long it may run.
  public var activeDeadlineSeconds: Int64?
  /// How names are resolved.
  public var dnsPolicy: String = ""
  /// Labels that a node must have.
  public var nodeSelector: [String: String] = [:]
  /// The identity it runs under.
  public var serviceAccountName: String = ""
  /// An old name of serviceAccountName.
  public var serviceAccount: String = ""
  /// Whether a token of the service account is mounted.
  public var automountServiceAccountToken: Bool?
  /// The node it runs on, set by the scheduler.
  public var nodeName: String = ""
  /// Uses the node's network.
  public var hostNetwork: Bool = false
  /// Sees the node's processes.
  public var hostPID: Bool = false
  /// Uses the node's interprocess communication.
  public var hostIPC: Bool = false
  /// Lets containers see each other's processes.
  public var shareProcessNamespace: Bool?
  /// Rights and identity for all containers.
  @Boxed public var securityContext: PodSecurityContext?
  /// Secrets for pulling images.
  public var imagePullSecrets: [LocalObjectReference] = []
  /// The host name; the pod's name when empty.
  public var hostname: String = ""
  /// Part of the full host name, after the host name.
  public var subdomain: String = ""
  /// Where it wants to be.
  @Boxed public var affinity: Affinity?
  /// The scheduler that places it.
  public var schedulerName: String = ""
  /// Taints to put up with.
  public var tolerations: [Toleration] = []
  /// Lines for the hosts file.
  public var hostAliases: [HostAlias] = []
  /// The class that gives its priority.
  public var priorityClassName: String = ""
  /// Higher goes first; set from the class.
  public var priority: Int32?
  /// Changes to name resolution.
  @Boxed public var dnsConfig: PodDNSConfig?
  /// Conditions that must be true for it to be ready.
  public var readinessGates: [PodReadinessGate] = []
  /// How its containers are run.
  public var runtimeClassName: String?
  /// Whether services appear as environment variables.
  public var enableServiceLinks: Bool?
  /// Whether it may push out others.
  public var preemptionPolicy: String?
  /// What running it costs beyond its containers.
  public var overhead: [String: Quantity] = [:]
  /// How it is spread with its like.
  public var topologySpreadConstraints: [TopologySpreadConstraint] = []
  /// Makes the full name the host name.
  public var setHostnameAsFQDN: Bool?
  /// The operating system it is for.
  @Boxed public var os: PodOS?
  /// Whether it uses the node's user namespace.
  public var hostUsers: Bool?
  /// Keep it from being scheduled until they are removed.
  public var schedulingGates: [PodSchedulingGate] = []
  /// Device claims that containers can use.
  public var resourceClaims: [PodResourceClaim] = []
  /// What all its containers together need and may use.
  @Boxed public var resources: ResourceRequirements?
  /// The host name instead of any other.
  public var hostnameOverride: String?
  /// The group it is scheduled with.
  @Boxed public var schedulingGroup: PodSchedulingGroup?

  public init() {}
}

extension PodSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.volumes = try reader.objects("volumes")
    self.initContainers = try reader.objects("initContainers")
    self.containers = try reader.objects("containers")
    self.ephemeralContainers = try reader.objects("ephemeralContainers")
    self.restartPolicy = try reader.string("restartPolicy")
    self.terminationGracePeriodSeconds = try reader.optionalInt64("terminationGracePeriodSeconds")
    self.activeDeadlineSeconds = try reader.optionalInt64("activeDeadlineSeconds")
    self.dnsPolicy = try reader.string("dnsPolicy")
    self.nodeSelector = try reader.stringMap("nodeSelector")
    self.serviceAccountName = try reader.string("serviceAccountName")
    self.serviceAccount = try reader.string("serviceAccount")
    self.automountServiceAccountToken = try reader.optionalBool("automountServiceAccountToken")
    self.nodeName = try reader.string("nodeName")
    self.hostNetwork = try reader.bool("hostNetwork")
    self.hostPID = try reader.bool("hostPID")
    self.hostIPC = try reader.bool("hostIPC")
    self.shareProcessNamespace = try reader.optionalBool("shareProcessNamespace")
    self.securityContext = try reader.optionalObject("securityContext")
    self.imagePullSecrets = try reader.objects("imagePullSecrets")
    self.hostname = try reader.string("hostname")
    self.subdomain = try reader.string("subdomain")
    self.affinity = try reader.optionalObject("affinity")
    self.schedulerName = try reader.string("schedulerName")
    self.tolerations = try reader.objects("tolerations")
    self.hostAliases = try reader.objects("hostAliases")
    self.priorityClassName = try reader.string("priorityClassName")
    self.priority = try reader.optionalInt32("priority")
    self.dnsConfig = try reader.optionalObject("dnsConfig")
    self.readinessGates = try reader.objects("readinessGates")
    self.runtimeClassName = try reader.optionalString("runtimeClassName")
    self.enableServiceLinks = try reader.optionalBool("enableServiceLinks")
    self.preemptionPolicy = try reader.optionalString("preemptionPolicy")
    self.overhead = try reader.quantityMap("overhead")
    self.topologySpreadConstraints = try reader.objects("topologySpreadConstraints")
    self.setHostnameAsFQDN = try reader.optionalBool("setHostnameAsFQDN")
    self.os = try reader.optionalObject("os")
    self.hostUsers = try reader.optionalBool("hostUsers")
    self.schedulingGates = try reader.objects("schedulingGates")
    self.resourceClaims = try reader.objects("resourceClaims")
    self.resources = try reader.optionalObject("resources")
    self.hostnameOverride = try reader.optionalString("hostnameOverride")
    self.schedulingGroup = try reader.optionalObject("schedulingGroup")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.objects("volumes", volumes)
    writer.objects("initContainers", initContainers)
    writer.objects("containers", containers, always: true)
    writer.objects("ephemeralContainers", ephemeralContainers)
    writer.string("restartPolicy", restartPolicy)
    writer.optionalInt64("terminationGracePeriodSeconds", terminationGracePeriodSeconds)
    writer.optionalInt64("activeDeadlineSeconds", activeDeadlineSeconds)
    writer.string("dnsPolicy", dnsPolicy)
    writer.stringMap("nodeSelector", nodeSelector)
    writer.string("serviceAccountName", serviceAccountName)
    writer.string("serviceAccount", serviceAccount)
    writer.optionalBool("automountServiceAccountToken", automountServiceAccountToken)
    writer.string("nodeName", nodeName)
    writer.bool("hostNetwork", hostNetwork)
    writer.bool("hostPID", hostPID)
    writer.bool("hostIPC", hostIPC)
    writer.optionalBool("shareProcessNamespace", shareProcessNamespace)
    writer.optionalObject("securityContext", securityContext)
    writer.objects("imagePullSecrets", imagePullSecrets)
    writer.string("hostname", hostname)
    writer.string("subdomain", subdomain)
    writer.optionalObject("affinity", affinity)
    writer.string("schedulerName", schedulerName)
    writer.objects("tolerations", tolerations)
    writer.objects("hostAliases", hostAliases)
    writer.string("priorityClassName", priorityClassName)
    writer.optionalInt32("priority", priority)
    writer.optionalObject("dnsConfig", dnsConfig)
    writer.objects("readinessGates", readinessGates)
    writer.optionalString("runtimeClassName", runtimeClassName)
    writer.optionalBool("enableServiceLinks", enableServiceLinks)
    writer.optionalString("preemptionPolicy", preemptionPolicy)
    writer.quantityMap("overhead", overhead)
    writer.objects("topologySpreadConstraints", topologySpreadConstraints)
    writer.optionalBool("setHostnameAsFQDN", setHostnameAsFQDN)
    writer.optionalObject("os", os)
    writer.optionalBool("hostUsers", hostUsers)
    writer.objects("schedulingGates", schedulingGates)
    writer.objects("resourceClaims", resourceClaims)
    writer.optionalObject("resources", resources)
    writer.optionalString("hostnameOverride", hostnameOverride)
    writer.optionalObject("schedulingGroup", schedulingGroup)
    return writer.json
  }
}

/// A device claim of a pod.
public struct PodResourceClaim: APIValue {
  /// What containers call it.
  public var name: String = ""
  /// An existing claim.
  public var resourceClaimName: String?
  /// The template to make a claim from.
  public var resourceClaimTemplateName: String?

  public init() {}
}

extension PodResourceClaim {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.resourceClaimName = try reader.optionalString("resourceClaimName")
    self.resourceClaimTemplateName = try reader.optionalString("resourceClaimTemplateName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("name", name, always: true)
    writer.optionalString("resourceClaimName", resourceClaimName)
    writer.optionalString("resourceClaimTemplateName", resourceClaimTemplateName)
    return writer.json
  }
}

/// A claim that was made for a pod.
public struct PodResourceClaimStatus: APIValue {
  /// What the pod calls it.
  public var name: String = ""
  /// The claim that was made.
  public var resourceClaimName: String?

  public init() {}
}

extension PodResourceClaimStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.resourceClaimName = try reader.optionalString("resourceClaimName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.optionalString("resourceClaimName", resourceClaimName)
    return writer.json
  }
}
