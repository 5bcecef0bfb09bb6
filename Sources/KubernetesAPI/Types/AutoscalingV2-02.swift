// swift-format-ignore-file
// Generated from Schema/autoscaling_v2.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `autoscaling/v2.HorizontalPodAutoscalerCondition`
public struct HorizontalPodAutoscalerCondition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var lastTransitionTime: Timestamp?
  public var reason: String = ""
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

/// `autoscaling/v2.MetricStatus`
public struct MetricStatus: APIValue {
  public var type: String = ""
  @Boxed public var object: ObjectMetricStatus?
  @Boxed public var pods: PodsMetricStatus?
  @Boxed public var resource: ResourceMetricStatus?
  @Boxed public var containerResource: ContainerResourceMetricStatus?
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

/// `autoscaling/v2.ObjectMetricStatus`
public struct ObjectMetricStatus: APIValue {
  public var metric: MetricIdentifier = MetricIdentifier()
  public var current: MetricValueStatus = MetricValueStatus()
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

/// `autoscaling/v2.PodsMetricStatus`
public struct PodsMetricStatus: APIValue {
  public var metric: MetricIdentifier = MetricIdentifier()
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

/// `autoscaling/v2.ResourceMetricStatus`
public struct ResourceMetricStatus: APIValue {
  public var name: String = ""
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

/// `autoscaling/v2.ContainerResourceMetricStatus`
public struct ContainerResourceMetricStatus: APIValue {
  public var name: String = ""
  public var current: MetricValueStatus = MetricValueStatus()
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

/// `autoscaling/v2.ExternalMetricStatus`
public struct ExternalMetricStatus: APIValue {
  public var metric: MetricIdentifier = MetricIdentifier()
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

/// `autoscaling/v2.MetricValueStatus`
public struct MetricValueStatus: APIValue {
  public var value: Quantity?
  public var averageValue: Quantity?
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
