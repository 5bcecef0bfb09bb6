// swift-format-ignore-file
// Generated from Schema/networking.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Says which traffic to and from a set of pods is allowed.
public struct NetworkPolicy: APIObject {
  public static let gvk = GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy")
  public static let resource = GroupVersionResource(
    group: "networking.k8s.io", version: "v1", resource: "networkpolicies")
  public static let isNamespaced = true

  @Shared public var metadata: ObjectMeta
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

/// `networking.k8s.io/v1.NetworkPolicySpec`
public struct NetworkPolicySpec: APIValue {
  public var podSelector: MetaLabelSelector = MetaLabelSelector()
  public var ingress: [NetworkPolicyIngressRule] = []
  public var egress: [NetworkPolicyEgressRule] = []
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

/// `networking.k8s.io/v1.NetworkPolicyIngressRule`
public struct NetworkPolicyIngressRule: APIValue {
  public var ports: [NetworkPolicyPort] = []
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

/// `networking.k8s.io/v1.NetworkPolicyEgressRule`
public struct NetworkPolicyEgressRule: APIValue {
  public var ports: [NetworkPolicyPort] = []
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

/// `networking.k8s.io/v1.NetworkPolicyPort`
public struct NetworkPolicyPort: APIValue {
  public var `protocol`: String?
  public var port: IntOrString?
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

/// `networking.k8s.io/v1.IPBlock`
public struct IPBlock: APIValue {
  public var cidr: String = ""
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

/// `networking.k8s.io/v1.NetworkPolicyPeer`
public struct NetworkPolicyPeer: APIValue {
  @Boxed public var podSelector: MetaLabelSelector?
  @Boxed public var namespaceSelector: MetaLabelSelector?
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

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: IngressSpec
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

/// `networking.k8s.io/v1.IngressSpec`
public struct IngressSpec: APIValue {
  public var ingressClassName: String?
  @Boxed public var defaultBackend: IngressBackend?
  public var tls: [IngressTLS] = []
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

/// `networking.k8s.io/v1.IngressTLS`
public struct IngressTLS: APIValue {
  public var hosts: [String] = []
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

/// `networking.k8s.io/v1.IngressStatus`
public struct IngressStatus: APIValue {
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

/// `networking.k8s.io/v1.IngressLoadBalancerStatus`
public struct IngressLoadBalancerStatus: APIValue {
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

/// `networking.k8s.io/v1.IngressLoadBalancerIngress`
public struct IngressLoadBalancerIngress: APIValue {
  public var ip: String = ""
  public var hostname: String = ""
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

/// `networking.k8s.io/v1.IngressPortStatus`
public struct IngressPortStatus: APIValue {
  public var port: Int32 = 0
  public var `protocol`: String = ""
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

/// `networking.k8s.io/v1.IngressRule`
public struct IngressRule: APIValue {
  public var host: String = ""
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
