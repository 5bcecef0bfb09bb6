// swift-format-ignore-file
// Generated from Schema/autoscaling_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Refers to an object.
public struct AutoscalingV1CrossVersionObjectReference: APIValue {
  /// The kind.
  public var kind: String = ""
  /// The name.
  public var name: String = ""
  /// The group and version.
  public var apiVersion: String = ""

  public init() {}
}

extension AutoscalingV1CrossVersionObjectReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.kind = try reader.string("kind")
    self.name = try reader.string("name")
    self.apiVersion = try reader.string("apiVersion")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", kind, always: true)
    writer.string("name", name, always: true)
    writer.string("apiVersion", apiVersion)
    return writer.json
  }
}

/// What to scale, and up to what load.
public struct AutoscalingV1HorizontalPodAutoscalerSpec: APIValue {
  /// What to scale.
  public var scaleTargetRef: AutoscalingV1CrossVersionObjectReference = AutoscalingV1CrossVersionObjectReference()
  /// At least so many.
  public var minReplicas: Int32?
  /// At most so many.
  public var maxReplicas: Int32 = 0
  /// The CPU load to aim for, as a share of what is requested.
  public var targetCPUUtilizationPercentage: Int32?

  public init() {}
}

extension AutoscalingV1HorizontalPodAutoscalerSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.scaleTargetRef = try reader.object("scaleTargetRef")
    self.minReplicas = try reader.optionalInt32("minReplicas")
    self.maxReplicas = try reader.int32("maxReplicas")
    self.targetCPUUtilizationPercentage = try reader.optionalInt32("targetCPUUtilizationPercentage")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.object("scaleTargetRef", scaleTargetRef)
    writer.optionalInt32("minReplicas", minReplicas)
    writer.int32("maxReplicas", maxReplicas, always: true)
    writer.optionalInt32("targetCPUUtilizationPercentage", targetCPUUtilizationPercentage)
    return writer.json
  }
}

/// What an autoscaler has done.
public struct AutoscalingV1HorizontalPodAutoscalerStatus: APIValue {
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64?
  /// When it last changed the number.
  public var lastScaleTime: Timestamp?
  /// How many there are.
  public var currentReplicas: Int32 = 0
  /// How many there should be.
  public var desiredReplicas: Int32 = 0
  /// The CPU load it saw.
  public var currentCPUUtilizationPercentage: Int32?

  public init() {}
}

extension AutoscalingV1HorizontalPodAutoscalerStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.observedGeneration = try reader.optionalInt64("observedGeneration")
    self.lastScaleTime = try reader.time("lastScaleTime")
    self.currentReplicas = try reader.int32("currentReplicas")
    self.desiredReplicas = try reader.int32("desiredReplicas")
    self.currentCPUUtilizationPercentage = try reader.optionalInt32("currentCPUUtilizationPercentage")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.optionalInt64("observedGeneration", observedGeneration)
    writer.time("lastScaleTime", lastScaleTime)
    writer.int32("currentReplicas", currentReplicas, always: true)
    writer.int32("desiredReplicas", desiredReplicas, always: true)
    writer.optionalInt32("currentCPUUtilizationPercentage", currentCPUUtilizationPercentage)
    return writer.json
  }
}

/// Adjusts the number of replicas to the CPU load.
public struct AutoscalingV1HorizontalPodAutoscaler: APIObject {
  public static let gvk = GroupVersionKind(group: "autoscaling", version: "v1", kind: "HorizontalPodAutoscaler")
  public static let resource = GroupVersionResource(
    group: "autoscaling", version: "v1", resource: "horizontalpodautoscalers")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: AutoscalingV1HorizontalPodAutoscalerSpec
  /// What is the case, written by controllers.
  @Shared public var status: AutoscalingV1HorizontalPodAutoscalerStatus

  public init() {}
}

extension AutoscalingV1HorizontalPodAutoscaler {
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

/// How many replicas something has and should have; the form of every scale subresource.
public struct Scale: APIObject {
  public static let gvk = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
  public static let resource = GroupVersionResource(
    group: "autoscaling", version: "v1", resource: "scales")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: ScaleSpec
  /// What is the case, written by controllers.
  @Shared public var status: ScaleStatus

  public init() {}
}

extension Scale {
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

/// How many there should be.
public struct ScaleSpec: APIValue {
  /// The number of pods wanted.
  public var replicas: Int32 = 0

  public init() {}
}

extension ScaleSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.replicas = try reader.int32("replicas")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.int32("replicas", replicas)
    return writer.json
  }
}

/// How many there are.
public struct ScaleStatus: APIValue {
  /// The number of pods.
  public var replicas: Int32 = 0
  /// The labels of the pods, as text.
  public var selector: String = ""

  public init() {}
}

extension ScaleStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.replicas = try reader.int32("replicas")
    self.selector = try reader.string("selector")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.int32("replicas", replicas, always: true)
    writer.string("selector", selector)
    return writer.json
  }
}
