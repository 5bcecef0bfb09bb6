import APIMachinery
import APITesting
import HTTPTransport
import Storage
import Synchronization
import Testing

@testable import APIServer

/// What watches show besides objects, and when.
@Suite(.timeLimit(.minutes(20))) struct WatchFormTests {
  private static let table = "application/json;as=Table;v=v1;g=meta.k8s.io"

  private func watch(
    _ server: TestServer, _ path: String, _ query: [QueryItem], accept: String = "application/json"
  ) async throws -> ByteStream {
    let response = try await server.server.transport(as: TestServer.admin).send(
      APIRequest(
        method: "GET", path: path, query: [QueryItem("watch", "1")] + query, headers: Headers([("Accept", accept)])))
    #expect(response.status == 200)
    guard case .stream(let stream) = response.body else {
      Issue.record("no stream")
      return ByteStream(next: { nil })
    }
    return stream
  }

  private func events(_ bytes: [UInt8]?) throws -> [JSONValue] {
    try (bytes ?? []).split(separator: UInt8(ascii: "\n")).map { try JSONParser.parse($0) }
  }

  @Test(arguments: ["", "None", "Object"]) func onlyTheFirstTableHasColumns(_ include: String) async throws {
    let server = try await TestServer.shared.value
    let namespace = "watch-table\(include.lowercased())"
    try await server.makeNamespace(namespace)
    let path = "/api/v1/namespaces/\(namespace)/configmaps"
    for name in ["a", "b"] { _ = try await server.call("POST", path, ["metadata": ["name": .string(name)]]) }
    let stream = try await watch(
      server, path, [QueryItem("allowWatchBookmarks", "1"), QueryItem("includeObject", include)], accept: Self.table)
    let first = try events(await stream.next())
    stream.cancel()
    #expect(first.map { $0["type"] } == ["ADDED", "ADDED", "BOOKMARK"])
    #expect(first.map { $0[path: "object", "columnDefinitions"]?.arrayValue?.count } == [3, nil, nil])
    let objects = first.map { $0[path: "object", "rows"]?[0]?["object"] ?? .null }
    let kind = include == "Object" ? "ConfigMap" : "PartialObjectMetadata"
    #expect(
      objects.prefix(2).map { $0["kind"]?.stringValue } == Array(repeating: include == "None" ? nil : kind, count: 2))
    // The mark comes whatever was asked for.
    #expect(objects.last?["kind"]?.stringValue == kind)
    #expect(objects.last?[path: "metadata", "annotations", "k8s.io/initial-events-end"] == "true")
  }

  @Test func aRevisionInTheFutureIsAnEventOfTheWatch() async throws {
    let time = ManualTime()
    let server = try await TestServer(time: time)
    let begun = EventLog()
    async let stream = {
      let stream = try await watch(
        server, "/api/v1/configmaps",
        [
          QueryItem("resourceVersion", "1000000"), QueryItem("sendInitialEvents", "true"),
          QueryItem("resourceVersionMatch", "NotOlderThan"),
        ])
      begun.add(["begun"])
      return stream
    }()
    try await time.pass("the watch has waited long enough") { !begun.all.isEmpty }
    let error = try events(await stream.next()).first
    #expect(error?["type"] == "ERROR")
    #expect(error?[path: "object", "reason"] == "Timeout")
    #expect(error?[path: "object", "details", "causes"]?[0]?["reason"] == "ResourceVersionTooLarge")
  }

  @Test func aBookmarkComesBeforeTheEnd() async throws {
    let time = ManualTime()
    let server = try await TestServer(time: time)
    let stream = try await watch(
      server, "/api/v1/configmaps",
      [
        QueryItem("allowWatchBookmarks", "true"), QueryItem("resourceVersion", "1000000"),
        QueryItem("timeoutSeconds", "10"),
      ])
    let seen = EventLog()
    let isOver = Mutex(false)
    let reading = Task {
      defer { isOver.withLock { $0 = true } }
      while let bytes = try await stream.next() {
        seen.add(try events(bytes))
      }
    }
    time.advance(by: .seconds(7))
    #expect(seen.all.isEmpty)
    // Two seconds before the end.
    time.advance(by: .seconds(1))
    try await eventually("the bookmark") { !seen.all.isEmpty }
    try await time.pass("the end") { isOver.withLock { $0 } }
    try await reading.value
    #expect(seen.all.map { $0["type"] } == ["BOOKMARK"])
  }

  @Test func aWatchWithoutTimeEndsAtOnce() async throws {
    let server = try await TestServer.shared.value
    let stream = try await watch(
      server, "/api/v1/configmaps", [QueryItem("timeoutSeconds", "-1"), QueryItem("resourceVersion", "1")])
    #expect(try await stream.next() == nil)
  }
}

/// Requests that come before the server has its objects.
@Suite(.timeLimit(.minutes(20))) struct StartGateTests {
  @Test func requestsWaitForTheObjects() async throws {
    let store = MemoryStore()
    let first = APIServer(configuration: APIServerConfiguration(), store: store) { _ in APIServer.Parts() }
    try await first.start()
    let server = APIServer(configuration: APIServerConfiguration(), store: store) { _ in APIServer.Parts() }
    let transport = server.transport(as: .apiServer)
    let log = EventLog()
    async let answer = {
      let response = try await transport.send(APIRequest(method: "GET", path: "/api/v1/namespaces/kube-system"))
      log.add(["answered"])
      return response.status
    }()
    for _ in 0..<200 { await Task.yield() }
    #expect(log.all.isEmpty)
    try await server.start()
    #expect(try await answer == 200)
  }

  @Test func whoGivesUpNeedNotWait() async {
    let gate = StartGate()
    let waiting = Task { await gate.wait() }
    await Task.yield()
    waiting.cancel()
    await waiting.value
    #expect(!gate.isOpen)
    gate.open()
    await gate.wait()
    #expect(gate.isOpen)
  }
}

private final class EventLog: Sendable {
  private let events = Mutex<[JSONValue]>([])

  var all: [JSONValue] { events.withLock { $0 } }
  func add(_ more: [JSONValue]) { events.withLock { $0 += more } }
}
