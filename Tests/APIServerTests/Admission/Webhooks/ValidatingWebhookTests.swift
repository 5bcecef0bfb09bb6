import APIMachinery
import Testing

@testable import APIServer

/// Validating webhooks over HTTPS, through the whole server.
@Suite(.timeLimit(.minutes(20))) struct ValidatingWebhookTests {
  private static let name = "check.example.com"

  private static func hook(_ hooks: WebhookServer, _ extra: JSONValue = [:]) -> JSONValue {
    var hook: JSONValue = ["name": .string(name), "clientConfig": hooks.client("check")]
    for member in extra.objectValue?.members ?? [] { hook[member.key] = member.value }
    return hook
  }

  @Test func asksWhatUpstreamAsks() async throws {
    try await WebhookServer.with { server, hooks in
      #expect(try await server.configure("Validating", [Self.hook(hooks, ["timeoutSeconds": 7])]).status == 201)
      let alice = UserInfo(
        name: "alice", uid: "u-1", groups: [UserInfo.Group.masters], extra: ["scopes": ["a", "b"]])
      let path = "/api/v1/namespaces/default/configmaps"
      let made = try await server.call(
        "POST", "\(path)?fieldManager=me&fieldValidation=Strict", ["metadata": ["name": "a"], "data": ["k": "v"]],
        as: alice)
      #expect(made.status == 201, "\(made.text)")
      let review = try #require(hooks.reviews("check").first)
      #expect(review["kind"] == "AdmissionReview" && review["apiVersion"] == "admission.k8s.io/v1")
      var request = try #require(review["request"])
      #expect(request["uid"]?.stringValue?.utf8.count == 36)
      #expect(request[path: "object", "metadata", "uid"] == made.body[path: "metadata", "uid"])
      #expect(request[path: "object", "kind"] == "ConfigMap" && request[path: "object", "data", "k"] == "v")
      request["uid"] = nil
      request["object"] = nil
      let kind: JSONValue = ["group": "", "version": "v1", "kind": "ConfigMap"]
      let resource: JSONValue = ["group": "", "version": "v1", "resource": "configmaps"]
      #expect(
        request == [
          "kind": kind, "resource": resource, "requestKind": kind, "requestResource": resource, "name": "a",
          "namespace": "default", "operation": "CREATE",
          "userInfo": [
            "username": "alice", "uid": "u-1", "groups": ["system:masters"], "extra": ["scopes": ["a", "b"]],
          ], "oldObject": .null, "dryRun": false,
          "options": [
            "kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1", "fieldManager": "me", "fieldValidation": "Strict",
          ],
        ])
      let sent = try #require(hooks.lastRequest)
      #expect(sent.query("timeout") == "7s" && sent.headers["User-Agent"] == "kube-apiserver-admission")

      // A patch is an update for whoever is asked.
      _ = try await server.call(
        "PATCH", "\(path)/a", ["data": ["k": "w"]], contentType: "application/merge-patch+json")
      let update = try #require(hooks.asked("check").last)
      #expect(update["operation"] == "UPDATE" && update[path: "options", "kind"] == "UpdateOptions")
      #expect(
        update[path: "object", "data", "k"] == "w" && update[path: "oldObject", "data", "k"] == "v")

      _ = try await server.call("DELETE", "\(path)/a?propagationPolicy=Orphan&dryRun=All")
      let deletion = try #require(hooks.asked("check").last)
      #expect(deletion["operation"] == "DELETE" && deletion["object"] == .null && deletion["dryRun"] == true)
      #expect(deletion[path: "oldObject", "metadata", "name"] == "a" && deletion["name"] == "a")
      #expect(
        deletion["options"] == [
          "kind": "DeleteOptions", "apiVersion": "meta.k8s.io/v1", "dryRun": ["All"], "propagationPolicy": "Orphan",
        ])
      // Of a collection the request names nobody.
      _ = try await server.call("DELETE", path)
      let collected = hooks.asked("check").filter { $0["operation"] == "DELETE" }
      #expect(collected.count > 1 && collected.last?["name"] == JSONValue?.none)
    }
  }

  /// What a webhook answers and what comes of it.
  struct Outcome: Sendable, CustomTestStringConvertible {
    let what: String
    var answer: WebhookServer.Answer
    var versions: JSONValue = ["v1"]
    var status = 201
    var message = ""
    var reason: String?
    var warnings: [String] = []
    /// Whether `failurePolicy: Ignore` lets the request through.
    var isCallFailure = false

    var testDescription: String { what }
  }

  private static let failed = "Internal error occurred: failed calling webhook \"check.example.com\": "

  static let outcomes: [Outcome] = [
    Outcome(
      what: "allows with warnings",
      answer: { WebhookServer.respond($0, ["allowed": true, "warnings": ["mind the gap", "twice", "twice"]]) },
      warnings: ["mind the gap", "twice"]),
    Outcome(
      what: "refuses without a word", answer: { WebhookServer.respond($0, ["allowed": false]) }, status: 400,
      message: "admission webhook \"check.example.com\" denied the request without explanation"),
    Outcome(
      what: "refuses with a message",
      answer: { WebhookServer.respond($0, ["allowed": false, "status": ["message": "no way"]]) }, status: 400,
      message: "admission webhook \"check.example.com\" denied the request: no way"),
    Outcome(
      what: "refuses with a reason",
      answer: { WebhookServer.respond($0, ["allowed": false, "status": ["reason": "Forbidden", "code": 403]]) },
      status: 403, message: "admission webhook \"check.example.com\" denied the request: Forbidden",
      reason: "Forbidden"),
    Outcome(
      what: "a refusal is no success",
      answer: {
        WebhookServer.respond($0, ["allowed": false, "status": ["status": "Success", "code": 200, "message": "m"]])
      }, status: 400, message: "admission webhook \"check.example.com\" denied the request: m"),
    Outcome(
      what: "another code", answer: { WebhookServer.respond($0, ["allowed": false, "status": ["code": 418]]) },
      status: 418, message: "admission webhook \"check.example.com\" denied the request without explanation"),
    Outcome(
      what: "a refusal with a warning",
      answer: { WebhookServer.respond($0, ["allowed": false, "warnings": ["w"]]) }, status: 400,
      message: "admission webhook \"check.example.com\" denied the request without explanation", warnings: ["w"]),
    Outcome(
      what: "no response",
      answer: { _ in WebhookServer.json(["apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"]) },
      status: 500, message: failed + "received invalid webhook response: webhook response was absent",
      reason: "InternalError", isCallFailure: true),
    Outcome(
      what: "another UID", answer: { WebhookServer.respond($0, ["allowed": true, "uid": "x"]) }, status: 500,
      message: failed + "received invalid webhook response: expected response.uid=", isCallFailure: true),
    Outcome(
      what: "no kind",
      answer: { WebhookServer.json(["response": ["allowed": true, "uid": $0[path: "request", "uid"] ?? .null]]) },
      status: 500,
      message: failed + "received invalid webhook response: expected webhook response of admission.k8s.io/v1, "
        + "Kind=AdmissionReview, got /, Kind=", isCallFailure: true),
    Outcome(
      what: "a patch from one who may not",
      answer: { WebhookServer.patch($0, [["op": "add", "path": "/data/x", "value": "y"]]) }, status: 500,
      message: failed + "received invalid webhook response: validating webhook may not return response.patch",
      isCallFailure: true),
    Outcome(
      what: "wrong type", answer: { WebhookServer.respond($0, ["allowed": "yes"]) }, status: 500,
      message: failed + "failed to call webhook: json: cannot unmarshal string into Go struct field "
        + "AdmissionResponse.response.allowed of type bool", isCallFailure: true),
    Outcome(
      what: "an error of the web server",
      answer: { _ in
        APIResponse(
          status: 500, headers: Headers([("Content-Type", "text/plain")]), body: .bytes(Array("broken".utf8)))
      }, status: 500,
      message: failed + "failed to call webhook: an error on the server (\"broken\") has prevented the request from "
        + "succeeding", isCallFailure: true),
    Outcome(
      what: "not found", answer: { _ in APIResponse(status: 404) }, status: 500,
      message: failed + "failed to call webhook: the server could not find the requested resource",
      isCallFailure: true),
    Outcome(
      what: "an error as a Status",
      answer: { _ in WebhookServer.json(APIError.badRequest("not like this").status, status: 400) }, status: 500,
      message: failed + "failed to call webhook: not like this", isCallFailure: true),
    Outcome(
      what: "no JSON", answer: { _ in APIResponse(status: 200, body: .bytes(Array("hello".utf8))) }, status: 500,
      message: failed + "failed to call webhook: ", isCallFailure: true),
    Outcome(
      what: "version v1beta1 needs no UID", answer: { WebhookServer.respond($0, ["allowed": true, "uid": "x"]) },
      versions: ["v9", "v1beta1", "v1"]),
  ]

  @Test func answersDecide() async throws {
    try await WebhookServer.with { server, hooks in
      for (index, outcome) in Self.outcomes.enumerated() {
        hooks.answer("check", outcome.answer)
        for policy in ["Fail", "Ignore"] {
          let made = try await server.configure(
            "Validating",
            [
              Self.hook(
                hooks, ["admissionReviewVersions": outcome.versions, "failurePolicy": .string(policy)])
            ])
          #expect(made.status == 201, "\(made.text)")
          let answer = try await server.configMap("\(policy.lowercased())-\(index)")
          try await server.unconfigure("Validating")
          if policy == "Ignore", outcome.isCallFailure {
            #expect(answer.status == 201, "\(outcome.what): \(answer.text)")
            continue
          }
          #expect(answer.status == outcome.status, "\(outcome.what): \(answer.text)")
          #expect(answer.warnings == outcome.warnings, "\(outcome.what)")
          guard answer.status >= 400 else { continue }
          #expect(answer.message.hasPrefix(outcome.message), "\(outcome.what): \(answer.message)")
          #expect(answer.body["code"]?.integerValue == Int64(outcome.status))
          if let reason = outcome.reason { #expect(answer.body["reason"]?.stringValue == reason, "\(outcome.what)") }
        }
      }
      #expect(hooks.reviews("check").last?["apiVersion"] == "admission.k8s.io/v1beta1")
    }
  }

  @Test func saysWhyNobodyAnswers() async throws {
    try await WebhookServer.with { server, hooks in
      // A port that was in use just now and isn't any more.
      let cases: [(client: JSONValue, message: String)] = [
        (
          ["service": ["namespace": "hooks", "name": "missing", "path": "/p"]],
          "Post \"https://missing.hooks.svc:443/p?timeout=10s\": service \"missing\" not found"
        ),
        (
          ["url": "https://127.0.0.1:1/x", "caBundle": hooks.caBundle],
          "Post \"https://127.0.0.1:1/x?timeout=10s\": dial tcp 127.0.0.1:1: connect: connection refused"
        ),
        (
          ["url": .string("https://127.0.0.1:\(hooks.portNumber)/x")],
          "Post \"https://127.0.0.1:\(hooks.portNumber)/x?timeout=10s\": tls: failed to verify certificate: x509: "
            + "certificate signed by unknown authority"
        ),
      ]
      for (client, message) in cases {
        _ = try await server.configure("Validating", [Self.hook(hooks, ["clientConfig": client])])
        let answer = try await server.configMap("unreachable")
        #expect(answer.status == 500)
        #expect(answer.message == Self.failed + "failed to call webhook: " + message)
        #expect(
          answer.body[path: "details", "causes"]?[0]?["message"]?.stringValue?.hasPrefix("failed calling") == true)
        try await server.unconfigure("Validating")
      }
    }
  }

  @Test func reachesServicesAtTheirEndpoints() async throws {
    try await WebhookServer.with { server, hooks in
      try await server.makeNamespace("hooks")
      let service = try await server.call(
        "POST", "/api/v1/namespaces/hooks/services",
        ["metadata": ["name": "hook"], "spec": ["ports": [["name": "https", "port": 8443, "targetPort": 1]]]])
      #expect(service.status == 201, "\(service.text)")
      _ = try await server.configure(
        "Validating",
        [
          Self.hook(
            hooks,
            [
              "clientConfig": [
                "service": ["namespace": "hooks", "name": "hook", "port": 8443, "path": "/check"],
                "caBundle": hooks.caBundle,
              ]
            ])
        ])
      let none = try await server.configMap("none")
      #expect(none.message.hasSuffix("no endpoints available for service \"hook\""), "\(none.message)")
      // Loopback addresses aren't allowed in slices: this one is put there behind the server's back.
      let slices = try #require(
        server.server.resources.storage(GroupResource("endpointslices", group: "discovery.k8s.io")))
      let port: JSONValue = .integer(Int64(hooks.portNumber))
      _ = try await slices.create([
        "metadata": [
          "name": "hook-1", "namespace": "hooks", "uid": "1", "labels": ["kubernetes.io/service-name": "hook"],
        ],
        "addressType": "IPv4", "ports": [["name": "other", "port": 1], ["name": "https", "port": port]],
        "endpoints": [
          ["addresses": ["127.0.0.2"], "conditions": ["ready": false]], ["addresses": ["127.0.0.1"]],
        ],
      ])
      let reached = try await server.configMap("reached")
      #expect(reached.status == 201, "\(reached.message)")
      #expect(hooks.asked("check").count == 1)
      #expect(hooks.lastRequest?.headers["Host"] == "hook.hooks.svc:8443")
    }
  }

  /// Nobody waits: the time is always up at once.
  private struct NoTime: TimeSource {
    func now() -> Timestamp { SystemTime().now() }
    func uptime() -> Duration { .zero }
    func sleep(for duration: Duration) async throws {}
  }

  @Test func timesOut() async throws {
    try await WebhookServer.with(admissionTime: NoTime()) { server, hooks in
      hooks.answer("check") { review in
        // Until the server is stopped, which cancels it.
        try? await SystemTime().sleep(for: .seconds(600))
        return WebhookServer.allow(review)
      }
      _ = try await server.configure("Validating", [Self.hook(hooks, ["timeoutSeconds": 1])])
      let late = try await server.configMap("late")
      #expect(late.status == 500)
      #expect(
        late.message == Self.failed + "failed to call webhook: Post \"https://127.0.0.1:\(hooks.portNumber)/check"
          + "?timeout=1s\": context deadline exceeded")
      try await server.unconfigure("Validating")
      _ = try await server.configure(
        "Validating", [Self.hook(hooks, ["timeoutSeconds": 1, "failurePolicy": "Ignore"])])
      #expect(try await server.configMap("ignored").status == 201)
    }
  }

  @Test func dryRunsNeedHarmlessWebhooks() async throws {
    try await WebhookServer.with { server, hooks in
      for effects in ["None", "NoneOnDryRun"] {
        _ = try await server.configure("Validating", [Self.hook(hooks, ["sideEffects": .string(effects)])])
        #expect(try await server.configMap("dry", query: "?dryRun=All").status == 201)
        #expect(hooks.asked("check").last?["dryRun"] == true)
        try await server.unconfigure("Validating")
      }
      // What the API doesn't accept any more can still be there.
      let configurations = try #require(
        server.server.resources.storage(
          GroupResource("validatingwebhookconfigurations", group: "admissionregistration.k8s.io")))
      var hook = Self.hook(
        hooks, ["sideEffects": "Some", "admissionReviewVersions": ["v1"], "rules": TestServer.configMaps])
      hook["failurePolicy"] = "Ignore"
      _ = try await configurations.create([
        "metadata": ["name": "old", "uid": "1", "generation": 1], "webhooks": [hook],
      ])
      let refused = try await server.configMap("dry", query: "?dryRun=All")
      #expect(
        refused.status == 400 && refused.message == "admission webhook \"check.example.com\" does not support dry run")
      #expect(try await server.configMap("wet").status == 201)
    }
  }

  @Test func asksAllAndHearsOne() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("b") { WebhookServer.respond($0, ["allowed": false, "status": ["message": "b"]]) }
      hooks.answer("c") { WebhookServer.respond($0, ["allowed": true, "warnings": ["c"]]) }
      let made = try await server.configure(
        "Validating",
        ["a", "b", "c"].map { ["name": .string("\($0).example.com"), "clientConfig": hooks.client($0)] })
      #expect(made.status == 201)
      let answer = try await server.configMap("x")
      #expect(answer.message == "admission webhook \"b.example.com\" denied the request: b")
      #expect(answer.warnings == ["c"])
      #expect(["a", "b", "c"].allSatisfy { hooks.asked($0).count == 1 })
    }
  }

  @Test func countsUnderUpstreamsNames() async throws {
    try await WebhookServer.with { server, hooks in
      _ = try await server.configure("Validating", [Self.hook(hooks)])
      _ = try await server.configMap("counted")
      hooks.answer("check") { WebhookServer.respond($0, ["allowed": false, "status": ["code": 403]]) }
      _ = try await server.configMap("refused")
      let text = try await server.call("GET", "/metrics").text
      let labels = "name=\"check.example.com\",type=\"validating\",operation=\"CREATE\""
      for line in [
        "apiserver_admission_webhook_request_total{\(labels),code=\"200\",rejected=\"false\"} 1",
        "apiserver_admission_webhook_request_total{\(labels),code=\"403\",rejected=\"true\"} 1",
        "apiserver_admission_webhook_rejection_count{\(labels),error_type=\"no_error\",rejection_code=\"403\"} 1",
        "apiserver_admission_webhook_admission_duration_seconds_count{\(labels),rejected=\"true\"} 1",
        "apiserver_admission_step_admission_duration_seconds_count{type=\"validate\",operation=\"CREATE\","
          + "rejected=\"true\"} 1",
        "apiserver_admission_controller_admission_duration_seconds_count{name=\"ValidatingAdmissionWebhook\","
          + "type=\"validate\",operation=\"CREATE\",rejected=\"true\"} 1",
      ] {
        #expect(text.contains(line), "\(line) is missing")
      }
    }
  }
}
