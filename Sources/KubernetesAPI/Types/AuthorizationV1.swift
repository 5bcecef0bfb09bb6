// swift-format-ignore-file
// Generated from Schema/authorization.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Asks whether somebody may do something.
public struct SubjectAccessReview: APIObject {
  public static let gvk = GroupVersionKind(group: "authorization.k8s.io", version: "v1", kind: "SubjectAccessReview")
  public static let resource = GroupVersionResource(
    group: "authorization.k8s.io", version: "v1", resource: "subjectaccessreviews")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: SubjectAccessReviewSpec
  /// What is the case, written by controllers.
  @Shared public var status: SubjectAccessReviewStatus

  public init() {}
}

extension SubjectAccessReview {
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

/// Asks whether the caller may do something.
public struct SelfSubjectAccessReview: APIObject {
  public static let gvk = GroupVersionKind(group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectAccessReview")
  public static let resource = GroupVersionResource(
    group: "authorization.k8s.io", version: "v1", resource: "selfsubjectaccessreviews")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: SelfSubjectAccessReviewSpec
  /// What is the case, written by controllers.
  @Shared public var status: SubjectAccessReviewStatus

  public init() {}
}

extension SelfSubjectAccessReview {
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

/// Asks whether somebody may do something in one namespace.
public struct LocalSubjectAccessReview: APIObject {
  public static let gvk = GroupVersionKind(group: "authorization.k8s.io", version: "v1", kind: "LocalSubjectAccessReview")
  public static let resource = GroupVersionResource(
    group: "authorization.k8s.io", version: "v1", resource: "localsubjectaccessreviews")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: SubjectAccessReviewSpec
  /// What is the case, written by controllers.
  @Shared public var status: SubjectAccessReviewStatus

  public init() {}
}

extension LocalSubjectAccessReview {
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

/// An action on a resource.
public struct ResourceAttributes: APIValue {
  /// The namespace.
  public var namespace: String = ""
  /// The verb.
  public var verb: String = ""
  /// The group.
  public var group: String = ""
  /// The version.
  public var version: String = ""
  /// The resource.
  public var resource: String = ""
  /// The subresource.
  public var subresource: String = ""
  /// The name.
  public var name: String = ""
  /// Limits it by fields.
  @Boxed public var fieldSelector: FieldSelectorAttributes?
  /// Limits it by labels.
  @Boxed public var labelSelector: LabelSelectorAttributes?

  public init() {}
}

extension ResourceAttributes {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.namespace = try reader.string("namespace")
    self.verb = try reader.string("verb")
    self.group = try reader.string("group")
    self.version = try reader.string("version")
    self.resource = try reader.string("resource")
    self.subresource = try reader.string("subresource")
    self.name = try reader.string("name")
    self.fieldSelector = try reader.optionalObject("fieldSelector")
    self.labelSelector = try reader.optionalObject("labelSelector")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 11)
    writer.string("namespace", namespace)
    writer.string("verb", verb)
    writer.string("group", group)
    writer.string("version", version)
    writer.string("resource", resource)
    writer.string("subresource", subresource)
    writer.string("name", name)
    writer.optionalObject("fieldSelector", fieldSelector)
    writer.optionalObject("labelSelector", labelSelector)
    return writer.json
  }
}

/// A limit by labels.
public struct LabelSelectorAttributes: APIValue {
  /// The selector as it was written.
  public var rawSelector: String = ""
  /// The selector, taken apart.
  public var requirements: [LabelSelectorRequirement] = []

  public init() {}
}

extension LabelSelectorAttributes {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.rawSelector = try reader.string("rawSelector")
    self.requirements = try reader.objects("requirements")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("rawSelector", rawSelector)
    writer.objects("requirements", requirements)
    return writer.json
  }
}

/// A limit by fields.
public struct FieldSelectorAttributes: APIValue {
  /// The selector as it was written.
  public var rawSelector: String = ""
  /// The selector, taken apart.
  public var requirements: [FieldSelectorRequirement] = []

  public init() {}
}

extension FieldSelectorAttributes {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.rawSelector = try reader.string("rawSelector")
    self.requirements = try reader.objects("requirements")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("rawSelector", rawSelector)
    writer.objects("requirements", requirements)
    return writer.json
  }
}

/// An action on a path.
public struct NonResourceAttributes: APIValue {
  /// The path.
  public var path: String = ""
  /// The verb.
  public var verb: String = ""

  public init() {}
}

extension NonResourceAttributes {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.path = try reader.string("path")
    self.verb = try reader.string("verb")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("path", path)
    writer.string("verb", verb)
    return writer.json
  }
}

/// Who wants to do what.
public struct SubjectAccessReviewSpec: APIValue {
  /// An action on a resource.
  @Boxed public var resourceAttributes: ResourceAttributes?
  /// An action on a path.
  @Boxed public var nonResourceAttributes: NonResourceAttributes?
  /// The user.
  public var user: String = ""
  /// The groups.
  public var groups: [String] = []
  /// Further facts about the user.
  public var extra: [String: [String]] = [:]
  /// The unique identifier.
  public var uid: String = ""

  public init() {}
}

extension SubjectAccessReviewSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.resourceAttributes = try reader.optionalObject("resourceAttributes")
    self.nonResourceAttributes = try reader.optionalObject("nonResourceAttributes")
    self.user = try reader.string("user")
    self.groups = try reader.strings("groups")
    self.extra = try reader.stringsMap("extra")
    self.uid = try reader.string("uid")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.optionalObject("resourceAttributes", resourceAttributes)
    writer.optionalObject("nonResourceAttributes", nonResourceAttributes)
    writer.string("user", user)
    writer.strings("groups", groups)
    writer.stringsMap("extra", extra)
    writer.string("uid", uid)
    return writer.json
  }
}

/// What the caller wants to do.
public struct SelfSubjectAccessReviewSpec: APIValue {
  /// An action on a resource.
  @Boxed public var resourceAttributes: ResourceAttributes?
  /// An action on a path.
  @Boxed public var nonResourceAttributes: NonResourceAttributes?

  public init() {}
}

extension SelfSubjectAccessReviewSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.resourceAttributes = try reader.optionalObject("resourceAttributes")
    self.nonResourceAttributes = try reader.optionalObject("nonResourceAttributes")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalObject("resourceAttributes", resourceAttributes)
    writer.optionalObject("nonResourceAttributes", nonResourceAttributes)
    return writer.json
  }
}

/// Whether it is allowed.
public struct SubjectAccessReviewStatus: APIValue {
  /// Whether it is allowed.
  public var allowed: Bool = false
  /// Whether it is forbidden outright.
  public var denied: Bool = false
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What went wrong while finding out.
  public var evaluationError: String = ""

  public init() {}
}

extension SubjectAccessReviewStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.allowed = try reader.bool("allowed")
    self.denied = try reader.bool("denied")
    self.reason = try reader.string("reason")
    self.evaluationError = try reader.string("evaluationError")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.bool("allowed", allowed, always: true)
    writer.bool("denied", denied)
    writer.string("reason", reason)
    writer.string("evaluationError", evaluationError)
    return writer.json
  }
}

/// Lists what the caller may do in a namespace.
public struct SelfSubjectRulesReview: APIObject {
  public static let gvk = GroupVersionKind(group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectRulesReview")
  public static let resource = GroupVersionResource(
    group: "authorization.k8s.io", version: "v1", resource: "selfsubjectrulesreviews")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: SelfSubjectRulesReviewSpec
  /// What is the case, written by controllers.
  @Shared public var status: SubjectRulesReviewStatus

  public init() {}
}

extension SelfSubjectRulesReview {
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

/// Where to look.
public struct SelfSubjectRulesReviewSpec: APIValue {
  /// The namespace.
  public var namespace: String = ""

  public init() {}
}

extension SelfSubjectRulesReviewSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.namespace = try reader.string("namespace")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.string("namespace", namespace)
    return writer.json
  }
}

/// What is allowed.
public struct SubjectRulesReviewStatus: APIValue {
  /// On resources.
  public var resourceRules: [ResourceRule] = []
  /// On paths.
  public var nonResourceRules: [NonResourceRule] = []
  /// Whether something may be missing.
  public var incomplete: Bool = false
  /// What went wrong while finding out.
  public var evaluationError: String = ""

  public init() {}
}

extension SubjectRulesReviewStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.resourceRules = try reader.objects("resourceRules")
    self.nonResourceRules = try reader.objects("nonResourceRules")
    self.incomplete = try reader.bool("incomplete")
    self.evaluationError = try reader.string("evaluationError")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.objects("resourceRules", resourceRules, always: true)
    writer.objects("nonResourceRules", nonResourceRules, always: true)
    writer.bool("incomplete", incomplete, always: true)
    writer.string("evaluationError", evaluationError)
    return writer.json
  }
}

/// What is allowed on resources.
public struct ResourceRule: APIValue {
  /// What may be done.
  public var verbs: [String] = []
  /// The groups.
  public var apiGroups: [String] = []
  /// The resources.
  public var resources: [String] = []
  /// The names; all when empty.
  public var resourceNames: [String] = []

  public init() {}
}

extension ResourceRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.verbs = try reader.strings("verbs")
    self.apiGroups = try reader.strings("apiGroups")
    self.resources = try reader.strings("resources")
    self.resourceNames = try reader.strings("resourceNames")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.strings("verbs", verbs, always: true)
    writer.strings("apiGroups", apiGroups)
    writer.strings("resources", resources)
    writer.strings("resourceNames", resourceNames)
    return writer.json
  }
}

/// What is allowed on paths.
public struct NonResourceRule: APIValue {
  /// What may be done.
  public var verbs: [String] = []
  /// The paths.
  public var nonResourceURLs: [String] = []

  public init() {}
}

extension NonResourceRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.verbs = try reader.strings("verbs")
    self.nonResourceURLs = try reader.strings("nonResourceURLs")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.strings("verbs", verbs, always: true)
    writer.strings("nonResourceURLs", nonResourceURLs)
    return writer.json
  }
}
