// swift-format-ignore-file
// Generated from Schema/autoscaling_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `autoscaling/v1.CrossVersionObjectReference`
public struct AutoscalingV1CrossVersionObjectReference: APIValue {
  public var kind: String = ""
  public var name: String = ""
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

/// `autoscaling/v1.HorizontalPodAutoscalerSpec`
public struct AutoscalingV1HorizontalPodAutoscalerSpec: APIValue {
  public var scaleTargetRef: AutoscalingV1CrossVersionObjectReference = AutoscalingV1CrossVersionObjectReference()
  public var minReplicas: Int32?
  public var maxReplicas: Int32 = 0
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

/// `autoscaling/v1.HorizontalPodAutoscalerStatus`
public struct AutoscalingV1HorizontalPodAutoscalerStatus: APIValue {
  public var observedGeneration: Int64?
  public var lastScaleTime: Timestamp?
  public var currentReplicas: Int32 = 0
  public var desiredReplicas: Int32 = 0
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

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: AutoscalingV1HorizontalPodAutoscalerSpec
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

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: ScaleSpec
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

/// `autoscaling/v1.ScaleSpec`
public struct ScaleSpec: APIValue {
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

/// `autoscaling/v1.ScaleStatus`
public struct ScaleStatus: APIValue {
  public var replicas: Int32 = 0
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
