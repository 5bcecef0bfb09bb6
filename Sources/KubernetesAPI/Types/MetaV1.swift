// swift-format-ignore-file
// Generated from Schema/meta_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// What every list carries: its revision and how to go on.
public struct ListMeta: APIValue {
  public var selfLink: String = ""
  public var resourceVersion: String = ""
  public var `continue`: String = ""
  public var remainingItemCount: Int64?
  @Boxed public var shardInfo: ShardInfo?

  public init() {}
}

extension ListMeta {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.selfLink = try reader.string("selfLink")
    self.resourceVersion = try reader.string("resourceVersion")
    self.`continue` = try reader.string("continue")
    self.remainingItemCount = try reader.optionalInt64("remainingItemCount")
    self.shardInfo = try reader.optionalObject("shardInfo")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.string("selfLink", selfLink)
    writer.string("resourceVersion", resourceVersion)
    writer.string("continue", `continue`)
    writer.optionalInt64("remainingItemCount", remainingItemCount)
    writer.optionalObject("shardInfo", shardInfo)
    return writer.json
  }
}

/// `meta/v1.ShardInfo`
public struct ShardInfo: APIValue {
  public var selector: String = ""

  public init() {}
}

extension ShardInfo {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.selector = try reader.string("selector")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("selector", selector, always: true)
    return writer.json
  }
}

/// What every object carries: name, identity, labels, owners.
public struct ObjectMeta: APIValue {
  public var name: String = ""
  public var generateName: String = ""
  public var namespace: String = ""
  public var selfLink: String = ""
  public var uid: String = ""
  public var resourceVersion: String = ""
  public var generation: Int64 = 0
  public var creationTimestamp: Timestamp?
  public var deletionTimestamp: Timestamp?
  public var deletionGracePeriodSeconds: Int64?
  public var labels: [String: String] = [:]
  public var annotations: [String: String] = [:]
  public var ownerReferences: [OwnerReference] = []
  public var finalizers: [String] = []
  public var managedFields: [ManagedFieldsEntry] = []

  public init() {}
}

extension ObjectMeta {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.generateName = try reader.string("generateName")
    self.namespace = try reader.string("namespace")
    self.selfLink = try reader.string("selfLink")
    self.uid = try reader.string("uid")
    self.resourceVersion = try reader.string("resourceVersion")
    self.generation = try reader.int64("generation")
    self.creationTimestamp = try reader.time("creationTimestamp")
    self.deletionTimestamp = try reader.time("deletionTimestamp")
    self.deletionGracePeriodSeconds = try reader.optionalInt64("deletionGracePeriodSeconds")
    self.labels = try reader.stringMap("labels")
    self.annotations = try reader.stringMap("annotations")
    self.ownerReferences = try reader.objects("ownerReferences")
    self.finalizers = try reader.strings("finalizers")
    self.managedFields = try reader.objects("managedFields")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("name", name)
    writer.string("generateName", generateName)
    writer.string("namespace", namespace)
    writer.string("selfLink", selfLink)
    writer.string("uid", uid)
    writer.string("resourceVersion", resourceVersion)
    writer.int64("generation", generation)
    writer.time("creationTimestamp", creationTimestamp)
    writer.time("deletionTimestamp", deletionTimestamp)
    writer.optionalInt64("deletionGracePeriodSeconds", deletionGracePeriodSeconds)
    writer.stringMap("labels", labels)
    writer.stringMap("annotations", annotations)
    writer.objects("ownerReferences", ownerReferences)
    writer.strings("finalizers", finalizers)
    writer.objects("managedFields", managedFields)
    return writer.json
  }
}

/// Points to an object that this one belongs to.
public struct OwnerReference: APIValue {
  public var apiVersion: String = ""
  public var kind: String = ""
  public var name: String = ""
  public var uid: String = ""
  public var controller: Bool?
  public var blockOwnerDeletion: Bool?

  public init() {}
}

extension OwnerReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.apiVersion = try reader.string("apiVersion")
    self.kind = try reader.string("kind")
    self.name = try reader.string("name")
    self.uid = try reader.string("uid")
    self.controller = try reader.optionalBool("controller")
    self.blockOwnerDeletion = try reader.optionalBool("blockOwnerDeletion")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("apiVersion", apiVersion, always: true)
    writer.string("kind", kind, always: true)
    writer.string("name", name, always: true)
    writer.string("uid", uid, always: true)
    writer.optionalBool("controller", controller)
    writer.optionalBool("blockOwnerDeletion", blockOwnerDeletion)
    return writer.json
  }
}

/// How to delete.
public struct DeleteOptions: APIValue {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "DeleteOptions")

  public var gracePeriodSeconds: Int64?
  @Boxed public var preconditions: Preconditions?
  public var orphanDependents: Bool?
  public var propagationPolicy: String?
  public var dryRun: [String] = []
  public var ignoreStoreReadErrorWithClusterBreakingPotential: Bool?

  public init() {}
}

extension DeleteOptions {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.gracePeriodSeconds = try reader.optionalInt64("gracePeriodSeconds")
    self.preconditions = try reader.optionalObject("preconditions")
    self.orphanDependents = try reader.optionalBool("orphanDependents")
    self.propagationPolicy = try reader.optionalString("propagationPolicy")
    self.dryRun = try reader.strings("dryRun")
    self.ignoreStoreReadErrorWithClusterBreakingPotential = try reader.optionalBool("ignoreStoreReadErrorWithClusterBreakingPotential")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.optionalInt64("gracePeriodSeconds", gracePeriodSeconds)
    writer.optionalObject("preconditions", preconditions)
    writer.optionalBool("orphanDependents", orphanDependents)
    writer.optionalString("propagationPolicy", propagationPolicy)
    writer.strings("dryRun", dryRun)
    writer.optionalBool("ignoreStoreReadErrorWithClusterBreakingPotential", ignoreStoreReadErrorWithClusterBreakingPotential)
    return writer.json
  }
}

/// `meta/v1.Preconditions`
public struct Preconditions: APIValue {
  public var uid: String?
  public var resourceVersion: String?

  public init() {}
}

extension Preconditions {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.uid = try reader.optionalString("uid")
    self.resourceVersion = try reader.optionalString("resourceVersion")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalString("uid", uid)
    writer.optionalString("resourceVersion", resourceVersion)
    return writer.json
  }
}

/// The outcome of a request that returns no object.
public struct Status: APIValue {
  public static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Status")

  public var metadata: ListMeta = ListMeta()
  public var status: String = ""
  public var message: String = ""
  public var reason: String = ""
  @Boxed public var details: StatusDetails?
  public var code: Int32 = 0

  public init() {}
}

extension Status {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.status = try reader.string("status")
    self.message = try reader.string("message")
    self.reason = try reader.string("reason")
    self.details = try reader.optionalObject("details")
    self.code = try reader.int32("code")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.string("status", status)
    writer.string("message", message)
    writer.string("reason", reason)
    writer.optionalObject("details", details)
    writer.int32("code", code)
    return writer.json
  }
}

/// `meta/v1.StatusDetails`
public struct StatusDetails: APIValue {
  public var name: String = ""
  public var group: String = ""
  public var kind: String = ""
  public var uid: String = ""
  public var causes: [StatusCause] = []
  public var retryAfterSeconds: Int32 = 0

  public init() {}
}

extension StatusDetails {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.group = try reader.string("group")
    self.kind = try reader.string("kind")
    self.uid = try reader.string("uid")
    self.causes = try reader.objects("causes")
    self.retryAfterSeconds = try reader.int32("retryAfterSeconds")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("name", name)
    writer.string("group", group)
    writer.string("kind", kind)
    writer.string("uid", uid)
    writer.objects("causes", causes)
    writer.int32("retryAfterSeconds", retryAfterSeconds)
    return writer.json
  }
}

/// `meta/v1.StatusCause`
public struct StatusCause: APIValue {
  public var reason: String = ""
  public var message: String = ""
  public var field: String = ""

  public init() {}
}

extension StatusCause {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
    self.field = try reader.string("field")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("reason", reason)
    writer.string("message", message)
    writer.string("field", field)
    return writer.json
  }
}

/// Chooses objects by their labels; all requirements must hold.
public struct MetaLabelSelector: APIValue {
  public var matchLabels: [String: String] = [:]
  public var matchExpressions: [LabelSelectorRequirement] = []

  public init() {}
}

extension MetaLabelSelector {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.matchLabels = try reader.stringMap("matchLabels")
    self.matchExpressions = try reader.objects("matchExpressions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.stringMap("matchLabels", matchLabels)
    writer.objects("matchExpressions", matchExpressions)
    return writer.json
  }
}

/// `meta/v1.LabelSelectorRequirement`
public struct LabelSelectorRequirement: APIValue {
  public var key: String = ""
  public var `operator`: String = ""
  public var values: [String] = []

  public init() {}
}

extension LabelSelectorRequirement {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.key = try reader.string("key")
    self.`operator` = try reader.string("operator")
    self.values = try reader.strings("values")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("key", key, always: true)
    writer.string("operator", `operator`, always: true)
    writer.strings("values", values)
    return writer.json
  }
}

/// `meta/v1.FieldSelectorRequirement`
public struct FieldSelectorRequirement: APIValue {
  public var key: String = ""
  public var `operator`: String = ""
  public var values: [String] = []

  public init() {}
}

extension FieldSelectorRequirement {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.key = try reader.string("key")
    self.`operator` = try reader.string("operator")
    self.values = try reader.strings("values")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("key", key, always: true)
    writer.string("operator", `operator`, always: true)
    writer.strings("values", values)
    return writer.json
  }
}

/// `meta/v1.ManagedFieldsEntry`
public struct ManagedFieldsEntry: APIValue {
  public var manager: String = ""
  public var operation: String = ""
  public var apiVersion: String = ""
  public var time: Timestamp?
  public var fieldsType: String = ""
  public var fieldsV1: JSONValue?
  public var subresource: String = ""

  public init() {}
}

extension ManagedFieldsEntry {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.manager = try reader.string("manager")
    self.operation = try reader.string("operation")
    self.apiVersion = try reader.string("apiVersion")
    self.time = try reader.time("time")
    self.fieldsType = try reader.string("fieldsType")
    fieldsV1 = reader.any("fieldsV1")
    self.subresource = try reader.string("subresource")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.string("manager", manager)
    writer.string("operation", operation)
    writer.string("apiVersion", apiVersion)
    writer.time("time", time)
    writer.string("fieldsType", fieldsType)
    writer.any("fieldsV1", fieldsV1)
    writer.string("subresource", subresource)
    return writer.json
  }
}

/// One observation about an object's state.
public struct Condition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var observedGeneration: Int64 = 0
  public var lastTransitionTime: Timestamp?
  public var reason: String = ""
  public var message: String = ""

  public init() {}
}

extension Condition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.observedGeneration = try reader.int64("observedGeneration")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.int64("observedGeneration", observedGeneration)
    writer.time("lastTransitionTime", lastTransitionTime, always: true)
    writer.string("reason", reason, always: true)
    writer.string("message", message, always: true)
    return writer.json
  }
}
