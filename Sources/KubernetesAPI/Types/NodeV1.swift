// swift-format-ignore-file
// Generated from Schema/node.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Names a way of running containers, such as a sandboxed one.
public struct RuntimeClass: APIObject {
  public static let gvk = GroupVersionKind(group: "node.k8s.io", version: "v1", kind: "RuntimeClass")
  public static let resource = GroupVersionResource(
    group: "node.k8s.io", version: "v1", resource: "runtimeclasses")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What the container runtime calls it.
  public var handler: String = ""
  /// What running a pod this way costs.
  @Boxed public var overhead: Overhead?
  /// Which nodes can do it.
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

/// What running a pod costs.
public struct Overhead: APIValue {
  /// Per pod.
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

/// Which nodes can do it.
public struct Scheduling: APIValue {
  /// Labels that a node must have.
  public var nodeSelector: [String: String] = [:]
  /// Taints to put up with.
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
