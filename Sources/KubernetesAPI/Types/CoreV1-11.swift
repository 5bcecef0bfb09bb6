// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A stable address and name for a set of pods.
public struct Service: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Service")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "services")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: ServiceSpec
  /// What is the case, written by controllers.
  @Shared public var status: ServiceStatus

  public init() {}
}

extension Service {
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

/// An identity for the programs that run in pods.
public struct ServiceAccount: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "ServiceAccount")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "serviceaccounts")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Secrets that its pods may use.
  public var secrets: [ObjectReference] = []
  /// Secrets for pulling images.
  public var imagePullSecrets: [LocalObjectReference] = []
  /// Whether pods get a token.
  public var automountServiceAccountToken: Bool?

  public init() {}
}

extension ServiceAccount {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.secrets = try reader.objects("secrets")
    self.imagePullSecrets = try reader.objects("imagePullSecrets")
    self.automountServiceAccountToken = try reader.optionalBool("automountServiceAccountToken")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.objects("secrets", secrets)
    writer.objects("imagePullSecrets", imagePullSecrets)
    writer.optionalBool("automountServiceAccountToken", automountServiceAccountToken)
    return writer.json
  }
}

/// The addresses behind a service, all in one object; EndpointSlice is its successor.
public struct Endpoints: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Endpoints")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "endpoints")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Addresses with the same ports.
  public var subsets: [EndpointSubset] = []

  public init() {}
}

extension Endpoints {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.subsets = try reader.objects("subsets")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.objects("subsets", subsets)
    return writer.json
  }
}

/// Addresses with the same ports.
public struct EndpointSubset: APIValue {
  /// Those that are ready.
  public var addresses: [EndpointAddress] = []
  /// Those that aren't.
  public var notReadyAddresses: [EndpointAddress] = []
  /// The ports.
  public var ports: [EndpointPort] = []

  public init() {}
}

extension EndpointSubset {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.addresses = try reader.objects("addresses")
    self.notReadyAddresses = try reader.objects("notReadyAddresses")
    self.ports = try reader.objects("ports")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.objects("addresses", addresses)
    writer.objects("notReadyAddresses", notReadyAddresses)
    writer.objects("ports", ports)
    return writer.json
  }
}

/// An address behind a service.
public struct EndpointAddress: APIValue {
  /// The address.
  public var ip: String = ""
  /// The host name.
  public var hostname: String = ""
  /// The node.
  public var nodeName: String?
  /// The pod.
  @Boxed public var targetRef: ObjectReference?

  public init() {}
}

extension EndpointAddress {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ip = try reader.string("ip")
    self.hostname = try reader.string("hostname")
    self.nodeName = try reader.optionalString("nodeName")
    self.targetRef = try reader.optionalObject("targetRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("ip", ip, always: true)
    writer.string("hostname", hostname)
    writer.optionalString("nodeName", nodeName)
    writer.optionalObject("targetRef", targetRef)
    return writer.json
  }
}

/// A port behind a service.
public struct EndpointPort: APIValue {
  /// The name.
  public var name: String = ""
  /// The port.
  public var port: Int32 = 0
  /// The transport protocol.
  public var `protocol`: String = ""
  /// The application's protocol, such as kubernetes.io/h2c.
  public var appProtocol: String?

  public init() {}
}

extension EndpointPort {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.port = try reader.int32("port")
    self.`protocol` = try reader.string("protocol")
    self.appProtocol = try reader.optionalString("appProtocol")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("name", name)
    writer.int32("port", port, always: true)
    writer.string("protocol", `protocol`)
    writer.optionalString("appProtocol", appProtocol)
    return writer.json
  }
}

/// What a node is meant to be.
public struct NodeSpec: APIValue {
  /// Its range of pod addresses.
  public var podCIDR: String = ""
  /// Its ranges, one per family.
  public var podCIDRs: [String] = []
  /// The machine at the provider.
  public var providerID: String = ""
  /// Keeps new pods away.
  public var unschedulable: Bool = false
  /// Keep pods away that don't tolerate them.
  public var taints: [Taint] = []
  /// Without effect.
  @Boxed public var configSource: NodeConfigSource?
  /// Without effect.
  public var externalID: String = ""

  public init() {}
}

extension NodeSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.podCIDR = try reader.string("podCIDR")
    self.podCIDRs = try reader.strings("podCIDRs")
    self.providerID = try reader.string("providerID")
    self.unschedulable = try reader.bool("unschedulable")
    self.taints = try reader.objects("taints")
    self.configSource = try reader.optionalObject("configSource")
    self.externalID = try reader.string("externalID")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.string("podCIDR", podCIDR)
    writer.strings("podCIDRs", podCIDRs)
    writer.string("providerID", providerID)
    writer.bool("unschedulable", unschedulable)
    writer.objects("taints", taints)
    writer.optionalObject("configSource", configSource)
    writer.string("externalID", externalID)
    return writer.json
  }
}

/// Without effect.
public struct NodeConfigSource: APIValue {
  /// Without effect.
  @Boxed public var configMap: ConfigMapNodeConfigSource?

  public init() {}
}

extension NodeConfigSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.configMap = try reader.optionalObject("configMap")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalObject("configMap", configMap)
    return writer.json
  }
}

/// Without effect.
public struct ConfigMapNodeConfigSource: APIValue {
  /// The namespace.
  public var namespace: String = ""
  /// The name.
  public var name: String = ""
  /// The unique identifier.
  public var uid: String = ""
  /// The revision.
  public var resourceVersion: String = ""
  /// Without effect.
  public var kubeletConfigKey: String = ""

  public init() {}
}

extension ConfigMapNodeConfigSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.namespace = try reader.string("namespace")
    self.name = try reader.string("name")
    self.uid = try reader.string("uid")
    self.resourceVersion = try reader.string("resourceVersion")
    self.kubeletConfigKey = try reader.string("kubeletConfigKey")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("namespace", namespace, always: true)
    writer.string("name", name, always: true)
    writer.string("uid", uid)
    writer.string("resourceVersion", resourceVersion)
    writer.string("kubeletConfigKey", kubeletConfigKey, always: true)
    return writer.json
  }
}

/// A port of a daemon.
public struct DaemonEndpoint: APIValue {
  /// The port.
  public var Port: Int32 = 0

  public init() {}
}

extension DaemonEndpoint {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.Port = try reader.int32("Port")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.int32("Port", Port, always: true)
    return writer.json
  }
}

/// Where a node's daemons listen.
public struct NodeDaemonEndpoints: APIValue {
  /// The kubelet.
  public var kubeletEndpoint: DaemonEndpoint = DaemonEndpoint()

  public init() {}
}

extension NodeDaemonEndpoints {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.kubeletEndpoint = try reader.object("kubeletEndpoint")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.object("kubeletEndpoint", kubeletEndpoint)
    return writer.json
  }
}

/// What a handler can do.
public struct NodeRuntimeHandlerFeatures: APIValue {
  /// Recursive read-only mounts.
  public var recursiveReadOnlyMounts: Bool?
  /// User namespaces.
  public var userNamespaces: Bool?

  public init() {}
}

extension NodeRuntimeHandlerFeatures {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.recursiveReadOnlyMounts = try reader.optionalBool("recursiveReadOnlyMounts")
    self.userNamespaces = try reader.optionalBool("userNamespaces")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalBool("recursiveReadOnlyMounts", recursiveReadOnlyMounts)
    writer.optionalBool("userNamespaces", userNamespaces)
    return writer.json
  }
}

/// A handler of the container runtime.
public struct NodeRuntimeHandler: APIValue {
  /// The name.
  public var name: String = ""
  /// What it can do.
  @Boxed public var features: NodeRuntimeHandlerFeatures?

  public init() {}
}

extension NodeRuntimeHandler {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.features = try reader.optionalObject("features")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.optionalObject("features", features)
    return writer.json
  }
}

/// What the runtime can do.
public struct NodeFeatures: APIValue {
  /// The policy of supplemental groups.
  public var supplementalGroupsPolicy: Bool?

  public init() {}
}

extension NodeFeatures {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.supplementalGroupsPolicy = try reader.optionalBool("supplementalGroupsPolicy")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalBool("supplementalGroupsPolicy", supplementalGroupsPolicy)
    return writer.json
  }
}

/// What a node runs on.
public struct NodeSystemInfo: APIValue {
  /// The machine's identifier.
  public var machineID: String = ""
  /// The system's identifier.
  public var systemUUID: String = ""
  /// Changes with every boot.
  public var bootID: String = ""
  /// The kernel.
  public var kernelVersion: String = ""
  /// The operating system with its version.
  public var osImage: String = ""
  /// The container runtime.
  public var containerRuntimeVersion: String = ""
  /// The kubelet.
  public var kubeletVersion: String = ""
  /// No longer kept.
  public var kubeProxyVersion: String = ""
  /// linux or windows.
  public var operatingSystem: String = ""
  /// Such as amd64.
  public var architecture: String = ""
  /// Swap memory.
  @Boxed public var swap: NodeSwapStatus?

  public init() {}
}

extension NodeSystemInfo {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.machineID = try reader.string("machineID")
    self.systemUUID = try reader.string("systemUUID")
    self.bootID = try reader.string("bootID")
    self.kernelVersion = try reader.string("kernelVersion")
    self.osImage = try reader.string("osImage")
    self.containerRuntimeVersion = try reader.string("containerRuntimeVersion")
    self.kubeletVersion = try reader.string("kubeletVersion")
    self.kubeProxyVersion = try reader.string("kubeProxyVersion")
    self.operatingSystem = try reader.string("operatingSystem")
    self.architecture = try reader.string("architecture")
    self.swap = try reader.optionalObject("swap")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("machineID", machineID, always: true)
    writer.string("systemUUID", systemUUID, always: true)
    writer.string("bootID", bootID, always: true)
    writer.string("kernelVersion", kernelVersion, always: true)
    writer.string("osImage", osImage, always: true)
    writer.string("containerRuntimeVersion", containerRuntimeVersion, always: true)
    writer.string("kubeletVersion", kubeletVersion, always: true)
    writer.string("kubeProxyVersion", kubeProxyVersion, always: true)
    writer.string("operatingSystem", operatingSystem, always: true)
    writer.string("architecture", architecture, always: true)
    writer.optionalObject("swap", swap)
    return writer.json
  }
}
