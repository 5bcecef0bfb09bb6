import APIMachinery
import HTTPTransport
import PKI
import Synchronization

@testable import APIServer

/// A webhook over TLS on this machine: answers by path, and keeps what it was asked.
final class WebhookServer: HTTPHandler {
  /// What a path answers to a review.
  typealias Answer = @Sendable (JSONValue) async -> APIResponse

  private struct State {
    var answers: [String: Answer] = [:]
    var reviews: [String: [JSONValue]] = [:]
    var requests: [APIRequest] = []
  }

  private let state = Mutex(State())
  private let authorityPEM: [UInt8]
  private let port: Mutex<Int> = Mutex(0)

  private init(authorityPEM: [UInt8]) { self.authorityPEM = authorityPEM }

  /// One authority and certificate for all tests: keys take their time.
  private static let identity = Task {
    let now = SystemTime().now()
    let authority = try CertificateAuthority.make(commonName: "test-ca", now: now)
    let own = try authority.issue(
      CertificateTemplate(
        commonName: "webhook", dnsNames: ["hook.hooks.svc"], ipAddresses: ["127.0.0.1"], usages: [.server]), now: now)
    return (authority: authority.certificatePEM, chain: own.certificateChain, key: own.privateKey)
  }

  /// Runs `body` with a webhook server and a fresh API server.
  static func with(
    admissionTime: any TimeSource = PatientTime(),
    _ body: @Sendable (TestServer, WebhookServer) async throws -> Void
  ) async throws {
    let identity = try await Self.identity.value
    let hooks = WebhookServer(authorityPEM: identity.authority)
    let web = HTTPServer(
      tls: try ServerTLS(certificateChain: identity.chain, privateKey: identity.key), handler: hooks)
    let endpoint = try await web.listen(on: .tcp(host: "127.0.0.1", port: 0))
    hooks.port.withLock { $0 = endpoint.port ?? 0 }
    do {
      try await body(try await TestServer(admissionTime: admissionTime), hooks)
    } catch {
      await web.shutDown(within: .zero)
      throw error
    }
    await web.shutDown(within: .zero)
  }

  var portNumber: Int { port.withLock { $0 } }

  /// `clientConfig` of a path here.
  func client(_ path: String) -> JSONValue {
    ["url": .string("https://127.0.0.1:\(portNumber)/\(path)"), "caBundle": caBundle]
  }

  var caBundle: JSONValue { .string(Base64.encode(authorityPEM)) }

  func answer(_ path: String, _ answer: @escaping Answer) { state.withLock { $0.answers["/\(path)"] = answer } }

  /// What a path was asked, the `request` of each review.
  func asked(_ path: String) -> [JSONValue] {
    state.withLock { ($0.reviews["/\(path)"] ?? []).map { $0["request"] ?? .null } }
  }

  func reviews(_ path: String) -> [JSONValue] { state.withLock { $0.reviews["/\(path)"] ?? [] } }
  var lastRequest: APIRequest? { state.withLock { $0.requests.last } }
  func forget() { state.withLock { $0.reviews = [:] } }

  func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
    let review = (try? JSONParser.parse(request.body)) ?? .null
    let answer = state.withLock { state in
      state.reviews[request.path, default: []].append(review)
      state.requests.append(request)
      return state.answers[request.path]
    }
    return await answer?(review) ?? Self.allow(review)
  }

  func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? { nil }

  // MARK: Answers

  static func json(_ value: JSONValue, status: Int = 200) -> APIResponse {
    APIResponse(
      status: status, headers: Headers([("Content-Type", "application/json")]), body: .bytes(value.encoded()))
  }

  /// A review with this response, which gets the UID of the question.
  static func respond(_ review: JSONValue, _ response: JSONValue) -> APIResponse {
    var response = response
    if response["uid"] == nil { response["uid"] = review[path: "request", "uid"] ?? .null }
    return json([
      "apiVersion": review["apiVersion"] ?? .null, "kind": "AdmissionReview", "response": response,
    ])
  }

  static func allow(_ review: JSONValue) -> APIResponse { respond(review, ["allowed": true]) }

  static func patch(_ review: JSONValue, _ operations: JSONValue) -> APIResponse {
    respond(
      review,
      ["allowed": true, "patchType": "JSONPatch", "patch": .string(Base64.encode(operations.encoded()))])
  }
}

extension TestServer {
  private static let registration = "/apis/admissionregistration.k8s.io/v1"

  /// What webhooks of tests are for where they don't say.
  static let configMaps: JSONValue = [
    [
      "operations": ["CREATE", "UPDATE", "DELETE"], "apiGroups": [""], "apiVersions": ["v1"],
      "resources": ["configmaps"],
    ]
  ]

  /// Makes a configuration with these webhooks; what they leave out is filled in.
  func configure(_ kind: String, _ webhooks: [JSONValue]) async throws -> Answer {
    try await configure(kind, "test", webhooks)
  }

  func configure(_ kind: String, _ name: String, _ webhooks: [JSONValue]) async throws -> Answer {
    let filled = webhooks.map { given -> JSONValue in
      var hook: JSONValue = [
        "sideEffects": "None", "admissionReviewVersions": ["v1"], "rules": Self.configMaps,
      ]
      for member in given.objectValue?.members ?? [] { hook[member.key] = member.value }
      return hook
    }
    return try await call(
      "POST", "\(Self.registration)/\(kind.lowercased())webhookconfigurations",
      ["metadata": ["name": .string(name)], "webhooks": .array(filled)])
  }

  func unconfigure(_ kind: String, _ name: String = "test") async throws {
    _ = try await call("DELETE", "\(Self.registration)/\(kind.lowercased())webhookconfigurations/\(name)")
  }

  func configMap(
    _ name: String, data: JSONValue = [:], labels: JSONValue = [:], namespace: String = "default", query: String = ""
  ) async throws -> Answer {
    try await call(
      "POST", "/api/v1/namespaces/\(namespace)/configmaps\(query)",
      ["metadata": ["name": .string(name), "labels": labels], "data": data])
  }
}

extension TestServer.Answer {
  var message: String { body["message"]?.stringValue ?? "" }
}
