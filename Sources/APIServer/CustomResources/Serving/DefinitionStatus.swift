import APIMachinery

/// The status a definition should have: the names it gets, and the conditions that follow. Pure.
struct DefinitionStatus {
  /// With the new status.
  private(set) var definition: JSONValue
  /// Its resources are to be served.
  private(set) var isServed: Bool

  /// - Parameter others: All definitions.
  init(_ definition: JSONValue, among others: [JSONValue], now: Timestamp) {
    self.definition = definition
    var conditions = CustomResourceConditions(definition)
    if definition[path: "spec", "names"] != definition[path: "status", "acceptedNames"] {
      let names = CustomResourceNames(definition, among: others)
      if names.accepted != definition[path: "status", "acceptedNames"]
        || conditions.condition("NamesAccepted") != names.condition
      {
        self.definition.set(["status", "acceptedNames"], to: names.accepted)
        conditions.set(names.condition, at: now)
        if conditions.condition("Established") == nil, !names.isAccepted {
          conditions.set(
            .init(
              type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted"),
            at: now)
        }
      }
    }
    if conditions.isTrue("NamesAccepted"), !conditions.isTrue("Established") {
      conditions.set(Self.established(definition), at: now)
    }
    Self.setSchemaCondition(definition, &conditions, now)
    Self.setApprovalCondition(definition, &conditions, now)
    isServed = conditions.isTrue("Established")
    if conditions.list != definition[path: "status", "conditions"]?.arrayValue ?? [] {
      self.definition.set(["status", "conditions"], to: .array(conditions.list))
    }
  }

  private static func established(_ definition: JSONValue) -> CustomResourceConditions.Condition {
    let bundle = ObjectField(definition, "spec")["conversion", "webhook"]["clientConfig", "caBundle"]
    if !bundle.isEmpty, !ConversionRules.caBundle(bundle).isEmpty {
      return .init(
        type: "Established", status: "False", reason: "InvalidCABundle",
        message: "The conversion webhook CABundle is invalid")
    }
    return .init(
      type: "Established", status: "True", reason: "InitialNamesAccepted",
      message: "the initial names have been accepted")
  }

  /// Definitions from before schemas had to be structural; new ones can't be otherwise.
  private static func setSchemaCondition(
    _ definition: JSONValue, _ conditions: inout CustomResourceConditions, _ now: Timestamp
  ) {
    guard definition[path: "spec", "preserveUnknownFields"]?.boolValue == true else {
      conditions.remove("NonStructuralSchema")
      return
    }
    let error = FieldError.invalid(FieldPath("spec", "preserveUnknownFields"), true, "must be false")
    conditions.set(
      .init(type: "NonStructuralSchema", status: "True", reason: "Violations", message: error.description), at: now)
  }

  private static func setApprovalCondition(
    _ definition: JSONValue, _ conditions: inout CustomResourceConditions, _ now: Timestamp
  ) {
    guard APIApproval.isProtected(definition[path: "spec", "group"]?.stringValue ?? "") else { return }
    let approval = APIApproval(definition)
    let wanted = CustomResourceConditions.Condition(
      type: "KubernetesAPIApprovalPolicyConformant", status: approval.condition.status,
      reason: approval.condition.reason, message: approval.reason)
    if conditions.condition(wanted.type) != wanted { conditions.set(wanted, at: now) }
  }
}
