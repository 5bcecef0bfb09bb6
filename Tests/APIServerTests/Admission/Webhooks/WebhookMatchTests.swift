import APIMachinery
import Testing

@testable import APIServer

/// Which requests webhooks are asked about.
@Suite(.timeLimit(.minutes(20))) struct WebhookMatchTests {
  /// A request and who is asked about it.
  private struct Ask {
    let method: String
    let path: String
    var body: JSONValue?
    var type = "application/json"
    /// Whether this webhook is asked.
    let matches: Bool
  }

  private static func rule(
    _ resources: JSONValue, operations: JSONValue = ["*"], groups: JSONValue = [""], versions: JSONValue = ["v1"],
    scope: JSONValue = "*"
  ) -> JSONValue {
    [
      [
        "operations": operations, "apiGroups": groups, "apiVersions": versions, "resources": resources,
        "scope": scope,
      ]
    ]
  }

  private static func configMap(_ labels: JSONValue = [:]) -> JSONValue {
    ["metadata": ["generateName": "m-", "labels": labels]]
  }

  private static let maps = "/api/v1/namespaces/plain/configmaps"

  @Test func rulesAndSelectors() async throws {
    try await WebhookServer.with { server, hooks in
      for (name, label) in [("plain", "no"), ("marked", "yes")] {
        _ = try await server.call(
          "POST", "/api/v1/namespaces", ["metadata": ["name": .string(name), "labels": ["hooked": .string(label)]]])
      }
      _ = try await server.configMap("old", labels: ["app": "a"], namespace: "plain")
      let deployments = "/apis/apps/v1/namespaces/plain/deployments"
      let deployment: JSONValue = [
        "metadata": ["name": "d"],
        "spec": [
          "replicas": 1, "selector": ["matchLabels": ["a": "b"]],
          "template": [
            "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
          ],
        ],
      ]
      _ = try await server.call("POST", deployments, deployment)
      let create = { (path: String, body: JSONValue, matches: Bool) in
        Ask(method: "POST", path: path, body: body, matches: matches)
      }
      let merge = "application/merge-patch+json"
      let selector: JSONValue = ["matchLabels": ["hooked": "yes"]]
      let cases: [(hook: JSONValue, asks: [Ask])] = [
        (["rules": Self.rule(["*/*"], groups: ["*"], versions: ["*"])], [create(Self.maps, Self.configMap(), true)]),
        (["rules": Self.rule(["pods", "secrets"])], [create(Self.maps, Self.configMap(), false)]),
        (["rules": Self.rule(["configmaps"], groups: ["apps"])], [create(Self.maps, Self.configMap(), false)]),
        (["rules": Self.rule(["configmaps"], operations: ["DELETE"])], [create(Self.maps, Self.configMap(), false)]),
        (["rules": Self.rule(["*"], scope: "Cluster")], [create(Self.maps, Self.configMap(), false)]),
        (
          ["rules": Self.rule(["*"], scope: "Cluster")],
          [create("/api/v1/namespaces", ["metadata": ["name": "scoped"]], true)]
        ),
        (
          ["rules": Self.rule(["*"], scope: "Namespaced")],
          [
            create("/api/v1/namespaces", ["metadata": ["name": "other"]], false),
            create(Self.maps, Self.configMap(), true),
          ]
        ),
        // Subresources are named, and show their own form.
        (
          ["rules": Self.rule(["deployments"], groups: ["apps"])],
          [
            Ask(
              method: "PATCH", path: "\(deployments)/d/scale", body: ["spec": ["replicas": 2]], type: merge,
              matches: false)
          ]
        ),
        (
          ["rules": Self.rule(["deployments/*"], groups: ["apps"])],
          [
            Ask(
              method: "PATCH", path: "\(deployments)/d/scale", body: ["spec": ["replicas": 3]], type: merge,
              matches: true),
            Ask(
              method: "PATCH", path: "\(deployments)/d/status", body: ["status": ["replicas": 3]], type: merge,
              matches: true),
          ]
        ),
        (
          ["rules": Self.rule(["*/scale"], groups: ["*"])],
          [
            Ask(
              method: "PATCH", path: "\(deployments)/d/scale", body: ["spec": ["replicas": 4]], type: merge,
              matches: true)
          ]
        ),
        // The labels of the namespace, and of a namespace itself.
        (
          ["rules": Self.rule(["configmaps"]), "namespaceSelector": selector],
          [
            create(Self.maps, Self.configMap(), false),
            create("/api/v1/namespaces/marked/configmaps", Self.configMap(), true),
          ]
        ),
        (
          ["rules": Self.rule(["namespaces"]), "namespaceSelector": selector],
          [
            create("/api/v1/namespaces", ["metadata": ["name": "n1", "labels": ["hooked": "yes"]]], true),
            create("/api/v1/namespaces", ["metadata": ["name": "n2"]], false),
            Ask(method: "DELETE", path: "/api/v1/namespaces/n1?dryRun=All", matches: true),
            Ask(method: "DELETE", path: "/api/v1/namespaces/n2?dryRun=All", matches: false),
          ]
        ),
        (
          ["rules": Self.rule(["*"], groups: ["*"], versions: ["*"]), "namespaceSelector": selector],
          [create("/apis/rbac.authorization.k8s.io/v1/clusterroles", ["metadata": ["generateName": "r"]], true)]
        ),
        // Either state of the object will do.
        (
          ["rules": Self.rule(["configmaps"]), "objectSelector": ["matchLabels": ["app": "a"]]],
          [
            create(Self.maps, Self.configMap(["app": "a"]), true), create(Self.maps, Self.configMap(), false),
            Ask(
              method: "PATCH", path: "\(Self.maps)/old", body: ["metadata": ["labels": ["app": "b"]]], type: merge,
              matches: true),
            Ask(method: "DELETE", path: "\(Self.maps)/old?dryRun=All", matches: false),
          ]
        ),
        // Another version of the same resource.
        (
          ["rules": Self.rule(["horizontalpodautoscalers"], groups: ["autoscaling"]), "matchPolicy": "Exact"],
          [create("/apis/autoscaling/v2/namespaces/plain/horizontalpodautoscalers", Self.autoscaler("e"), false)]
        ),
        (
          ["rules": Self.rule(["horizontalpodautoscalers"], groups: ["autoscaling"]), "matchPolicy": "Equivalent"],
          [create("/apis/autoscaling/v2/namespaces/plain/horizontalpodautoscalers", Self.autoscaler("f"), true)]
        ),
      ]
      for (index, (given, asks)) in cases.enumerated() {
        var hook = given
        hook["name"] = "match.example.com"
        hook["clientConfig"] = hooks.client("match")
        let made = try await server.configure("Validating", [hook])
        #expect(made.status == 201, "case \(index): \(made.text)")
        for ask in asks {
          hooks.forget()
          let answer = try await server.call(ask.method, ask.path, ask.body, contentType: ask.type)
          #expect(answer.status < 300, "case \(index): \(answer.text)")
          let count = hooks.asked("match").count
          #expect(count == (ask.matches ? 1 : 0), "case \(index), \(ask.method) \(ask.path): asked \(count) times")
        }
        try await server.unconfigure("Validating")
      }
    }
  }

  private static func autoscaler(_ name: String) -> JSONValue {
    [
      "metadata": ["name": .string(name)],
      "spec": [
        "maxReplicas": 3, "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "d"],
        "metrics": [
          [
            "type": "Resource",
            "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 7]],
          ]
        ],
      ],
    ]
  }

  @Test func showsTheVersionThatIsWanted() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("match") { review in
        WebhookServer.patch(review, [["op": "replace", "path": "/spec/targetCPUUtilizationPercentage", "value": 55]])
      }
      _ = try await server.configure(
        "Mutating",
        [
          [
            "name": "match.example.com", "clientConfig": hooks.client("match"),
            "rules": Self.rule(["horizontalpodautoscalers"], groups: ["autoscaling"]),
          ]
        ])
      let made = try await server.call(
        "POST", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", Self.autoscaler("h"))
      #expect(made.status == 201, "\(made.text)")
      let asked = try #require(hooks.asked("match").first)
      #expect(asked[path: "object", "apiVersion"] == "autoscaling/v1")
      #expect(asked[path: "object", "spec", "targetCPUUtilizationPercentage"] == 7)
      #expect(asked[path: "kind", "version"] == "v1" && asked[path: "requestKind", "version"] == "v2")
      #expect(asked[path: "resource", "version"] == "v1" && asked[path: "requestResource", "version"] == "v2")
      #expect(
        made.body[path: "spec", "metrics"]?[0]?[path: "resource", "target", "averageUtilization"] == 55, "\(made.text)")
      #expect(made.body["apiVersion"] == "autoscaling/v2")
    }
  }

  @Test func conditionsDecide() async throws {
    try await WebhookServer.with { server, hooks in
      // Condition, failure policy, whether it is asked, what is answered otherwise.
      let cases: [(String, String, Bool, String?)] = [
        ("object.metadata.name != 'skip-me'", "Fail", true, nil),
        ("object.metadata.name == 'skip-me'", "Fail", false, nil),
        ("request.userInfo.username == 'admin' && request.operation == 'CREATE'", "Fail", true, nil),
        ("authorizer.group('').resource('pods').namespace('x').check('list').allowed()", "Fail", true, nil),
        (
          "object.spec.none == 1", "Fail", false,
          "configmaps \"keep-me\" is forbidden: expression 'object.spec.none == 1' resulted in error: no such key: spec"
        ),
        ("object.spec.none == 1", "Ignore", false, nil),
      ]
      for (expression, policy, isAsked, message) in cases {
        hooks.forget()
        let made = try await server.configure(
          "Validating",
          [
            [
              "name": "match.example.com", "clientConfig": hooks.client("match"), "failurePolicy": .string(policy),
              "matchConditions": [["name": "c", "expression": .string(expression)]],
            ]
          ])
        #expect(made.status == 201, "\(made.text)")
        let answer = try await server.configMap("keep-me", query: "?dryRun=All")
        #expect(hooks.asked("match").count == (isAsked ? 1 : 0), "\(expression)")
        if let message {
          #expect(answer.status == 403 && answer.message == message, "\(answer.text)")
        } else {
          #expect(answer.status == 201, "\(expression): \(answer.text)")
        }
        try await server.unconfigure("Validating")
      }
      let invalid = try await server.configure(
        "Mutating",
        [
          [
            "name": "match.example.com", "clientConfig": hooks.client("match"),
            "matchConditions": [["name": "c", "expression": "... [] bad expression"]],
          ]
        ])
      #expect(invalid.status == 422 && invalid.message.contains("compilation failed"), "\(invalid.text)")
    }
  }

  @Test func leavesConfigurationsAlone() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("no") { WebhookServer.respond($0, ["allowed": false]) }
      let everything = Self.rule(["*/*"], groups: ["*"], versions: ["*"])
      for kind in ["Validating", "Mutating"] {
        let made = try await server.configure(
          kind, "all", [["name": "no.example.com", "clientConfig": hooks.client("no"), "rules": everything]])
        #expect(made.status == 201)
      }
      #expect(try await server.configMap("x").status == 400)
      for kind in ["Validating", "Mutating"] {
        let other = try await server.configure(
          kind, "other", [["name": "o.example.com", "clientConfig": hooks.client("o")]])
        #expect(other.status == 201, "\(other.text)")
        let path = "/apis/admissionregistration.k8s.io/v1/\(kind.lowercased())webhookconfigurations/all"
        let changed = try await server.call(
          "PATCH", path, ["metadata": ["labels": ["a": "b"]]], contentType: "application/merge-patch+json")
        #expect(changed.status == 200, "\(changed.text)")
        #expect(try await server.call("DELETE", path).status == 200)
      }
      // Nobody refuses any more: what was compiled has gone with the configurations.
      #expect(try await server.configMap("y").status == 201)
    }
  }

  @Test func changedConfigurationsCountAtOnce() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("no") { WebhookServer.respond($0, ["allowed": false]) }
      _ = try await server.configure(
        "Validating", [["name": "no.example.com", "clientConfig": hooks.client("no")]])
      let path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/test"
      #expect(try await server.configMap("a").status == 400)
      for (operations, status) in [("DELETE", 201), ("CREATE", 400)] {
        let changed = try await server.call(
          "PATCH", path, [["op": "replace", "path": "/webhooks/0/rules/0/operations", "value": [.string(operations)]]],
          contentType: "application/json-patch+json")
        #expect(changed.status == 200, "\(changed.text)")
        #expect(try await server.configMap("b").status == status)
      }
      // Lists of configurations are deleted like any others.
      let deleted = try await server.call(
        "DELETE", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations")
      #expect(deleted.status == 200)
      #expect(try await server.configMap("c").status == 201)
    }
  }
}
