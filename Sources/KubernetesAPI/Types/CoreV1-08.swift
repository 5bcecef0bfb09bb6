// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `core/v1.TopologySelectorTerm`
public struct TopologySelectorTerm: APIValue {
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

/// `core/v1.TopologySelectorLabelRequirement`
public struct TopologySelectorLabelRequirement: APIValue {
  public var key: String = ""
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

/// `core/v1.Affinity`
public struct Affinity: APIValue {
  @Boxed public var nodeAffinity: NodeAffinity?
  @Boxed public var podAffinity: PodAffinity?
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

/// `core/v1.PodAffinity`
public struct PodAffinity: APIValue {
  public var requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm] = []
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

/// `core/v1.PodAntiAffinity`
public struct PodAntiAffinity: APIValue {
  public var requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm] = []
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

/// `core/v1.WeightedPodAffinityTerm`
public struct WeightedPodAffinityTerm: APIValue {
  public var weight: Int32 = 0
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

/// `core/v1.PodAffinityTerm`
public struct PodAffinityTerm: APIValue {
  @Boxed public var labelSelector: MetaLabelSelector?
  public var namespaces: [String] = []
  public var topologyKey: String = ""
  @Boxed public var namespaceSelector: MetaLabelSelector?
  public var matchLabelKeys: [String] = []
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

/// `core/v1.NodeAffinity`
public struct NodeAffinity: APIValue {
  @Boxed public var requiredDuringSchedulingIgnoredDuringExecution: NodeSelector?
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

/// `core/v1.PreferredSchedulingTerm`
public struct PreferredSchedulingTerm: APIValue {
  public var weight: Int32 = 0
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

/// `core/v1.Taint`
public struct Taint: APIValue {
  public var key: String = ""
  public var value: String = ""
  public var effect: String = ""
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

/// `core/v1.Toleration`
public struct Toleration: APIValue {
  public var key: String = ""
  public var `operator`: String = ""
  public var value: String = ""
  public var effect: String = ""
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

/// `core/v1.PodReadinessGate`
public struct PodReadinessGate: APIValue {
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
  public var volumes: [Volume] = []
  public var initContainers: [Container] = []
  public var containers: [Container] = []
  public var ephemeralContainers: [EphemeralContainer] = []
  public var restartPolicy: String = ""
  public var terminationGracePeriodSeconds: Int64?
  public var activeDeadlineSeconds: Int64?
  public var dnsPolicy: String = ""
  public var nodeSelector: [String: String] = [:]
  public var serviceAccountName: String = ""
  public var serviceAccount: String = ""
  public var automountServiceAccountToken: Bool?
  public var nodeName: String = ""
  public var hostNetwork: Bool = false
  public var hostPID: Bool = false
  public var hostIPC: Bool = false
  public var shareProcessNamespace: Bool?
  @Boxed public var securityContext: PodSecurityContext?
  public var imagePullSecrets: [LocalObjectReference] = []
  public var hostname: String = ""
  public var subdomain: String = ""
  @Boxed public var affinity: Affinity?
  public var schedulerName: String = ""
  public var tolerations: [Toleration] = []
  public var hostAliases: [HostAlias] = []
  public var priorityClassName: String = ""
  public var priority: Int32?
  @Boxed public var dnsConfig: PodDNSConfig?
  public var readinessGates: [PodReadinessGate] = []
  public var runtimeClassName: String?
  public var enableServiceLinks: Bool?
  public var preemptionPolicy: String?
  public var overhead: [String: Quantity] = [:]
  public var topologySpreadConstraints: [TopologySpreadConstraint] = []
  public var setHostnameAsFQDN: Bool?
  @Boxed public var os: PodOS?
  public var hostUsers: Bool?
  public var schedulingGates: [PodSchedulingGate] = []
  public var resourceClaims: [PodResourceClaim] = []
  @Boxed public var resources: ResourceRequirements?
  public var hostnameOverride: String?
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

/// `core/v1.PodResourceClaim`
public struct PodResourceClaim: APIValue {
  public var name: String = ""
  public var resourceClaimName: String?
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

/// `core/v1.PodResourceClaimStatus`
public struct PodResourceClaimStatus: APIValue {
  public var name: String = ""
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
