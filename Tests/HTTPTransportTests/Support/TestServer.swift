import APIMachinery
import HTTPTransport
import Logging
import PKI

/// A server on a free port of the loopback interface, with an authority of its own.
struct TestServer {
  let server: HTTPServer
  let endpoint: Endpoint
  let authority: CertificateAuthority
  let tls: ServerTLS?

  static func start(
    tls isSecure: Bool = true, configuration: HTTPServerConfiguration = HTTPServerConfiguration(),
    handler: any HTTPHandler
  ) async throws -> TestServer {
    let now = SystemTime().now()
    let authority = try CertificateAuthority.make(commonName: "test", now: now)
    var tls: ServerTLS?
    if isSecure {
      let bundle = try authority.issue(Self.template, now: now)
      tls = try ServerTLS(certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
    }
    let server = HTTPServer(
      configuration: configuration, tls: tls, handler: handler,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let endpoint = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0))
    return TestServer(server: server, endpoint: endpoint, authority: authority, tls: tls)
  }

  static let template = CertificateTemplate(
    commonName: "server", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"], usages: [.server])

  func client(
    http2: Bool = true, as user: CertificateBundle? = nil,
    change: (inout HTTPClientConfiguration) -> Void = { _ in }
  ) throws -> HTTPClient {
    var configuration = HTTPClientConfiguration()
    if tls != nil {
      configuration.tls = try ClientTLS(
        trust: .authorities(authority.certificatePEM), certificateChain: user?.certificateChain ?? [],
        privateKey: user?.privateKey ?? [])
    }
    configuration.allowsHTTP2 = http2
    change(&configuration)
    return HTTPClient(endpoint: endpoint, configuration: configuration)
  }

  func stop() async { await server.shutDown(within: .zero) }
}

extension APIResponse {
  /// The body as text, up to 64 MB.
  func text() async throws -> String {
    String(decoding: try await body.collect(upTo: 64 << 20), as: UTF8.self)
  }

  static func text(_ text: String, status: Int = 200) -> APIResponse {
    APIResponse(
      status: status, headers: Headers([("Content-Type", "text/plain")]), body: .bytes(Array(text.utf8)))
  }
}

/// Says what it was asked.
struct EchoHandler: HTTPHandler {
  func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    let body = String(decoding: request.body, as: UTF8.self)
    return .text("\(request.method) \(request.path) [\(query)] \(connection.httpVersion.rawValue) \(body)")
  }
}
