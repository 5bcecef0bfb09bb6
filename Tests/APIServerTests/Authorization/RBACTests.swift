import APIMachinery
import Testing

@testable import APIServer

@Suite struct RBACTests {
  let objects = FixedObjects()
  let rbac: RBACAuthorizer

  init() {
    rbac = RBACAuthorizer(reader: objects)
    objects.put(
      "roles", namespace: "a", name: "reader",
      ["rules": [["apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]]]])
    objects.put(
      "rolebindings", namespace: "a", name: "b",
      [
        "roleRef": ["kind": "Role", "name": "reader"],
        "subjects": [["kind": "User", "name": "alice"], ["kind": "Group", "name": "dev"]],
      ])
  }

  private func may(
    _ user: UserInfo, _ verb: String, _ resource: String, in namespace: String, subresource: String = "",
    name: String = ""
  ) -> Bool {
    rbac.authorize(
      AuthorizationAttributes(
        user: user, verb: verb, namespace: namespace, resource: resource, subresource: subresource, name: name)
    ).isAllowed
  }

  @Test func allowsOnlyWhatARoleSays() {
    let alice = UserInfo(name: "alice")
    #expect(may(alice, "get", "pods", in: "a"))
    #expect(may(alice, "get", "pods", in: "a", subresource: "log"))
    #expect(!may(alice, "get", "pods", in: "a", subresource: "exec"))
    #expect(!may(alice, "delete", "pods", in: "a"))
    #expect(!may(alice, "get", "pods", in: "b"))
    #expect(!may(alice, "get", "pods", in: ""))
    #expect(!may(UserInfo(name: "bob"), "get", "pods", in: "a"))
    #expect(may(UserInfo(name: "bob", groups: ["dev"]), "list", "pods", in: "a"))
  }

  @Test func seesChangesAtOnce() {
    let bob = UserInfo(name: "bob")
    #expect(!may(bob, "get", "nodes", in: ""))
    objects.put("clusterroles", name: "all", ["rules": [["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]]])
    objects.put(
      "clusterrolebindings", name: "all",
      ["roleRef": ["kind": "ClusterRole", "name": "all"], "subjects": [["kind": "User", "name": "bob"]]])
    #expect(may(bob, "get", "nodes", in: ""))
    objects.remove("clusterrolebindings", name: "all")
    #expect(!may(bob, "get", "nodes", in: ""))
  }

  @Test func namesARoleThatIsMissing() {
    objects.put(
      "rolebindings", namespace: "a", name: "c",
      ["roleRef": ["kind": "Role", "name": "absent"], "subjects": [["kind": "User", "name": "carol"]]])
    let decision = rbac.authorize(
      AuthorizationAttributes(user: UserInfo(name: "carol"), verb: "get", namespace: "a", resource: "pods"))
    #expect(decision == .noOpinion(reason: "RBAC: role.rbac.authorization.k8s.io \"absent\" not found"))
  }

  @Test func findsWhatARuleSetDoesNotCover() {
    let owned = [PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["configmaps"])]
    let wanted = [
      PolicyRule(verbs: ["get", "list"], apiGroups: [""], resources: ["configmaps", "secrets"]),
      PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]),
    ]
    #expect(
      RuleCoverage.describe(RuleCoverage.missing(wanted, from: owned)) == [
        "{APIGroups:[\"\"], Resources:[\"configmaps\"], Verbs:[\"list\"]}",
        "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}",
        "{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}",
      ])
    let everything = [PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"])]
    #expect(RuleCoverage.missing(wanted, from: everything).isEmpty)
  }

  @Test func resourceNamesLimitARule() {
    let rule = PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["configmaps"], resourceNames: ["one"])
    let user = UserInfo(name: "u")
    func attributes(_ name: String) -> AuthorizationAttributes {
      AuthorizationAttributes(user: user, verb: "get", namespace: "a", resource: "configmaps", name: name)
    }
    #expect(rule.allows(attributes("one")))
    #expect(!rule.allows(attributes("two")))
    #expect(!rule.allows(attributes("")))
  }

  @Test func theDefaultRolesAreComplete() {
    let items = RBACBootstrap.items()
    #expect(items.filter { $0.resource == "clusterroles" }.count > 60)
    #expect(items.allSatisfy { !$0.name.isEmpty })
    let admin = items.first { $0.name == "cluster-admin" && $0.resource == "clusterroles" }?.object
    #expect(PolicyRule.rules(of: admin).contains(PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"])))
    let binding = items.first { $0.name == "cluster-admin" && $0.resource == "clusterrolebindings" }
    #expect(binding?.object["subjects"]?[0]?["name"] == "system:masters")
  }
}
