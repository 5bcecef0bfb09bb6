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
    var environment = CELEnvironment.admission(
      parameters: options.hasParameters ? .any : nil, hasAuthorizer: options.hasAuthorizer)
    if options.hasAuthorizer { environment.declare("authorizer.requestResource", .resourceCheck) }
    if options.hasPatchTypes {
      environment.add(.jsonPatch)
      environment.typeResolver = patchType
    }
    if let variables { environment.declare("variables", .object(variables.type)) }
    return environment
  }

  static let patchOperation = CELObjectType(
    name: "JSONPatch",
    fields: [
      "op": text("op"), "path": text("path"), "from": text("from"),
      "value": CELField(jsonName: "value", schema: .any),
    ])

  private static func text(_ name: String) -> CELField { CELField(jsonName: name, schema: CELSchema(.string)) }

  /// `Object`, `Object.spec`, `Object.spec.template`: any field may be set; what they are checked for is that their
  /// names follow the fields.
  private static let patchType: @Sendable (String) -> CELObjectType? = { name in
    if name == patchOperation.name { return patchOperation }
    guard name == "Object" || name.hasPrefix("Object.") else { return nil }
    return CELObjectType(name: name, namesFollowFields: true) { CELField(jsonName: $0, schema: .any) }
  }
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
