// swift-format-ignore-file
// Generated from Schema/networking.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Where requests lead, by path.
public struct HTTPIngressRuleValue: APIValue {
  /// The paths.
  public var paths: [HTTPIngressPath] = []

  public init() {}
}

extension HTTPIngressRuleValue {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.paths = try reader.objects("paths")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("paths", paths, always: true)
    return writer.json
  }
}

/// Where the requests of a path lead.
public struct HTTPIngressPath: APIValue {
  /// The path.
  public var path: String = ""
  /// How the path is compared.
  public var pathType: String?
  /// Where they lead.
  public var backend: IngressBackend = IngressBackend()

  public init() {}
}

extension HTTPIngressPath {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.path = try reader.string("path")
    self.pathType = try reader.optionalString("pathType")
    self.backend = try reader.object("backend")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("path", path)
    writer.optionalString("pathType", pathType, always: true)
    writer.object("backend", backend)
    return writer.json
  }
}

/// Where requests lead.
public struct IngressBackend: APIValue {
  /// A service.
  @Boxed public var service: IngressServiceBackend?
  /// Another object.
  @Boxed public var resource: TypedLocalObjectReference?

  public init() {}
}

extension IngressBackend {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.service = try reader.optionalObject("service")
    self.resource = try reader.optionalObject("resource")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalObject("service", service)
    writer.optionalObject("resource", resource)
    return writer.json
  }
}

/// A port of a service.
public struct IngressServiceBackend: APIValue {
  /// The name.
  public var name: String = ""
  /// The port.
  public var port: ServiceBackendPort = ServiceBackendPort()

  public init() {}
}

extension IngressServiceBackend {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.port = try reader.object("port")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.object("port", port)
    return writer.json
  }
}

/// A port by name or number.
public struct ServiceBackendPort: APIValue {
  /// The name.
  public var name: String = ""
  /// The number.
  public var number: Int32 = 0

  public init() {}
}

extension ServiceBackendPort {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.number = try reader.int32("number")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name)
    writer.int32("number", number)
    return writer.json
  }
}

/// Names a controller of ingresses and its parameters.
public struct IngressClass: APIObject {
  public static let gvk = GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "IngressClass")
  public static let resource = GroupVersionResource(
    group: "networking.k8s.io", version: "v1", resource: "ingressclasses")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: IngressClassSpec

  public init() {}
}

extension IngressClass {
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

/// Which controller, with which parameters.
public struct IngressClassSpec: APIValue {
  /// The controller.
  public var controller: String = ""
  /// Parameters.
  @Boxed public var parameters: IngressClassParametersReference?

  public init() {}
}

extension IngressClassSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.controller = try reader.string("controller")
    self.parameters = try reader.optionalObject("parameters")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("controller", controller)
    writer.optionalObject("parameters", parameters)
    return writer.json
  }
}

/// The object with a class's parameters.
public struct IngressClassParametersReference: APIValue {
  /// The group; empty for the core group.
  public var apiGroup: String?
  /// The kind.
  public var kind: String = ""
  /// The name.
  public var name: String = ""
  /// Cluster or Namespace.
  public var scope: String?
  /// The namespace.
  public var namespace: String?

  public init() {}
}

extension IngressClassParametersReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.apiGroup = try reader.optionalString("apiGroup")
    self.kind = try reader.string("kind")
    self.name = try reader.string("name")
    self.scope = try reader.optionalString("scope")
    self.namespace = try reader.optionalString("namespace")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.optionalString("apiGroup", apiGroup)
    writer.string("kind", kind, always: true)
    writer.string("name", name, always: true)
    writer.optionalString("scope", scope, always: true)
    writer.optionalString("namespace", namespace)
    return writer.json
  }
}

/// Records that an address is taken, and by what.
public struct NetworkingIPAddress: APIObject {
  public static let gvk = GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "IPAddress")
  public static let resource = GroupVersionResource(
    group: "networking.k8s.io", version: "v1", resource: "ipaddresses")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: IPAddressSpec

  public init() {}
}

extension NetworkingIPAddress {
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

/// Who has an address.
public struct IPAddressSpec: APIValue {
  /// The object that has it.
  @Boxed public var parentRef: ParentReference?

  public init() {}
}

extension IPAddressSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.parentRef = try reader.optionalObject("parentRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.optionalObject("parentRef", parentRef)
    return writer.json
  }
}

/// Refers to an object.
public struct ParentReference: APIValue {
  /// The group.
  public var group: String = ""
  /// The resource.
  public var resource: String = ""
  /// The namespace.
  public var namespace: String = ""
  /// The name.
  public var name: String = ""

  public init() {}
}

extension ParentReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.group = try reader.string("group")
    self.resource = try reader.string("resource")
    self.namespace = try reader.string("namespace")
    self.name = try reader.string("name")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("group", group)
    writer.string("resource", resource)
    writer.string("namespace", namespace)
    writer.string("name", name)
    return writer.json
  }
}

/// A range of addresses for services.
public struct ServiceCIDR: APIObject {
  public static let gvk = GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "ServiceCIDR")
  public static let resource = GroupVersionResource(
    group: "networking.k8s.io", version: "v1", resource: "servicecidrs")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: ServiceCIDRSpec
  /// What is the case, written by controllers.
  @Shared public var status: ServiceCIDRStatus

  public init() {}
}

extension ServiceCIDR {
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

/// Ranges for services.
public struct ServiceCIDRSpec: APIValue {
  /// One per address family.
  public var cidrs: [String] = []

  public init() {}
}

extension ServiceCIDRSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.cidrs = try reader.strings("cidrs")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.strings("cidrs", cidrs)
    return writer.json
  }
}

/// What is known about the ranges.
public struct ServiceCIDRStatus: APIValue {
  /// Observations about the state, one per type.
  public var conditions: [Condition] = []

  public init() {}
}

extension ServiceCIDRStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("conditions", conditions)
    return writer.json
  }
}
