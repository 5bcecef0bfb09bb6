import APIMachinery
import APITesting
import HTTPTransport
import PKI
import Storage
import Testing

@testable import APIServer

/// An API server that listens on 127.0.0.1, and an extension server beside it, reached as a service of the cluster.
struct AggregatedCluster: Sendable {
  static let tokens = "admin-token,admin,1,\"system:masters\"\nalice-token,alice,42,\"wardlers\"\n"

  let server: APIServer
  let sample: SampleServer
  let client: HTTPClient
  /// Of the extension server, in PEM.
  let authority: [UInt8]

  static func with(_ body: @Sendable (AggregatedCluster) async throws -> Void) async throws {
    let now = SystemTime().now()
    let authority = try CertificateAuthority.make(commonName: "sample-ca", now: now)
    let proxyAuthority = try CertificateAuthority.make(commonName: "front-proxy-ca", now: now)
    let own = try authority.issue(
      CertificateTemplate(commonName: "sample", dnsNames: ["sample-api.wardle.svc"], usages: [.server]), now: now)
    let proxy = try proxyAuthority.issue(
      CertificateTemplate(commonName: "front-proxy-client", usages: [.client]), now: now)
    let proxies = try CertificatePool(pem: proxyAuthority.certificatePEM)
    let sample = SampleServer(proxies: proxies)
    let web = HTTPServer(
      tls: try ServerTLS(certificateChain: own.certificateChain, privateKey: own.privateKey), handler: sample)
    let place = try await web.listen(on: .tcp(host: "127.0.0.1", port: 0))
    var configuration = APIServerConfiguration()
    configuration.authenticationTrust = AuthenticationTrust(
      clientAuthorities: authority.certificatePEM, requestHeaders: RequestHeaderOptions(),
      proxyAuthorities: proxyAuthority.certificatePEM)
    let tokenFile = try TokenFileAuthenticator(text: tokens)
    let server = APIServer(configuration: configuration, store: MemoryStore(), time: PatientTime()) { objects in
      var parts = APIServer.Parts()
      parts.authenticators = [
        RequestHeaderAuthenticator(RequestHeaderOptions(), authorities: proxies, time: SystemTime()), tokenFile,
      ]
      parts.authorizers = [RBACAuthorizer(reader: objects)]
      parts.paths.register(DiscoveryHandler(), below: "/apis")
      parts.paths.register(OpenAPIHandler(), below: "/openapi/v3")
      parts.paths.register(SwaggerHandler(), at: "/openapi/v2")
      parts.proxyIdentity = ProxyIdentity(certificateChain: proxy.certificateChain, privateKey: proxy.privateKey)
      // No packet goes to the addresses of services.
      parts.dial = { _ in place }
      return parts
    }
    let front = HTTPServer(
      tls: try ServerTLS(certificateChain: own.certificateChain, privateKey: own.privateKey),
      handler: server.httpHandler)
    let listening = try await front.listen(on: .tcp(host: "127.0.0.1", port: 0))
    // HTTP/1.1 has headers that are meant for one connection.
    var clientConfiguration = HTTPClientConfiguration(tls: try ClientTLS(trust: .anything))
    clientConfiguration.allowsHTTP2 = false
    let client = HTTPClient(endpoint: listening, configuration: clientConfiguration)
    let outcome: (any Error)?
    do {
      try await server.start()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.runUpkeep() }
        defer { group.cancelAll() }
        try await body(
          AggregatedCluster(server: server, sample: sample, client: client, authority: authority.certificatePEM))
      }
      outcome = nil
    } catch {
      outcome = error
    }
    client.shutDown()
    await front.shutDown(within: .zero)
    await web.shutDown(within: .zero)
    if let outcome, !(outcome is CancellationError) { throw outcome }
  }

  struct Answer: Sendable {
    var status: Int
    var body: JSONValue
    var text: String
    var message: String { body["message"]?.stringValue ?? text }
  }

  func request(
    _ method: String, _ path: String, _ body: JSONValue? = .none, token: String = "admin-token",
    headers: [(String, String)] = []
  ) -> APIRequest {
    let (plain, query) = RequestTarget.parse(path)
    let type = method == "PATCH" ? "application/merge-patch+json" : "application/json"
    return APIRequest(
      method: method, path: plain, query: query,
      headers: Headers([("Authorization", "Bearer \(token)"), ("Content-Type", type)] + headers),
      body: body?.encoded() ?? [])
  }

  func call(
    _ method: String, _ path: String, _ body: JSONValue? = .none, token: String = "admin-token",
    headers: [(String, String)] = []
  ) async throws -> Answer {
    let response = try await client.send(request(method, path, body, token: token, headers: headers))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    return Answer(
      status: response.status, body: (try? JSONParser.parse(bytes)) ?? .null,
      text: String(decoding: bytes, as: UTF8.self))
  }

  static let apiServices = "/apis/apiregistration.k8s.io/v1/apiservices"
  static let name = "v1alpha1.wardle.example.com"

  func makeService() async throws {
    _ = try await call("POST", "/api/v1/namespaces", ["metadata": ["name": "wardle"]])
    let made = try await call(
      "POST", "/api/v1/namespaces/wardle/services",
      ["metadata": ["name": "sample-api"], "spec": ["ports": [["port": 443, "targetPort": 8443]]]])
    #expect(made.status == 201, "\(made.message)")
  }

  func makeEndpoints(isReady: Bool = true) async throws {
    let made = try await call(
      "POST", "/apis/discovery.k8s.io/v1/namespaces/wardle/endpointslices",
      [
        "metadata": ["name": "sample-api-1", "labels": ["kubernetes.io/service-name": "sample-api"]],
        "addressType": "IPv4", "ports": [["name": "", "port": 8443]],
        "endpoints": [["addresses": ["10.1.2.3"], "conditions": ["ready": .bool(isReady)]]],
      ])
    #expect(made.status == 201, "\(made.message)")
  }

  func register(port: Int64 = 443, insecure: Bool = false) async throws {
    var spec: JSONValue = [
      "group": .string(SampleServer.group), "version": "v1alpha1", "groupPriorityMinimum": 2000,
      "versionPriority": 200,
      "service": ["namespace": "wardle", "name": "sample-api", "port": .integer(port)],
    ]
    if insecure {
      spec["insecureSkipTLSVerify"] = true
    } else {
      spec["caBundle"] = .string(Base64.encode(authority))
    }
    let made = try await call("POST", Self.apiServices, ["metadata": ["name": .string(Self.name)], "spec": spec])
    #expect(made.status == 201, "\(made.message)")
  }

  /// The condition `Available` once it has this reason, and requests are answered by it.
  func condition(_ reason: String) async throws -> JSONValue {
    var found: JSONValue = .null
    try await eventually("the APIService gets the reason \(reason)") {
      let object = try await call("GET", "\(Self.apiServices)/\(Self.name)").body
      found = object[path: "status", "conditions"]?[0] ?? .null
      let registered = server.extensions.server(GroupVersion(group: SampleServer.group, version: "v1alpha1"))
      return found["reason"]?.stringValue == reason && registered?.record.isAvailable == (found["status"] == "True")
    }
    return found
  }

  /// Everything is there and the extension server answers.
  func establish() async throws {
    try await makeService()
    try await makeEndpoints()
    try await register()
    #expect(try await condition("Passed")["status"] == "True")
  }
}
