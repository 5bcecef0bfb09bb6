import APIMachinery
import Testing

@testable import APIServer

/// Mutating webhooks over HTTPS, through the whole server.
@Suite(.timeLimit(.minutes(20))) struct MutatingWebhookTests {
  private static func hook(_ hooks: WebhookServer, _ name: String, _ extra: JSONValue = [:]) -> JSONValue {
    var hook: JSONValue = ["name": .string("\(name).example.com"), "clientConfig": hooks.client(name)]
    for member in extra.objectValue?.members ?? [] { hook[member.key] = member.value }
    return hook
  }

  /// Sets a member of the data unless it is there.
  private static func sets(_ key: String, if condition: @escaping @Sendable (JSONValue) -> Bool = { _ in true })
    -> WebhookServer.Answer
  {
    { review in
      let object = review[path: "request", "object"] ?? .null
      guard condition(object), object[path: "data", key] == nil else { return WebhookServer.allow(review) }
      return WebhookServer.patch(review, [["op": "add", "path": .string("/data/\(key)"), "value": "yes"]])
    }
  }

  @Test func changesInTheOrderOfNames() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("first", Self.sets("one"))
      hooks.answer("second", Self.sets("two") { $0[path: "data", "one"] != nil })
      // Made in the other order.
      _ = try await server.configure("Mutating", "b", [Self.hook(hooks, "second")])
      _ = try await server.configure("Mutating", "a", [Self.hook(hooks, "first")])
      let made = try await server.configMap("x", data: ["given": "1"])
      #expect(made.body["data"] == ["given": "1", "one": "yes", "two": "yes"], "\(made.text)")
      // The object has no identity yet when it is asked about.
      #expect(hooks.asked("first").first?[path: "object", "metadata", "uid"] == JSONValue?.none)
      // And what was changed is stored.
      let stored = try await server.call("GET", "/api/v1/namespaces/default/configmaps/x")
      #expect(stored.body["data"] == made.body["data"])
    }
  }

  @Test func appliesDefaultsAfterChanges() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("sidecar") { review in
        WebhookServer.patch(
          review, [["op": "add", "path": "/spec/initContainers", "value": [["name": "init", "image": "i:1"]]]])
      }
      let rules: JSONValue = [
        ["operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]]
      ]
      _ = try await server.configure("Mutating", [Self.hook(hooks, "sidecar", ["rules": rules])])
      try await server.makeNamespace("pods")
      let pod = try await server.call(
        "POST", "/api/v1/namespaces/pods/pods",
        ["metadata": ["name": "p"], "spec": ["containers": [["name": "c", "image": "i:1"]]]])
      #expect(pod.status == 201, "\(pod.text)")
      let initial = pod.body[path: "spec", "initContainers"]?[0]
      #expect(initial?["name"] == "init" && initial?["terminationMessagePolicy"] == "File")
      // The plugins of the second round saw it: it has the token's mount like the others.
      #expect(initial?["volumeMounts"]?.arrayValue?.count == 1)
    }
  }

  /// An answer and what it comes to.
  struct Outcome: Sendable {
    let what: String
    let response: JSONValue
    var versions: JSONValue = ["v1"]
    var message = ""
    var data: JSONValue?
    var isCallFailure = false
  }

  private static let failed = "Internal error occurred: failed calling webhook \"x.example.com\": "
  private static func encoded(_ patch: JSONValue) -> JSONValue { .string(Base64.encode(patch.encoded())) }
  private static let addition = encoded([["op": "add", "path": "/data/k", "value": "v"]])

  static let outcomes: [Outcome] = [
    Outcome(
      what: "a patch", response: ["allowed": true, "patchType": "JSONPatch", "patch": addition],
      data: ["given": "1", "k": "v"]),
    Outcome(
      what: "an empty patch", response: ["allowed": true, "patchType": "JSONPatch", "patch": encoded([])],
      data: ["given": "1"]),
    Outcome(
      what: "patch without type", response: ["allowed": true, "patch": addition],
      message: failed + "received invalid webhook response: webhook returned response.patch but not response.patchType",
      isCallFailure: true),
    Outcome(
      what: "type without patch", response: ["allowed": true, "patchType": "JSONPatch"],
      message: failed + "received invalid webhook response: webhook returned response.patchType but not response.patch",
      isCallFailure: true),
    Outcome(
      what: "another type", response: ["allowed": true, "patchType": "MergePatch", "patch": addition],
      message: failed + "unsupported patch type \"MergePatch\"", isCallFailure: true),
    Outcome(
      what: "v1beta1 needs no type", response: ["allowed": true, "patch": addition], versions: ["v1beta1"],
      data: ["given": "1", "k": "v"]),
    Outcome(
      what: "no patch at all", response: ["allowed": true, "patchType": "JSONPatch", "patch": encoded(["a": 1])],
      message: failed + "received undecodable patch in webhook response: ", isCallFailure: true),
    Outcome(
      what: "a patch that doesn't apply",
      response: [
        "allowed": true, "patchType": "JSONPatch", "patch": encoded([["op": "remove", "path": "/data/none"]]),
      ], message: "Internal error occurred: "),
    Outcome(
      what: "a patch that makes nonsense",
      response: [
        "allowed": true, "patchType": "JSONPatch", "patch": encoded([["op": "add", "path": "/data", "value": 7]]),
      ], message: "Internal error occurred: "),
    Outcome(
      what: "a refusal's patch", response: ["allowed": false, "patchType": "JSONPatch", "patch": addition],
      message: "admission webhook \"x.example.com\" denied the request without explanation"),
  ]

  @Test func patchesDecide() async throws {
    try await WebhookServer.with { server, hooks in
      for (index, outcome) in Self.outcomes.enumerated() {
        hooks.answer("x") { WebhookServer.respond($0, outcome.response) }
        for policy in ["Fail", "Ignore"] {
          _ = try await server.configure(
            "Mutating",
            [
              Self.hook(
                hooks, "x", ["failurePolicy": .string(policy), "admissionReviewVersions": outcome.versions])
            ])
          let answer = try await server.configMap("\(policy.lowercased())-\(index)", data: ["given": "1"])
          try await server.unconfigure("Mutating")
          if policy == "Ignore", outcome.isCallFailure {
            #expect(answer.status == 201, "\(outcome.what): \(answer.text)")
          } else if let data = outcome.data {
            #expect(answer.status == 201, "\(outcome.what): \(answer.text)")
            #expect(answer.body["data"] ?? [:] == data, "\(outcome.what)")
          } else {
            #expect(
              answer.status >= 400 && answer.message.hasPrefix(outcome.message), "\(outcome.what): \(answer.text)")
          }
        }
      }
    }
  }

  @Test func cantChangeWhatIsDeleted() async throws {
    try await WebhookServer.with { server, hooks in
      _ = try await server.configMap("x")
      hooks.answer("x") { WebhookServer.patch($0, [["op": "add", "path": "/data", "value": [:]]]) }
      _ = try await server.configure("Mutating", [Self.hook(hooks, "x", ["failurePolicy": "Ignore"])])
      let answer = try await server.call("DELETE", "/api/v1/namespaces/default/configmaps/x")
      #expect(
        answer.status == 500
          && answer.message == "Internal error occurred: admission webhook \"x.example.com\" attempted to modify the "
            + "object, which is not supported for this operation"
      )
    }
  }

  @Test func asksAgainWhoWantsToSeeChanges() async throws {
    try await WebhookServer.with { server, hooks in
      // The last one's change is seen by those before it who asked for that.
      hooks.answer("third", Self.sets("third"))
      _ = try await server.configure(
        "Mutating",
        [
          Self.hook(hooks, "eager", ["reinvocationPolicy": "IfNeeded"]), Self.hook(hooks, "calm"),
          Self.hook(hooks, "third", ["reinvocationPolicy": "IfNeeded"]),
        ])
      #expect(try await server.configMap("x", data: ["given": "1"]).status == 201)
      #expect(["eager", "calm", "third"].map { hooks.asked($0).count } == [2, 1, 1])
      #expect(hooks.asked("eager").last?[path: "object", "data", "third"] == "yes")
      // Without a change nobody is asked twice.
      hooks.forget()
      #expect(try await server.configMap("y", data: ["third": "there"]).status == 201)
      #expect(["eager", "calm", "third"].map { hooks.asked($0).count } == [1, 1, 1])
    }
  }

  @Test func asksAgainAfterPolicies() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("hook", Self.sets("hook"))
      _ = try await server.configure("Mutating", [Self.hook(hooks, "hook")])
      let group = "/apis/admissionregistration.k8s.io/v1"
      // Notes whether it saw what the webhook, which comes after it, has set.
      let policy = try await server.call(
        "POST", "\(group)/mutatingadmissionpolicies",
        [
          "metadata": ["name": "p"],
          "spec": [
            "reinvocationPolicy": "IfNeeded",
            "matchConstraints": [
              "resourceRules": [
                ["operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]]
              ]
            ],
            "mutations": [
              [
                "patchType": "ApplyConfiguration",
                "applyConfiguration": [
                  "expression":
                    "Object{metadata: Object.metadata{labels: {'saw': has(object.data) && 'hook' in object.data ? 'yes' : 'no'}}}"
                ],
              ]
            ],
          ],
        ])
      #expect(policy.status == 201, "\(policy.text)")
      _ = try await server.call(
        "POST", "\(group)/mutatingadmissionpolicybindings",
        ["metadata": ["name": "p"], "spec": ["policyName": "p"]])
      let made = try await server.configMap("x", data: ["a": "b"])
      #expect(made.body[path: "metadata", "labels", "saw"] == "yes", "\(made.text)")
      #expect(made.body[path: "data", "hook"] == "yes")
    }
  }

  @Test func notesForAudit() async throws {
    try await WebhookServer.with { server, hooks in
      hooks.answer("x") { review in
        WebhookServer.respond(
          review,
          [
            "allowed": true, "patchType": "JSONPatch", "patch": Self.addition,
            "auditAnnotations": ["why": "because", "not/a key/": "lost"],
          ])
      }
      hooks.answer("gone") { _ in APIResponse(status: 503) }
      _ = try await server.configure(
        "Mutating", [Self.hook(hooks, "x"), Self.hook(hooks, "gone", ["failurePolicy": "Ignore"])])
      _ = try await server.configure("Validating", [Self.hook(hooks, "gone", ["failurePolicy": "Ignore"])])
      let request = APIRequest(method: "POST", path: "/api/v1/namespaces/default/configmaps")
      let context = RequestContext(
        request: request, info: RequestInfo(request), user: TestServer.admin, receivedAt: SystemTime().now())
      var admission = AdmissionRequest(
        operation: .create, resource: GroupResource("configmaps"), apiVersion: "v1", kind: "ConfigMap",
        namespace: "default", name: "x",
        object: [
          "kind": "ConfigMap", "apiVersion": "v1", "metadata": ["name": "x", "namespace": "default"], "data": [:],
        ], context: context)
      try await server.server.admission.admit(&admission)
      try await server.server.admission.validate(admission)
      let notes = context.auditAnnotations.values(at: .metadata)
      #expect(notes["x.example.com/why"] == "because")
      #expect(
        notes["mutation.webhook.admission.k8s.io/round_0_index_0"]
          == #"{"configuration":"test","webhook":"x.example.com","mutated":true}"#)
      #expect(
        notes["mutation.webhook.admission.k8s.io/round_0_index_1"]
          == #"{"configuration":"test","webhook":"gone.example.com","mutated":false}"#)
      #expect(notes["failed-open.mutation.webhook.admission.k8s.io/round_0_index_1"] == "gone.example.com")
      #expect(notes["failed-open.validating.webhook.admission.k8s.io/round_0_index_0"] == "gone.example.com")
      #expect(notes.count == 5, "\(notes)")
      let patch = context.auditAnnotations.values(at: .request)["patch.webhook.admission.k8s.io/round_0_index_0"]
      #expect(
        patch
          == #"{"configuration":"test","webhook":"x.example.com","patch":[{"op":"add","path":"/data/k","value":"v"}],"patchType":"JSONPatch"}"#
      )
    }
  }
}
