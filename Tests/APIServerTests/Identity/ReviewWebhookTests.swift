import APIMachinery
import HTTPTransport
import Testing

@testable import APIServer

/// Servers that are asked who somebody is and what they may do, over real sockets.
@Suite(.timeLimit(.minutes(20))) struct ReviewWebhookTests {
  private static func tokenReview(_ request: APIRequest) -> (status: Int, body: JSONValue) {
    let review = (try? JSONParser.parse(request.body)) ?? .null
    let status: JSONValue
    switch review[path: "spec", "token"]?.stringValue {
    case "good":
      status = [
        "authenticated": true,
        "user": [
          "username": "jane", "uid": "9", "groups": ["dev"], "extra": ["example.com/team": ["red"]],
        ],
      ]
    case "foreign": status = ["authenticated": true, "user": ["username": "jane"], "audiences": ["other"]]
    case "broken": return (500, ["kind": "Status"])
    default: status = ["authenticated": false, "error": "no such token"]
    }
    return (200, ["kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1", "status": status])
  }

  @Test func asksWhoseATokenIs() async throws {
    let authority = try TestAuthority()
    let reviewer = JSONServer(Self.tokenReview)
    try await reviewer.run(authority) { url in
      let webhook = try ReviewWebhook(
        file: JSONServer.kubeconfig(url + "/review", authority), path: "/tmp/none", timeout: .seconds(30),
        time: SystemTime())
      try await SocketServer.with(
        parts: { _ in
          var parts = APIServer.Parts()
          parts.authenticators = [
            TokenReviewWebhook(
              webhook, version: "v1", audiences: ["api"], timeToLive: .seconds(600), time: SystemTime())
          ]
          parts.authorizers = [AlwaysAllowAuthorizer()]
          parts.handlers.registerReviews(tokens: nil)
          return parts
        },
        { server in
          let user = try await server.user(token: "good")
          #expect(
            user == [
              "username": "jane", "uid": "9", "groups": ["dev", "system:authenticated"],
              "extra": ["example.com/team": ["red"]],
            ])
          let asked = try #require(reviewer.requests.first)
          #expect(asked.path == "/review" && asked.headers["Authorization"] == "Bearer server-token")
          let review = try JSONParser.parse(asked.body)
          #expect(review["apiVersion"] == "authentication.k8s.io/v1" && review["kind"] == "TokenReview")
          #expect(review["spec"] == ["token": "good", "audiences": ["api"]])
          // Remembered, also for reads that are answered at once.
          #expect(try await server.call("GET", "/api/v1/namespaces", token: "good").status == 200)
          #expect(reviewer.requests.count == 1)
          #expect(try await server.user(token: "bad") == nil)
          #expect(try await server.user(token: "foreign") == nil)
          #expect(try await server.call("GET", "/api/v1/namespaces", token: "unknown").status == 401)
        })
    }
  }

  // MARK: Authorization

  private static func accessReview(_ request: APIRequest) -> (status: Int, body: JSONValue) {
    let spec = (try? JSONParser.parse(request.body))?["spec"] ?? [:]
    let name =
      spec[path: "resourceAttributes", "resource"]?.stringValue
      ?? spec[path: "nonResourceAttributes", "path"]?.stringValue
    let status: JSONValue
    switch name {
    case "pods", "/version": status = ["allowed": true, "reason": "because"]
    case "secrets": status = ["allowed": false, "denied": true, "reason": "never"]
    case "nodes": return (400, ["kind": "Status"])
    default: status = ["allowed": false, "reason": "unknown"]
    }
    return (200, ["kind": "SubjectAccessReview", "status": status])
  }

  private static let tokens = "jane-token,jane,7,\"dev\"\nroot-token,root,0,\"system:masters\"\n"

  /// Runs `body` with a server that asks a webhook first and then lets RBAC decide.
  private static func with(
    _ change: @escaping @Sendable (inout AuthorizationConfiguration.Webhook) -> Void = { _ in },
    _ body: @escaping @Sendable (SocketServer, JSONServer) async throws -> Void
  ) async throws {
    let authority = try TestAuthority()
    let reviewer = JSONServer(accessReview)
    try await reviewer.run(authority) { url in
      let folder = TemporaryFolder()
      folder.write("webhook", String(decoding: JSONServer.kubeconfig(url, authority), as: UTF8.self))
      var options = KubeAPIServerOptions.AuthorizationWebhook()
      options.configFile = folder.file("webhook")
      options.version = "v1"
      var settings = try #require(options.webhook)
      change(&settings)
      let configuration = AuthorizationConfiguration(modes: ["Webhook", "RBAC"], webhook: settings)
      #expect(configuration.problems().isEmpty, "\(configuration.problems())")
      let webhooks = try ConfiguredAuthorizer.webhooks(configuration, time: SystemTime())
      let tokenFile = try TokenFileAuthenticator(text: tokens)
      try await SocketServer.with(
        parts: { objects in
          var parts = APIServer.Parts()
          parts.authenticators = [tokenFile]
          parts.authorizers = [
            ConfiguredAuthorizer(
              configuration, webhooks: webhooks, builtIn: ["RBAC": RBACAuthorizer(reader: objects)],
              time: SystemTime())
          ]
          parts.handlers.registerReviews(tokens: nil)
          return parts
        },
        { server in try await body(server, reviewer) })
      // It is there as long as somebody has it.
      #expect(folder.names == ["webhook"])
    }
  }

  @Test func asksWhatAUserMayDo() async throws {
    try await Self.with { server, reviewer in
      let path = "/api/v1/namespaces/default"
      let list = try await server.call(
        "GET", "\(path)/pods?fieldSelector=spec.nodeName%3Dn1&labelSelector=app%20in%20(a,b),!old", token: "jane-token")
      #expect(list.status == 200, "\(list.body)")
      let spec = try JSONParser.parse(try #require(reviewer.requests.first).body)["spec"]
      #expect(
        spec == [
          "resourceAttributes": [
            "namespace": "default", "verb": "list", "version": "v1", "resource": "pods",
            "fieldSelector": ["requirements": [["key": "spec.nodeName", "operator": "In", "values": ["n1"]]]],
            "labelSelector": [
              "requirements": [
                ["key": "app", "operator": "In", "values": ["a", "b"]], ["key": "old", "operator": "DoesNotExist"],
              ]
            ],
          ],
          "user": "jane", "groups": ["dev", "system:authenticated"], "uid": "7",
        ], "\(spec ?? .null)")
      // What was allowed is remembered.
      _ = try await server.call("GET", "\(path)/pods", token: "jane-token")
      let count = reviewer.requests.count
      _ = try await server.call("GET", "\(path)/pods", token: "jane-token")
      #expect(reviewer.requests.count == count)

      let denied = try await server.call("GET", "\(path)/secrets", token: "jane-token")
      #expect(denied.status == 403)
      #expect(
        denied.body["message"]
          == #"secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "default": never"#
      )
      // No opinion: the next authorizer is asked, and both have a say in the reason.
      let unknown = try await server.call("GET", "\(path)/services", token: "jane-token")
      #expect(unknown.status == 403 && unknown.body["message"]?.stringValue?.hasSuffix(": unknown") == true)
      // Members of system:masters are asked nothing.
      let before = reviewer.requests.count
      #expect(try await server.call("GET", "\(path)/secrets", token: "root-token").status == 200)
      #expect(reviewer.requests.count == before)
      // A webhook that fails leaves it to others, who don't allow it either.
      #expect(try await server.call("GET", "/api/v1/nodes", token: "jane-token").status == 500)

      let review = try await server.call(
        "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        [
          "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
          "spec": ["user": "x", "resourceAttributes": ["verb": "get", "resource": "secrets"]],
        ], token: "root-token")
      #expect(review.body["status"] == ["allowed": false, "denied": true, "reason": "never"])
      let rules = try await server.call(
        "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
        [
          "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": ["namespace": "default"],
        ], token: "root-token")
      #expect(rules.body[path: "status", "incomplete"] == true)
      #expect(
        rules.body[path: "status", "evaluationError"] == "webhook authorizer does not support user rule resolution")
    }
  }

  @Test func asksOnlyWhereConditionsHold() async throws {
    try await Self.with(
      { settings in
        settings.conditionVersion = "v1"
        settings.conditions = [
          "has(request.resourceAttributes) && request.resourceAttributes.namespace == 'default'",
          "!('system:masters' in request.groups)",
        ]
      },
      { server, reviewer in
        let allowed = try await server.call("GET", "/api/v1/namespaces/default/pods", token: "jane-token")
        #expect(allowed.status == 200)
        let count = reviewer.requests.count
        #expect(try await server.call("GET", "/api/v1/namespaces/other/pods", token: "jane-token").status == 403)
        #expect(try await server.call("GET", "/elsewhere", token: "jane-token").status == 403)
        #expect(reviewer.requests.count == count)
      })
  }

  @Test(arguments: [("Deny", 500), ("NoOpinion", 200)]) func failsAsItIsTold(policy: String, status: Int) async throws {
    try await Self.with(
      { settings in
        settings.failurePolicy = policy
        settings.conditionVersion = "v1"
        // An error in every request.
        settings.conditions = ["request.extra['missing'][0] == 'x'"]
      },
      { server, reviewer in
        let path = "/api/v1/namespaces/default/pods"
        #expect(try await server.call("GET", path, token: "jane-token").status == 500)
        // An authorizer behind it can allow it only where the failure doesn't settle it.
        let rbac = "/apis/rbac.authorization.k8s.io/v1"
        _ = try await server.call(
          "POST", "\(rbac)/clusterrolebindings",
          [
            "metadata": ["name": "jane"],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"],
            "subjects": [["kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"]],
          ], token: "root-token")
        #expect(try await server.call("GET", path, token: "jane-token").status == status)
        #expect(reviewer.requests.isEmpty)
      })
  }

  @Test(arguments: [
    ("timeout: 3s", "timeout: 40s", "authorizers[0].timeout: Invalid value: \"40s\": must be > 0s and <= 30s"),
    (
      "failurePolicy: Deny", "failurePolicy: Maybe",
      "authorizers[0].failurePolicy: Unsupported value: \"Maybe\": supported values: \"NoOpinion\", \"Deny\""
    ),
    (
      "subjectAccessReviewVersion: v1\n", "subjectAccessReviewVersion: v2\n",
      "authorizers[0].subjectAccessReviewVersion: Unsupported value: \"v2\": supported values: \"v1\", \"v1beta1\""
    ),
    (
      "request.user == 'x'", "request.user",
      "authorizers[0].matchConditions[0].expression: Invalid value: \"request.user\": must evaluate to bool"
    ),
    (
      "/etc/webhook", "etc/webhook",
      "authorizers[0].connectionInfo.kubeConfigFile: Invalid value: \"etc/webhook\": must be an absolute path"
    ),
    (
      "type: RBAC", "type: Role",
      "authorizers[1].type: Unsupported value: \"Role\": supported values: \"ABAC\", \"AlwaysAllow\", \"AlwaysDeny\", \"Node\", \"RBAC\", \"Webhook\""
    ),
    ("name: rbac", "name: hook", "authorizers[1].name: Duplicate value: \"hook\""),
    (
      "name: rbac", "name: RBAC",
      "authorizers[1].name: Invalid value: \"RBAC\": authorizer name is invalid: a lowercase RFC 1123 subdomain"
    ),
  ]) func saysWhatIsWrong(part: String, replacement: String, problem: String) throws {
    let file = """
      apiVersion: apiserver.config.k8s.io/v1
      kind: AuthorizationConfiguration
      authorizers:
      - type: Webhook
        name: hook
        webhook:
          timeout: 3s
          subjectAccessReviewVersion: v1
          matchConditionSubjectAccessReviewVersion: v1
          failurePolicy: Deny
          connectionInfo: {type: KubeConfigFile, kubeConfigFile: /etc/webhook}
          matchConditions: [{expression: "request.user == 'x'"}]
      - type: RBAC
        name: rbac
      """
    #expect(try AuthorizationConfiguration(Array(file.utf8)).problems().isEmpty)
    let changed = try AuthorizationConfiguration(Array(file.replacing(part, with: replacement).utf8))
    #expect(changed.problems().contains { $0.description.hasPrefix(problem) }, "\(changed.problems())")
  }
}
