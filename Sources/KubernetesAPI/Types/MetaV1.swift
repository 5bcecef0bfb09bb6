// swift-format-ignore-file
// Generated from Schema/meta_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// What every list carries: its revision and how to go on.
public struct ListMeta: APIValue {
  /// No longer set.
  public var selfLink: String = ""
  /// The revision the list is from.
  public var resourceVersion: String = ""
  /// Pass this to get the next part.
  public var `continue`: String = ""
  /// How many are left, about.
  public var remainingItemCount: Int64?
  /// Which part of the objects this is.
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

/// A part of the objects.
public struct ShardInfo: APIValue {
  /// Chooses objects by their labels.
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
  /// The name, unique among its kind in the namespace.
  public var name: String = ""
  /// Put in front of random letters when there is no name.
  public var generateName: String = ""
  /// The namespace.
  public var namespace: String = ""
  /// No longer set.
  public var selfLink: String = ""
  /// Unique among all objects, past ones included.
  public var uid: String = ""
  /// Changes with every write; opaque.
  public var resourceVersion: String = ""
  /// Counts changes of what is wanted.
  public var generation: Int64 = 0
  /// When it was created.
  public var creationTimestamp: Timestamp?
  /// When it was or will be gone; set once deletion begins.
  public var deletionTimestamp: Timestamp?
  /// How long it has to end.
  public var deletionGracePeriodSeconds: Int64?
  /// For choosing objects.
  public var labels: [String: String] = [:]
  /// For tools; not for choosing.
  public var annotations: [String: String] = [:]
  /// What it belongs to; it goes when all of these are gone.
  public var ownerReferences: [OwnerReference] = []
  /// Who must finish before it goes.
  public var finalizers: [String] = []
  /// Who set which fields.
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
  /// The group and version.
  public var apiVersion: String = ""
  /// The kind.
  public var kind: String = ""
  /// The name.
  public var name: String = ""
  /// The unique identifier.
  public var uid: String = ""
  /// Whether this owner manages it.
  public var controller: Bool?
  /// Whether the owner waits for it in a foreground deletion.
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

  /// How long it has to end; 0 for at once.
  public var gracePeriodSeconds: Int64?
  /// What must hold.
  @Boxed public var preconditions: Preconditions?
  /// Whether to keep what belongs to it.
  public var orphanDependents: Bool?
  /// What happens to what belongs to it.
  public var propagationPolicy: String?
  /// `All`: do everything but keep nothing.
  public var dryRun: [String] = []
  /// Deletes what can't be read.
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

/// What must hold for a request.
public struct Preconditions: APIValue {
  /// The object must have this uid.
  public var uid: String?
  /// The object must be at this revision.
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

  /// The object's name, labels and other metadata.
  public var metadata: ListMeta = ListMeta()
  /// Success or Failure.
  public var status: String = ""
  /// What happened, for people.
  public var message: String = ""
  /// Why, in one word for programs.
  public var reason: String = ""
  /// More about it.
  @Boxed public var details: StatusDetails?
  /// The HTTP status.
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

/// More about a failure.
public struct StatusDetails: APIValue {
  /// The name.
  public var name: String = ""
  /// The group.
  public var group: String = ""
  /// The kind or resource.
  public var kind: String = ""
  /// The unique identifier.
  public var uid: String = ""
  /// The causes, one by one.
  public var causes: [StatusCause] = []
  /// When to try again.
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

/// One cause of a failure.
public struct StatusCause: APIValue {
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""
  /// Where in the object.
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
  /// Labels that objects must have.
  public var matchLabels: [String: String] = [:]
  /// Requirements that must all hold.
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

/// A requirement on a label.
public struct LabelSelectorRequirement: APIValue {
  /// The key.
  public var key: String = ""
  /// How to compare.
  public var `operator`: String = ""
  /// The values to compare with.
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

/// A requirement on a field.
public struct FieldSelectorRequirement: APIValue {
  /// The key.
  public var key: String = ""
  /// How to compare.
  public var `operator`: String = ""
  /// The values to compare with.
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

/// Fields that one manager set.
public struct ManagedFieldsEntry: APIValue {
  /// Who.
  public var manager: String = ""
  /// Apply or Update.
  public var operation: String = ""
  /// In which version the fields are meant.
  public var apiVersion: String = ""
  /// When.
  public var time: Timestamp?
  /// The form of the field set.
  public var fieldsType: String = ""
  /// The fields.
  public var fieldsV1: JSONValue?
  /// Through which subresource.
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
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// The generation of the object that this status describes.
  public var observedGeneration: Int64 = 0
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
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
