import APIMachinery
import APITesting
import Testing

@testable import APIServer

/// The plugin that asks about images, over a real socket, and those that always say the same.
@Suite(.timeLimit(.minutes(20))) struct ImagePolicyTests {
  private static func review(_ request: APIRequest) -> (status: Int, body: JSONValue) {
    let spec = (try? JSONParser.parse(request.body))?["spec"] ?? [:]
    let images = (spec["containers"]?.arrayValue ?? []).compactMap { $0["image"]?.stringValue }
    if images.contains("broken") { return (400, [:]) }
    var status: JSONValue = ["allowed": .bool(!images.contains { $0.hasPrefix("bad") })]
    if images.contains("bad:reason") { status["reason"] = "not signed" }
    if images.contains("audited") { status["auditAnnotations"] = ["scan": "passed"] }
    return (200, ["apiVersion": "imagepolicy.k8s.io/v1alpha1", "kind": "ImageReview", "status": status])
  }

  private static func request(_ images: [String], subresource: String = "", isUpdate: Bool = false) -> AdmissionRequest
  {
    let list = subresource.isEmpty ? "containers" : "ephemeralContainers"
    let containers = images.map { image -> JSONValue in ["name": "c", "image": .string(image)] }
    let request = APIRequest(method: "POST", path: "/api/v1/namespaces/n/pods")
    return AdmissionRequest(
      operation: isUpdate ? .update : .create, resource: GroupResource("pods"), apiVersion: "v1",
      subresource: subresource, kind: "Pod", namespace: "n", name: "p",
      object: [
        "metadata": [
          "name": "p", "annotations": ["a.image-policy.k8s.io/ticket": "7", "image-policy.k8s.io/x": "no", "b": "c"],
        ], "spec": .object(JSONObject([(list, .array(containers))])),
      ],
      context: RequestContext(
        request: request, info: RequestInfo(request), user: UserInfo(name: "bob"), receivedAt: Timestamp(seconds: 0)))
  }

  /// Runs `body` with the plugin and who it asks.
  private func with(
    _ policy: JSONValue = [:], _ body: @Sendable (ImagePolicyWebhook, ManualTime, JSONServer) async throws -> Void
  ) async throws {
    let authority = try TestAuthority()
    let reviewer = JSONServer(Self.review)
    try await reviewer.run(authority) { url in
      let time = ManualTime()
      let plugin = try ImagePolicyWebhook(
        ImagePolicyWebhook.Settings(["imagePolicy": policy]),
        kubeconfig: JSONServer.kubeconfig(url + "/images", authority), time: time)
      try await body(plugin, time, reviewer)
    }
  }

  private func refusal(_ plugin: any AdmissionPlugin, _ request: AdmissionRequest) async -> String? {
    guard plugin.handles(request) else { return nil }
    do throws(APIError) {
      try await plugin.validate(request)
      return nil
    } catch {
      return error.message
    }
  }

  @Test func asksAboutImages() async throws {
    try await with { plugin, time, reviewer in
      #expect(await refusal(plugin, Self.request(["good", "good:2"])) == nil)
      let review = try JSONParser.parse(try #require(reviewer.requests.first).body)
      #expect(review["apiVersion"] == "imagepolicy.k8s.io/v1alpha1" && review["kind"] == "ImageReview")
      #expect(
        review["spec"] == [
          "containers": [["image": "good"], ["image": "good:2"]],
          "annotations": ["a.image-policy.k8s.io/ticket": "7"], "namespace": "n",
        ])
      #expect(reviewer.requests.first?.path == "/images")
      #expect(
        await refusal(plugin, Self.request(["bad"]))
          == "pods \"p\" is forbidden: one or more images rejected by webhook backend")
      #expect(
        await refusal(plugin, Self.request(["bad:reason"], subresource: "ephemeralcontainers", isUpdate: true))
          == "pods \"p\" is forbidden: image policy webhook backend denied one or more images: not signed")
      #expect(await refusal(plugin, Self.request(["bad"], subresource: "status", isUpdate: true)) == nil)
      // Refusals are remembered for half a minute, the rest for five.
      let asked = reviewer.requests.count
      _ = await refusal(plugin, Self.request(["bad"]))
      #expect(reviewer.requests.count == asked)
      time.advance(by: .seconds(31))
      _ = await refusal(plugin, Self.request(["bad"]))
      _ = await refusal(plugin, Self.request(["good", "good:2"]))
      #expect(reviewer.requests.count == asked + 1)
      let audited = Self.request(["audited"])
      #expect(await refusal(plugin, audited) == nil)
      #expect(
        audited.context.auditAnnotations.values(at: .metadata)["imagepolicywebhook.image-policy.k8s.io/scan"]
          == "passed")
    }
  }

  @Test func failsAsItIsTold() async throws {
    try await with { plugin, _, _ in
      #expect(await refusal(plugin, Self.request(["broken"]))?.hasPrefix("pods \"p\" is forbidden: ") == true)
    }
    try await with(["defaultAllow": true]) { plugin, _, _ in
      let request = Self.request(["broken"])
      #expect(await refusal(plugin, request) == nil)
      let notes = request.context.auditAnnotations.values(at: .metadata)
      #expect(notes["imagepolicywebhook.image-policy.k8s.io/failed-open"] == "true")
    }
  }

  @Test func readsItsSettings() throws {
    let usual = try ImagePolicyWebhook.Settings(["imagePolicy": ["kubeConfigFile": "/k", "defaultAllow": true]])
    #expect(usual.allowTimeToLive == .seconds(300) && usual.denyTimeToLive == .seconds(30) && usual.allowsByDefault)
    let given = try ImagePolicyWebhook.Settings([
      "imagePolicy": ["allowTTL": 50, "denyTTL": -1, "retryBackoff": 200]
    ])
    #expect(given.allowTimeToLive == .seconds(50) && given.denyTimeToLive == .zero)
    #expect(given.retryBackoff == .milliseconds(200))
    let error = #expect(throws: ParseError.self) {
      try ImagePolicyWebhook.Settings(["imagePolicy": ["allowTTL": 1801]])
    }
    #expect(error?.message == "valid value is between 1s and 30m0s, got 30m1s")
    let configuration = AdmissionConfiguration()
    #expect(throws: KubeAPIServerError.self) { try configuration.imagePolicyWebhook(isOn: true, time: SystemTime()) }
    #expect(try configuration.imagePolicyWebhook(isOn: false, time: SystemTime()) == nil)
  }

  @Test func alwaysMeansAlways() async throws {
    var request = Self.request(["a"])
    let admit = AdmissionChain(available: [AlwaysAdmit()], enabled: ["AlwaysAdmit"])
    try await admit.admit(&request)
    try await admit.validate(request)
    let deny = AdmissionChain(available: [AlwaysDeny()], enabled: ["AlwaysDeny"])
    do throws(APIError) {
      try await deny.admit(&request)
      Issue.record("it was admitted")
    } catch {
      #expect(error.message == "pods \"p\" is forbidden: admission control is denying all modifications")
    }
  }
}
