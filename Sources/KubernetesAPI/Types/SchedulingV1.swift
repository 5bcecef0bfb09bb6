// swift-format-ignore-file
// Generated from Schema/scheduling.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Gives a name to a priority of pods.
public struct PriorityClass: APIObject {
  public static let gvk = GroupVersionKind(group: "scheduling.k8s.io", version: "v1", kind: "PriorityClass")
  public static let resource = GroupVersionResource(
    group: "scheduling.k8s.io", version: "v1", resource: "priorityclasses")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Higher goes first.
  public var value: Int32 = 0
  /// For pods that name no class.
  public var globalDefault: Bool = false
  /// What it is, for people.
  public var description: String = ""
  /// Whether its pods may push out others.
  public var preemptionPolicy: String?

  public init() {}
}

extension PriorityClass {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.value = try reader.int32("value")
    self.globalDefault = try reader.bool("globalDefault")
    self.description = try reader.string("description")
    self.preemptionPolicy = try reader.optionalString("preemptionPolicy")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.int32("value", value, always: true)
    writer.bool("globalDefault", globalDefault)
    writer.string("description", description)
    writer.optionalString("preemptionPolicy", preemptionPolicy)
    return writer.json
  }
}
