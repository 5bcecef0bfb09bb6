// swift-format-ignore-file
// Generated from Schema/rbac.authorization.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// What may be done to what.
public struct PolicyRule: APIValue {
  /// The verbs; * for all.
  public var verbs: [String] = []
  /// The groups; empty for the core group, * for all.
  public var apiGroups: [String] = []
  /// The resources; * for all.
  public var resources: [String] = []
  /// The names; all when empty.
  public var resourceNames: [String] = []
  /// Paths outside of the resources.
  public var nonResourceURLs: [String] = []

  public init() {}
}

extension PolicyRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.verbs = try reader.strings("verbs")
    self.apiGroups = try reader.strings("apiGroups")
    self.resources = try reader.strings("resources")
    self.resourceNames = try reader.strings("resourceNames")
    self.nonResourceURLs = try reader.strings("nonResourceURLs")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 7)
    writer.strings("verbs", verbs, always: true)
    writer.strings("apiGroups", apiGroups)
    writer.strings("resources", resources)
    writer.strings("resourceNames", resourceNames)
    writer.strings("nonResourceURLs", nonResourceURLs)
    return writer.json
  }
}

/// Who is granted something.
public struct Subject: APIValue {
  /// User, Group or ServiceAccount.
  public var kind: String = ""
  /// The group; empty for the core group.
  public var apiGroup: String = ""
  /// The name.
  public var name: String = ""
  /// The namespace.
  public var namespace: String = ""

  public init() {}
}

extension Subject {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.kind = try reader.string("kind")
    self.apiGroup = try reader.string("apiGroup")
    self.name = try reader.string("name")
    self.namespace = try reader.string("namespace")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("kind", kind, always: true)
    writer.string("apiGroup", apiGroup)
    writer.string("name", name, always: true)
    writer.string("namespace", namespace)
    return writer.json
  }
}

/// The role that is granted.
public struct RoleRef: APIValue {
  /// The group; empty for the core group.
  public var apiGroup: String = ""
  /// Role or ClusterRole.
  public var kind: String = ""
  /// The name.
  public var name: String = ""

  public init() {}
}

extension RoleRef {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.apiGroup = try reader.string("apiGroup")
    self.kind = try reader.string("kind")
    self.name = try reader.string("name")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("apiGroup", apiGroup, always: true)
    writer.string("kind", kind, always: true)
    writer.string("name", name, always: true)
    return writer.json
  }
}

/// A set of permissions inside one namespace.
public struct Role: APIObject {
  public static let gvk = GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "Role")
  public static let resource = GroupVersionResource(
    group: "rbac.authorization.k8s.io", version: "v1", resource: "roles")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// The rules, in order.
  public var rules: [PolicyRule] = []

  public init() {}
}

extension Role {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.rules = try reader.objects("rules")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.objects("rules", rules, always: true)
    return writer.json
  }
}

/// Grants a role to subjects inside one namespace.
public struct RoleBinding: APIObject {
  public static let gvk = GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "RoleBinding")
  public static let resource = GroupVersionResource(
    group: "rbac.authorization.k8s.io", version: "v1", resource: "rolebindings")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Who gets the role.
  public var subjects: [Subject] = []
  /// The role; can't change.
  @Shared public var roleRef: RoleRef

  public init() {}
}

extension RoleBinding {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.subjects = try reader.objects("subjects")
    self.roleRef = try reader.object("roleRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.objects("subjects", subjects)
    writer.object("roleRef", roleRef)
    return writer.json
  }
}

/// A set of permissions for the whole cluster, or for use in any namespace.
public struct ClusterRole: APIObject {
  public static let gvk = GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole")
  public static let resource = GroupVersionResource(
    group: "rbac.authorization.k8s.io", version: "v1", resource: "clusterroles")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// The rules, in order.
  public var rules: [PolicyRule] = []
  /// Gathers the rules of other roles.
  @Boxed public var aggregationRule: AggregationRule?

  public init() {}
}

extension ClusterRole {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.rules = try reader.objects("rules")
    self.aggregationRule = try reader.optionalObject("aggregationRule")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.objects("rules", rules, always: true)
    writer.optionalObject("aggregationRule", aggregationRule)
    return writer.json
  }
}

/// Which roles to gather.
public struct AggregationRule: APIValue {
  /// Their labels; one selector must fit.
  public var clusterRoleSelectors: [MetaLabelSelector] = []

  public init() {}
}

extension AggregationRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.clusterRoleSelectors = try reader.objects("clusterRoleSelectors")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("clusterRoleSelectors", clusterRoleSelectors)
    return writer.json
  }
}

/// Grants a cluster role to subjects in the whole cluster.
public struct ClusterRoleBinding: APIObject {
  public static let gvk = GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRoleBinding")
  public static let resource = GroupVersionResource(
    group: "rbac.authorization.k8s.io", version: "v1", resource: "clusterrolebindings")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// Who gets the role.
  public var subjects: [Subject] = []
  /// The role; can't change.
  @Shared public var roleRef: RoleRef

  public init() {}
}

extension ClusterRoleBinding {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.subjects = try reader.objects("subjects")
    self.roleRef = try reader.object("roleRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.objects("subjects", subjects)
    writer.object("roleRef", roleRef)
    return writer.json
  }
}
