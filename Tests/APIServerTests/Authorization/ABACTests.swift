import APIMachinery
import Testing

@testable import APIServer

@Suite struct ABACTests {
  private static let policies = """
    # Upstream's examples, and what is particular.
    {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"alice","namespace":"*","resource":"*","apiGroup":"*"}}

    {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"bob","namespace":"projectCaribou","resource":"pods","readonly":true}}
    {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"group":"system:authenticated","readonly":true,"nonResourcePath":"/healthz*"}}
    {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"*","namespace":"public","resource":"events","apiGroup":"events.k8s.io"}}
    {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"carol","group":"ops","nonResourcePath":"/version"}}
    {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"namespace":"*","resource":"*","apiGroup":"*"}}
    {"user":"dave","resource":"pods","readonly":true}
    """

  private struct Case {
    var user: String
    var groups = ["system:authenticated"]
    var verb = "get"
    var path: String?
    var resource = ""
    var namespace = ""
    var apiGroup = ""
    var isAllowed: Bool
  }

  private static let cases = [
    Case(user: "alice", verb: "create", resource: "nodes", isAllowed: true),
    Case(user: "alice", verb: "delete", resource: "deployments", namespace: "a", apiGroup: "apps", isAllowed: true),
    Case(user: "alice", path: "/version", isAllowed: false),
    Case(user: "bob", verb: "watch", resource: "pods", namespace: "projectCaribou", isAllowed: true),
    Case(user: "bob", verb: "create", resource: "pods", namespace: "projectCaribou", isAllowed: false),
    Case(user: "bob", resource: "pods", namespace: "other", isAllowed: false),
    Case(user: "bob", resource: "pods", namespace: "projectCaribou", apiGroup: "metrics.k8s.io", isAllowed: false),
    Case(user: "bob", path: "/healthz/ping", isAllowed: true),
    Case(user: "bob", verb: "post", path: "/healthz", isAllowed: false),
    Case(user: "system:anonymous", groups: ["system:unauthenticated"], path: "/healthz", isAllowed: false),
    Case(
      user: "eve", verb: "create", resource: "events", namespace: "public", apiGroup: "events.k8s.io", isAllowed: true),
    Case(
      user: "eve", groups: [], verb: "create", resource: "events", namespace: "public", apiGroup: "events.k8s.io",
      isAllowed: false),
    Case(user: "carol", groups: ["ops"], path: "/version", isAllowed: true),
    Case(user: "carol", path: "/version", isAllowed: false),
    Case(user: "eve", groups: ["ops"], path: "/version", isAllowed: false),
    Case(user: "dave", verb: "list", resource: "pods", namespace: "x", isAllowed: true),
    Case(user: "dave", verb: "list", resource: "pods", apiGroup: "metrics.k8s.io", isAllowed: true),
    Case(user: "dave", verb: "update", resource: "pods", namespace: "x", isAllowed: false),
    Case(user: "dave", path: "/version", isAllowed: false),
    Case(user: "", groups: [], resource: "pods", isAllowed: false),
  ]

  @Test(arguments: cases.indices) func decides(_ index: Int) throws {
    let test = Self.cases[index]
    let authorizer = try ABACAuthorizer(Self.policies, path: "p")
    let decision = authorizer.authorize(
      AuthorizationAttributes(
        user: UserInfo(name: test.user, groups: test.groups), verb: test.verb, isResourceRequest: test.path == nil,
        namespace: test.namespace, apiGroup: test.apiGroup, resource: test.resource, path: test.path ?? ""))
    #expect(decision == (test.isAllowed ? .allow(reason: "") : .noOpinion(reason: "No policy matched.")), "\(test)")
  }

  @Test func tellsItsRules() throws {
    let authorizer = try ABACAuthorizer(Self.policies, path: "p")
    let bob = UserInfo(name: "bob", groups: ["system:authenticated"])
    let rules = authorizer.rules(of: bob, namespace: "projectCaribou")
    #expect(rules == [PolicyRule(verbs: ["get", "list", "watch"], apiGroups: [""], resources: ["pods"])])
    #expect(authorizer.rules(of: bob, namespace: "other").isEmpty)
  }

  @Test(arguments: [
    ("{", "error reading policy file p, line 2: {: "),
    ("[]", "error reading policy file p, line 2: []: "),
    (
      "{\"apiVersion\":\"v9\",\"kind\":\"Policy\"}",
      "error reading policy file p, line 2: {\"apiVersion\":\"v9\",\"kind\":\"Policy\"}: no kind"
    ),
    ("{\"user\":1}", "error reading policy file p, line 2: {\"user\":1}: user is no string"),
  ])
  func saysWhichLineIsWrong(_ line: String, _ message: String) {
    let error = #expect(throws: KubeAPIServerError.self) { try ABACAuthorizer("# one\n\(line)\n", path: "p") }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test func modeAndFileGoTogether() throws {
    let folder = TemporaryFolder()
    folder.write("policies", Self.policies)
    var options = KubeAPIServerOptions()
    options.authorizationModes = ["ABAC", "AlwaysDeny"]
    var error = #expect(throws: KubeAPIServerError.self) { try AuthorizationSettings(options, time: SystemTime()) }
    #expect(error?.message == "authorization-mode ABAC's authorization policy file not passed")
    options.authorizationPolicyFile = folder.file("policies")
    let settings = try AuthorizationSettings(options, time: SystemTime())
    #expect(settings.policies != nil)
    options.authorizationModes = ["RBAC"]
    error = #expect(throws: KubeAPIServerError.self) { try AuthorizationSettings(options, time: SystemTime()) }
    #expect(error?.message == "cannot specify --authorization-policy-file without mode ABAC")
  }
}
