import APIMachinery
import Storage

@testable import APIServer

/// A whole API server in memory, with the admission plugins that are on by default and its system objects made.
struct TestServer: Sendable {
  let server: APIServer
  let rbac: RBACAuthorizer?

  static let admin = UserInfo(name: "admin", groups: [UserInfo.Group.masters, UserInfo.Group.authenticated])

  /// One server for all tests that keep to namespaces of their own.
  static let shared = Task { try await TestServer() }

  /// The same, which serves all that 1.36 knows: every version, every feature.
  static let complete = Task {
    var configuration = APIServerConfiguration()
    precondition(configuration.featureGates.apply(["AllAlpha=true", "AllBeta=true"]).isEmpty)
    try configuration.runtimeConfiguration.apply(["api/all=true"])
    return try await TestServer(configuration: configuration)
  }

  /// - Parameters:
  ///   - admissionTime: What admission plugins wait by.
  ///   - handlers: Registers what answers subresources that need more than the store.
  init(
    configuration: APIServerConfiguration = APIServerConfiguration(), seed: UInt64 = 7,
    store: any Store = MemoryStore(), encryption: EncryptionAtRest? = nil, time: any TimeSource = SystemTime(),
    admissionTime: any TimeSource = SystemTime(),
    auditor: Auditor? = nil, paths: [String: any PathHandler] = [:],
    handlers: @escaping @Sendable (inout ResourceHandlers, RBACAuthorizer) -> Void = { _, _ in }
  ) async throws {
    var made: RBACAuthorizer?
    server = APIServer(
      configuration: configuration, store: store, time: time, random: SeededRandom(seed: seed), encryption: encryption,
      auditor: auditor
    ) { objects in
      let rbac = RBACAuthorizer(reader: objects)
      made = rbac
      var parts = APIServer.Parts()
      parts.authorizers = [rbac]
      parts.admissionPlugins = AdmissionPlugins.available(
        .init(
          reader: objects, rbac: rbac, authorizer: AuthorizerChain([PrivilegedGroupAuthorizer(), rbac]),
          random: SeededRandom(seed: seed), time: admissionTime, metrics: parts.admissionMetrics))
      parts.handlers.registerSubresources()
      parts.handlers.registerStreams(kubelets: nil)
      handlers(&parts.handlers, rbac)
      parts.paths.register(DiscoveryHandler(), below: "/api")
      parts.paths.register(DiscoveryHandler(), below: "/apis")
      parts.paths.register(FlowControlDebugHandler(), below: FlowControlDebugHandler.path)
      parts.paths.register(OpenAPIHandler(), below: "/openapi/v3")
      parts.paths.register(SwaggerHandler(), at: "/openapi/v2")
      parts.paths.register(MetricsHandler(), at: "/metrics")
      for (path, handler) in paths { parts.paths.register(handler, below: path) }
      return parts
    }
    rbac = made
    try await server.start()
  }

  struct Answer: Sendable {
    var status: Int
    var headers: Headers
    var body: JSONValue
    var text: String
    var bytes: [UInt8] = []

    var warnings: [String] {
      headers.all("Warning").map { value in
        String(value.dropFirst("299 - \"".count).dropLast()).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
      }
    }

    /// What is wrong, `field: message` each; the message of a failure without causes.
    var errors: [String] {
      guard status >= 400 else { return [] }
      guard let causes = body[path: "details", "causes"]?.arrayValue, !causes.isEmpty else {
        return [": \(body["message"]?.stringValue ?? text)"]
      }
      return causes.map { "\($0["field"]?.stringValue ?? ""): \($0["message"]?.stringValue ?? "")" }
    }
  }

  func call(
    _ method: String, _ path: String, _ body: JSONValue? = nil, contentType: String = "application/json",
    accept: String = "application/json", as user: UserInfo = TestServer.admin
  ) async throws -> Answer {
    let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
    var query: [QueryItem] = []
    for item in parts.dropFirst().joined().split(separator: "&") {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      query.append(QueryItem(pair[0], pair.count > 1 ? pair[1] : ""))
    }
    var headers = Headers([("Accept", accept)])
    if body != nil { headers["Content-Type"] = contentType }
    let response = try await server.transport(as: user).send(
      APIRequest(method: method, path: parts[0], query: query, headers: headers, body: body?.encoded() ?? []))
    guard case .bytes(let bytes) = response.body else {
      return Answer(status: response.status, headers: response.headers, body: .null, text: "")
    }
    return Answer(
      status: response.status, headers: response.headers, body: (try? JSONParser.parse(bytes)) ?? .null,
      text: String(decoding: bytes, as: UTF8.self), bytes: bytes)
  }

  /// A namespace with the service account that pods need.
  func makeNamespace(_ name: String) async throws {
    _ = try await call("POST", "/api/v1/namespaces", ["metadata": ["name": .string(name)]])
    _ = try await call("POST", "/api/v1/namespaces/\(name)/serviceaccounts", ["metadata": ["name": "default"]])
  }
}
