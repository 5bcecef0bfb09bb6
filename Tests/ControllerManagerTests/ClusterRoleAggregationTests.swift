import APIClient
import APIMachinery
import APITesting
import KubernetesAPI
import Testing

@Suite struct ClusterRoleAggregationTests {
  private static func role(_ name: String, labels: [String: String] = [:], reads resources: [String] = [])
    -> ClusterRole
  {
    var role = ClusterRole()
    role.metadata.name = name
    role.metadata.labels = labels
    role.rules = resources.map { resource in
      var rule = PolicyRule()
      rule.verbs = ["get"]
      rule.apiGroups = [""]
      rule.resources = [resource]
      return rule
    }
    return role
  }

  @Test func rolesGatherTheRulesOfThoseTheySelect() async throws {
    let cluster = Cluster()
    try await cluster.run {
      let key = "rbac.example.com/aggregate-to-view"
      var view = Self.role("view", labels: [key: "true"])
      var selector = MetaLabelSelector()
      selector.matchLabels = [key: "true"]
      var aggregation = AggregationRule()
      aggregation.clusterRoleSelectors = [selector]
      view.aggregationRule = aggregation
      try await cluster.client.create(view)
      try await cluster.client.create(Self.role("b", labels: [key: "true"], reads: ["pods", "nodes"]))
      try await cluster.client.create(Self.role("a", labels: [key: "true"], reads: ["services", "pods"]))
      try await cluster.client.create(Self.role("other", reads: ["secrets"]))
      let rules = { @Sendable in
        cluster.api.object("clusterroles.rbac.authorization.k8s.io", name: "view")
          .flatMap { try? ClusterRole(json: $0) }?.rules.flatMap(\.resources)
      }
      try await cluster.wait(for: "the rules, by role's name, each once") { rules() == ["services", "pods", "nodes"] }
      try await cluster.client.delete(ClusterRole.self, "a")
      try await cluster.wait(for: "the rules that are left") { rules() == ["pods", "nodes"] }
    }
  }
}
