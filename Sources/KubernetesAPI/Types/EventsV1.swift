// swift-format-ignore-file
// Generated from Schema/events.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Something that happened to an object, kept for a limited time.
public struct EventsEvent: APIObject {
  public static let gvk = GroupVersionKind(group: "events.k8s.io", version: "v1", kind: "Event")
  public static let resource = GroupVersionResource(
    group: "events.k8s.io", version: "v1", resource: "events")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// When it happened, exactly.
  public var eventTime: Timestamp?
  /// The repetitions.
  @Boxed public var series: EventsEventSeries?
  /// Which controller reported it.
  public var reportingController: String = ""
  /// Which instance of the controller.
  public var reportingInstance: String = ""
  /// What was done.
  public var action: String = ""
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What it is about.
  @Shared public var regarding: ObjectReference
  /// A second object.
  @Boxed public var related: ObjectReference?
  /// What happened, for people.
  public var note: String = ""
  /// Normal or Warning.
  public var type: String = ""
  /// Who reported it, in the old form.
  @Shared public var deprecatedSource: EventSource
  /// When it first happened, in the old form.
  public var deprecatedFirstTimestamp: Timestamp?
  /// When it last happened, in the old form.
  public var deprecatedLastTimestamp: Timestamp?
  /// How often it happened, in the old form.
  public var deprecatedCount: Int32 = 0

  public init() {}
}

extension EventsEvent {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.eventTime = try reader.time("eventTime")
    self.series = try reader.optionalObject("series")
    self.reportingController = try reader.string("reportingController")
    self.reportingInstance = try reader.string("reportingInstance")
    self.action = try reader.string("action")
    self.reason = try reader.string("reason")
    self.regarding = try reader.object("regarding")
    self.related = try reader.optionalObject("related")
    self.note = try reader.string("note")
    self.type = try reader.string("type")
    self.deprecatedSource = try reader.object("deprecatedSource")
    self.deprecatedFirstTimestamp = try reader.time("deprecatedFirstTimestamp")
    self.deprecatedLastTimestamp = try reader.time("deprecatedLastTimestamp")
    self.deprecatedCount = try reader.int32("deprecatedCount")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.microTime("eventTime", eventTime, always: true)
    writer.optionalObject("series", series)
    writer.string("reportingController", reportingController)
    writer.string("reportingInstance", reportingInstance)
    writer.string("action", action)
    writer.string("reason", reason)
    writer.object("regarding", regarding)
    writer.optionalObject("related", related)
    writer.string("note", note)
    writer.string("type", type)
    writer.object("deprecatedSource", deprecatedSource)
    writer.time("deprecatedFirstTimestamp", deprecatedFirstTimestamp)
    writer.time("deprecatedLastTimestamp", deprecatedLastTimestamp)
    writer.int32("deprecatedCount", deprecatedCount)
    return writer.json
  }
}

/// Repetitions of an event.
public struct EventsEventSeries: APIValue {
  /// How many.
  public var count: Int32 = 0
  /// When the last one was seen.
  public var lastObservedTime: Timestamp?

  public init() {}
}

extension EventsEventSeries {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.count = try reader.int32("count")
    self.lastObservedTime = try reader.time("lastObservedTime")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.int32("count", count, always: true)
    writer.microTime("lastObservedTime", lastObservedTime, always: true)
    return writer.json
  }
}
