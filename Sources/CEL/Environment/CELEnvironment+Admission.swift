extension CELEnvironment {
  /// What expressions about admission requests can use, in policies and match conditions: `object`, `oldObject`,
  /// `request`, `namespaceObject`, and what is asked for (`k8s.io/apiserver/pkg/admission/plugin/cel`).
  ///
  /// - Parameters:
  ///   - object: The schema of the objects; nil where they can be of any kind.
  ///   - parameters: The schema of `params`, `.any` for any kind; nil where there are none.
  ///   - hasAuthorizer: `authorizer` is there.
  public static func admission(
    object: CELSchema? = nil, parameters: CELSchema? = nil, hasAuthorizer: Bool = false
  ) -> CELEnvironment {
    var environment = CELEnvironment.kubernetes
    for name in ["object", "oldObject"] {
      if let object { environment.declare(name, object) } else { environment.declare(name, .dyn) }
    }
    environment.declare("namespaceObject", .object(AdmissionTypes.namespace))
    environment.declare("request", .object(AdmissionTypes.request))
    if let parameters { environment.declare("params", parameters) }
    if hasAuthorizer { environment.declare("authorizer", .authorizer) }
    return environment
  }
}

/// The object types of admission expressions.
private enum AdmissionTypes {
  private static func field(_ name: String, _ schema: CELSchema) -> CELField {
    CELField(jsonName: name, schema: schema)
  }

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

  static let request = object(
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

  static let namespace = object(
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
