import APIMachinery
import HTTPTransport
import Testing

/// HTTP/1.1 byte by byte, as a decent server must understand it.
@Suite(.timeLimit(.minutes(20))) struct ProtocolTests {
  private func connect(
    _ change: (inout HTTPServerConfiguration) -> Void = { _ in }, handler: any HTTPHandler = EchoHandler()
  ) async throws -> (TestServer, RawConnection) {
    var limits = HTTPServerConfiguration()
    // Who reads late on a busy machine gets the answer all the same.
    limits.lingerTimeout = .seconds(3_600)
    change(&limits)
    let server = try await TestServer.start(tls: false, configuration: limits, handler: handler)
    return (server, try await RawConnection.open(server.endpoint))
  }

  @Test func keepsConnectionsAlive() async throws {
    let (server, connection) = try await connect()
    for number in 0..<3 {
      try await connection.write("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(await connection.readResponse().hasSuffix("GET /\(number) [] HTTP/1.1 "))
    }
    try await connection.write("GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let last = await connection.readToEnd()
    #expect(last.contains("Connection: close\r\n"))
    #expect(last.hasSuffix("GET /last [] HTTP/1.1 "))
    await server.stop()
  }

  @Test func methodsNobodyKnowsAreForTheHandler() async throws {
    let (server, connection) = try await connect()
    try await connection.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(await connection.readResponse().hasSuffix("GET / [] HTTP/1.1 "))
    try await connection.write("WAT /x?a=b HTTP/1.1\r\nHost: a\r\n\r\n")
    let answer = await connection.readToEnd()
    #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("Connection: close\r\n"))
    #expect(answer.hasSuffix("WAT /x [a=b] HTTP/1.1 "))
    for bad in ["W(T / HTTP/1.1\r\nHost: a\r\n\r\n", "WAT\r\n\r\n", "WAT x\r\nHost: a\r\n\r\n"] {
      let second = try await RawConnection.open(server.endpoint)
      try await second.write(bad)
      #expect(await second.readToEnd().hasPrefix("HTTP/1.1 400"), "\(bad)")
    }
    // In pieces, of which the first can't be told from a method that is known.
    let slow = try await RawConnection.open(server.endpoint)
    for piece in ["DELE", "T", "OR /y HT", "TP/1.1\r\nHo", "st: a\r\n\r", "\n"] {
      try await slow.write(piece)
      try await SystemTime().sleep(for: .milliseconds(5))
    }
    #expect(await slow.readToEnd().hasSuffix("DELETOR /y [] HTTP/1.1 "))
    let endless = try await RawConnection.open(server.endpoint)
    let letters = String(repeating: "a", count: 1 << 16)
    try await endless.write("WAT / HTTP/1.1\r\n")
    for _ in 0..<32 { try? await endless.write("\(letters): b\r\n") }
    #expect(await endless.readToEnd().hasPrefix("HTTP/1.1 400"))
    await server.stop()
  }

  @Test func answersPipelinedRequestsInOrder() async throws {
    let (server, connection) = try await connect()
    let requests = (0..<50).map { "POST /\($0) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi" }.joined()
    try await connection.write(requests)
    for number in 0..<50 { #expect(await connection.readResponse().hasSuffix("POST /\(number) [] HTTP/1.1 hi")) }
    await server.stop()
  }

  @Test func understandsChunkedBodies() async throws {
    let (server, connection) = try await connect()
    try await connection.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
    try await connection.write("lo\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n")
    #expect(await connection.readResponse().hasSuffix(" hello world"))
    await server.stop()
  }

  @Test func sendsChunksToHTTP11AndCloseToHTTP10() async throws {
    struct Streaming: HTTPHandler {
      func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
        let source = PieceSource()
        source.send("abc")
        source.send("defg")
        source.end()
        return APIResponse(status: 200, body: .stream(source.stream))
      }
    }
    let (server, connection) = try await connect(handler: Streaming())
    try await connection.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    let chunked = await connection.read { $0.hasSuffix("0\r\n\r\n") }
    #expect(chunked.contains("Transfer-Encoding: chunked\r\n"))
    #expect(chunked.hasSuffix("\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"))
    let old = try await RawConnection.open(server.endpoint)
    try await old.write("GET / HTTP/1.0\r\n\r\n")
    let whole = await old.readToEnd()
    #expect(!whole.contains("chunked"))
    #expect(whole.hasSuffix("\r\n\r\nabcdefg"))
    await server.stop()
  }

  @Test func asksForTheBodyWhenExpected() async throws {
    let (server, connection) = try await connect { $0.maximumBodyBytes = 100 }
    try await connection.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    #expect(await connection.readResponse() == "HTTP/1.1 100 Continue\r\n\r\n")
    try await connection.write("hi")
    #expect(await connection.readResponse().hasSuffix(" hi"))
    // Nobody is asked for what is too large.
    try await connection.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n")
    #expect(await connection.readResponse().hasPrefix("HTTP/1.1 413 "))
    let other = try await RawConnection.open(server.endpoint)
    try await other.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\nContent-Length: 1\r\n\r\n")
    #expect(await other.readToEnd().hasPrefix("HTTP/1.1 417 "))
    await server.stop()
  }

  @Test func answersAPeerThatHasClosedItsSide() async throws {
    let (server, connection) = try await connect()
    try await connection.write("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
    try await connection.closeOutput()
    #expect(await connection.readToEnd().hasSuffix("GET /a [] HTTP/1.1 "))
    await server.stop()
  }

  @Test(arguments: [
    ("NONSENSE\r\n\r\n", "400"),
    ("GET / HTTP/1.1\r\n\r\n", "400"),
    ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
    ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "400"),
    ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: five\r\n\r\n", "400"),
    ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", "400"),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", "400"),
    ("GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n", "400"),
    ("GET / HTTP/1.1\r\n: empty\r\n\r\n", "400"),
    ("GET / HTTP/7.3\r\nHost: a\r\n\r\n", "505"),
    ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}", "400"),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "4"),
  ]) func refusesBrokenRequests(request: String, status: String) async throws {
    let (server, connection) = try await connect()
    try await connection.write(request)
    let answer = await connection.readToEnd()
    #expect(answer.hasPrefix("HTTP/1.1 \(status)") || status == "505" && answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
    let client = try server.client()
    #expect(try await client.send(APIRequest(method: "GET", path: "/")).status == 200)
    await server.stop()
  }

  @Test func refusesGarbageAfterAnsweringWhatCameBefore() async throws {
    let (server, connection) = try await connect()
    try await connection.write("GET /good HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n")
    let answer = await connection.readToEnd()
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.contains("GET /good"))
    #expect(answer.contains("HTTP/1.1 400 Bad Request\r\n"))
    await server.stop()
  }

  @Test func boundsHeaders() async throws {
    let (server, connection) = try await connect { $0.maximumHeaderBytes = 8 * 1024 }
    try await connection.write(
      "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n")
    #expect(await connection.readToEnd().hasPrefix("HTTP/1.1 431 "))
    let many = try await RawConnection.open(server.endpoint)
    try await many.write("GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "A: b\r\n", count: 1_000))\r\n")
    #expect(await many.readToEnd().hasPrefix("HTTP/1.1 431 "))
    await server.stop()
  }

  @Test func headersCannotBeSmuggledIntoResponses() async throws {
    let (server, connection) = try await connect(
      handler: FunctionHandler { _, _ in
        APIResponse(
          status: 200, headers: Headers([("X-A", "1\r\nX-Evil: 2"), ("Bad Name", "x"), ("Content-Length", "999")]))
      })
    try await connection.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    let answer = await connection.readResponse()
    #expect(answer.contains("X-A: 1  X-Evil: 2\r\n"))
    #expect(!answer.contains("Bad Name"))
    #expect(answer.contains("Content-Length: 0\r\n"))
    #expect(!answer.contains("999"))
    await server.stop()
  }

  @Test func explainsPlainHTTPOnATLSPort() async throws {
    let server = try await TestServer.start(handler: EchoHandler())
    let connection = try await RawConnection.open(server.endpoint)
    try await connection.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(await connection.readToEnd().hasSuffix("Client sent an HTTP request to an HTTPS server.\n"))
    await server.stop()
  }

  @Test(arguments: [
    ("/", "/", []), ("/a/b?x=1&y=2", "/a/b", ["x=1", "y=2"]), ("http://host/p?q", "/p", ["q="]),
    ("http://host", "/", []), ("/%2F?a=%20+b&%zz=1&c=%3D", "/%2F", ["a=  b", "c=="]), ("/?a=1;b=2&c=3", "/", ["c=3"]),
  ]) func parsesTargets(target: String, path: String, query: [String]) {
    let parsed = RequestTarget.parse(target)
    #expect(parsed.path == path)
    #expect(parsed.query.map { "\($0.name)=\($0.value)" } == query)
  }
}
