import APIMachinery

/// The members of one of upstream's internal structs, in their order, with the values of members that aren't set.
///
/// Where a rule complains about a whole struct, upstream's message shows it as Go prints its internal type; these are
/// the types that messages show.
struct GoStructForm: Sendable {
  /// Upstream's member name, ours, and what stands for an absent one.
  let members: [(go: String, json: String, absent: JSONValue)]

  /// The object's members under upstream's names.
  func callAsFunction(_ field: ObjectField) -> JSONValue {
    var shown = JSONObject()
    for member in members { shown[member.go] = field[member.json].value ?? member.absent }
    return .object(shown)
  }

  static let updateStrategy = GoStructForm(members: [
    ("Type", "type", ""), ("RollingUpdate", "rollingUpdate", .null),
  ])
  static let podDisruptionBudgetSpec = GoStructForm(members: [
    ("MinAvailable", "minAvailable", .null), ("Selector", "selector", .null),
    ("MaxUnavailable", "maxUnavailable", .null), ("UnhealthyPodEvictionPolicy", "unhealthyPodEvictionPolicy", .null),
  ])
  static let roleReference = GoStructForm(members: [
    ("APIGroup", "apiGroup", ""), ("Kind", "kind", ""), ("Name", "name", ""),
  ])
  static let distinguisherMethod = GoStructForm(members: [("Type", "type", "")])
  static let serviceCIDRSpec = GoStructForm(members: [("CIDRs", "cidrs", .null)])
  static let rollingUpdateOfStatefulSet = GoStructForm(members: [
    ("Partition", "partition", 0), ("MaxUnavailable", "maxUnavailable", .null),
  ])
  static let deviceAttribute = GoStructForm(members: [
    ("IntValue", "int", .null), ("BoolValue", "bool", .null), ("StringValue", "string", .null),
    ("VersionValue", "version", .null), ("IntValues", "ints", .null), ("BoolValues", "bools", .null),
    ("StringValues", "strings", .null), ("VersionValues", "versions", .null),
  ])
  static let parentReference = GoStructForm(members: [
    ("Group", "group", ""), ("Resource", "resource", ""), ("Namespace", "namespace", ""), ("Name", "name", ""),
  ])
}
