// swift-format-ignore-file
// Generated from Schema/node.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Names a way of running containers, such as a sandboxed one.
public struct RuntimeClass: APIObject {
  public static let gvk = GroupVersionKind(group: "node.k8s.io", version: "v1", kind: "RuntimeClass")
  public static let resource = GroupVersionResource(
    group: "node.k8s.io", version: "v1", resource: "runtimeclasses")
  public static let isNamespaced = false

  @Shared public var metadata: ObjectMeta
  public var handler: String = ""
  @Boxed public var overhead: Overhead?
  @Boxed public var scheduling: Scheduling?

  public init() {}
}

extension RuntimeClass {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.handler = try reader.string("handler")
    self.overhead = try reader.optionalObject("overhead")
    self.scheduling = try reader.optionalObject("scheduling")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.string("handler", handler, always: true)
    writer.optionalObject("overhead", overhead)
    writer.optionalObject("scheduling", scheduling)
    return writer.json
  }
}

/// `node.k8s.io/v1.Overhead`
public struct Overhead: APIValue {
  public var podFixed: [String: Quantity] = [:]

  public init() {}
}

extension Overhead {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.podFixed = try reader.quantityMap("podFixed")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.quantityMap("podFixed", podFixed)
    return writer.json
  }
}

/// `node.k8s.io/v1.Scheduling`
public struct Scheduling: APIValue {
  public var nodeSelector: [String: String] = [:]
  public var tolerations: [Toleration] = []

  public init() {}
}

extension Scheduling {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.nodeSelector = try reader.stringMap("nodeSelector")
    self.tolerations = try reader.objects("tolerations")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.stringMap("nodeSelector", nodeSelector)
    writer.objects("tolerations", tolerations)
    return writer.json
  }
}
