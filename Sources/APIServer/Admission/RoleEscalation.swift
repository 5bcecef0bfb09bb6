public import APIMachinery

/// Keeps users from granting more than they have: who writes a role must hold all its permissions or the verb
/// `escalate`, who writes a binding those of its role or the verb `bind`.
public struct RoleEscalation: AdmissionPlugin {
  let rbac: RBACAuthorizer
  let reader: any ObjectReader

  public init(rbac: RBACAuthorizer, reader: any ObjectReader) {
    self.rbac = rbac
    self.reader = reader
  }

  public var name: String { "RoleEscalation" }

  public func handles(_ request: AdmissionRequest) -> Bool {
    request.resource.group == RBACAuthorizer.group && request.subresource.isEmpty
      && (request.operation == .create || request.operation == .update)
      && !request.user.groups.contains(UserInfo.Group.masters)
  }

  public func validate(_ request: AdmissionRequest) async throws(APIError) {
    switch request.resource.resource {
    case "roles", "clusterroles": try checkRole(request)
    case "rolebindings", "clusterrolebindings": try checkBinding(request)
    default: break
    }
  }

  private func checkRole(_ request: AdmissionRequest) throws(APIError) {
    let aggregation = request.object["aggregationRule"] ?? .null
    let aggregationIsNew = !aggregation.isNull && aggregation != request.oldObject["aggregationRule"]
    if request.operation == .update, !aggregationIsNew, request.oldObject["rules"] == request.object["rules"] { return }
    guard !isAllowed("escalate", request, resource: request.resource.resource, name: request.name) else { return }
    // What an aggregated role will hold isn't known: only who may do everything may write one.
    let everything = [
      PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]), PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
    ]
    try checkCoverage(of: aggregationIsNew ? everything : PolicyRule.rules(of: request.object), request)
  }

  private func checkBinding(_ request: AdmissionRequest) throws(APIError) {
    if request.operation == .update, request.oldObject["roleRef"] == request.object["roleRef"],
      request.oldObject["subjects"] == request.object["subjects"]
    {
      return
    }
    let kind = request.object[path: "roleRef", "kind"]?.stringValue ?? ""
    let role = request.object[path: "roleRef", "name"]?.stringValue ?? ""
    let resource = kind == "ClusterRole" ? "clusterroles" : "roles"
    guard !isAllowed("bind", request, resource: resource, name: role) else { return }
    let found = reader.object(
      GroupResource(resource, group: RBACAuthorizer.group), namespace: kind == "ClusterRole" ? "" : request.namespace,
      name: role)
    // Upstream names the binding's resource here, not the role's.
    guard let found else { throw .notFound(request.resource, role) }
    try checkCoverage(of: PolicyRule.rules(of: found), request)
  }

  private func isAllowed(_ verb: String, _ request: AdmissionRequest, resource: String, name: String) -> Bool {
    let attributes = AuthorizationAttributes(
      user: request.user, verb: verb, namespace: request.namespace, apiGroup: RBACAuthorizer.group, apiVersion: "*",
      resource: resource, name: name)
    return rbac.authorize(attributes).isAllowed
  }

  private func checkCoverage(of rules: [PolicyRule], _ request: AdmissionRequest) throws(APIError) {
    let missing = RuleCoverage.missing(rules, from: rbac.rules(of: request.user, namespace: request.namespace))
    guard !missing.isEmpty else { return }
    let groups = request.user.groups.map { "\"\($0)\"" }.joined(separator: " ")
    throw request.forbidden(
      "user \"\(request.user.name)\" (groups=[\(groups)]) is attempting to grant RBAC permissions not currently held:\n"
        + RuleCoverage.describe(missing).joined(separator: "\n"))
  }
}
