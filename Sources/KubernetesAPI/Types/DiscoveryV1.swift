// swift-format-ignore-file
// Generated from Schema/discovery.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A part of the addresses behind a service.
public struct EndpointSlice: APIObject {
  public static let gvk = GroupVersionKind(group: "discovery.k8s.io", version: "v1", kind: "EndpointSlice")
  public static let resource = GroupVersionResource(
    group: "discovery.k8s.io", version: "v1", resource: "endpointslices")
  public static let isNamespaced = true

  @Shared public var metadata: ObjectMeta
  public var addressType: String = ""
  public var endpoints: [DiscoveryEndpoint] = []
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

/// `discovery.k8s.io/v1.Endpoint`
public struct DiscoveryEndpoint: APIValue {
  public var addresses: [String] = []
  public var conditions: EndpointConditions = EndpointConditions()
  public var hostname: String?
  @Boxed public var targetRef: ObjectReference?
  public var deprecatedTopology: [String: String] = [:]
  public var nodeName: String?
  public var zone: String?
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

/// `discovery.k8s.io/v1.EndpointConditions`
public struct EndpointConditions: APIValue {
  public var ready: Bool?
  public var serving: Bool?
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

/// `discovery.k8s.io/v1.EndpointHints`
public struct EndpointHints: APIValue {
  public var forZones: [ForZone] = []
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

/// `discovery.k8s.io/v1.ForZone`
public struct ForZone: APIValue {
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

/// `discovery.k8s.io/v1.ForNode`
public struct ForNode: APIValue {
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

/// `discovery.k8s.io/v1.EndpointPort`
public struct DiscoveryEndpointPort: APIValue {
  public var name: String?
  public var `protocol`: String?
  public var port: Int32?
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
