import APIMachinery

/// What an APIService says, read from the stored object.
struct APIServiceRecord: Sendable, Equatable {
  static let resource = GroupResource("apiservices", group: "apiregistration.k8s.io")
  static let path = "/apis/apiregistration.k8s.io/v1/apiservices"
  /// `onstart` or `true` on objects that the server itself made.
  static let managedLabel = "kube-aggregator.kubernetes.io/automanaged"

  struct Service: Sendable, Hashable {
    var namespace: String
    var name: String
    var port: Int64
  }

  var name: String
  var uid: String
  var groupVersion: GroupVersion
  var groupPriority: Int64
  var versionPriority: Int64
  /// The server behind it; nil where this server answers by itself.
  var service: Service?
  /// In PEM; empty where the machine's authorities are trusted.
  var authorities: [UInt8]
  var skipsVerification: Bool
  /// As the condition `Available` says.
  var isAvailable: Bool
  /// The value of ``managedLabel``.
  var managed: String

  init(_ object: JSONValue) {
    let spec = object["spec"] ?? [:]
    name = object.name
    uid = object.uid
    groupVersion = GroupVersion(
      group: spec["group"]?.stringValue ?? "", version: spec["version"]?.stringValue ?? "")
    groupPriority = spec["groupPriorityMinimum"]?.integerValue ?? 0
    versionPriority = spec["versionPriority"]?.integerValue ?? 0
    if let reference = spec["service"], !reference.isNull {
      service = Service(
        namespace: reference["namespace"]?.stringValue ?? "", name: reference["name"]?.stringValue ?? "",
        port: reference["port"]?.integerValue ?? 443)
    }
    authorities = (try? Base64.decode(spec["caBundle"]?.stringValue ?? "")) ?? []
    skipsVerification = spec["insecureSkipTLSVerify"] == true
    isAvailable = CustomResourceConditions(object).isTrue("Available")
    managed = object.labels[Self.managedLabel] ?? ""
  }

  /// The object for a group and version that this server serves by itself.
  static func local(_ groupVersion: GroupVersion, _ priority: DiscoveryPriority, managed: String) -> JSONValue {
    [
      "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
      "metadata": [
        "name": .string("\(groupVersion.version).\(groupVersion.group)"), "labels": [managedLabel: .string(managed)],
      ],
      "spec": [
        "group": .string(groupVersion.group), "version": .string(groupVersion.version),
        "groupPriorityMinimum": .integer(priority.group), "versionPriority": .integer(priority.version),
      ],
    ]
  }
}

/// Where a group and version stand in discovery: higher ones first.
struct DiscoveryPriority: Sendable, Equatable {
  var group: Int64
  var version: Int64

  /// Of groups that definitions of custom resources bring.
  static let custom = DiscoveryPriority(group: 1000, version: 100)
  /// Of apiregistration.k8s.io, which no APIService stands for and which is always first.
  static let registration = DiscoveryPriority(group: 20_001, version: 0)

  /// Of groups that this server has; nil for others.
  static let builtIn: [GroupVersion: DiscoveryPriority] = {
    var priorities: [GroupVersion: DiscoveryPriority] = [:]
    for group in ResourceCatalog.builtIn.groups {
      for version in group.versions {
        priorities[GroupVersion(group: group.name, version: version.version)] =
          group.name == APIServiceRecord.resource.group
          ? registration : DiscoveryPriority(group: Int64(group.priority), version: Int64(version.priority))
      }
    }
    return priorities
  }()
}
