import APIClient
import APIMachinery
import APITesting
import ContainerRuntime
import HTTPTransport
import LinuxSupport
import Logging
import PKI
import Synchronization
import Testing

@testable import Kubelet

/// The kubelet's server over TLS, with certificates and tokens.
@Suite(.timeLimit(.minutes(20))) struct KubeletServerTests {
  /// Answers the reviews as an API server would: the token `good` is Alice's, who may read metrics and statistics; the
  /// group `system:masters` may do everything.
  struct Reviewer: APITransport {
    func send(_ request: APIRequest) async throws -> APIResponse {
      let review = try JSONParser.parse(request.body)
      let spec = review["spec"] ?? .null
      var answer = review
      if request.path.hasSuffix("tokenreviews") {
        answer["status"] =
          spec.string("token") == "good"
          ? ["authenticated": true, "user": ["username": "alice", "groups": ["system:authenticated"]]]
          : ["authenticated": false]
      } else {
        let attributes = spec["resourceAttributes"] ?? .null
        let isAllowed =
          spec.strings("groups").contains("system:masters")
          || (spec.string("user") == "alice" && attributes.string("verb") == "get"
            && attributes.string("resource") == "nodes" && attributes.string("name") == "node-1"
            && ["metrics", "stats"].contains(attributes.string("subresource")))
        answer["status"] = ["allowed": .bool(isAllowed)]
      }
      return APIResponse(
        status: 201, headers: Headers([("Content-Type", "application/json")]), body: .bytes(answer.encoded()))
    }
  }

  struct World {
    let parts: TestServices
    let registry: PodRegistry
    let authority: CertificateAuthority
    let endpoint: Endpoint

    func client(as user: CertificateBundle? = nil) throws -> HTTPClient {
      var configuration = HTTPClientConfiguration()
      configuration.tls = try ClientTLS(
        trust: .authorities(authority.certificatePEM), certificateChain: user?.certificateChain ?? [],
        privateKey: user?.privateKey ?? [])
      return HTTPClient(endpoint: endpoint, configuration: configuration)
    }

    /// The API server's own client.
    func master() throws -> HTTPClient {
      try client(
        as: authority.issue(
          CertificateTemplate(commonName: "apiserver", organizations: ["system:masters"], usages: [.client]),
          now: SystemTime().now()))
    }

    /// Runs one pod with the container `app`.
    func runPod() async throws {
      await registry.take(.set(PodMaker.pod()))
      try await eventually("the container") { parts.runtime.runningContainers == ["app"] }
      try await eventually("its worker") {
        await registry.worker(namespace: "default", name: "web")?.runningID(of: "app") != nil
      }
    }
  }

  func withServer(_ body: (World) async throws -> Void) async throws {
    let parts = TestServices()
    defer { parts.remove() }
    let now = SystemTime().now()
    let authority = try CertificateAuthority.make(commonName: "test", now: now)
    let own = try authority.issue(
      CertificateTemplate(
        commonName: "node-1", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"], usages: [.server]), now: now)
    let registry = parts.registry()
    let handler = KubeletHandler(
      access: KubeletAccess(
        client: APIClient(transport: Reviewer()), authorities: try CertificatePool(pem: authority.certificatePEM),
        nodeName: "node-1", time: SystemTime()),
      registry: registry, services: parts.services, options: KubeletOptions(), facts: HostFacts.read(HostFileSystem()))
    let server = HTTPServer(
      tls: try ServerTLS(certificateChain: own.certificateChain, privateKey: own.privateKey), handler: handler,
      logger: parts.services.logger)
    let endpoint = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0))
    do {
      try await body(World(parts: parts, registry: registry, authority: authority, endpoint: endpoint))
    } catch {
      await registry.shutDown()
      await server.shutDown(within: .zero)
      throw error
    }
    await registry.shutDown()
    await server.shutDown(within: .zero)
  }

  struct Answer: Equatable {
    var status: Int
    var text: String
  }

  private func get(_ client: HTTPClient, _ path: String, token: String? = nil) async throws -> Answer {
    var request = APIRequest(method: "GET", path: path)
    if let token { request.headers["Authorization"] = "Bearer \(token)" }
    let response = try await client.send(request)
    let text = String(decoding: try await response.body.collect(upTo: 1 << 20), as: UTF8.self)
    return Answer(status: response.status, text: text)
  }

  @Test func onlyWhoIsKnownAndMayIsAnswered() async throws {
    try await withServer { world in
      let anybody = try world.client()
      #expect(try await get(anybody, "/pods") == Answer(status: 401, text: "Unauthorized\n"))
      #expect(try await get(anybody, "/pods", token: "bad").status == 401)
      #expect(try await get(anybody, "/pods", token: "").status == 401)
      let forbidden = try await get(anybody, "/pods", token: "good")
      #expect(forbidden.status == 403)
      #expect(
        forbidden.text == "Forbidden (user=alice, verb=get, resource=nodes, subresource(s)=[pods proxy])\n")
      #expect(try await get(anybody, "/metrics", token: "good").status == 200)
      #expect(try await get(anybody, "/stats/summary", token: "good").status == 200)
      #expect(try await get(try world.master(), "/pods").status == 200)
      // A certificate of some other authority proves nothing.
      let now = SystemTime().now()
      let stranger = try CertificateAuthority.make(commonName: "other", now: now).issue(
        CertificateTemplate(commonName: "x", organizations: ["system:masters"], usages: [.client]), now: now)
      let refused = try? await get(try world.client(as: stranger), "/pods").status
      #expect(refused == nil || refused == 401)
    }
  }

  @Test func tellsOfThePodsThatRun() async throws {
    try await withServer { world in
      try await world.runPod()
      let client = try world.master()
      #expect(try await get(client, "/healthz") == Answer(status: 200, text: "ok\n"))
      let pods = try JSONParser.parse(Array(try await get(client, "/pods").text.utf8))
      #expect(pods.list("items").map { $0["metadata"]?.string("name") } == ["web"])
      let summary = try JSONParser.parse(Array(try await get(client, "/stats/summary").text.utf8))
      #expect(summary["node"]?.string("nodeName") == "node-1")
      #expect(summary.list("pods").map { $0["podRef"]?.string("name") } == ["web"])
      let metrics = try await get(client, "/metrics").text
      #expect(metrics.contains("\nkubelet_running_pods 1\n"))
      #expect(try await get(client, "/nothing").status == 404)
      #expect(try await get(client, "/containerLogs/default/web/none").status == 400)

      let directory = "\(world.parts.services.node.logDirectory(PodMaker.pod()))/app"
      try HostFileSystem().makeDirectory(directory)
      try HostFileSystem().write(
        "2026-01-01T00:00:00Z stdout F one\n2026-01-01T00:00:01Z stdout F two\n", to: "\(directory)/0.log")
      #expect(try await get(client, "/containerLogs/default/web/app") == Answer(status: 200, text: "one\ntwo\n"))
    }
  }

  /// The runtime knows only SPDY; the client comes over a WebSocket, or over SPDY itself.
  @Test(arguments: [true, false]) func carriesCommandsToTheRuntime(overWebSocket: Bool) async throws {
    let command = RemoteCommandOptions(stdin: true, stdout: true, stderr: true)
    let containerd = HTTPServer(
      tls: nil,
      handler: AnswerBy { request in
        guard request.headers["Upgrade"] != "websocket" else { return APIResponse(status: 403) }
        return RemoteCommandServer.respond(to: request, options: command) { streams in
          while let bytes = try? await streams.stdin?.read() { try? await streams.stdout?.write(bytes.reversed()) }
          await streams.finish(.exited(code: 7))
        }
      }, logger: Logger(label: "runtime") { _ in SwiftLogNoOpLogHandler() })
    guard case .tcp(_, let port) = try await containerd.listen(on: .tcp(host: "127.0.0.1", port: 0)) else { return }
    try await withServer { world in
      try await world.runPod()
      world.parts.runtime.state.withLock { $0.streamingURL = "http://127.0.0.1:\(port)/exec/token" }
      let request = APIRequest(
        method: "POST", path: "/exec/default/web/app",
        query: [
          QueryItem("command", "rev"), QueryItem("input", "1"), QueryItem("output", "1"), QueryItem("error", "1"),
        ])
      let body: @Sendable (RemoteCommandStreams) async throws -> Void = { streams in
        #expect(streams.protocolVersion == (overWebSocket ? "v5.channel.k8s.io" : "v4.channel.k8s.io"))
        try await streams.stdin?.write(Array("abc".utf8))
        #expect(try await streams.stdout?.read() == Array("cba".utf8))
        await streams.stdin?.finish()
        #expect(try await streams.outcome() == .exited(code: 7))
      }
      let client = try world.master()
      if overWebSocket {
        try await RemoteCommandClient.overWebSocket(client, request, options: command, body: body)
      } else {
        try await RemoteCommandClient.overSPDY(client, request, options: command, body: body)
      }
    }
    await containerd.shutDown(within: .zero)
  }

  /// port-forward inside a WebSocket reaches a runtime that takes only SPDY.
  @Test func carriesForwardedPortsToTheRuntime() async throws {
    let containerd = HTTPServer(
      tls: nil,
      handler: AnswerBy { request in
        guard request.headers["Upgrade"] != "websocket" else { return APIResponse(status: 403) }
        return PortForwardServer.respond(
          to: request, dial: { port in throw TransportError(.connectFailed, "nobody listens on \(port)") })
      }, logger: Logger(label: "runtime") { _ in SwiftLogNoOpLogHandler() })
    guard case .tcp(_, let port) = try await containerd.listen(on: .tcp(host: "127.0.0.1", port: 0)) else { return }
    try await withServer { world in
      try await world.runPod()
      world.parts.runtime.state.withLock { $0.streamingURL = "http://127.0.0.1:\(port)/portforward/token" }
      try await PortForwardClient.connect(
        try world.master(), APIRequest(method: "POST", path: "/portForward/default/web")
      ) { forward in
        let (data, error) = try await forward.open(port: 81)
        var text: [UInt8] = []
        while let bytes = try await error.read() { text += bytes }
        #expect(String(decoding: text, as: UTF8.self) == "error forwarding port 81: nobody listens on 81")
        data.close()
      }
    }
    await containerd.shutDown(within: .zero)
  }
}

/// A server that is one function.
private struct AnswerBy: HTTPHandler {
  var answer: @Sendable (APIRequest) -> APIResponse

  init(_ answer: @escaping @Sendable (APIRequest) -> APIResponse) { self.answer = answer }

  func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse { answer(request) }
}
