// swift-format-ignore-file
// Generated from Schema/autoscaling_v2.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// An observation about an autoscaler.
public struct HorizontalPodAutoscalerCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""

  public init() {}
}

extension HorizontalPodAutoscalerCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// What was seen; one member is set, as the type says.
public struct MetricStatus: APIValue {
  /// The type.
  public var type: String = ""
  /// A metric of one object.
  @Boxed public var object: ObjectMetricStatus?
  /// A metric of each pod.
  @Boxed public var pods: PodsMetricStatus?
  /// CPU or memory of the pods.
  @Boxed public var resource: ResourceMetricStatus?
  /// CPU or memory of one container of each pod.
  @Boxed public var containerResource: ContainerResourceMetricStatus?
  /// A metric from outside of the cluster.
  @Boxed public var external: ExternalMetricStatus?

  public init() {}
}

extension MetricStatus {
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

/// A metric of one object, as seen.
public struct ObjectMetricStatus: APIValue {
  /// Which metric, by name and selector.
  public var metric: MetricIdentifier = MetricIdentifier()
  /// The current value.
  public var current: MetricValueStatus = MetricValueStatus()
  /// The object that the metric describes.
  public var describedObject: CrossVersionObjectReference = CrossVersionObjectReference()

  public init() {}
}

extension ObjectMetricStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metric = try reader.object("metric")
    self.current = try reader.object("current")
    self.describedObject = try reader.object("describedObject")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.object("metric", metric)
    writer.object("current", current)
    writer.object("describedObject", describedObject)
    return writer.json
  }
}

/// A metric of each pod, as seen.
public struct PodsMetricStatus: APIValue {
  /// Which metric, by name and selector.
  public var metric: MetricIdentifier = MetricIdentifier()
  /// The current value.
  public var current: MetricValueStatus = MetricValueStatus()

  public init() {}
}

extension PodsMetricStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metric = try reader.object("metric")
    self.current = try reader.object("current")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.object("metric", metric)
    writer.object("current", current)
    return writer.json
  }
}

/// CPU or memory, as seen.
public struct ResourceMetricStatus: APIValue {
  /// The name.
  public var name: String = ""
  /// The current value.
  public var current: MetricValueStatus = MetricValueStatus()

  public init() {}
}

extension ResourceMetricStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.current = try reader.object("current")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.object("current", current)
    return writer.json
  }
}

/// CPU or memory of one container, as seen.
public struct ContainerResourceMetricStatus: APIValue {
  /// The name.
  public var name: String = ""
  /// The current value.
  public var current: MetricValueStatus = MetricValueStatus()
  /// The container.
  public var container: String = ""

  public init() {}
}

extension ContainerResourceMetricStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.current = try reader.object("current")
    self.container = try reader.string("container")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("name", name, always: true)
    writer.object("current", current)
    writer.string("container", container, always: true)
    return writer.json
  }
}

/// A metric from outside, as seen.
public struct ExternalMetricStatus: APIValue {
  /// Which metric, by name and selector.
  public var metric: MetricIdentifier = MetricIdentifier()
  /// The current value.
  public var current: MetricValueStatus = MetricValueStatus()

  public init() {}
}

extension ExternalMetricStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metric = try reader.object("metric")
    self.current = try reader.object("current")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.object("metric", metric)
    writer.object("current", current)
    return writer.json
  }
}

/// The value of a metric.
public struct MetricValueStatus: APIValue {
  /// The value.
  public var value: Quantity?
  /// The value divided by the number of pods.
  public var averageValue: Quantity?
  /// The average share of what the pods requested, in percent.
  public var averageUtilization: Int32?

  public init() {}
}

extension MetricValueStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.value = try reader.quantity("value")
    self.averageValue = try reader.quantity("averageValue")
    self.averageUtilization = try reader.optionalInt32("averageUtilization")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.quantity("value", value)
    writer.quantity("averageValue", averageValue)
    writer.optionalInt32("averageUtilization", averageUtilization)
    return writer.json
  }
}
