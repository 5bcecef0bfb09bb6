import APIMachinery
import APITesting
import Glibc
import HTTPTransport
import Synchronization
import Testing

/// Peers that are broken, slow or hostile: the server keeps serving the others, in bounded memory.
@Suite(.serialized, .timeLimit(.minutes(20))) struct AbuseTests {
  private func start(
    tls: Bool = false, handler: any HTTPHandler = EchoHandler(),
    _ change: (inout HTTPServerConfiguration) -> Void = { _ in }
  ) async throws -> TestServer {
    var limits = HTTPServerConfiguration()
    // Only the limit that a test is about may be reached, however long the machine has no time for it.
    limits.headerTimeout = .seconds(3_600)
    limits.bodyTimeout = .seconds(3_600)
    limits.idleTimeout = .seconds(3_600)
    limits.stallTimeout = .seconds(3_600)
    change(&limits)
    return try await TestServer.start(tls: tls, configuration: limits, handler: handler)
  }

  /// Others are served while there is a limit that on a busy machine an honest client may miss too: it tries again.
  private func waitForService(_ server: TestServer) async throws {
    try await eventually("an answer") {
      let client = try server.client()
      defer { client.shutDown() }
      return (try? await client.send(APIRequest(method: "GET", path: "/alive")).text().hasPrefix("GET /alive")) == true
    }
  }

  private func expectServing(_ server: TestServer, rounds: Int = 1) async throws {
    let client = try server.client()
    for _ in 0..<rounds {
      #expect(try await client.send(APIRequest(method: "GET", path: "/alive")).text().hasPrefix("GET /alive"))
    }
    client.shutDown()
  }

  @Test func cutsOffSlowHeaders() async throws {
    let server = try await start { $0.headerTimeout = .seconds(1) }
    var connections: [RawConnection] = []
    for number in 0..<50 {
      let connection = try await RawConnection.open(server.endpoint)
      // It may be cut off already.
      try? await connection.write(number % 2 == 0 ? "GET / HTTP/1.1\r\nHost: a\r\nX: " : "")
      connections.append(connection)
    }
    try await waitForService(server)
    for connection in connections { #expect(await connection.readToEnd() == "") }
    await server.stop()
  }

  @Test func cutsOffSlowBodies() async throws {
    let server = try await start { $0.bodyTimeout = .milliseconds(300) }
    let connection = try await RawConnection.open(server.endpoint)
    try await connection.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc")
    try await expectServing(server)
    #expect(await connection.readToEnd() == "")
    await server.stop()
  }

  @Test func closesIdleConnections() async throws {
    let server = try await start { $0.idleTimeout = .milliseconds(300) }
    let connection = try await RawConnection.open(server.endpoint)
    try await connection.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    // The time begins with the answer.
    #expect(await connection.readToEnd().hasPrefix("HTTP/1.1 200 OK"))
    await server.stop()
  }

  @Test func cutsOffSilentHandshakes() async throws {
    let server = try await start(tls: true) { $0.headerTimeout = .seconds(2) }
    let silent = try await RawConnection.open(server.endpoint)
    let garbled = try await RawConnection.open(server.endpoint)
    try? await garbled.write([0x16, 3, 1, 0xFF, 0xFF] + [UInt8](repeating: 9, count: 500))
    try await waitForService(server)
    #expect(await silent.readToEnd() == "")
    _ = await garbled.readToEnd()
    await server.stop()
  }

  @Test func survivesConnectionsThatBreakAnywhere() async throws {
    let server = try await start()
    let request = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"
    for length in 0...request.utf8.count {
      let connection = try await RawConnection.open(server.endpoint)
      try await connection.write(Array(request.utf8.prefix(length)))
      await connection.close()
    }
    try await expectServing(server)
    await server.stop()
  }

  @Test func survivesRandomBytes() async throws {
    let server = try await start()
    let random = SeededRandom(seed: 99)
    for _ in 0..<200 {
      let connection = try await RawConnection.open(server.endpoint)
      var bytes = random.next(below: 2) == 0 ? Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8) : []
      bytes += (0..<Int(random.next(below: 300))).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      try? await connection.write(bytes)
      await connection.close()
    }
    try await expectServing(server)
    await server.stop()
  }

  @Test func refusesConnectionsBeyondTheLimit() async throws {
    let server = try await start { $0.maximumConnections = 20 }
    var connections: [RawConnection] = []
    for _ in 0..<20 {
      let connection = try await RawConnection.open(server.endpoint)
      try await connection.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = await connection.readResponse()
      connections.append(connection)
    }
    let refused = try await RawConnection.open(server.endpoint)
    #expect(await refused.readToEnd() == "")
    // One who leaves makes room.
    await connections.removeLast().close()
    try await eventually("room") { server.server.connectionCount < 20 }
    try await expectServing(server)
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func aSlowReaderHoldsBackItsStreamOnly(wire: Wire) async throws {
    let counter = Counter()
    let server = try await start(
      tls: wire.isSecure,
      handler: FunctionHandler { request, _ in
        guard request.path == "/endless" else { return .text("GET /alive") }
        return APIResponse(
          status: 200,
          body: .stream(
            ByteStream {
              counter.add(64 * 1024)
              return [UInt8](repeating: 65, count: 64 * 1024)
            }))
      })
    let client = try server.client(http2: wire.isHTTP2)
    let response = try await client.send(APIRequest(method: "GET", path: "/endless"))
    try await expectServing(server, rounds: 300)
    // What fits into the buffers of both kernels and both ends, no more.
    #expect(counter.value < 48 << 20)
    if case .stream(let stream) = response.body { stream.cancel() }
    await server.stop()
  }

  @Test(arguments: Wire.allCases) func slowReadersOfALongListShareItsMemory(wire: Wire) async throws {
    let pieces = (0..<500).map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 100_000) }
    let server = try await start(
      tls: wire.isSecure,
      handler: FunctionHandler { request, _ in
        request.path == "/list" ? APIResponse(status: 200, body: .pieces(pieces)) : .text("GET /alive")
      })
    let before = residentBytes()
    var clients: [HTTPClient] = []
    var responses: [APIResponse] = []
    for _ in 0..<20 {
      let client = try server.client(http2: wire.isHTTP2)
      responses.append(try await client.send(APIRequest(method: "GET", path: "/list")))
      clients.append(client)
    }
    try await expectServing(server, rounds: 50)
    // A copy for each would be 1,000 MB; other tests of this process need some too.
    #expect(residentBytes() - before < 700 << 20)
    // Whoever reads on gets all of it.
    #expect(try await responses[0].body.collect(upTo: 1 << 26).count == 50_000_000)
    for client in clients { client.shutDown() }
    await server.stop()
  }

  @Test func cutsOffReadersOfAListThatNeverRead() async throws {
    let gate = Gate()
    let server = try await start(
      handler: FunctionHandler { _, _ in
        gate.open("asked")
        return APIResponse(status: 200, body: .bytes([UInt8](repeating: 65, count: 50 << 20)))
      }
    ) { $0.stallTimeout = .milliseconds(300) }
    let connection = try await RawConnection.open(server.endpoint, readsByItself: false)
    try await connection.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    await gate.wait("asked")
    try await eventually("the end of the connection") { server.server.connectionCount == 0 }
    await connection.close()
    await server.stop()
  }

  @Test func bearsManyIdleConnections() async throws {
    let count = 2_000
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    if limit.rlim_cur < 6_000 {
      limit.rlim_cur = min(limit.rlim_max, 6_000)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
    try #require(limit.rlim_cur >= 5_000, "the limit of open files is too low for this test")
    let server = try await start()
    let before = residentBytes()
    let box = ConnectionBox()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          for _ in 0..<(count / 20) { box.add(try await RawConnection.open(server.endpoint)) }
        }
      }
      try await group.waitForAll()
    }
    try await eventually("\(count) connections") { server.server.connectionCount >= count }
    try await expectServing(server, rounds: 10)
    #expect(residentBytes() - before < 500 << 20)  // Both ends, and other tests of this process.
    await server.stop()
    #expect(server.server.connectionCount == 0)
    for connection in box.all { await connection.close() }
  }

  private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 200)
    guard fgets(&line, 200, file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}

private final class Counter: Sendable {
  private let number = Mutex(0)
  func add(_ amount: Int) { number.withLock { $0 += amount } }
  var value: Int { number.withLock { $0 } }
}

private final class ConnectionBox: Sendable {
  private let connections = Mutex<[RawConnection]>([])
  func add(_ connection: RawConnection) { connections.withLock { $0.append(connection) } }
  var all: [RawConnection] { connections.withLock { $0 } }
}
