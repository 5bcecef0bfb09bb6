import APIMachinery
import APITesting
import Testing

@testable import APIServer

/// Webhooks and what isn't a plain built-in object: custom resources, definitions, connections, subresources.
@Suite(.timeLimit(.minutes(20))) struct WebhookSubjectTests {
  private static let widgets = "/apis/gear.example.com"

  private static func rules(_ resources: JSONValue, _ group: JSONValue, _ operations: JSONValue = ["*"]) -> JSONValue {
    [["operations": operations, "apiGroups": [group], "apiVersions": ["*"], "resources": resources]]
  }

  private static func hook(_ hooks: WebhookServer, _ rules: JSONValue) -> JSONValue {
    ["name": "subject.example.com", "clientConfig": hooks.client("subject"), "rules": rules]
  }

  private static func establish(_ server: TestServer, _ versions: [JSONValue]) async throws {
    let made = try await server.call(
      "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", CustomResourceServer.definition(versions))
    #expect(made.status == 201, "\(made.text)")
    try await eventually("the definition is served") {
      try await server.call("GET", "\(widgets)/v1/widgets").status == 200
    }
  }

  /// Runs `body` with the controller of custom resources at work.
  private static func withUpkeep(_ body: @Sendable @escaping (TestServer, WebhookServer) async throws -> Void)
    async throws
  {
    try await WebhookServer.with { server, hooks in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.server.runUpkeep() }
        defer { group.cancelAll() }
        try await body(server, hooks)
      }
    }
  }

  private static let spec = CustomResourceServer.schema(
    spec: ["type": "object", "properties": ["a": ["type": "string"], "b": ["type": "string", "default": "set"]]])

  private static func widget(_ name: String, _ version: String = "v1") -> JSONValue {
    [
      "apiVersion": .string("gear.example.com/\(version)"), "kind": "Widget", "metadata": ["name": .string(name)],
      "spec": ["a": "given"],
    ]
  }

  @Test func customResourcesAreRefusedAndPruned() async throws {
    try await Self.withUpkeep { server, hooks in
      try await Self.establish(server, [CustomResourceServer.version(schema: Self.spec)])
      let path = "\(Self.widgets)/v1/namespaces/default/widgets"
      hooks.answer("subject") { review in
        let isOffensive = review[path: "request", "object", "spec", "a"] == "no"
        let isDeletion = review[path: "request", "operation"] == "DELETE"
        let isFree = review[path: "request", "oldObject", "metadata", "labels", "free"] != nil
        return WebhookServer.respond(review, ["allowed": .bool(!isOffensive && (!isDeletion || isFree))])
      }
      _ = try await server.configure("Validating", [Self.hook(hooks, Self.rules(["widgets"], "gear.example.com"))])
      var offensive = Self.widget("x")
      offensive["spec"]?["a"] = "no"
      #expect(try await server.call("POST", path, offensive).status == 400)
      #expect(try await server.call("POST", path, Self.widget("x")).status == 201)
      #expect(hooks.asked("subject").last?[path: "object", "spec", "b"] == "set")
      let merge = "application/merge-patch+json"
      #expect(try await server.call("PATCH", "\(path)/x", ["spec": ["a": "no"]], contentType: merge).status == 400)
      #expect(try await server.call("DELETE", "\(path)/x").status == 400)
      _ = try await server.call("PATCH", "\(path)/x", ["metadata": ["labels": ["free": "1"]]], contentType: merge)
      #expect(try await server.call("DELETE", "\(path)/x").status == 200)
      try await server.unconfigure("Validating")

      hooks.answer("subject") { review in
        WebhookServer.patch(
          review,
          [
            ["op": "replace", "path": "/spec/a", "value": "changed"],
            ["op": "add", "path": "/spec/unknown", "value": "dropped"],
          ])
      }
      _ = try await server.configure("Mutating", [Self.hook(hooks, Self.rules(["widgets"], "gear.example.com"))])
      let made = try await server.call("POST", path, Self.widget("y"))
      #expect(made.body["spec"] == ["a": "changed", "b": "set"], "\(made.text)")
      #expect(try await server.call("GET", "\(path)/y").body["spec"] == made.body["spec"])
    }
  }

  @Test func customResourcesOfSeveralVersions() async throws {
    try await Self.withUpkeep { server, hooks in
      try await Self.establish(
        server,
        [
          CustomResourceServer.version("v1", schema: Self.spec),
          CustomResourceServer.version("v2", schema: Self.spec, storage: false),
        ])
      hooks.answer("subject") { review in
        WebhookServer.patch(review, [["op": "replace", "path": "/spec/a", "value": "changed"]])
      }
      let rules: JSONValue = [
        ["operations": ["*"], "apiGroups": ["gear.example.com"], "apiVersions": ["v2"], "resources": ["widgets"]]
      ]
      _ = try await server.configure("Mutating", [Self.hook(hooks, rules)])
      let made = try await server.call("POST", "\(Self.widgets)/v1/namespaces/default/widgets", Self.widget("x"))
      #expect(made.status == 201, "\(made.text)")
      let asked = try #require(hooks.asked("subject").first)
      #expect(asked[path: "object", "apiVersion"] == "gear.example.com/v2")
      #expect(asked[path: "kind", "version"] == "v2" && asked[path: "requestKind", "version"] == "v1")
      #expect(made.body["apiVersion"] == "gear.example.com/v1" && made.body[path: "spec", "a"] == "changed")
    }
  }

  @Test func definitionsCanBeRefused() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("subject") { review in
        let labels = review[path: "request", "object", "metadata", "labels"]
        return WebhookServer.respond(
          review,
          ["allowed": .bool(labels?["bad"] == nil), "status": ["message": "the crd contains unwanted label"]])
      }
      _ = try await server.configure(
        "Validating", [Self.hook(hooks, Self.rules(["customresourcedefinitions"], "apiextensions.k8s.io"))])
      var definition = CustomResourceServer.definition([CustomResourceServer.version(schema: Self.spec)])
      definition["metadata"]?["labels"] = ["bad": "1"]
      let refused = try await server.call(
        "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
      #expect(refused.status == 400 && refused.message.hasSuffix("denied the request: the crd contains unwanted label"))
    }
  }

  @Test func connectionsAndSubresources() async throws {
    try await WebhookServer.with { server, hooks in
      try await server.makeNamespace("pods")
      let pods = "/api/v1/namespaces/pods/pods"
      let pod = try await server.call(
        "POST", pods, ["metadata": ["name": "p"], "spec": ["containers": [["name": "c", "image": "i"]]]])
      #expect(pod.status == 201, "\(pod.text)")
      hooks.answer("subject") { WebhookServer.respond($0, ["allowed": false, "status": ["message": "no"]]) }
      _ = try await server.configure(
        "Validating", [Self.hook(hooks, Self.rules(["pods/*", "namespaces/*"], ""))])
      let expected: [(String, String, JSONValue?, JSONValue)] = [
        (
          "GET", "\(pods)/p/attach?container=c&stdin=true", nil,
          [
            "operation": "CONNECT", "kind": ["group": "", "version": "v1", "kind": "PodAttachOptions"],
            "subResource": "attach", "name": "p",
          ]
        ),
        (
          "POST", "\(pods)/p/binding", ["target": ["kind": "Node", "name": "n"]],
          ["operation": "CREATE", "kind": ["group": "", "version": "v1", "kind": "Binding"], "subResource": "binding"]
        ),
        (
          "POST", "\(pods)/p/eviction",
          ["kind": "Eviction", "apiVersion": "policy/v1", "metadata": ["name": "p"]],
          [
            "operation": "CREATE", "kind": ["group": "policy", "version": "v1", "kind": "Eviction"],
            "resource": ["group": "", "version": "v1", "resource": "pods"], "subResource": "eviction",
          ]
        ),
        (
          "PUT", "/api/v1/namespaces/pods/finalize",
          ["kind": "Namespace", "apiVersion": "v1", "metadata": ["name": "pods"]],
          ["operation": "UPDATE", "subResource": "finalize", "name": "pods", "namespace": "pods"]
        ),
        (
          "PATCH", "\(pods)/p/status", ["status": ["phase": "Running"]],
          ["operation": "UPDATE", "subResource": "status", "requestSubResource": "status"]
        ),
      ]
      for (method, path, body, members) in expected {
        hooks.forget()
        let answer = try await server.call(
          method, path, body, contentType: method == "PATCH" ? "application/merge-patch+json" : "application/json")
        #expect(answer.status == 400 && answer.message.hasSuffix("denied the request: no"), "\(path): \(answer.text)")
        let asked = try #require(hooks.asked("subject").first, "\(path)")
        for member in members.objectValue?.members ?? [] {
          #expect(asked[member.key] == member.value, "\(path): \(asked)")
        }
      }
    }
  }

  @Test func scalesAreShownAsScales() async throws {
    try await WebhookServer.with { server, hooks in
      let path = "/apis/apps/v1/namespaces/default/deployments"
      let made = try await server.call(
        "POST", path,
        [
          "metadata": ["name": "d"],
          "spec": [
            "replicas": 1, "selector": ["matchLabels": ["a": "b"]],
            "template": [
              "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
            ],
          ],
        ])
      #expect(made.status == 201, "\(made.text)")
      hooks.answer("subject") { review in
        WebhookServer.patch(review, [["op": "replace", "path": "/spec/replicas", "value": 5]])
      }
      hooks.answer("after") { WebhookServer.allow($0) }
      let rules = Self.rules(["deployments/scale"], "apps")
      _ = try await server.configure("Mutating", [Self.hook(hooks, rules)])
      _ = try await server.configure(
        "Validating", [["name": "after.example.com", "clientConfig": hooks.client("after"), "rules": rules]])
      let scaled = try await server.call(
        "PATCH", "\(path)/d/scale", ["spec": ["replicas": 3]], contentType: "application/merge-patch+json")
      #expect(scaled.body[path: "spec", "replicas"] == 5, "\(scaled.text)")
      let asked = try #require(hooks.asked("subject").first)
      #expect(asked["kind"] == ["group": "autoscaling", "version": "v1", "kind": "Scale"])
      #expect(asked["resource"] == ["group": "apps", "version": "v1", "resource": "deployments"])
      #expect(asked[path: "object", "spec", "replicas"] == 3 && asked[path: "oldObject", "spec", "replicas"] == 1)
      let checked = try #require(hooks.asked("after").first)
      #expect(checked[path: "object", "kind"] == "Scale" && checked[path: "object", "spec", "replicas"] == 5)
    }
  }
}
