// swift-format-ignore-file
// Generated from Schema/autoscaling_v2.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Adjusts the number of replicas to measured load.
public struct HorizontalPodAutoscaler: APIObject {
  public static let gvk = GroupVersionKind(group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler")
  public static let resource = GroupVersionResource(
    group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: HorizontalPodAutoscalerSpec
  /// What is the case, written by controllers.
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

/// What to scale, by what.
public struct HorizontalPodAutoscalerSpec: APIValue {
  /// What to scale.
  public var scaleTargetRef: CrossVersionObjectReference = CrossVersionObjectReference()
  /// At least so many.
  public var minReplicas: Int32?
  /// At most so many.
  public var maxReplicas: Int32 = 0
  /// What to look at; the one that asks for most decides.
  public var metrics: [MetricSpec] = []
  /// How fast to go up and down.
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

/// Refers to an object.
public struct CrossVersionObjectReference: APIValue {
  /// The kind.
  public var kind: String = ""
  /// The name.
  public var name: String = ""
  /// The group and version.
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

/// What to look at; one member is set, as the type says.
public struct MetricSpec: APIValue {
  /// The type.
  public var type: String = ""
  /// A metric of one object.
  @Boxed public var object: ObjectMetricSource?
  /// A metric of each pod.
  @Boxed public var pods: PodsMetricSource?
  /// CPU or memory of the pods.
  @Boxed public var resource: ResourceMetricSource?
  /// CPU or memory of one container of each pod.
  @Boxed public var containerResource: ContainerResourceMetricSource?
  /// A metric from outside of the cluster.
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

/// How fast to go up and down.
public struct HorizontalPodAutoscalerBehavior: APIValue {
  /// Up.
  @Boxed public var scaleUp: HPAScalingRules?
  /// Down.
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

/// How fast to go in one direction.
public struct HPAScalingRules: APIValue {
  /// How far to look back for a steadier choice.
  public var stabilizationWindowSeconds: Int32?
  /// Which policy decides: Max, Min or Disabled.
  public var selectPolicy: String?
  /// How much may change in how much time.
  public var policies: [HPAScalingPolicy] = []
  /// How far a metric may be off.
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

/// How much may change in how much time.
public struct HPAScalingPolicy: APIValue {
  /// Pods or Percent.
  public var type: String = ""
  /// How many, or what share.
  public var value: Int32 = 0
  /// In this time.
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

/// A metric of one object.
public struct ObjectMetricSource: APIValue {
  /// The object that the metric describes.
  public var describedObject: CrossVersionObjectReference = CrossVersionObjectReference()
  /// The target.
  public var target: MetricTarget = MetricTarget()
  /// Which metric, by name and selector.
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

/// A metric of each pod.
public struct PodsMetricSource: APIValue {
  /// Which metric, by name and selector.
  public var metric: MetricIdentifier = MetricIdentifier()
  /// The target.
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

/// CPU or memory of the pods.
public struct ResourceMetricSource: APIValue {
  /// The name.
  public var name: String = ""
  /// The target.
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

/// CPU or memory of one container of each pod.
public struct ContainerResourceMetricSource: APIValue {
  /// The name.
  public var name: String = ""
  /// The target.
  public var target: MetricTarget = MetricTarget()
  /// The container.
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

/// A metric from outside of the cluster.
public struct ExternalMetricSource: APIValue {
  /// Which metric, by name and selector.
  public var metric: MetricIdentifier = MetricIdentifier()
  /// The target.
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

/// A metric.
public struct MetricIdentifier: APIValue {
  /// The name.
  public var name: String = ""
  /// Chooses objects by their labels.
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

/// What a metric should be.
public struct MetricTarget: APIValue {
  /// Utilization, Value or AverageValue.
  public var type: String = ""
  /// The value.
  public var value: Quantity?
  /// The value divided by the number of pods.
  public var averageValue: Quantity?
  /// The average share of what the pods requested, in percent.
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

/// What an autoscaler has done.
public struct HorizontalPodAutoscalerStatus: APIValue {
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64?
  /// When it last changed the number.
  public var lastScaleTime: Timestamp?
  /// How many there are.
  public var currentReplicas: Int32 = 0
  /// How many there should be.
  public var desiredReplicas: Int32 = 0
  /// What it saw.
  public var currentMetrics: [MetricStatus] = []
  /// Observations about the state, one per type.
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
