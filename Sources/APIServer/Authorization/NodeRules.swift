extension NodeAuthorizer {
  /// What every kubelet may do besides, whatever runs on its node (upstream's `NodeRules`).
  static let nodeRules: [PolicyRule] = {
    func rule(_ group: String, _ resources: [String], _ verbs: [String]) -> PolicyRule {
      PolicyRule(verbs: verbs, apiGroups: [group], resources: resources)
    }
    return [
      rule("authentication.k8s.io", ["tokenreviews"], ["create"]),
      rule("authorization.k8s.io", ["subjectaccessreviews", "localsubjectaccessreviews"], ["create"]),
      rule("", ["services"], ["get", "list", "watch"]),
      rule("", ["nodes"], ["create", "get", "list", "watch"]),
      rule("", ["nodes/status"], ["update", "patch"]),
      rule("", ["nodes"], ["update", "patch"]),
      rule("", ["events"], ["create", "update", "patch"]),
      rule("", ["pods"], ["get", "list", "watch", "create", "delete"]),
      rule("", ["pods/status"], ["update", "patch"]),
      rule("", ["pods/eviction"], ["create"]),
      rule("certificates.k8s.io", ["certificatesigningrequests"], ["create", "get", "list", "watch"]),
      rule("storage.k8s.io", ["csidrivers"], ["get", "list", "watch"]),
      rule("node.k8s.io", ["runtimeclasses"], ["get", "list", "watch"]),
      rule("resource.k8s.io", ["resourceclaims"], ["get"]),
      rule(
        "resource.k8s.io", ["resourceslices"],
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]),
    ]
  }()
}
