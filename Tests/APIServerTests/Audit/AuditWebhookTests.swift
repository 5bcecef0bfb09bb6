import APIMachinery
import APITesting
import HTTPTransport
import Synchronization
import Testing

@testable import APIServer

/// Events that are posted to another server, over real sockets.
@Suite(.timeLimit(.minutes(20))) struct AuditWebhookTests {
  private static let bob = UserInfo(name: "bob", groups: ["system:authenticated"])

  /// The answers of a server, the last one again and again.
  private final class Script: Sendable {
    private let codes: Mutex<[Int]>
    init(_ codes: [Int]) { self.codes = Mutex(codes) }
    func next() -> Int { codes.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
  }

  /// Runs `body` with a server that posts its events in `mode`, and who gets them.
  private func with(
    mode: String, answers: [Int] = [200], _ change: (inout AuditOptions) -> Void = { _ in },
    _ body: @Sendable (TestServer, Auditor, JSONServer) async throws -> Void
  ) async throws {
    let authority = try TestAuthority()
    let script = Script(answers)
    let receiver = JSONServer { _ in (script.next(), [:]) }
    var options = AuditOptions()
    options.webhookMode = mode
    options.webhookInitialBackoff = .milliseconds(1)
    // Batches are handed on when they are full: how long the events of a request lie apart is up to the machine.
    options.webhookBatch.waitMax = .seconds(3_600)
    options.webhookBatch.sizeMax = 2
    change(&options)
    let wanted = options
    try await receiver.run(authority) { url in
      let folder = TemporaryFolder()
      folder.write(
        "policy.yaml",
        """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
        - {level: RequestResponse, users: [bob]}
        - {level: None}
        """)
      folder.write(
        "kubeconfig", String(decoding: JSONServer.kubeconfig(url + "/audit", authority), as: UTF8.self))
      var options = wanted
      options.policyFile = folder.file("policy.yaml")
      options.webhookConfigFile = folder.file("kubeconfig")
      let auditor = try #require(try options.auditor(time: SystemTime()))
      let server = try await TestServer(auditor: auditor)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await auditor.run() }
        defer { group.cancelAll() }
        try await body(server, auditor, receiver)
      }
    }
  }

  private static func lists(_ receiver: JSONServer) -> [JSONValue] {
    receiver.requests.compactMap { try? JSONParser.parse($0.body) }
  }

  private static func stages(_ receiver: JSONServer) -> [String] {
    lists(receiver).flatMap { $0["items"]?.arrayValue ?? [] }.compactMap { $0["stage"]?.stringValue }
  }

  @Test func postsBatches() async throws {
    try await with(mode: "batch", { $0.webhookBatch.sizeMax = 4 }) { server, _, receiver in
      for _ in 0..<4 { _ = try await server.call("GET", "/version", as: Self.bob) }
      try await eventually("eight events") { Self.stages(receiver).count >= 8 }
      let lists = Self.lists(receiver)
      #expect(lists.count == 2 && lists.allSatisfy { $0["kind"] == "EventList" })
      #expect(lists.map { $0["items"]?.arrayValue?.count } == [4, 4])
      #expect(lists.first?["apiVersion"] == "audit.k8s.io/v1")
      #expect(lists.first?["items"]?[0]?[path: "user", "username"] == "bob")
      let request = try #require(receiver.requests.first)
      #expect(request.method == "POST" && request.path == "/audit")
      #expect(request.headers["Authorization"] == "Bearer server-token")
    }
  }

  @Test func postsWhatHasWaitedLongEnough() async throws {
    let change: (inout AuditOptions) -> Void = { options in
      options.webhookBatch.sizeMax = 400
      options.webhookBatch.waitMax = .milliseconds(20)
    }
    try await with(mode: "batch", change) { server, _, receiver in
      _ = try await server.call("GET", "/version", as: Self.bob)
      try await eventually("two events") { Self.stages(receiver).count >= 2 }
      #expect(Self.stages(receiver) == ["RequestReceived", "ResponseComplete"])
    }
  }

  @Test func triesAgainAndTellsWhatIsLost() async throws {
    try await with(mode: "batch", answers: [503, 429, 200]) { server, _, receiver in
      _ = try await server.call("GET", "/version", as: Self.bob)
      try await eventually("three attempts") { Self.stages(receiver).count >= 6 }
      #expect(receiver.requests.count == 3 && Set(receiver.requests.map(\.body)).count == 1)
    }
    try await with(mode: "batch", answers: [500]) { server, auditor, receiver in
      _ = try await server.call("GET", "/version", as: Self.bob)
      try await eventually("the loss is counted") {
        auditor.metrics.contains("apiserver_audit_error_total{plugin=\"webhook\"} 2\n")
      }
      #expect(receiver.requests.count == 5)
    }
    // Nothing becomes better by saying it again.
    try await with(mode: "batch", answers: [400]) { server, auditor, receiver in
      _ = try await server.call("GET", "/version", as: Self.bob)
      try await eventually("the loss is counted") {
        auditor.metrics.contains("apiserver_audit_error_total{plugin=\"webhook\"} 2\n")
      }
      #expect(receiver.requests.count == 1)
    }
  }

  @Test func waitsForEveryEventWhereItMust() async throws {
    try await with(mode: "blocking") { server, _, receiver in
      let forbidden = try await server.call("GET", "/api/v1/namespaces/default", as: Self.bob)
      #expect(forbidden.status == 403)
      #expect(Self.stages(receiver) == ["RequestReceived", "ResponseComplete"])
      #expect(Self.lists(receiver).count == 2)
    }
    try await with(mode: "blocking", answers: [400]) { server, _, _ in
      let forbidden = try await server.call("GET", "/api/v1/namespaces/default", as: Self.bob)
      #expect(forbidden.status == 403)
    }
    try await with(mode: "blocking-strict", answers: [400]) { server, auditor, receiver in
      let refused = try await server.call("GET", "/api/v1/namespaces/default", as: Self.bob)
      #expect(
        refused.status == 500 && refused.body["message"]?.stringValue?.contains("failed to store audit event") == true)
      #expect(Self.stages(receiver) == ["RequestReceived"])
      #expect(auditor.metrics.contains("apiserver_audit_requests_rejected_total 1\n"))
      let other = try await server.call("GET", "/api/v1/namespaces")
      #expect(other.status == 200, "what isn't audited goes on")
    }
  }

  @Test func truncatesWhatIsPosted() async throws {
    try await with(
      mode: "blocking",
      {
        $0.webhookTruncation.isEnabled = true
        $0.webhookTruncation.eventBytesMax = 1_500
        $0.webhookTruncation.batchBytesMax = 1_500
      }
    ) { server, _, receiver in
      let data = JSONValue.string(String(repeating: "a", count: 10_000))
      _ = try await server.call(
        "POST", "/api/v1/namespaces/default/configmaps", ["metadata": ["name": "c"], "data": ["a": data]],
        as: UserInfo(name: "bob", groups: [UserInfo.Group.masters]))
      let end = try #require(Self.lists(receiver).last?["items"]?[0])
      #expect(end["stage"] == "ResponseComplete" && end["requestObject"] == nil)
      #expect(end["annotations"]?["audit.k8s.io/truncated"] == "true")
    }
  }

  @Test(arguments: [
    "invalid audit webhook mode later, allowed modes are \"batch,blocking,blocking-strict\"",
    "--audit-webhook-version: invalid group version audit.k8s.io/v2, allowed version is \"audit.k8s.io/v1\"",
    "--audit-webhook-truncate-max-event-size must be positive, and -max-batch-size not smaller than that",
  ])
  func refusesOptions(_ problem: String) async throws {
    let error = await #expect(throws: KubeAPIServerError.self) {
      try await with(
        mode: problem.contains("mode") ? "later" : "batch",
        {
          if problem.contains("version") { $0.webhookVersion = "audit.k8s.io/v2" }
          $0.webhookTruncation.isEnabled = problem.contains("size")
          $0.webhookTruncation.batchBytesMax = 1
        }
      ) { _, _, _ in }
    }
    #expect(error?.message == problem)
  }
}
