// swift-format-ignore-file
// Generated from Schema/autoscaling_v2.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Adjusts the number of replicas to measured load.
public struct HorizontalPodAutoscaler: APIObject {
  public static let gvk = GroupVersionKind(group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler")
  public static let resource = GroupVersionResource(
    group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers")
  public static let isNamespaced = true

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: HorizontalPodAutoscalerSpec
  @Shared public var status: HorizontalPodAutoscalerStatus

  public init() {}
}

extension HorizontalPodAutoscaler {
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

/// `autoscaling/v2.HorizontalPodAutoscalerSpec`
public struct HorizontalPodAutoscalerSpec: APIValue {
  public var scaleTargetRef: CrossVersionObjectReference = CrossVersionObjectReference()
  public var minReplicas: Int32?
  public var maxReplicas: Int32 = 0
  public var metrics: [MetricSpec] = []
  @Boxed public var behavior: HorizontalPodAutoscalerBehavior?

  public init() {}
}

extension HorizontalPodAutoscalerSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.scaleTargetRef = try reader.object("scaleTargetRef")
    self.minReplicas = try reader.optionalInt32("minReplicas")
    self.maxReplicas = try reader.int32("maxReplicas")
    self.metrics = try reader.objects("metrics")
    self.behavior = try reader.optionalObject("behavior")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.object("scaleTargetRef", scaleTargetRef)
    writer.optionalInt32("minReplicas", minReplicas)
    writer.int32("maxReplicas", maxReplicas, always: true)
    writer.objects("metrics", metrics)
    writer.optionalObject("behavior", behavior)
    return writer.json
  }
}

/// `autoscaling/v2.CrossVersionObjectReference`
public struct CrossVersionObjectReference: APIValue {
  public var kind: String = ""
  public var name: String = ""
  public var apiVersion: String = ""

  public init() {}
}

extension CrossVersionObjectReference {
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

/// `autoscaling/v2.MetricSpec`
public struct MetricSpec: APIValue {
  public var type: String = ""
  @Boxed public var object: ObjectMetricSource?
  @Boxed public var pods: PodsMetricSource?
  @Boxed public var resource: ResourceMetricSource?
  @Boxed public var containerResource: ContainerResourceMetricSource?
  @Boxed public var external: ExternalMetricSource?

  public init() {}
}

extension MetricSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.object = try reader.optionalObject("object")
    self.pods = try reader.optionalObject("pods")
    self.resource = try reader.optionalObject("resource")
    self.containerResource = try reader.optionalObject("containerResource")
    self.external = try reader.optionalObject("external")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("type", type, always: true)
    writer.optionalObject("object", object)
    writer.optionalObject("pods", pods)
    writer.optionalObject("resource", resource)
    writer.optionalObject("containerResource", containerResource)
    writer.optionalObject("external", external)
    return writer.json
  }
}

/// `autoscaling/v2.HorizontalPodAutoscalerBehavior`
public struct HorizontalPodAutoscalerBehavior: APIValue {
  @Boxed public var scaleUp: HPAScalingRules?
  @Boxed public var scaleDown: HPAScalingRules?

  public init() {}
}

extension HorizontalPodAutoscalerBehavior {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.scaleUp = try reader.optionalObject("scaleUp")
    self.scaleDown = try reader.optionalObject("scaleDown")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalObject("scaleUp", scaleUp)
    writer.optionalObject("scaleDown", scaleDown)
    return writer.json
  }
}

/// `autoscaling/v2.HPAScalingRules`
public struct HPAScalingRules: APIValue {
  public var stabilizationWindowSeconds: Int32?
  public var selectPolicy: String?
  public var policies: [HPAScalingPolicy] = []
  public var tolerance: Quantity?

  public init() {}
}

extension HPAScalingRules {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.stabilizationWindowSeconds = try reader.optionalInt32("stabilizationWindowSeconds")
    self.selectPolicy = try reader.optionalString("selectPolicy")
    self.policies = try reader.objects("policies")
    self.tolerance = try reader.quantity("tolerance")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalInt32("stabilizationWindowSeconds", stabilizationWindowSeconds)
    writer.optionalString("selectPolicy", selectPolicy)
    writer.objects("policies", policies)
    writer.quantity("tolerance", tolerance)
    return writer.json
  }
}

/// `autoscaling/v2.HPAScalingPolicy`
public struct HPAScalingPolicy: APIValue {
  public var type: String = ""
  public var value: Int32 = 0
  public var periodSeconds: Int32 = 0

  public init() {}
}

extension HPAScalingPolicy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.value = try reader.int32("value")
    self.periodSeconds = try reader.int32("periodSeconds")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("type", type, always: true)
    writer.int32("value", value, always: true)
    writer.int32("periodSeconds", periodSeconds, always: true)
    return writer.json
  }
}

/// `autoscaling/v2.ObjectMetricSource`
public struct ObjectMetricSource: APIValue {
  public var describedObject: CrossVersionObjectReference = CrossVersionObjectReference()
  public var target: MetricTarget = MetricTarget()
  public var metric: MetricIdentifier = MetricIdentifier()

  public init() {}
}

extension ObjectMetricSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.describedObject = try reader.object("describedObject")
    self.target = try reader.object("target")
    self.metric = try reader.object("metric")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.object("describedObject", describedObject)
    writer.object("target", target)
    writer.object("metric", metric)
    return writer.json
  }
}

/// `autoscaling/v2.PodsMetricSource`
public struct PodsMetricSource: APIValue {
  public var metric: MetricIdentifier = MetricIdentifier()
  public var target: MetricTarget = MetricTarget()

  public init() {}
}

extension PodsMetricSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metric = try reader.object("metric")
    self.target = try reader.object("target")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.object("metric", metric)
    writer.object("target", target)
    return writer.json
  }
}

/// `autoscaling/v2.ResourceMetricSource`
public struct ResourceMetricSource: APIValue {
  public var name: String = ""
  public var target: MetricTarget = MetricTarget()

  public init() {}
}

extension ResourceMetricSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.target = try reader.object("target")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.object("target", target)
    return writer.json
  }
}

/// `autoscaling/v2.ContainerResourceMetricSource`
public struct ContainerResourceMetricSource: APIValue {
  public var name: String = ""
  public var target: MetricTarget = MetricTarget()
  public var container: String = ""

  public init() {}
}

extension ContainerResourceMetricSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.target = try reader.object("target")
    self.container = try reader.string("container")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("name", name, always: true)
    writer.object("target", target)
    writer.string("container", container, always: true)
    return writer.json
  }
}

/// `autoscaling/v2.ExternalMetricSource`
public struct ExternalMetricSource: APIValue {
  public var metric: MetricIdentifier = MetricIdentifier()
  public var target: MetricTarget = MetricTarget()

  public init() {}
}

extension ExternalMetricSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metric = try reader.object("metric")
    self.target = try reader.object("target")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.object("metric", metric)
    writer.object("target", target)
    return writer.json
  }
}

/// `autoscaling/v2.MetricIdentifier`
public struct MetricIdentifier: APIValue {
  public var name: String = ""
  @Boxed public var selector: MetaLabelSelector?

  public init() {}
}

extension MetricIdentifier {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.selector = try reader.optionalObject("selector")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.optionalObject("selector", selector)
    return writer.json
  }
}

/// `autoscaling/v2.MetricTarget`
public struct MetricTarget: APIValue {
  public var type: String = ""
  public var value: Quantity?
  public var averageValue: Quantity?
  public var averageUtilization: Int32?

  public init() {}
}

extension MetricTarget {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.value = try reader.quantity("value")
    self.averageValue = try reader.quantity("averageValue")
    self.averageUtilization = try reader.optionalInt32("averageUtilization")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("type", type, always: true)
    writer.quantity("value", value)
    writer.quantity("averageValue", averageValue)
    writer.optionalInt32("averageUtilization", averageUtilization)
    return writer.json
  }
}

/// `autoscaling/v2.HorizontalPodAutoscalerStatus`
public struct HorizontalPodAutoscalerStatus: APIValue {
  public var observedGeneration: Int64?
  public var lastScaleTime: Timestamp?
  public var currentReplicas: Int32 = 0
  public var desiredReplicas: Int32 = 0
  public var currentMetrics: [MetricStatus] = []
  public var conditions: [HorizontalPodAutoscalerCondition] = []

  public init() {}
}

extension HorizontalPodAutoscalerStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.observedGeneration = try reader.optionalInt64("observedGeneration")
    self.lastScaleTime = try reader.time("lastScaleTime")
    self.currentReplicas = try reader.int32("currentReplicas")
    self.desiredReplicas = try reader.int32("desiredReplicas")
    self.currentMetrics = try reader.objects("currentMetrics")
    self.conditions = try reader.objects("conditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.optionalInt64("observedGeneration", observedGeneration)
    writer.time("lastScaleTime", lastScaleTime)
    writer.int32("currentReplicas", currentReplicas)
    writer.int32("desiredReplicas", desiredReplicas, always: true)
    writer.objects("currentMetrics", currentMetrics, always: true)
    writer.objects("conditions", conditions)
    return writer.json
  }
}
