// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// What is known about a pod: its phase, conditions, addresses and containers.
public struct PodStatus: APIValue {
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// Where it is in its life.
  public var phase: String = ""
  /// Observations about the state, one per type.
  public var conditions: [PodCondition] = []
  /// What happened, for people.
  public var message: String = ""
  /// Why, in one word for programs.
  public var reason: String = ""
  /// The node that is being cleared for it.
  public var nominatedNodeName: String = ""
  /// The node's address.
  public var hostIP: String = ""
  /// The node's addresses.
  public var hostIPs: [HostIP] = []
  /// The pod's address.
  public var podIP: String = ""
  /// The pod's addresses, one per family.
  public var podIPs: [PodIP] = []
  /// When the node took it on.
  public var startTime: Timestamp?
  /// What is known about the init containers.
  public var initContainerStatuses: [ContainerStatus] = []
  /// What is known about the containers.
  public var containerStatuses: [ContainerStatus] = []
  /// Its quality of service.
  public var qosClass: String = ""
  /// What is known about the ephemeral containers.
  public var ephemeralContainerStatuses: [ContainerStatus] = []
  /// How far resizing has come.
  public var resize: String = ""
  /// Claims made for it.
  public var resourceClaimStatuses: [PodResourceClaimStatus] = []
  /// The claim made for its extended resources.
  @Boxed public var extendedResourceClaimStatus: PodExtendedResourceClaimStatus?
  /// What the node has set aside.
  public var allocatedResources: [String: Quantity] = [:]
  /// The limits in effect.
  @Boxed public var resources: ResourceRequirements?
  /// Claims that count against the node's resources.
  public var nodeAllocatableResourceClaimStatuses: [NodeAllocatableResourceClaimStatus] = []

  public init() {}
}

extension PodStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.observedGeneration = try reader.int64("observedGeneration")
    self.phase = try reader.string("phase")
    self.conditions = try reader.objects("conditions")
    self.message = try reader.string("message")
    self.reason = try reader.string("reason")
    self.nominatedNodeName = try reader.string("nominatedNodeName")
    self.hostIP = try reader.string("hostIP")
    self.hostIPs = try reader.objects("hostIPs")
    self.podIP = try reader.string("podIP")
    self.podIPs = try reader.objects("podIPs")
    self.startTime = try reader.time("startTime")
    self.initContainerStatuses = try reader.objects("initContainerStatuses")
    self.containerStatuses = try reader.objects("containerStatuses")
    self.qosClass = try reader.string("qosClass")
    self.ephemeralContainerStatuses = try reader.objects("ephemeralContainerStatuses")
    self.resize = try reader.string("resize")
    self.resourceClaimStatuses = try reader.objects("resourceClaimStatuses")
    self.extendedResourceClaimStatus = try reader.optionalObject("extendedResourceClaimStatus")
    self.allocatedResources = try reader.quantityMap("allocatedResources")
    self.resources = try reader.optionalObject("resources")
    self.nodeAllocatableResourceClaimStatuses = try reader.objects("nodeAllocatableResourceClaimStatuses")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.int64("observedGeneration", observedGeneration)
    writer.string("phase", phase)
    writer.objects("conditions", conditions)
    writer.string("message", message)
    writer.string("reason", reason)
    writer.string("nominatedNodeName", nominatedNodeName)
    writer.string("hostIP", hostIP)
    writer.objects("hostIPs", hostIPs)
    writer.string("podIP", podIP)
    writer.objects("podIPs", podIPs)
    writer.time("startTime", startTime)
    writer.objects("initContainerStatuses", initContainerStatuses)
    writer.objects("containerStatuses", containerStatuses)
    writer.string("qosClass", qosClass)
    writer.objects("ephemeralContainerStatuses", ephemeralContainerStatuses)
    writer.string("resize", resize)
    writer.objects("resourceClaimStatuses", resourceClaimStatuses)
    writer.optionalObject("extendedResourceClaimStatus", extendedResourceClaimStatus)
    writer.quantityMap("allocatedResources", allocatedResources)
    writer.optionalObject("resources", resources)
    writer.objects("nodeAllocatableResourceClaimStatuses", nodeAllocatableResourceClaimStatuses)
    return writer.json
  }
}

/// A group of containers that share a network address and volumes and run together on one node.
public struct Pod: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Pod")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "pods")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: PodSpec
  /// What is the case, written by controllers.
  @Shared public var status: PodStatus

  public init() {}
}

extension Pod {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
    self.status = try reader.object("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    writer.object("status", status)
    return writer.json
  }
}

/// The metadata and specification of pods that a controller makes.
public struct PodTemplateSpec: APIValue {
  /// The object's name, labels and other metadata.
  public var metadata: ObjectMeta = ObjectMeta()
  /// What is wanted.
  public var spec: PodSpec = PodSpec()

  public init() {}
}

extension PodTemplateSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    return writer.json
  }
}

/// A named description of pods to make.
public struct PodTemplate: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "PodTemplate")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "podtemplates")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What the pods look like.
  @Shared public var template: PodTemplateSpec

  public init() {}
}

extension PodTemplate {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.template = try reader.object("template")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("template", template)
    return writer.json
  }
}

/// What to keep running.
public struct ReplicationControllerSpec: APIValue {
  /// The number of pods.
  public var replicas: Int32?
  /// How long a new pod must be ready before it counts as available.
  public var minReadySeconds: Int32 = 0
  /// Chooses objects by their labels.
  public var selector: [String: String] = [:]
  /// What the pods look like.
  @Boxed public var template: PodTemplateSpec?

  public init() {}
}

extension ReplicationControllerSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.replicas = try reader.optionalInt32("replicas")
    self.minReadySeconds = try reader.int32("minReadySeconds")
    self.selector = try reader.stringMap("selector")
    self.template = try reader.optionalObject("template")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalInt32("replicas", replicas)
    writer.int32("minReadySeconds", minReadySeconds)
    writer.stringMap("selector", selector)
    writer.optionalObject("template", template)
    return writer.json
  }
}

/// How many pods there are.
public struct ReplicationControllerStatus: APIValue {
  /// The number of pods.
  public var replicas: Int32 = 0
  /// Pods with all labels of the template.
  public var fullyLabeledReplicas: Int32 = 0
  /// Pods that are ready.
  public var readyReplicas: Int32 = 0
  /// Pods that have been ready for long enough.
  public var availableReplicas: Int32 = 0
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// Observations about the state, one per type.
  public var conditions: [ReplicationControllerCondition] = []

  public init() {}
}

extension ReplicationControllerStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.replicas = try reader.int32("replicas")
    self.fullyLabeledReplicas = try reader.int32("fullyLabeledReplicas")
    self.readyReplicas = try reader.int32("readyReplicas")
    self.availableReplicas = try reader.int32("availableReplicas")
    self.observedGeneration = try reader.int64("observedGeneration")
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.int32("replicas", replicas, always: true)
    writer.int32("fullyLabeledReplicas", fullyLabeledReplicas)
    writer.int32("readyReplicas", readyReplicas)
    writer.int32("availableReplicas", availableReplicas)
    writer.int64("observedGeneration", observedGeneration)
    writer.objects("conditions", conditions)
    return writer.json
  }
}

/// An observation about a controller.
public struct ReplicationControllerCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""

  public init() {}
}

extension ReplicationControllerCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// Keeps a number of equal pods running; ReplicaSet and Deployment are its successors.
public struct ReplicationController: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "ReplicationController")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "replicationcontrollers")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: ReplicationControllerSpec
  /// What is the case, written by controllers.
  @Shared public var status: ReplicationControllerStatus

  public init() {}
}

extension ReplicationController {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
    self.status = try reader.object("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    writer.object("status", status)
    return writer.json
  }
}

/// How clients stay with a pod.
public struct SessionAffinityConfig: APIValue {
  /// By their address.
  @Boxed public var clientIP: ClientIPConfig?

  public init() {}
}

extension SessionAffinityConfig {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.clientIP = try reader.optionalObject("clientIP")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalObject("clientIP", clientIP)
    return writer.json
  }
}

/// Affinity by address.
public struct ClientIPConfig: APIValue {
  /// How long a client stays.
  public var timeoutSeconds: Int32?

  public init() {}
}

extension ClientIPConfig {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.timeoutSeconds = try reader.optionalInt32("timeoutSeconds")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalInt32("timeoutSeconds", timeoutSeconds)
    return writer.json
  }
}

/// What is known about a service.
public struct ServiceStatus: APIValue {
  /// The load balancer.
  public var loadBalancer: LoadBalancerStatus = LoadBalancerStatus()
  /// Observations about the state, one per type.
  public var conditions: [Condition] = []

  public init() {}
}

extension ServiceStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.loadBalancer = try reader.object("loadBalancer")
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.object("loadBalancer", loadBalancer)
    writer.objects("conditions", conditions)
    return writer.json
  }
}

/// Where a load balancer is reached.
public struct LoadBalancerStatus: APIValue {
  /// Its addresses.
  public var ingress: [LoadBalancerIngress] = []

  public init() {}
}

extension LoadBalancerStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ingress = try reader.objects("ingress")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("ingress", ingress)
    return writer.json
  }
}

/// An address of a load balancer.
public struct LoadBalancerIngress: APIValue {
  /// The address.
  public var ip: String = ""
  /// The host name.
  public var hostname: String = ""
  /// Whether packets arrive with this address (VIP) or the node's (Proxy).
  public var ipMode: String?
  /// The ports.
  public var ports: [PortStatus] = []

  public init() {}
}

extension LoadBalancerIngress {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ip = try reader.string("ip")
    self.hostname = try reader.string("hostname")
    self.ipMode = try reader.optionalString("ipMode")
    self.ports = try reader.objects("ports")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("ip", ip)
    writer.string("hostname", hostname)
    writer.optionalString("ipMode", ipMode)
    writer.objects("ports", ports)
    return writer.json
  }
}

/// Which pods a service leads to, on which ports and addresses.
public struct ServiceSpec: APIValue {
  /// The ports.
  public var ports: [ServicePort] = []
  /// Labels of the pods it leads to.
  public var selector: [String: String] = [:]
  /// Its address in the cluster; None for none.
  public var clusterIP: String = ""
  /// Its addresses, one per family.
  public var clusterIPs: [String] = []
  /// How far it can be reached.
  public var type: String = ""
  /// Further addresses that lead to it.
  public var externalIPs: [String] = []
  /// Whether clients stay with a pod.
  public var sessionAffinity: String = ""
  /// The address wished for.
  public var loadBalancerIP: String = ""
  /// Who may use the load balancer.
  public var loadBalancerSourceRanges: [String] = []
  /// The name that an ExternalName service stands for.
  public var externalName: String = ""
  /// Whether traffic from outside stays on the node.
  public var externalTrafficPolicy: String = ""
  /// Where load balancers ask whether a node has pods.
  public var healthCheckNodePort: Int32 = 0
  /// Leads to pods that aren't ready, too.
  public var publishNotReadyAddresses: Bool = false
  /// How clients stay with a pod.
  @Boxed public var sessionAffinityConfig: SessionAffinityConfig?
  /// The address families.
  public var ipFamilies: [String] = []
  /// One family or two.
  public var ipFamilyPolicy: String?
  /// Whether a load balancer gets node ports.
  public var allocateLoadBalancerNodePorts: Bool?
  /// Which implementation makes the load balancer.
  public var loadBalancerClass: String?
  /// Whether traffic from inside stays on the node.
  public var internalTrafficPolicy: String?
  /// Which endpoints are preferred.
  public var trafficDistribution: String?

  public init() {}
}

extension ServiceSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ports = try reader.objects("ports")
    self.selector = try reader.stringMap("selector")
    self.clusterIP = try reader.string("clusterIP")
    self.clusterIPs = try reader.strings("clusterIPs")
    self.type = try reader.string("type")
    self.externalIPs = try reader.strings("externalIPs")
    self.sessionAffinity = try reader.string("sessionAffinity")
    self.loadBalancerIP = try reader.string("loadBalancerIP")
    self.loadBalancerSourceRanges = try reader.strings("loadBalancerSourceRanges")
    self.externalName = try reader.string("externalName")
    self.externalTrafficPolicy = try reader.string("externalTrafficPolicy")
    self.healthCheckNodePort = try reader.int32("healthCheckNodePort")
    self.publishNotReadyAddresses = try reader.bool("publishNotReadyAddresses")
    self.sessionAffinityConfig = try reader.optionalObject("sessionAffinityConfig")
    self.ipFamilies = try reader.strings("ipFamilies")
    self.ipFamilyPolicy = try reader.optionalString("ipFamilyPolicy")
    self.allocateLoadBalancerNodePorts = try reader.optionalBool("allocateLoadBalancerNodePorts")
    self.loadBalancerClass = try reader.optionalString("loadBalancerClass")
    self.internalTrafficPolicy = try reader.optionalString("internalTrafficPolicy")
    self.trafficDistribution = try reader.optionalString("trafficDistribution")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.objects("ports", ports)
    writer.stringMap("selector", selector)
    writer.string("clusterIP", clusterIP)
    writer.strings("clusterIPs", clusterIPs)
    writer.string("type", type)
    writer.strings("externalIPs", externalIPs)
    writer.string("sessionAffinity", sessionAffinity)
    writer.string("loadBalancerIP", loadBalancerIP)
    writer.strings("loadBalancerSourceRanges", loadBalancerSourceRanges)
    writer.string("externalName", externalName)
    writer.string("externalTrafficPolicy", externalTrafficPolicy)
    writer.int32("healthCheckNodePort", healthCheckNodePort)
    writer.bool("publishNotReadyAddresses", publishNotReadyAddresses)
    writer.optionalObject("sessionAffinityConfig", sessionAffinityConfig)
    writer.strings("ipFamilies", ipFamilies)
    writer.optionalString("ipFamilyPolicy", ipFamilyPolicy)
    writer.optionalBool("allocateLoadBalancerNodePorts", allocateLoadBalancerNodePorts)
    writer.optionalString("loadBalancerClass", loadBalancerClass)
    writer.optionalString("internalTrafficPolicy", internalTrafficPolicy)
    writer.optionalString("trafficDistribution", trafficDistribution)
    return writer.json
  }
}

/// A port of a service.
public struct ServicePort: APIValue {
  /// The name.
  public var name: String = ""
  /// The transport protocol.
  public var `protocol`: String = ""
  /// The application's protocol, such as kubernetes.io/h2c.
  public var appProtocol: String?
  /// The port of the service.
  public var port: Int32 = 0
  /// The port of the pods, by number or name.
  public var targetPort: IntOrString?
  /// The port of every node.
  public var nodePort: Int32 = 0

  public init() {}
}

extension ServicePort {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.`protocol` = try reader.string("protocol")
    self.appProtocol = try reader.optionalString("appProtocol")
    self.port = try reader.int32("port")
    self.targetPort = try reader.intOrString("targetPort")
    self.nodePort = try reader.int32("nodePort")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("name", name)
    writer.string("protocol", `protocol`)
    writer.optionalString("appProtocol", appProtocol)
    writer.int32("port", port, always: true)
    writer.intOrString("targetPort", targetPort)
    writer.int32("nodePort", nodePort)
    return writer.json
  }
}
