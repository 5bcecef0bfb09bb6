import APIMachinery
import HTTPTransport
import Testing

@Suite(.timeLimit(.minutes(20))) struct HTTP2AbuseTests {
  @Test func endsConnectionsThatResetTooMuch() async throws {
    let server = try await TestServer.start(
      handler: FunctionHandler { request, _ in
        if request.path == "/alive" { return .text("yes") }
        // As long as the peer lets it.
        let gate = Gate()
        await withTaskCancellationHandler {
          await gate.wait("cancelled")
        } onCancel: {
          gate.open("cancelled")
        }
        return .text("late")
      })
    let hostile = try await RawHTTP2.open(server)
    do {
      for _ in 0..<3_000 { try await hostile.request(path: "/slow", resets: true) }
    } catch {}  // The connection ends somewhere on the way.
    await hostile.waitUntilClosed()
    let client = try server.client()
    #expect(try await client.send(APIRequest(method: "GET", path: "/alive")).text() == "yes")
    await server.stop()
  }

  @Test func refusesEndlessHeaders() async throws {
    var limits = HTTPServerConfiguration()
    limits.maximumHeaderBytes = 16 * 1024
    let server = try await TestServer.start(configuration: limits, handler: EchoHandler())
    let hostile = try await RawHTTP2.open(server)
    let long = (0..<100).map { ("x-\($0)", String(repeating: "y", count: 1_000)) }
    try? await hostile.request(path: "/", headers: long, resets: false)
    let client = try server.client()
    #expect(try await client.send(APIRequest(method: "GET", path: "/")).status == 200)
    hostile.close()
    await server.stop()
  }

  /// More watches than the server allows on one connection: the client opens another one.
  @Test func manyStreamsSpreadOverConnections() async throws {
    var limits = HTTPServerConfiguration()
    limits.maximumConcurrentStreams = 20
    let server = try await TestServer.start(
      configuration: limits,
      handler: FunctionHandler { _, _ in
        let pieces = PieceSource()
        pieces.send("event\n")
        return APIResponse(status: 200, body: .stream(pieces.stream))
      })
    let client = try server.client()
    var watches: [ByteStream] = []
    for _ in 0..<70 {
      let response = try await client.send(APIRequest(method: "GET", path: "/watch"))
      guard case .stream(let stream) = response.body else { continue }
      #expect(try await stream.next() == Array("event\n".utf8))
      watches.append(stream)
    }
    #expect(watches.count == 70)
    #expect(server.server.connectionCount == 4)
    for watch in watches { watch.cancel() }
    await server.stop()
  }

  /// Watches that nobody reads must not hold up other requests of the same connection.
  @Test func unreadStreamsDoNotBlockTheirNeighbours() async throws {
    let server = try await TestServer.start(
      handler: FunctionHandler { request, _ in
        if request.path == "/alive" { return .text("yes") }
        return APIResponse(status: 200, body: .stream(ByteStream { [UInt8](repeating: 65, count: 64 * 1024) }))
      })
    let client = try server.client()
    var unread: [APIResponse] = []
    for _ in 0..<60 { unread.append(try await client.send(APIRequest(method: "GET", path: "/endless"))) }
    for _ in 0..<20 { #expect(try await client.send(APIRequest(method: "GET", path: "/alive")).text() == "yes") }
    #expect(server.server.connectionCount == 1)
    for response in unread { if case .stream(let stream) = response.body { stream.cancel() } }
    await server.stop()
  }
}
