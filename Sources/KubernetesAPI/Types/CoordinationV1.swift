// swift-format-ignore-file
// Generated from Schema/coordination.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Something held for a limited time: leadership, or a sign of life.
public struct Lease: APIObject {
  public static let gvk = GroupVersionKind(group: "coordination.k8s.io", version: "v1", kind: "Lease")
  public static let resource = GroupVersionResource(
    group: "coordination.k8s.io", version: "v1", resource: "leases")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: LeaseSpec

  public init() {}
}

extension Lease {
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

/// Who holds a lease, and until when.
public struct LeaseSpec: APIValue {
  /// Who holds it.
  public var holderIdentity: String?
  /// How long it lasts without renewal.
  public var leaseDurationSeconds: Int32?
  /// Since when.
  public var acquireTime: Timestamp?
  /// When it was last renewed.
  public var renewTime: Timestamp?
  /// How often it changed hands.
  public var leaseTransitions: Int32?
  /// How the holder is chosen.
  public var strategy: String?
  /// Who should hold it.
  public var preferredHolder: String?

  public init() {}
}

extension LeaseSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.holderIdentity = try reader.optionalString("holderIdentity")
    self.leaseDurationSeconds = try reader.optionalInt32("leaseDurationSeconds")
    self.acquireTime = try reader.time("acquireTime")
    self.renewTime = try reader.time("renewTime")
    self.leaseTransitions = try reader.optionalInt32("leaseTransitions")
    self.strategy = try reader.optionalString("strategy")
    self.preferredHolder = try reader.optionalString("preferredHolder")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.optionalString("holderIdentity", holderIdentity)
    writer.optionalInt32("leaseDurationSeconds", leaseDurationSeconds)
    writer.microTime("acquireTime", acquireTime)
    writer.microTime("renewTime", renewTime)
    writer.optionalInt32("leaseTransitions", leaseTransitions)
    writer.optionalString("strategy", strategy)
    writer.optionalString("preferredHolder", preferredHolder)
    return writer.json
  }
}
