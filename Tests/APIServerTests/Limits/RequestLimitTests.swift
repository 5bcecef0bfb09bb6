import APIMachinery
import APITesting
import Storage
import Synchronization
import Testing

@testable import APIServer

/// Answers only when it is given up.
private struct StuckHandler: PathHandler {
  let time: ManualTime

  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    while !Task.isCancelled { try? await time.sleep(for: .seconds(1_000)) }
    return APIResponse(status: 200)
  }
}

@Suite(.timeLimit(.minutes(20))) struct RequestLimitTests {
  private func limit(_ path: String, _ query: [QueryItem] = []) throws(APIError) -> Duration? {
    let request = APIRequest(method: "GET", path: path, query: query)
    return try RequestLimits().limit(of: request, RequestInfo(request))
  }

  @Test func limitsRequestsThatAreNotMadeToLast() throws {
    #expect(try limit("/api/v1/pods") == .seconds(60))
    #expect(try limit("/api/v1/pods", [QueryItem("timeout", "5s")]) == .seconds(5))
    #expect(try limit("/api/v1/pods", [QueryItem("timeout", "0s")]) == .seconds(60))
    #expect(try limit("/api/v1/pods", [QueryItem("timeout", "2h")]) == .seconds(60))
    #expect(try limit("/api/v1/pods", [QueryItem("watch", "1")]) == nil)
    #expect(try limit("/api/v1/namespaces/a/pods/b/log") == nil)
    let error = #expect(throws: APIError.self) { try limit("/version", [QueryItem("timeout", "soon")]) }
    #expect(error?.message == "invalid timeout specified in the request URL - time: invalid duration \"soon\"")
    #expect(error?.code == 400)
  }

  @Test func answersWhatTakesTooLong() async throws {
    let time = ManualTime()
    let server = try await TestServer(time: time, paths: ["/stuck": StuckHandler(time: time)])
    async let answer = server.call("GET", "/stuck?timeout=5s")
    let ticking = Task {
      while !Task.isCancelled {
        time.advance(by: .seconds(1))
        try await SystemTime().sleep(for: .milliseconds(2))
      }
    }
    defer { ticking.cancel() }
    let late = try await answer
    #expect(late.status == 504 && late.body["reason"] == "Timeout")
    #expect(late.body["message"] == "Timeout: request did not complete within the allotted timeout")
    // Its seat is free again once its handler has heard of it.
    try await eventually("the seat is free") { server.server.flowControl.inFlight.inFlight.reading == 0 }
  }

  @Test func ringsInTheOrderOfDeadlines() async throws {
    let time = ManualTime()
    let deadlines = RequestDeadlines(time: time)
    let start = { (seconds: Int) in
      Task {
        await deadlines.run(until: .seconds(seconds)) {
          try? await time.sleep(for: .seconds(1_000))
          return APIResponse(status: 200)
        } == nil
      }
    }
    let long = start(60)
    await time.waitForSleepers(2)
    let short = start(5)
    await time.waitForSleepers(3)
    time.advance(by: .seconds(5))
    #expect(await short.value)
    await time.waitForSleepers(2)
    time.advance(by: .seconds(55))
    #expect(await long.value)
    let quick = await deadlines.run(until: .seconds(100)) { APIResponse(status: 204) }
    #expect(quick?.status == 204)
  }

  @Test func givesUpWithItsCaller() async throws {
    let time = ManualTime()
    let deadlines = RequestDeadlines(time: time)
    let request = Task {
      await deadlines.run(until: .seconds(60)) {
        let isCancelled = (try? await time.sleep(for: .seconds(1_000))) == nil
        return APIResponse(status: isCancelled ? 499 : 200)
      }
    }
    await time.waitForSleepers(2)
    request.cancel()
    #expect(await request.value?.status == 499)
  }

  @Test func endsInOrder() async throws {
    let time = ManualTime()
    let server = try await TestServer(time: time)
    let watch = try await server.server.transport(as: TestServer.admin).send(
      APIRequest(
        method: "GET", path: "/api/v1/configmaps", query: [QueryItem("watch", "1"), QueryItem("resourceVersion", "1")]))
    guard case .stream(let stream) = watch.body else {
      Issue.record("no stream")
      return
    }
    let isDrained = Mutex(false)
    let draining = Task {
      await server.server.drain(delay: .seconds(10))
      isDrained.withLock { $0 = true }
    }
    try await eventually("the shutdown begins") { server.server.isShuttingDown }
    #expect(try await server.call("GET", "/api/v1/namespaces/default").status == 200, "requests are still answered")
    #expect(!isDrained.withLock { $0 })
    try await time.pass("the end of the delay") { isDrained.withLock { $0 } }
    await draining.value
    while try await stream.next() != nil {}
  }

  @Test(arguments: ["livez", "readyz", "healthz"]) func tellsItsHealth(_ endpoint: String) async throws {
    let server = try await TestServer(paths: ["/\(endpoint)": HealthHandler()])
    #expect(try await server.call("GET", "/\(endpoint)").text == "ok")
    let verbose = try await server.call("GET", "/\(endpoint)?verbose&exclude=etcd&exclude=nothing").text
    #expect(verbose.contains("[+]ping ok\n") && verbose.contains("[+]etcd excluded: ok\n"))
    #expect(verbose.contains("[+]poststarthook/rbac/bootstrap-roles ok\n"))
    #expect(verbose.contains("warn: some health checks cannot be excluded: no matches for \"nothing\"\n"))
    #expect(verbose.hasSuffix("\(endpoint) check passed\n"))
    #expect(verbose.contains("[+]shutdown ok\n") == (endpoint == "readyz"))
    #expect(try await server.call("GET", "/\(endpoint)/ping").text == "ok")
    server.server.beginShutdown()
    let ending = try await server.call("GET", "/\(endpoint)")
    #expect(ending.status == (endpoint == "readyz" ? 500 : 200))
    if endpoint == "readyz" {
      #expect(
        ending.text.contains("[-]shutdown failed: reason withheld\n") && ending.text.hasSuffix("readyz check failed\n"))
    }
  }
}
