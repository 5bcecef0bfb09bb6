import APIMachinery
import HTTPTransport
import PKI
import Storage
import Synchronization

@testable import APIServer

/// An API server that listens on 127.0.0.1, for what only shows over a connection.
struct SocketServer: Sendable {
  let server: APIServer
  let client: HTTPClient

  /// Runs `body` against a fresh server, which ends with it.
  static func with(
    _ configuration: APIServerConfiguration = APIServerConfiguration(), time: any TimeSource = SystemTime(),
    parts: (StoredObjects) -> APIServer.Parts, _ body: @Sendable (SocketServer) async throws -> Void
  ) async throws {
    let authority = try TestAuthority()
    let server = APIServer(configuration: configuration, store: MemoryStore(), time: time, parts: parts)
    let front = HTTPServer(tls: try authority.serverTLS(), handler: server.httpHandler)
    let listening = try await front.listen(on: .tcp(host: "127.0.0.1", port: 0))
    let client = HTTPClient(
      endpoint: listening, configuration: HTTPClientConfiguration(tls: try ClientTLS(trust: .anything)))
    let outcome: (any Error)?
    do {
      try await server.start()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.runUpkeep() }
        defer { group.cancelAll() }
        try await body(SocketServer(server: server, client: client))
      }
      outcome = nil
    } catch {
      outcome = error
    }
    client.shutDown()
    await front.shutDown(within: .zero)
    if let outcome, !(outcome is CancellationError) { throw outcome }
  }

  /// Sends a request over the connection.
  func call(
    _ method: String, _ path: String, _ body: JSONValue? = .none, token: String? = nil,
    headers: [(String, String)] = [], with other: HTTPClient? = nil
  ) async throws -> (status: Int, body: JSONValue) {
    let (plain, query) = RequestTarget.parse(path)
    var all = Headers([("Content-Type", "application/json")] + headers)
    if let token { all["Authorization"] = "Bearer \(token)" }
    let response = try await (other ?? client).send(
      APIRequest(method: method, path: plain, query: query, headers: all, body: body?.encoded() ?? []))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    return (response.status, (try? JSONParser.parse(bytes)) ?? .null)
  }

  /// Whom the server takes the caller for; nil for nobody.
  func user(
    token: String? = nil, headers: [(String, String)] = [], with other: HTTPClient? = nil
  ) async throws -> JSONValue? {
    let answer = try await call(
      "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
      ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"], token: token, headers: headers,
      with: other)
    return answer.status == 201 ? answer.body[path: "status", "userInfo"] : nil
  }
}

/// An authority for the servers of one test, all of which are on 127.0.0.1.
struct TestAuthority: Sendable {
  let authority: CertificateAuthority

  init() throws { authority = try CertificateAuthority.make(commonName: "test-ca", now: SystemTime().now()) }

  var pem: String { String(decoding: authority.certificatePEM, as: UTF8.self) }

  func serverTLS() throws -> ServerTLS {
    let own = try authority.issue(
      CertificateTemplate(commonName: "server", ipAddresses: ["127.0.0.1"], usages: [.server]), now: SystemTime().now())
    return try ServerTLS(certificateChain: own.certificateChain, privateKey: own.privateKey)
  }
}

/// A server of a test that answers with JSON and keeps what it was asked.
final class JSONServer: HTTPHandler {
  private let answer: @Sendable (APIRequest) -> (status: Int, body: JSONValue)
  private let log = RequestLog()

  init(_ answer: @escaping @Sendable (APIRequest) -> (status: Int, body: JSONValue)) { self.answer = answer }

  var requests: [APIRequest] { log.all }

  func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? { nil }

  func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
    log.add(request)
    let (status, body) = answer(request)
    return APIResponse(
      status: status, headers: Headers([("Content-Type", "application/json")]), body: .bytes(body.encoded()))
  }

  /// Runs `body` while the server listens; it is told the server's URL.
  func run(_ authority: TestAuthority, _ body: @Sendable (_ url: String) async throws -> Void) async throws {
    let web = HTTPServer(tls: try authority.serverTLS(), handler: self)
    let place = try await web.listen(on: .tcp(host: "127.0.0.1", port: 0))
    do {
      try await body("https://\(place)")
    } catch {
      await web.shutDown(within: .zero)
      throw error
    }
    await web.shutDown(within: .zero)
  }

  /// A kubeconfig that leads to `url`.
  static func kubeconfig(_ url: String, _ authority: TestAuthority) -> [UInt8] {
    let config: JSONValue = [
      "apiVersion": "v1", "kind": "Config", "current-context": "c",
      "clusters": [
        [
          "name": "k",
          "cluster": [
            "server": .string(url), "certificate-authority-data": .string(Base64.encode(Array(authority.pem.utf8))),
          ],
        ]
      ],
      "users": [["name": "u", "user": ["token": "server-token"]]],
      "contexts": [["name": "c", "context": ["cluster": "k", "user": "u"]]],
    ]
    return config.encoded()
  }
}

private final class RequestLog: Sendable {
  private let requests = Mutex<[APIRequest]>([])
  var all: [APIRequest] { requests.withLock { $0 } }
  func add(_ request: APIRequest) { requests.withLock { $0.append(request) } }
}
