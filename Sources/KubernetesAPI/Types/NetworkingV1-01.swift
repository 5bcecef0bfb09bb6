// swift-format-ignore-file
// Generated from Schema/networking.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Says which traffic to and from a set of pods is allowed.
public struct NetworkPolicy: APIObject {
  public static let gvk = GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy")
  public static let resource = GroupVersionResource(
    group: "networking.k8s.io", version: "v1", resource: "networkpolicies")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: NetworkPolicySpec

  public init() {}
}

extension NetworkPolicy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    return writer.json
  }
}

/// Which pods, and what they may exchange with whom.
public struct NetworkPolicySpec: APIValue {
  /// The pods it is about; all when empty.
  public var podSelector: MetaLabelSelector = MetaLabelSelector()
  /// What may come in.
  public var ingress: [NetworkPolicyIngressRule] = []
  /// What may go out.
  public var egress: [NetworkPolicyEgressRule] = []
  /// Which directions it restricts.
  public var policyTypes: [String] = []

  public init() {}
}

extension NetworkPolicySpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.podSelector = try reader.object("podSelector")
    self.ingress = try reader.objects("ingress")
    self.egress = try reader.objects("egress")
    self.policyTypes = try reader.strings("policyTypes")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.object("podSelector", podSelector)
    writer.objects("ingress", ingress)
    writer.objects("egress", egress)
    writer.strings("policyTypes", policyTypes)
    return writer.json
  }
}

/// What may come in.
public struct NetworkPolicyIngressRule: APIValue {
  /// To these ports; all when empty.
  public var ports: [NetworkPolicyPort] = []
  /// From these; all when empty.
  public var from: [NetworkPolicyPeer] = []

  public init() {}
}

extension NetworkPolicyIngressRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ports = try reader.objects("ports")
    self.from = try reader.objects("from")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("ports", ports)
    writer.objects("from", from)
    return writer.json
  }
}

/// What may go out.
public struct NetworkPolicyEgressRule: APIValue {
  /// To these ports; all when empty.
  public var ports: [NetworkPolicyPort] = []
  /// To these; all when empty.
  public var to: [NetworkPolicyPeer] = []

  public init() {}
}

extension NetworkPolicyEgressRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ports = try reader.objects("ports")
    self.to = try reader.objects("to")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("ports", ports)
    writer.objects("to", to)
    return writer.json
  }
}

/// A port or a range of ports.
public struct NetworkPolicyPort: APIValue {
  /// The transport protocol.
  public var `protocol`: String?
  /// The port by number or name.
  public var port: IntOrString?
  /// The last port of the range.
  public var endPort: Int32?

  public init() {}
}

extension NetworkPolicyPort {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.`protocol` = try reader.optionalString("protocol")
    self.port = try reader.intOrString("port")
    self.endPort = try reader.optionalInt32("endPort")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.optionalString("protocol", `protocol`)
    writer.intOrString("port", port)
    writer.optionalInt32("endPort", endPort)
    return writer.json
  }
}

/// A range of addresses.
public struct IPBlock: APIValue {
  /// The range.
  public var cidr: String = ""
  /// Parts of it that aren't meant.
  public var except: [String] = []

  public init() {}
}

extension IPBlock {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.cidr = try reader.string("cidr")
    self.except = try reader.strings("except")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("cidr", cidr, always: true)
    writer.strings("except", except)
    return writer.json
  }
}

/// Somebody to exchange with.
public struct NetworkPolicyPeer: APIValue {
  /// Pods with these labels.
  @Boxed public var podSelector: MetaLabelSelector?
  /// Which namespaces are meant, by their labels.
  @Boxed public var namespaceSelector: MetaLabelSelector?
  /// A range of addresses.
  @Boxed public var ipBlock: IPBlock?

  public init() {}
}

extension NetworkPolicyPeer {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.podSelector = try reader.optionalObject("podSelector")
    self.namespaceSelector = try reader.optionalObject("namespaceSelector")
    self.ipBlock = try reader.optionalObject("ipBlock")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.optionalObject("podSelector", podSelector)
    writer.optionalObject("namespaceSelector", namespaceSelector)
    writer.optionalObject("ipBlock", ipBlock)
    return writer.json
  }
}

/// Leads HTTP requests from outside to services, by host and path.
public struct Ingress: APIObject {
  public static let gvk = GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "Ingress")
  public static let resource = GroupVersionResource(
    group: "networking.k8s.io", version: "v1", resource: "ingresses")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: IngressSpec
  /// What is the case, written by controllers.
  @Shared public var status: IngressStatus

  public init() {}
}

extension Ingress {
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

/// Where requests lead.
public struct IngressSpec: APIValue {
  /// Which controller does it.
  public var ingressClassName: String?
  /// For requests that no rule fits.
  @Boxed public var defaultBackend: IngressBackend?
  /// Certificates.
  public var tls: [IngressTLS] = []
  /// Where requests lead, by host.
  public var rules: [IngressRule] = []

  public init() {}
}

extension IngressSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ingressClassName = try reader.optionalString("ingressClassName")
    self.defaultBackend = try reader.optionalObject("defaultBackend")
    self.tls = try reader.objects("tls")
    self.rules = try reader.objects("rules")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalString("ingressClassName", ingressClassName)
    writer.optionalObject("defaultBackend", defaultBackend)
    writer.objects("tls", tls)
    writer.objects("rules", rules)
    return writer.json
  }
}

/// A certificate for some hosts.
public struct IngressTLS: APIValue {
  /// The hosts.
  public var hosts: [String] = []
  /// The secret with certificate and key.
  public var secretName: String = ""

  public init() {}
}

extension IngressTLS {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.hosts = try reader.strings("hosts")
    self.secretName = try reader.string("secretName")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.strings("hosts", hosts)
    writer.string("secretName", secretName)
    return writer.json
  }
}

/// What is known about an ingress.
public struct IngressStatus: APIValue {
  /// Where it is reached.
  public var loadBalancer: IngressLoadBalancerStatus = IngressLoadBalancerStatus()

  public init() {}
}

extension IngressStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.loadBalancer = try reader.object("loadBalancer")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.object("loadBalancer", loadBalancer)
    return writer.json
  }
}

/// Where an ingress is reached.
public struct IngressLoadBalancerStatus: APIValue {
  /// The addresses.
  public var ingress: [IngressLoadBalancerIngress] = []

  public init() {}
}

extension IngressLoadBalancerStatus {
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

/// An address of an ingress.
public struct IngressLoadBalancerIngress: APIValue {
  /// The address.
  public var ip: String = ""
  /// The host name.
  public var hostname: String = ""
  /// The ports.
  public var ports: [IngressPortStatus] = []

  public init() {}
}

extension IngressLoadBalancerIngress {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ip = try reader.string("ip")
    self.hostname = try reader.string("hostname")
    self.ports = try reader.objects("ports")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("ip", ip)
    writer.string("hostname", hostname)
    writer.objects("ports", ports)
    return writer.json
  }
}

/// A port of an ingress.
public struct IngressPortStatus: APIValue {
  /// The port.
  public var port: Int32 = 0
  /// The transport protocol.
  public var `protocol`: String = ""
  /// What went wrong.
  public var error: String?

  public init() {}
}

extension IngressPortStatus {
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

/// Where the requests of a host lead.
public struct IngressRule: APIValue {
  /// The host; all when empty.
  public var host: String = ""
  /// HTTP requests.
  @Boxed public var http: HTTPIngressRuleValue?

  public init() {}
}

extension IngressRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.host = try reader.string("host")
    self.http = try reader.optionalObject("http")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("host", host)
    writer.optionalObject("http", http)
    return writer.json
  }
}
