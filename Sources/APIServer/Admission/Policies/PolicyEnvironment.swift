import APIMachinery
import CEL

/// What expressions of policies and match conditions can use (`k8s.io/apiserver/pkg/admission/plugin/cel`).
enum PolicyEnvironment {
  /// Which variables there are beside `object`, `oldObject`, `request` and `namespaceObject`.
  struct Options {
    var hasParameters = false
    var hasAuthorizer = false
    /// `Object{…}` and `JSONPatch{…}` can be made.
    var hasPatchTypes = false
  }

  static func make(_ options: Options, variables: PolicyVariableTypes? = nil) -> CELEnvironment {
    var environment = CELEnvironment.kubernetes
    environment.declare("object", .dyn)
    environment.declare("oldObject", .dyn)
    environment.declare("namespaceObject", .object(namespace))
    environment.declare("request", .object(request))
    if options.hasParameters { environment.declare("params", .dyn) }
    if options.hasAuthorizer {
      environment.declare("authorizer", .authorizer)
      environment.declare("authorizer.requestResource", .resourceCheck)
    }
    if options.hasPatchTypes {
      environment.add(.jsonPatch)
      environment.typeResolver = patchType
    }
    if let variables { environment.declare("variables", .object(variables.type)) }
    return environment
  }

  static let patchOperation = CELObjectType(
    name: "JSONPatch",
    fields: ["op": text("op"), "path": text("path"), "from": text("from"), "value": field("value", .any)])

  /// `Object`, `Object.spec`, `Object.spec.template`: any field may be set; what they are checked for is that their
  /// names follow the fields.
  private static let patchType: @Sendable (String) -> CELObjectType? = { name in
    if name == patchOperation.name { return patchOperation }
    guard name == "Object" || name.hasPrefix("Object.") else { return nil }
    return CELObjectType(name: name, namesFollowFields: true) { CELField(jsonName: $0, schema: .any) }
  }

  // MARK: Declared types

  private static func field(_ name: String, _ schema: CELSchema) -> CELField {
    CELField(jsonName: name, schema: schema)
  }
  private static func text(_ name: String) -> CELField { field(name, string) }

  private static let string = CELSchema(.string)
  private static let texts = CELSchema(.list(string, .atomic))
  private static let textMap = CELSchema(.map(string))

  private static func object(_ name: String, _ fields: [(String, CELSchema)]) -> CELObjectType {
    CELObjectType(
      name: name, fields: Dictionary(fields.map { ($0.0, field($0.0, $0.1)) }, uniquingKeysWith: { $1 }))
  }

  private static let kind = CELSchema(
    .object(object("kubernetes.GroupVersionKind", [("group", string), ("version", string), ("kind", string)])))
  private static let resource = CELSchema(
    .object(object("kubernetes.GroupVersionResource", [("group", string), ("version", string), ("resource", string)])))
  private static let user = CELSchema(
    .object(
      object(
        "kubernetes.UserInfo",
        [("username", string), ("uid", string), ("groups", texts), ("extra", CELSchema(.map(texts)))])))

  private static let request = object(
    "kubernetes.AdmissionRequest",
    [
      ("kind", kind), ("resource", resource), ("subResource", string), ("requestKind", kind),
      ("requestResource", resource), ("requestSubResource", string), ("name", string), ("namespace", string),
      ("operation", string), ("userInfo", user), ("dryRun", CELSchema(.bool)), ("options", .any),
    ])

  private static let condition = CELSchema(
    .object(
      object(
        "kubernetes.NamespaceCondition",
        [
          ("status", string), ("type", string), ("lastTransitionTime", CELSchema(.timestamp)), ("message", string),
          ("reason", string),
        ])))

  private static let metadata = CELSchema(
    .object(
      object(
        "kubernetes.NamespaceMetadata",
        [
          ("name", string), ("generateName", string), ("namespace", string), ("labels", textMap),
          ("annotations", textMap), ("UID", string), ("creationTimestamp", CELSchema(.timestamp)),
          ("deletionGracePeriodSeconds", CELSchema(.int)), ("deletionTimestamp", CELSchema(.timestamp)),
          ("generation", CELSchema(.int)), ("resourceVersion", string), ("finalizers", texts),
        ])))

  private static let namespace = object(
    "kubernetes.Namespace",
    [
      ("metadata", metadata),
      ("spec", CELSchema(.object(object("kubernetes.NamespaceSpec", [("finalizers", texts)])))),
      (
        "status",
        CELSchema(
          .object(
            object(
              "kubernetes.NamespaceStatus", [("conditions", CELSchema(.list(condition, .atomic))), ("phase", string)])))
      ),
    ])
}

/// The types of a policy's variables: each can use those before it.
final class PolicyVariableTypes: Sendable {
  static let typeName = "kubernetes.variables"

  let type: CELObjectType

  init(_ types: [String: CELType]) {
    type = CELObjectType(name: Self.typeName) { name in
      types[name].map { CELField(jsonName: name, schema: CELSchema(.declared($0))) }
    }
  }
}
