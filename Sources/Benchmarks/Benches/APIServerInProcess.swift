internal import APIMachinery
internal import APIServer
internal import HTTPTransport
internal import PKI

/// The API server with its durable store over TLS, in this process.
struct APIServerInProcess: Sendable {
  let endpoint: Endpoint
  let api: KubeAPIServer
  let time: any TimeSource
  let server: ServerTLS
  let client: ClientTLS

  /// Runs `body` while the server serves; its files are in the setting's folder.
  static func run<Result: Sendable>(
    _ setting: BenchmarkSetting, _ body: @escaping @Sendable (APIServerInProcess) async throws -> Result
  ) async throws -> Result {
    var options = KubeAPIServerOptions()
    options.dataDirectory = setting.folder
    options.bindAddress = "127.0.0.1"
    options.securePort = 0
    let api = try await KubeAPIServer(options, time: setting.time)
    let (endpoints, continuation) = AsyncStream.makeStream(of: Endpoint.self)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        defer { continuation.finish() }
        try await api.run { continuation.yield($0) }
        return nil
      }
      group.addTask {
        guard let endpoint = await endpoints.first(where: { _ in true }) else { return nil }
        return try await body(try APIServerInProcess(endpoint, api, setting.time))
      }
      defer { group.cancelAll() }
      // What was asked for, unless the server fails before.
      guard let result = try await group.next() ?? nil else { throw BenchmarkError("the server has ended") }
      group.cancelAll()
      try await group.waitForAll()
      return result
    }
  }

  private init(_ endpoint: Endpoint, _ api: KubeAPIServer, _ time: any TimeSource) throws {
    self.endpoint = endpoint
    self.api = api
    self.time = time
    let serving = api.certificates.bundle(.apiServer)
    let admin = api.certificates.bundle(.admin)
    server = try ServerTLS(certificateChain: serving.certificateChain, privateKey: serving.privateKey)
    client = try ClientTLS(
      trust: .authorities(api.certificates.authority.certificatePEM), certificateChain: admin.certificateChain,
      privateKey: admin.privateKey)
  }

  /// A namespace with the account that Pods run as, which the controllers would make.
  func makeNamespace(_ name: String) async throws {
    try await send("POST", "/api/v1/namespaces", ["metadata": ["name": .string(name)]])
    try await send("POST", "/api/v1/namespaces/\(name)/serviceaccounts", ["metadata": ["name": "default"]])
  }

  /// Sends a request in this process, which must succeed.
  func send(
    _ method: String, _ path: String, _ body: JSONValue, contentType: String = "application/json"
  ) async throws {
    let headers = Headers([("Content-Type", contentType), ("User-Agent", "bench")])
    let response = try await api.transport(as: .apiServer).send(
      APIRequest(method: method, path: path, headers: headers, body: body.encoded()))
    guard response.status < 300 else { throw BenchmarkError("\(method) \(path): status \(response.status)") }
  }
}
