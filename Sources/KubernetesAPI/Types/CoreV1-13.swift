// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Refers to an object of any kind in the same namespace.
public struct TypedLocalObjectReference: APIValue {
  /// The group; empty for the core group.
  public var apiGroup: String?
  /// The kind.
  public var kind: String = ""
  /// The name.
  public var name: String = ""

  public init() {}
}

extension TypedLocalObjectReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.apiGroup = try reader.optionalString("apiGroup")
    self.kind = try reader.string("kind")
    self.name = try reader.string("name")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.optionalString("apiGroup", apiGroup, always: true)
    writer.string("kind", kind, always: true)
    writer.string("name", name, always: true)
    return writer.json
  }
}

/// Who reported an event.
public struct EventSource: APIValue {
  /// The component.
  public var component: String = ""
  /// The node.
  public var host: String = ""

  public init() {}
}

extension EventSource {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.component = try reader.string("component")
    self.host = try reader.string("host")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("component", component)
    writer.string("host", host)
    return writer.json
  }
}

/// Something that happened to an object, kept for a limited time.
public struct Event: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Event")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "events")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What it is about.
  @Shared public var involvedObject: ObjectReference
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""
  /// Who reported it.
  @Shared public var source: EventSource
  /// When it first happened.
  public var firstTimestamp: Timestamp?
  /// When it last happened.
  public var lastTimestamp: Timestamp?
  /// How often it happened.
  public var count: Int32 = 0
  /// Normal or Warning.
  public var type: String = ""
  /// When it happened, exactly.
  public var eventTime: Timestamp?
  /// The repetitions.
  @Boxed public var series: EventSeries?
  /// What was done.
  public var action: String = ""
  /// A second object.
  @Boxed public var related: ObjectReference?
  /// Which controller reported it.
  public var reportingComponent: String = ""
  /// Which instance of the controller.
  public var reportingInstance: String = ""

  public init() {}
}

extension Event {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.involvedObject = try reader.object("involvedObject")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
    self.source = try reader.object("source")
    self.firstTimestamp = try reader.time("firstTimestamp")
    self.lastTimestamp = try reader.time("lastTimestamp")
    self.count = try reader.int32("count")
    self.type = try reader.string("type")
    self.eventTime = try reader.time("eventTime")
    self.series = try reader.optionalObject("series")
    self.action = try reader.string("action")
    self.related = try reader.optionalObject("related")
    self.reportingComponent = try reader.string("reportingComponent")
    self.reportingInstance = try reader.string("reportingInstance")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("involvedObject", involvedObject)
    writer.string("reason", reason)
    writer.string("message", message)
    writer.object("source", source)
    writer.time("firstTimestamp", firstTimestamp)
    writer.time("lastTimestamp", lastTimestamp)
    writer.int32("count", count)
    writer.string("type", type)
    writer.microTime("eventTime", eventTime)
    writer.optionalObject("series", series)
    writer.string("action", action)
    writer.optionalObject("related", related)
    writer.string("reportingComponent", reportingComponent, always: true)
    writer.string("reportingInstance", reportingInstance, always: true)
    return writer.json
  }
}

/// Repetitions of an event.
public struct EventSeries: APIValue {
  /// How many.
  public var count: Int32 = 0
  /// When the last one was seen.
  public var lastObservedTime: Timestamp?

  public init() {}
}

extension EventSeries {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.count = try reader.int32("count")
    self.lastObservedTime = try reader.time("lastObservedTime")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.int32("count", count)
    writer.microTime("lastObservedTime", lastObservedTime)
    return writer.json
  }
}

/// Bounds for one kind of thing.
public struct LimitRangeItem: APIValue {
  /// What they are for.
  public var type: String = ""
  /// At most.
  public var max: [String: Quantity] = [:]
  /// At least.
  public var min: [String: Quantity] = [:]
  /// The limit of those that state none.
  public var `default`: [String: Quantity] = [:]
  /// The request of those that state none.
  public var defaultRequest: [String: Quantity] = [:]
  /// How much larger the limit may be than the request.
  public var maxLimitRequestRatio: [String: Quantity] = [:]

  public init() {}
}

extension LimitRangeItem {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.max = try reader.quantityMap("max")
    self.min = try reader.quantityMap("min")
    self.`default` = try reader.quantityMap("default")
    self.defaultRequest = try reader.quantityMap("defaultRequest")
    self.maxLimitRequestRatio = try reader.quantityMap("maxLimitRequestRatio")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("type", type, always: true)
    writer.quantityMap("max", max)
    writer.quantityMap("min", min)
    writer.quantityMap("default", `default`)
    writer.quantityMap("defaultRequest", defaultRequest)
    writer.quantityMap("maxLimitRequestRatio", maxLimitRequestRatio)
    return writer.json
  }
}

/// The bounds of a namespace.
public struct LimitRangeSpec: APIValue {
  /// The bounds.
  public var limits: [LimitRangeItem] = []

  public init() {}
}

extension LimitRangeSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.limits = try reader.objects("limits")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("limits", limits, always: true)
    return writer.json
  }
}

/// Bounds and defaults for what pods and claims of a namespace may ask for.
public struct LimitRange: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "LimitRange")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "limitranges")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: LimitRangeSpec

  public init() {}
}

extension LimitRange {
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

/// What a namespace may use in sum.
public struct ResourceQuotaSpec: APIValue {
  /// The bounds.
  public var hard: [String: Quantity] = [:]
  /// What is counted.
  public var scopes: [String] = []
  /// What is counted, by requirements.
  @Boxed public var scopeSelector: ScopeSelector?

  public init() {}
}

extension ResourceQuotaSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.hard = try reader.quantityMap("hard")
    self.scopes = try reader.strings("scopes")
    self.scopeSelector = try reader.optionalObject("scopeSelector")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.quantityMap("hard", hard)
    writer.strings("scopes", scopes)
    writer.optionalObject("scopeSelector", scopeSelector)
    return writer.json
  }
}

/// Requirements on what is counted.
public struct ScopeSelector: APIValue {
  /// Requirements that must all hold.
  public var matchExpressions: [ScopedResourceSelectorRequirement] = []

  public init() {}
}

extension ScopeSelector {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.matchExpressions = try reader.objects("matchExpressions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("matchExpressions", matchExpressions)
    return writer.json
  }
}

/// A requirement on what is counted.
public struct ScopedResourceSelectorRequirement: APIValue {
  /// The scope.
  public var scopeName: String = ""
  /// How to compare.
  public var `operator`: String = ""
  /// The values to compare with.
  public var values: [String] = []

  public init() {}
}

extension ScopedResourceSelectorRequirement {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.scopeName = try reader.string("scopeName")
    self.`operator` = try reader.string("operator")
    self.values = try reader.strings("values")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("scopeName", scopeName, always: true)
    writer.string("operator", `operator`, always: true)
    writer.strings("values", values)
    return writer.json
  }
}

/// What is used.
public struct ResourceQuotaStatus: APIValue {
  /// The bounds in effect.
  public var hard: [String: Quantity] = [:]
  /// What is used.
  public var used: [String: Quantity] = [:]

  public init() {}
}

extension ResourceQuotaStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.hard = try reader.quantityMap("hard")
    self.used = try reader.quantityMap("used")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.quantityMap("hard", hard)
    writer.quantityMap("used", used)
    return writer.json
  }
}

/// An upper bound on what a namespace may use in sum.
public struct ResourceQuota: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "ResourceQuota")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "resourcequotas")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: ResourceQuotaSpec
  /// What is the case, written by controllers.
  @Shared public var status: ResourceQuotaStatus

  public init() {}
}

extension ResourceQuota {
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

/// Confidential data, such as passwords and keys, that pods read as files or environment variables.
public struct Secret: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Secret")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "secrets")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Forbids changes.
  public var immutable: Bool?
  /// The data, in base64.
  public var data: [String: [UInt8]] = [:]
  /// Data as plain text, for writing.
  public var stringData: [String: String] = [:]
  /// What it is for.
  public var type: String = ""

  public init() {}
}

extension Secret {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.immutable = try reader.optionalBool("immutable")
    self.data = try reader.bytesMap("data")
    self.stringData = try reader.stringMap("stringData")
    self.type = try reader.string("type")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.optionalBool("immutable", immutable)
    writer.bytesMap("data", data)
    writer.stringMap("stringData", stringData)
    writer.string("type", type)
    return writer.json
  }
}

/// Configuration data that pods read as files or environment variables.
public struct ConfigMap: APIObject {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
  public static let resource = GroupVersionResource(
    group: "", version: "v1", resource: "configmaps")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Forbids changes.
  public var immutable: Bool?
  /// The data, as text.
  public var data: [String: String] = [:]
  /// Data that is no text, in base64.
  public var binaryData: [String: [UInt8]] = [:]

  public init() {}
}

extension ConfigMap {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.immutable = try reader.optionalBool("immutable")
    self.data = try reader.stringMap("data")
    self.binaryData = try reader.bytesMap("binaryData")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.optionalBool("immutable", immutable)
    writer.stringMap("data", data)
    writer.bytesMap("binaryData", binaryData)
    return writer.json
  }
}

/// An observation about a component.
public struct ComponentCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// What happened, for people.
  public var message: String = ""
  /// What went wrong.
  public var error: String = ""

  public init() {}
}

extension ComponentCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.message = try reader.string("message")
    self.error = try reader.string("error")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.string("message", message)
    writer.string("error", error)
    return writer.json
  }
}
