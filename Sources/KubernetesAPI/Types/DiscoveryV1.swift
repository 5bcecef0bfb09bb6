// swift-format-ignore-file
// Generated from Schema/discovery.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A part of the addresses behind a service.
public struct EndpointSlice: APIObject {
  public static let gvk = GroupVersionKind(group: "discovery.k8s.io", version: "v1", kind: "EndpointSlice")
  public static let resource = GroupVersionResource(
    group: "discovery.k8s.io", version: "v1", resource: "endpointslices")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// The family of the addresses.
  public var addressType: String = ""
  /// The endpoints, at most 1000.
  public var endpoints: [DiscoveryEndpoint] = []
  /// The ports.
  public var ports: [DiscoveryEndpointPort] = []

  public init() {}
}

extension EndpointSlice {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.addressType = try reader.string("addressType")
    self.endpoints = try reader.objects("endpoints")
    self.ports = try reader.objects("ports")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.string("addressType", addressType, always: true)
    writer.objects("endpoints", endpoints, always: true)
    writer.objects("ports", ports, always: true)
    return writer.json
  }
}

/// A place that serves a service.
public struct DiscoveryEndpoint: APIValue {
  /// Its addresses; the first one is used.
  public var addresses: [String] = []
  /// Observations about the state, one per type.
  public var conditions: EndpointConditions = EndpointConditions()
  /// The host name.
  public var hostname: String?
  /// The pod.
  @Boxed public var targetRef: ObjectReference?
  /// Old place labels.
  public var deprecatedTopology: [String: String] = [:]
  /// The node.
  public var nodeName: String?
  /// The zone it is in.
  public var zone: String?
  /// Who should use it.
  @Boxed public var hints: EndpointHints?

  public init() {}
}

extension DiscoveryEndpoint {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.addresses = try reader.strings("addresses")
    self.conditions = try reader.object("conditions")
    self.hostname = try reader.optionalString("hostname")
    self.targetRef = try reader.optionalObject("targetRef")
    self.deprecatedTopology = try reader.stringMap("deprecatedTopology")
    self.nodeName = try reader.optionalString("nodeName")
    self.zone = try reader.optionalString("zone")
    self.hints = try reader.optionalObject("hints")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.strings("addresses", addresses, always: true)
    writer.object("conditions", conditions)
    writer.optionalString("hostname", hostname)
    writer.optionalObject("targetRef", targetRef)
    writer.stringMap("deprecatedTopology", deprecatedTopology)
    writer.optionalString("nodeName", nodeName)
    writer.optionalString("zone", zone)
    writer.optionalObject("hints", hints)
    return writer.json
  }
}

/// Whether an endpoint can be used.
public struct EndpointConditions: APIValue {
  /// Takes traffic.
  public var ready: Bool?
  /// Answers, even while it ends.
  public var serving: Bool?
  /// Is ending.
  public var terminating: Bool?

  public init() {}
}

extension EndpointConditions {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.ready = try reader.optionalBool("ready")
    self.serving = try reader.optionalBool("serving")
    self.terminating = try reader.optionalBool("terminating")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.optionalBool("ready", ready)
    writer.optionalBool("serving", serving)
    writer.optionalBool("terminating", terminating)
    return writer.json
  }
}

/// Who should use an endpoint.
public struct EndpointHints: APIValue {
  /// These zones.
  public var forZones: [ForZone] = []
  /// These nodes.
  public var forNodes: [ForNode] = []

  public init() {}
}

extension EndpointHints {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.forZones = try reader.objects("forZones")
    self.forNodes = try reader.objects("forNodes")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("forZones", forZones)
    writer.objects("forNodes", forNodes)
    return writer.json
  }
}

/// A zone.
public struct ForZone: APIValue {
  /// The name.
  public var name: String = ""

  public init() {}
}

extension ForZone {
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

/// A node.
public struct ForNode: APIValue {
  /// The name.
  public var name: String = ""

  public init() {}
}

extension ForNode {
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

/// A port of all endpoints of a slice.
public struct DiscoveryEndpointPort: APIValue {
  /// The name.
  public var name: String?
  /// The transport protocol.
  public var `protocol`: String?
  /// The port.
  public var port: Int32?
  /// The application's protocol, such as kubernetes.io/h2c.
  public var appProtocol: String?

  public init() {}
}

extension DiscoveryEndpointPort {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.optionalString("name")
    self.`protocol` = try reader.optionalString("protocol")
    self.port = try reader.optionalInt32("port")
    self.appProtocol = try reader.optionalString("appProtocol")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalString("name", name)
    writer.optionalString("protocol", `protocol`)
    writer.optionalInt32("port", port)
    writer.optionalString("appProtocol", appProtocol)
    return writer.json
  }
}
