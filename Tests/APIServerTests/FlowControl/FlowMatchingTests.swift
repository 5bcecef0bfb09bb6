import APIMachinery
import APITesting
import Testing

@testable import APIServer

/// Which flow schema and level a request belongs to, by the bootstrap objects.
@Suite struct FlowMatchingTests {
  private static let all = ["system:authenticated"]

  private func control(_ extra: [JSONValue] = []) async throws -> FlowControl {
    let server = try await TestServer(time: ManualTime())
    let control = server.server.flowControl
    control.digest(
      levels: FlowControlBootstrap.mandatoryLevels + FlowControlBootstrap.suggestedLevels,
      schemas: FlowControlBootstrap.mandatorySchemas + FlowControlBootstrap.suggestedSchemas + extra)
    return control
  }

  private func classify(_ control: FlowControl, _ user: UserInfo, _ method: String, _ path: String) -> (
    schema: String?, level: String?
  ) {
    let request = APIRequest(method: method, path: path)
    let info = RequestInfo(request)
    guard let admission = control.enterImmediately(info, request, user, now: .zero) else { return (nil, nil) }
    control.leave(admission, info, now: .zero)
    return (admission.schema?.name, admission.schema?.level.name)
  }

  /// User, group, method and path; the schema and level they belong to.
  @Test(
    arguments: """
      admin system:masters GET /api/v1/pods -> exempt exempt
      bob - GET /healthz -> probes exempt
      bob - GET /readyz/ping -> probes exempt
      system:anonymous system:unauthenticated GET /livez -> probes exempt
      bob - GET /version -> global-default global-default
      system:kube-scheduler - PUT /apis/coordination.k8s.io/v1/namespaces/x/leases/x -> system-leader-election leader-election
      system:kube-scheduler - DELETE /apis/coordination.k8s.io/v1/namespaces/x/leases/x -> kube-scheduler workload-high
      system:serviceaccount:kube-system:dns - GET /apis/coordination.k8s.io/v1/namespaces/x/leases/x -> system-leader-election leader-election
      system:serviceaccount:kube-system:dns - GET /api/v1/pods -> kube-system-service-accounts workload-high
      system:serviceaccount:kube-systems:dns system:serviceaccounts GET /api/v1/pods -> service-accounts workload-low
      system:node:a system:nodes PATCH /api/v1/nodes/a/status -> system-node-high node-high
      system:node:a system:nodes GET /api/v1/nodes/a -> system-node-high node-high
      system:node:a system:nodes GET /api/v1/nodes/a/proxy -> none none
      system:node:a system:nodes PUT /apis/coordination.k8s.io/v1/namespaces/x/leases/a -> system-node-high node-high
      system:node:a system:nodes GET /api/v1/namespaces/a/secrets/b -> system-nodes system
      system:kube-controller-manager - POST /api/v1/namespaces/a/pods -> kube-controller-manager workload-high
      bob - POST /api/v1/namespaces/a/pods -> global-default global-default
      bob - GET /api/v1/watch/pods -> global-default global-default
      bob - GET /api/v1/namespaces/a/pods/b/log -> none none
      stranger none GET /api/v1/pods -> catch-all catch-all
      """.split(separator: "\n").map(String.init))
  func classifies(_ line: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    var groups = words[1] == "none" || words[1] == "system:unauthenticated" ? [] : Self.all
    if words[1] != "-", words[1] != "none" { groups.append(words[1]) }
    let found = classify(try await control(), UserInfo(name: words[0], groups: groups), words[2], words[3])
    #expect(found.schema ?? "none" == words[5] && found.level ?? "none" == words[6])
  }

  @Test func namesDistinguishResourcesAndNamespaces() async throws {
    let schema: JSONValue = [
      "metadata": ["name": "mine", "uid": "u"],
      "spec": [
        "priorityLevelConfiguration": ["name": "workload-low"], "matchingPrecedence": 50,
        "rules": [
          [
            "subjects": [["kind": "User", "user": ["name": "*"]]],
            "resourceRules": [
              [
                "verbs": ["get"], "apiGroups": [""], "resources": ["pods", "pods/status"], "namespaces": ["a"],
              ]
            ],
            "nonResourceRules": [["verbs": ["get"], "nonResourceURLs": ["/metrics", "/debug/*"]]],
          ]
        ],
      ],
    ]
    let control = try await control([schema])
    let bob = UserInfo(name: "bob", groups: Self.all)
    for (path, isMine) in [
      ("/api/v1/namespaces/a/pods/x", true), ("/api/v1/namespaces/a/pods/x/status", true),
      ("/api/v1/namespaces/a/pods/x/scale", false), ("/api/v1/namespaces/b/pods/x", false), ("/api/v1/pods", false),
      ("/metrics", true), ("/metrics/slis", true), ("/metricsx", false), ("/debug/pprof", true), ("/debugx", false),
    ] {
      #expect((classify(control, bob, "GET", path).schema == "mine") == isMine, "\(path)")
    }
    #expect(classify(control, bob, "DELETE", "/api/v1/namespaces/a/pods/x").schema == "global-default")
  }

  /// A schema whose level is not there matches nothing; of two with the same precedence the first by name does.
  @Test func ordersSchemas() async throws {
    let schema = { (name: String, level: String) -> JSONValue in
      [
        "metadata": ["name": .string(name)],
        "spec": [
          "priorityLevelConfiguration": ["name": .string(level)], "matchingPrecedence": 7,
          "rules": [
            [
              "subjects": [["kind": "Group", "group": ["name": "*"]]],
              "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
            ]
          ],
        ],
      ]
    }
    let control = try await control([
      schema("b", "workload-low"), schema("a-dangling", "nowhere"), schema("a", "workload-low"),
    ])
    #expect(classify(control, UserInfo(name: "bob", groups: Self.all), "GET", "/version").schema == "a")
  }
}
