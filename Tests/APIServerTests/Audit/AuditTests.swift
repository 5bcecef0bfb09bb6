import APIMachinery
import APITesting
import Storage
import Synchronization
import Testing

@testable import APIServer

/// Keeps events, or loses them.
final class RecordingAudit: AuditBackend {
  private let events = Mutex<[AuditEvent]>([])
  private let isBroken: Bool

  init(isBroken: Bool = false) { self.isBroken = isBroken }

  func process(_ events: [AuditEvent]) -> Bool {
    guard !isBroken else { return false }
    self.events.withLock { $0 += events }
    return true
  }

  func run() async {}

  /// What was kept since the last call.
  func take() -> [AuditEvent] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}

/// What a server's audit says of requests.
@Suite(.timeLimit(.minutes(20))) struct AuditTests {
  private let audit = RecordingAudit()
  private static let bob = UserInfo(name: "bob", groups: ["system:authenticated"], extra: ["scopes": ["a"]])

  private func server(_ rules: String, more: String = "", isStrict: Bool = false) async throws -> TestServer {
    let time = SystemTime()
    let auditor = Auditor(
      policy: try AuditPolicyTests.policy(rules, more: more),
      targets: [.init(backend: audit, isStrict: isStrict)], time: time)
    let server = try await TestServer(auditor: auditor)
    _ = audit.take()
    return server
  }

  @Test func tellsWhoDidWhatToWhat() async throws {
    let server = try await server("- {level: RequestResponse}", more: "omitManagedFields: true")
    let made = try await server.call(
      "POST", "/api/v1/namespaces/default/configmaps?fieldManager=me",
      ["metadata": ["name": "c"], "data": ["a": "b"]])
    #expect(made.status == 201)
    let events = audit.take().filter { $0.object?.resource == "configmaps" }
    #expect(events.map(\.stage) == [.requestReceived, .responseComplete])
    let event = try #require(events.last?.json)
    #expect(event["kind"] == "Event" && event["apiVersion"] == "audit.k8s.io/v1")
    #expect(event["level"] == "RequestResponse" && event["verb"] == "create")
    #expect(event["requestURI"] == "/api/v1/namespaces/default/configmaps?fieldManager=me")
    #expect(event[path: "user", "username"] == "admin")
    #expect(event["objectRef"] == ["resource": "configmaps", "namespace": "default", "name": "c", "apiVersion": "v1"])
    #expect(event["responseStatus"] == ["metadata": [:], "code": 201])
    #expect(event[path: "requestObject", "data"] == ["a": "b"])
    #expect(event[path: "responseObject", "metadata", "uid"]?.stringValue?.isEmpty == false)
    #expect(event[path: "responseObject", "metadata", "managedFields"] == nil)
    #expect(event["annotations"]?["authorization.k8s.io/decision"] == "allow")
    #expect(made.headers["Audit-Id"] == event["auditID"]?.stringValue)
    #expect(events.first?.id == events.last?.id)
  }

  @Test func showsAsMuchAsItsLevel() async throws {
    let server = try await server(
      "- {level: None, users: [bob]}\n- {level: Metadata, verbs: [get, list]}\n- {level: Request, omitStages: [RequestReceived]}"
    )
    _ = try await server.call("GET", "/api/v1/namespaces/default", as: Self.bob)
    #expect(audit.take().isEmpty)
    _ = try await server.call("GET", "/api/v1/namespaces/default")
    let read = try #require(audit.take().last)
    #expect(read.level == .metadata && read.responseObject == nil && read.status?["code"] == 200)
    _ = try await server.call(
      "PATCH", "/api/v1/namespaces/default", ["metadata": ["labels": ["a": "b"]]],
      contentType: "application/merge-patch+json")
    let patched = audit.take()
    #expect(patched.count == 1)
    #expect(
      patched.first?.requestObject == ["metadata": ["labels": ["a": "b"]]] && patched.first?.responseObject == nil)
  }

  @Test func saysWhyARequestFailed() async throws {
    let server = try await server("- {level: Metadata, omitStages: [RequestReceived]}")
    _ = try await server.call("GET", "/api/v1/namespaces/default/secrets/none")
    let missing = try #require(audit.take().last)
    #expect(missing.status?["code"] == 404 && missing.status?["reason"] == "NotFound")
    #expect(missing.status?["message"] == "secrets \"none\" not found")
    _ = try await server.call("GET", "/api/v1/namespaces/default/secrets/none", as: Self.bob)
    let forbidden = try #require(audit.take().last)
    #expect(forbidden.annotations["authorization.k8s.io/decision"] == "forbid")
    #expect(forbidden.status?["code"] == 403)
    #expect(forbidden.json[path: "user", "extra"] == ["scopes": ["a"]])
  }

  @Test func namesBothUsersOfAnImpersonation() async throws {
    let server = try await server("- {level: Metadata, users: [admin], omitStages: [RequestReceived]}")
    let request = APIRequest(
      method: "GET", path: "/api/v1/namespaces/default",
      headers: Headers([("Impersonate-User", "bob"), ("Impersonate-Group", "g"), ("Audit-ID", "mine")]))
    let response = try await server.server.transport(as: TestServer.admin).send(request)
    let event = try #require(audit.take().last)
    #expect(event.user?.name == "admin" && event.impersonated?.name == "bob" && event.id == "mine")
    #expect(event.impersonated?.groups == ["g", "system:authenticated"])
    #expect(response.headers["Audit-Id"] == "mine")
  }

  @Test func tellsTheStartAndTheEndOfAWatch() async throws {
    let server = try await server("- {level: Metadata}")
    let response = try await server.server.transport(as: TestServer.admin).send(
      APIRequest(method: "GET", path: "/api/v1/configmaps", query: [QueryItem("watch", "1")]))
    #expect(audit.take().map(\.stage) == [.requestReceived, .responseStarted])
    guard case .stream(let stream) = response.body else {
      Issue.record("no stream")
      return
    }
    stream.cancel()
    stream.cancel()
    #expect(audit.take().map(\.stage) == [.responseComplete])
  }

  @Test func refusesWhatItMustStoreAndCannot() async throws {
    let errors = AuditErrors()
    errors.note("log", events: 1, "the disk is full")
    let auditor = Auditor(
      policy: try AuditPolicyTests.policy("- {level: Metadata, users: [bob]}"),
      targets: [.init(backend: RecordingAudit(isBroken: true), isStrict: true)], time: SystemTime(), errors: errors)
    let server = try await TestServer(auditor: auditor)
    let refused = try await server.call("GET", "/version", as: Self.bob)
    #expect(refused.status == 500)
    #expect(try await server.call("GET", "/api/v1/namespaces").status == 200)
    #expect(auditor.metrics.contains("apiserver_audit_error_total{plugin=\"log\"} 1\n"))
    #expect(auditor.metrics.contains("apiserver_audit_requests_rejected_total 1\n"))
  }

  @Test func writesLinesAndRotatesFiles() async throws {
    let folder = TemporaryFolder()
    let time = ManualTime()
    let event = AuditEvent(
      level: .metadata, id: "i", uri: "/version", verb: "get", user: Self.bob, addresses: ["::1"], userAgent: "a",
      received: time.now(), stageTime: time.now())
    #expect(
      event.legacyLine
        == "2026-01-01T00:00:00.000000Z AUDIT: id=\"i\" stage=\"RequestReceived\" ip=\"::1\" method=\"get\" user=\"bob\" "
        + "groups=\"\\\"system:authenticated\\\"\" as=\"<self>\" asgroups=\"<lookup>\" user-agent=\"a\" "
        + "namespace=\"<none>\" uri=\"/version\" response=\"<deferred>\"")
    let size = event.json.encoded().count + 1
    let log = try AuditLog(
      .init(path: folder.file("audit.log"), daysMax: 0, filesMax: 2, bytesMax: size * 2), time: time)
    let running = Task { await log.run() }
    for _ in 0..<9 {
      #expect(log.process([event]))
      time.advance(by: .seconds(1))
    }
    try await eventually("the oldest files are gone") { folder.names.count <= 3 }
    running.cancel()
    await running.value
    #expect(folder.names.count == 3 && folder.names.contains("audit.log"), "\(folder.names)")
    #expect(folder.read("audit.log")?.count == size)
    #expect(folder.mode("audit.log") == 0o600)
    // What is there is gone on with.
    let again = try AuditLog(.init(path: folder.file("audit.log"), bytesMax: 0), time: time)
    #expect(again.process([event]) && folder.read("audit.log")?.count == size * 2)
    #expect(throws: KubeAPIServerError.self) { try AuditLog(.init(path: "/nowhere/x"), time: time) }
  }

  /// Keeps how many events came together.
  private final class CountingSink: AuditSink {
    let batches = Mutex<[Int]>([])

    func write(_ events: [AuditEvent]) async -> Bool {
      batches.withLock { $0.append(events.count) }
      return true
    }
  }

  @Test func sendsBatches() async throws {
    let time = ManualTime()
    let sink = CountingSink()
    let errors = AuditErrors()
    let buffer = AuditBuffer(
      .init(capacity: 5, batchMax: 3, waitMax: .seconds(30), throttle: nil), time: time, sink, errors)
    let event = AuditEvent(
      level: .metadata, id: "i", uri: "/", verb: "get", addresses: [], userAgent: "", received: time.now(),
      stageTime: time.now())
    for _ in 1...7 { #expect(buffer.process([event])) }
    #expect(errors.metrics.contains("apiserver_audit_error_total{plugin=\"buffered\"} 2\n"))
    let running = Task { await buffer.run() }
    try await eventually("a full batch") { sink.batches.withLock { $0 } == [3] }
    // The rest waits for more until its time is over.
    await time.waitForSleepers(1)
    time.advance(by: .seconds(30))
    try await eventually("the rest") { sink.batches.withLock { $0 } == [3, 2] }
    #expect(buffer.process([event]))
    running.cancel()
    await running.value
    #expect(sink.batches.withLock { $0 } == [3, 2, 1], "what is kept is sent at the end")
  }
}
