import APIMachinery
import HTTPTransport
import PKI
import Testing

/// A command that says hello on both outputs, echoes its input in capitals, tells of resizes and exits with 3.
private let command: @Sendable (RemoteCommandStreams) async -> Void = { streams in
  try? await streams.stderr?.write(Array("hello\n".utf8))
  while let bytes = try? await streams.stdin?.read() {
    try? await streams.stdout?.write(Array(String(decoding: bytes, as: UTF8.self).uppercased().utf8))
  }
  if let resize = streams.resize, let size = try? await resize.read() { try? await streams.stdout?.write(size) }
  await streams.finish(.exited(code: 3))
}

private func readAll(_ stream: (any DuplexStream)?) async throws -> String {
  var bytes: [UInt8] = []
  while let piece = try await stream?.read() { bytes += piece }
  return String(decoding: bytes, as: UTF8.self)
}

@Suite(.timeLimit(.minutes(20))) struct RemoteCommandTests {
  enum Carrier: CaseIterable, Sendable {
    case spdy, webSocket
  }

  private func exec<Value: Sendable>(
    _ carrier: Carrier, _ client: any APITransport, _ options: RemoteCommandOptions,
    _ body: @escaping @Sendable (RemoteCommandStreams) async throws -> Value
  ) async throws -> Value {
    let request = APIRequest(method: "POST", path: "/exec")
    return switch carrier {
    case .spdy: try await RemoteCommandClient.overSPDY(client, request, options: options, body: body)
    case .webSocket: try await RemoteCommandClient.overWebSocket(client, request, options: options, body: body)
    }
  }

  private func check(_ carrier: Carrier, _ client: any APITransport) async throws {
    let options = RemoteCommandOptions(stdin: true, stdout: true, stderr: true)
    try await exec(carrier, client, options) { streams in
      try await streams.stdin?.write(Array("abc".utf8))
      await streams.stdin?.finish()
      async let out = readAll(streams.stdout)
      async let err = readAll(streams.stderr)
      #expect(try await streams.outcome() == .exited(code: 3))
      #expect(try await out == "ABC")
      #expect(try await err == "hello\n")
    }
  }

  @Test(arguments: Carrier.allCases, Wire.allCases) func carriesAllStreams(carrier: Carrier, wire: Wire) async throws {
    let server = try await TestServer.start(
      tls: wire.isSecure,
      handler: FunctionHandler { request, _ in
        RemoteCommandServer.respond(
          to: request, options: RemoteCommandOptions(stdin: true, stdout: true, stderr: true), serve: command)
      })
    try await check(carrier, try server.client(http2: wire.isHTTP2))
    await server.stop()
  }

  @Test(arguments: Carrier.allCases) func worksInProcess(carrier: Carrier) async throws {
    struct Direct: APITransport {
      func send(_ request: APIRequest) async throws -> APIResponse {
        RemoteCommandServer.respond(
          to: request, options: RemoteCommandOptions(stdin: true, stdout: true, stderr: true), serve: command)
      }
    }
    try await check(carrier, Direct())
  }

  /// kubectl → kubelet (WebSocket or SPDY) → container runtime (SPDY).
  @Test(arguments: Carrier.allCases) func joinsClientAndRuntime(carrier: Carrier) async throws {
    let options = RemoteCommandOptions(stdin: true, stdout: true, stderr: true)
    let runtime = try await TestServer.start(
      tls: false,
      handler: FunctionHandler { request, _ in
        RemoteCommandServer.respond(to: request, options: options, serve: command)
      })
    let backend = try runtime.client()
    let kubelet = try await TestServer.start(
      handler: FunctionHandler { request, _ in
        RemoteCommandServer.respond(to: request, options: options) { streams in
          do {
            try await RemoteCommandClient.overSPDY(
              backend, APIRequest(method: "POST", path: "/exec/token"), options: options
            ) { await streams.join($0) }
          } catch {
            await streams.finish(.failed(message: "\(error)"))
          }
        }
      })
    for _ in 0..<5 { try await check(carrier, try kubelet.client()) }
    await kubelet.stop()
    await runtime.stop()
  }

  @Test(arguments: Carrier.allCases) func carriesMuchOutputAtTheReadersPace(carrier: Carrier) async throws {
    let total = 8 << 20
    let server = try await TestServer.start(
      handler: FunctionHandler { request, _ in
        RemoteCommandServer.respond(to: request, options: RemoteCommandOptions()) { streams in
          let piece = [UInt8](repeating: 65, count: 64 * 1024)
          for _ in 0..<(total / piece.count) { try? await streams.stdout?.write(piece) }
          await streams.finish(.exited(code: 0))
        }
      })
    let count = try await exec(carrier, try server.client(), RemoteCommandOptions()) { streams in
      var count = 0
      while let bytes = try await streams.stdout?.read() { count += bytes.count }
      #expect(try await streams.outcome() == .exited(code: 0))
      return count
    }
    #expect(count == total)
    await server.stop()
  }

  @Test(arguments: Carrier.allCases) func theCommandLearnsThatItsClientHasGone(carrier: Carrier) async throws {
    let gate = Gate()
    let server = try await TestServer.start(
      handler: FunctionHandler { request, _ in
        RemoteCommandServer.respond(to: request, options: RemoteCommandOptions(stdin: true)) { streams in
          gate.open("started")
          _ = try? await streams.stdin?.read()
          gate.open("gone")
        }
      })
    try await exec(carrier, try server.client(), RemoteCommandOptions(stdin: true)) { _ in await gate.wait("started") }
    await gate.wait("gone")
    await server.stop()
  }

  @Test func carriesResizes() async throws {
    let options = RemoteCommandOptions(stdin: true, stdout: true, stderr: true, tty: true)
    let server = try await TestServer.start(
      handler: FunctionHandler { request, _ in
        RemoteCommandServer.respond(to: request, options: options, serve: command)
      })
    for carrier in Carrier.allCases {
      try await exec(carrier, try server.client(), options) { streams in
        #expect(streams.stderr == nil)
        try await streams.resize?.write(Array(#"{"Width":80,"Height":24}"#.utf8))
        await streams.stdin?.finish()
        #expect(try await readAll(streams.stdout) == #"{"Width":80,"Height":24}"#)
      }
    }
    await server.stop()
  }

  @Test func refusesWhatItCannotServe() async throws {
    let server = try await TestServer.start(
      handler: FunctionHandler { request, _ in
        let options = RemoteCommandOptions(query: request)
        return RemoteCommandServer.respond(to: request, options: options, serve: command)
      })
    let client = try server.client()
    let plain = try await client.send(APIRequest(method: "POST", path: "/", query: [QueryItem("stdout", "true")]))
    #expect(plain.status == 400)
    let nothing = try await client.send(APIRequest(method: "POST", path: "/"))
    #expect(try await nothing.text() == "you must specify at least 1 of stdin, stdout, stderr\n")
    let spdy = try await client.send(
      APIRequest(
        method: "POST", path: "/", query: [QueryItem("output", "1")],
        headers: Headers([("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1"), ("X-Stream-Protocol-Version", "v99")])))
    #expect(spdy.status == 403)
    #expect(spdy.headers.all("X-Accepted-Stream-Protocol-Versions").first == "v4.channel.k8s.io")
    await server.stop()
  }
}

@Suite(.timeLimit(.minutes(20))) struct PortForwardTests {
  @Test(arguments: [true, false]) func forwardsConnections(tunnelled: Bool) async throws {
    let server = try await TestServer.start(
      handler: FunctionHandler { request, _ in
        if !tunnelled, request.headers["Upgrade"] == "websocket" { return APIResponse(status: 400) }
        return PortForwardServer.respond(to: request) { port in
          guard port == 80 else { throw TransportError(.connectFailed, "connection refused") }
          let (near, far) = DuplexPipe.makePair()
          Task {
            while let bytes = try? await far.read() { try? await far.write(bytes.reversed()) }
            await far.finish()
          }
          return near
        }
      })
    let client = try server.client()
    try await PortForwardClient.connect(client, APIRequest(method: "POST", path: "/portforward")) { forward in
      for _ in 0..<20 {
        let (data, error) = try await forward.open(port: 80)
        try await data.write(Array("abc".utf8))
        #expect(try await data.read() == Array("cba".utf8))
        await data.finish()
        #expect(try await readAll(data) == "")
        #expect(try await readAll(error) == "")
      }
      let (refused, error) = try await forward.open(port: 81)
      #expect(try await readAll(error) == "error forwarding port 81: connection refused")
      refused.close()
    }
    await server.stop()
  }
}
