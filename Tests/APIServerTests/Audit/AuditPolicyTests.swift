import APIMachinery
import Testing

@testable import APIServer

@Suite struct AuditPolicyTests {
  static func policy(_ rules: String, more: String = "") throws -> AuditPolicy {
    let text = "apiVersion: audit.k8s.io/v1\nkind: Policy\n\(more)\nrules:\n\(rules)\n"
    return try AuditPolicy(Array(text.utf8), path: "policy.yaml")
  }

  private static let rules = """
    - {level: None, users: [probe]}
    - {level: None, nonResourceURLs: [/healthz*, /version]}
    - {level: RequestResponse, resources: [{group: "", resources: [secrets]}], namespaces: [a], omitStages: [RequestReceived]}
    - {level: Metadata, resources: [{group: "", resources: [secrets, configmaps]}]}
    - {level: Request, verbs: [create, update], resources: [{group: apps}]}
    - {level: Request, resources: [{group: "", resources: ["pods/*"]}, {group: "", resources: ["*/scale"]}]}
    - {level: Metadata, resources: [{group: "", resources: [nodes], resourceNames: [n1]}]}
    - {level: Metadata, userGroups: [auditors]}
    """

  @Test(
    arguments: """
      probe GET /api/v1/namespaces/a/secrets/x None
      bob GET /healthz/ping None
      bob GET /version None
      bob GET /versions None
      bob GET /api/v1/namespaces/a/secrets/x RequestResponse
      bob GET /api/v1/namespaces/b/secrets/x Metadata
      bob GET /api/v1/namespaces/b/secrets/x/status None
      bob POST /apis/apps/v1/namespaces/b/deployments Request
      bob GET /apis/apps/v1/namespaces/b/deployments None
      bob GET /api/v1/namespaces/b/pods/p/log Request
      bob GET /api/v1/namespaces/b/replicationcontrollers/p/scale Request
      bob GET /api/v1/namespaces/b/pods/p Request
      bob GET /api/v1/nodes/n1 Metadata
      bob GET /api/v1/nodes/n2 None
      ann GET /api/v1/nodes/n2 Metadata
      """.split(separator: "\n").map(String.init))
  func decides(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let user = UserInfo(name: words[0], groups: words[0] == "ann" ? ["auditors"] : [])
    let info = RequestInfo(APIRequest(method: words[1], path: words[2]))
    #expect(try Self.policy(Self.rules).decide(info, user).level.rawValue == words[3])
  }

  @Test func omitsStagesAndManagedFields() throws {
    let policy = try Self.policy(
      "- {level: Request, verbs: [get], omitManagedFields: false}\n- {level: Metadata, omitStages: [ResponseStarted]}",
      more: "omitStages: [RequestReceived]\nomitManagedFields: true")
    let get = policy.decide(RequestInfo(APIRequest(method: "GET", path: "/api/v1/namespaces/a")), nil)
    #expect(get == .init(level: .request, omittedStages: [.requestReceived], omitsManagedFields: false))
    let delete = policy.decide(RequestInfo(APIRequest(method: "DELETE", path: "/api/v1/namespaces/a")), nil)
    #expect(
      delete == .init(level: .metadata, omittedStages: [.requestReceived, .responseStarted], omitsManagedFields: true))
  }

  @Test(
    arguments: [
      ("- {users: [a]}", "rules[0].level: Required value"),
      (
        "- {level: All}",
        "rules[0].level: Unsupported value: \"All\": supported values: \"None\", \"Metadata\", \"Request\", "
          + "\"RequestResponse\""
      ),
      (
        "- {level: None, nonResourceURLs: [x, /a*b]}",
        "rules[0].nonResourceURLs[0]: Invalid value: \"x\": non-resource URL rules must begin with a '/' character, "
          + "rules[0].nonResourceURLs[1]: Invalid value: \"/a*b\": non-resource URL wildcards '*' must be the final "
          + "character of the rule"
      ),
      (
        "- {level: None, omitStages: [Never]}",
        "rules[0].omitStages[0]: Invalid value: \"Never\": allowed stages are "
          + "RequestReceived,ResponseStarted,ResponseComplete,Panic"
      ),
    ])
  func refuses(_ rules: String, _ message: String) {
    let error = #expect(throws: KubeAPIServerError.self) { try Self.policy(rules) }
    #expect(error?.message == "--audit-policy-file: policy.yaml: " + message)
  }

  @Test func refusesWhatIsNoPolicy() {
    #expect(throws: KubeAPIServerError.self) { try AuditPolicy(Array("kind: Pod".utf8), path: "x") }
    #expect(throws: KubeAPIServerError.self) { try Self.policy("[]") }
  }
}
