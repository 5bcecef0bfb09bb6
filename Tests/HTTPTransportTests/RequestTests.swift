import APIMachinery
import HTTPTransport
import PKI
import Synchronization
import Testing

/// The same conversations over every kind of connection.
enum Wire: String, CaseIterable, Sendable {
  case plainHTTP1
  case secureHTTP1
  case secureHTTP2

  var isSecure: Bool { self != .plainHTTP1 }
  var isHTTP2: Bool { self == .secureHTTP2 }
}

@Suite(.timeLimit(.minutes(20))) struct RequestTests {
  @Test(arguments: Wire.allCases) func carriesRequestsAndResponses(wire: Wire) async throws {
    let server = try await TestServer.start(tls: wire.isSecure, handler: EchoHandler())
    let client = try server.client(http2: wire.isHTTP2)
    let version = wire.isHTTP2 ? "HTTP/2.0" : "HTTP/1.1"
    let get = try await client.send(
      APIRequest(method: "GET", path: "/api/v1/pods", query: [QueryItem("labelSelector", "a=b,c in (d e)")]))
    #expect(get.status == 200)
    #expect(get.headers["Content-Type"] == "text/plain")
    #expect(get.headers["Date"]?.hasSuffix("GMT") == true)
    #expect(try await get.text() == "GET /api/v1/pods [labelSelector=a=b,c in (d e)] \(version) ")
    let post = try await client.send(APIRequest(method: "POST", path: "/x%2Fy", body: Array("hello".utf8)))
    #expect(try await post.text() == "POST /x%2Fy [] \(version) hello")
    #expect(server.server.connectionCount == 1)
    client.shutDown()
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func carriesLargeBodiesBothWays(wire: Wire) async throws {
    let server = try await TestServer.start(
      tls: wire.isSecure,
      handler: FunctionHandler { request, _ in
        APIResponse(status: 200, body: .pieces([request.body, [], Array("|".utf8), request.body]))
      })
    let client = try server.client(http2: wire.isHTTP2)
    let body = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let response = try await client.send(APIRequest(method: "PUT", path: "/", body: body))
    #expect(response.headers["Content-Length"] == String(2 * body.count + 1))
    #expect(try await response.body.collect(upTo: 1 << 24) == body + Array("|".utf8) + body)
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func refusesBodiesThatAreTooLarge(wire: Wire) async throws {
    var limits = HTTPServerConfiguration()
    limits.maximumBodyBytes = 1_000
    limits.bodyTooLarge = { request in .text("too large for \(request.path)", status: 413) }
    let server = try await TestServer.start(tls: wire.isSecure, configuration: limits, handler: EchoHandler())
    let client = try server.client(http2: wire.isHTTP2)
    let refused = try await client.send(
      APIRequest(method: "POST", path: "/big", body: [UInt8](repeating: 65, count: 300_000)))
    #expect(refused.status == 413)
    #expect(try await refused.text() == "too large for /big")
    let next = try await client.send(APIRequest(method: "POST", path: "/", body: [UInt8](repeating: 65, count: 1_000)))
    #expect(next.status == 200)
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func answersHEADAndEmptyResponses(wire: Wire) async throws {
    let server = try await TestServer.start(
      tls: wire.isSecure,
      handler: FunctionHandler { request, _ in
        request.path == "/none" ? APIResponse(status: 204) : .text("hello")
      })
    let client = try server.client(http2: wire.isHTTP2)
    for _ in 0..<3 {
      let head = try await client.send(APIRequest(method: "HEAD", path: "/"))
      #expect(head.headers["Content-Length"] == "5")
      #expect(try await head.text() == "")
      let none = try await client.send(APIRequest(method: "GET", path: "/none"))
      #expect(none.status == 204)
      #expect(none.headers["Content-Length"] == nil)
      #expect(try await none.text() == "")
    }
    #expect(server.server.connectionCount == 1)
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func streamsPieceByPiece(wire: Wire) async throws {
    let source = PieceSource()
    let server = try await TestServer.start(
      tls: wire.isSecure, handler: FunctionHandler { _, _ in APIResponse(status: 200, body: .stream(source.stream)) })
    let client = try server.client(http2: wire.isHTTP2)
    // The head comes before the first piece.
    let response = try await client.send(APIRequest(method: "GET", path: "/watch"))
    guard case .stream(let stream) = response.body else {
      Issue.record("not a stream")
      return
    }
    for number in 0..<5 {
      source.send("event \(number)\n")
      #expect(try await stream.next() == Array("event \(number)\n".utf8))
    }
    source.end()
    #expect(try await stream.next() == nil)
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func tellsTheProducerWhenTheReaderLeaves(wire: Wire) async throws {
    let source = PieceSource()
    let server = try await TestServer.start(
      tls: wire.isSecure, handler: FunctionHandler { _, _ in APIResponse(status: 200, body: .stream(source.stream)) })
    let client = try server.client(http2: wire.isHTTP2)
    let response = try await client.send(APIRequest(method: "GET", path: "/watch"))
    guard case .stream(let stream) = response.body else {
      Issue.record("not a stream")
      return
    }
    source.send("first")
    #expect(try await stream.next() == Array("first".utf8))
    stream.cancel()
    await source.waitUntilCancelled()
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func cancellingTheCallCancelsTheHandler(wire: Wire) async throws {
    let gate = Gate()
    let server = try await TestServer.start(
      tls: wire.isSecure,
      handler: FunctionHandler { _, _ in
        await withTaskCancellationHandler {
          gate.open("started")
          await gate.wait("cancelled")
        } onCancel: {
          gate.open("cancelled")
        }
        return .text("late")
      })
    let client = try server.client(http2: wire.isHTTP2)
    let call = Task { try await client.send(APIRequest(method: "GET", path: "/slow")) }
    await gate.wait("started")
    call.cancel()
    await gate.wait("cancelled")
    await #expect(throws: CancellationError.self) { try await call.value }
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func aBrokenStreamIsNoCompleteResponse(wire: Wire) async throws {
    struct Broken: Error {}
    let server = try await TestServer.start(
      tls: wire.isSecure,
      handler: FunctionHandler { _, _ in
        let count = Mutex(0)
        return APIResponse(
          status: 200,
          body: .stream(
            ByteStream {
              let number = count.withLock { value in
                value += 1
                return value
              }
              guard number == 1 else { throw Broken() }
              return Array("half".utf8)
            }))
      })
    let client = try server.client(http2: wire.isHTTP2)
    let response = try await client.send(APIRequest(method: "GET", path: "/"))
    await #expect(throws: TransportError.self) { try await response.text() }
    await server.stop()
  }

  @Test func answersAtOnceOnTheFastPath() async throws {
    struct Fast: HTTPHandler {
      func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse { .text("slow") }
      func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? {
        request.method == "GET" ? .text("fast") : nil
      }
    }
    let server = try await TestServer.start(handler: Fast())
    for http2 in [false, true] {
      let client = try server.client(http2: http2)
      #expect(try await client.send(APIRequest(method: "GET", path: "/")).text() == "fast")
      #expect(try await client.send(APIRequest(method: "POST", path: "/")).text() == "slow")
    }
    await server.stop()
  }

  @Test func compressesLargeResponsesForThoseWhoAcceptIt() async throws {
    let text = String(repeating: "kubernetes ", count: 40_000)
    let server = try await TestServer.start(handler: FunctionHandler { _, _ in .text(text) })
    for http2 in [false, true] {
      let client = try server.client(http2: http2)
      let plain = try await client.send(APIRequest(method: "GET", path: "/"))
      #expect(plain.headers["Content-Encoding"] == nil)
      #expect(try await plain.text() == text)
      let compressed = try await client.send(
        APIRequest(method: "GET", path: "/", headers: Headers([("Accept-Encoding", "gzip")])))
      #expect(compressed.headers["Content-Encoding"] == "gzip")
      let bytes = try await compressed.body.collect(upTo: 1 << 20)
      #expect(bytes.count < text.utf8.count / 20)
      #expect(bytes.prefix(2) == [0x1f, 0x8b])
    }
    await server.stop()
  }

  @Test func showsTheClientsCertificate() async throws {
    let server = try await TestServer.start(
      handler: FunctionHandler { _, connection in
        .text("\(connection.clientCertificateChain.count) \(connection.remoteAddress)")
      })
    let now = SystemTime().now()
    let user = try server.authority.issue(CertificateTemplate(commonName: "jane", usages: [.client]), now: now)
    // Made by an authority that nobody trusts: the handshake goes well all the same.
    let stranger = try CertificateAuthority.make(commonName: "other", now: now)
      .issue(CertificateTemplate(commonName: "eve", usages: [.client]), now: now)
    for http2 in [false, true] {
      for (bundle, count) in [(nil, 0), (user, 1), (stranger, 1)] {
        let client = try server.client(http2: http2, as: bundle)
        #expect(try await client.send(APIRequest(method: "GET", path: "/")).text() == "\(count) 127.0.0.1")
      }
    }
    await server.stop()
  }

  @Test func newConnectionsSeeTheNewCertificate() async throws {
    let server = try await TestServer.start(handler: EchoHandler())
    let before = try server.client()
    #expect(try await before.send(APIRequest(method: "GET", path: "/")).status == 200)
    let now = SystemTime().now()
    let other = try CertificateAuthority.make(commonName: "other", now: now)
    let bundle = try other.issue(TestServer.template, now: now)
    try server.tls?.replace(certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
    #expect(try await before.send(APIRequest(method: "GET", path: "/")).status == 200)
    let distrusting = try server.client()
    await #expect(throws: TransportError.self) { try await distrusting.send(APIRequest(method: "GET", path: "/")) }
    var configuration = HTTPClientConfiguration()
    configuration.tls = try ClientTLS(trust: .authorities(other.certificatePEM))
    let after = HTTPClient(endpoint: server.endpoint, configuration: configuration)
    #expect(try await after.send(APIRequest(method: "GET", path: "/")).status == 200)
    await server.stop()
  }

  @Test func servesUnixSockets() async throws {
    let path = "/tmp/apus-\(SystemRandom().suffix(length: 10)).sock"
    let server = HTTPServer(handler: EchoHandler())
    try await server.listen(on: .unix(path: path))
    let client = HTTPClient(endpoint: .unix(path: path))
    #expect(try await client.send(APIRequest(method: "GET", path: "/a")).text() == "GET /a [] HTTP/1.1 ")
    await server.shutDown(within: .zero)
    await #expect(throws: TransportError.self) { try await client.send(APIRequest(method: "GET", path: "/a")) }
  }

  @Test(arguments: Wire.allCases) func shutsDownAfterRunningRequests(wire: Wire) async throws {
    let gate = Gate()
    let server = try await TestServer.start(
      tls: wire.isSecure,
      handler: FunctionHandler { _, _ in
        gate.open("started")
        await gate.wait("go on")
        return .text("done")
      })
    let client = try server.client(http2: wire.isHTTP2)
    let call = Task { try await client.send(APIRequest(method: "GET", path: "/")).text() }
    await gate.wait("started")
    let shutdown = Task { await server.server.shutDown(within: .seconds(3_600)) }
    gate.open("go on")
    #expect(try await call.value == "done")
    await shutdown.value
    #expect(server.server.connectionCount == 0)
    await #expect(throws: TransportError.self) { try await client.send(APIRequest(method: "GET", path: "/")) }
  }

  @Test(arguments: Wire.allCases) func upgradesAreTransparent(wire: Wire) async throws {
    let server = try await TestServer.start(
      tls: wire.isSecure,
      handler: FunctionHandler { request, _ in
        guard request.headers["Upgrade"] == "SPDY/3.1" else { return .text("no", status: 403) }
        return APIResponse(
          status: 101,
          headers: Headers([
            ("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1"), ("X-Stream-Protocol-Version", "v4.channel.k8s.io"),
          ]),
          body: .upgrade { stream in
            do {
              while let bytes = try await stream.read() { try await stream.write(bytes.reversed()) }
            } catch {}
          })
      })
    let backend = try server.client(http2: wire.isHTTP2)
    // A proxy in between hands on what the server answers.
    let proxy = try await TestServer.start(
      tls: wire.isSecure,
      handler: FunctionHandler { request, _ in
        do { return try await backend.send(request) } catch { return .text("\(error)", status: 502) }
      })
    let client = try proxy.client(http2: wire.isHTTP2)
    let request = APIRequest(
      method: "POST", path: "/exec", headers: Headers([("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1")]))
    guard case .upgraded(let response, let stream) = try await client.upgrade(request) else {
      Issue.record("refused")
      return
    }
    #expect(response.status == 101)
    #expect(response.headers["X-Stream-Protocol-Version"] == "v4.channel.k8s.io")
    try await stream.write(Array("abc".utf8))
    #expect(try await stream.read() == Array("cba".utf8))
    let big = [UInt8](repeating: 7, count: 2 << 20)
    async let written: Void = stream.write(big)
    var count = 0
    while count < big.count, let bytes = try await stream.read() { count += bytes.count }
    try await written
    #expect(count == big.count)
    stream.close()
    var other = request
    other.headers["Upgrade"] = "nonsense"
    guard case .refused(let refusal) = try await client.upgrade(other) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.status == 403)
    #expect(try await refusal.text() == "no")
    await proxy.stop()
    await server.stop()
  }
}
