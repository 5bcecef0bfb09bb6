internal import APIMachinery
internal import HTTPTransport
internal import LinuxSupport

/// What an API server keeps in memory that has a cluster of a thousand nodes in it: after they were made one by one,
/// after clients have listed all of them, and after a restart. The baseline is what the objects are as JSON.
struct MemoryBenchmark: Benchmark {
  let name = "memory"
  let summary = "memory of `apus kube-apiserver` with 14,000 Pods and 25,000 ConfigMaps"

  private static let podCount = 14_000
  private static let configMapCount = 25_000
  private static let namespaceCount = 140
  private static let settling = Duration.seconds(45)
  private static let token = "bench-token"
  private static let target = 200.0

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let tokens = "\(setting.folder)/tokens.csv"
    try HostFileSystem().write("\(Self.token),bench,bench,system:masters\n", to: tokens)
    var figures: [Figure] = []
    let bytes = try await serve(setting, tokens) { server, endpoint in
      let bytes = try await fill(endpoint, setting)
      try await setting.time.sleep(for: Self.settling)
      figures += try Self.figures("loaded", server, bytes)
      for _ in 0..<3 { _ = try await Self.list(endpoint, form: "application/vnd.kubernetes.protobuf", setting) }
      try await setting.time.sleep(for: Self.settling)
      figures += try Self.figures("after lists of everything as protobuf", server, bytes)
      return bytes
    }
    _ = try await serve(setting, tokens) { server, _ in
      try await setting.time.sleep(for: Self.settling)
      figures += try Self.figures("after a restart", server, bytes)
      return bytes
    }
    return figures
  }

  private func serve(
    _ setting: BenchmarkSetting, _ tokens: String, _ body: (ServerProcess, Endpoint) async throws -> Double
  ) async throws -> Double {
    let port = try await ServerProcess.freePort()
    let server = try ServerProcess(
      setting.program,
      [
        "kube-apiserver", "--data-dir", "\(setting.folder)/data", "--bind-address", "127.0.0.1", "--secure-port",
        "\(port)", "--token-auth-file", tokens,
      ], port: port, log: "\(setting.folder)/server.log", time: setting.time)
    do {
      _ = try await server.readiness()
      let result = try await body(server, .tcp(host: "127.0.0.1", port: port))
      try await server.end()
      return result
    } catch {
      try? await server.end()
      throw error
    }
  }

  private static func figures(_ when: String, _ server: ServerProcess, _ bytes: Double) throws -> [Figure] {
    let memory = try server.memory()
    let baseline = Figure.Baseline("the objects as JSON", bytes)
    return [
      Figure(
        "resident, \(when)", memory.resident, "MB", better: .lower, baseline: baseline, target: target),
      Figure("RssAnon, \(when)", memory.anonymous, "MB", better: .lower, baseline: baseline),
    ]
  }

  /// Makes the objects; returns how many megabytes they are as JSON.
  private func fill(_ endpoint: Endpoint, _ setting: BenchmarkSetting) async throws -> Double {
    let namespaces = (0..<Self.namespaceCount).map { "bench-\($0)" }
    try await make(Self.namespaceCount * 2, endpoint, setting) { number in
      let name = namespaces[number % Self.namespaceCount]
      return number < Self.namespaceCount
        ? Self.post("/api/v1/namespaces", ["metadata": ["name": .string(name)]])
        : Self.post("/api/v1/namespaces/\(name)/serviceaccounts", ["metadata": ["name": "default"]])
    }
    let pods = namespaces.map { PodRequests(namespace: $0, token: Self.token) }
    try await make(Self.podCount, endpoint, setting) { pods[$0 % Self.namespaceCount].create(number: $0) }
    try await make(Self.configMapCount, endpoint, setting) { number in
      Self.post(
        "/api/v1/namespaces/\(namespaces[number % Self.namespaceCount])/configmaps",
        ["metadata": ["name": .string("config-\(number)"), "labels": ["app": "web"]], "data": Self.data])
    }
    return try await Self.list(endpoint, form: "application/json", setting)
  }

  /// Eight texts of a hundred bytes.
  private static let data = JSONValue.object(
    JSONObject((0..<8).map { ("key-\($0)", .string(String(repeating: "x", count: 100))) }))

  private static func headers(_ accept: String) -> Headers {
    Headers([
      ("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"), ("Accept", accept),
      ("User-Agent", "bench"),
    ])
  }

  private static func post(_ path: String, _ body: JSONValue) -> APIRequest {
    APIRequest(method: "POST", path: path, headers: headers("application/json"), body: body.encoded())
  }

  private func make(
    _ count: Int, _ endpoint: Endpoint, _ setting: BenchmarkSetting,
    _ request: @escaping @Sendable (Int) -> APIRequest
  ) async throws {
    // Namespaces come before what is in them.
    for part in count == Self.namespaceCount * 2 ? [0..<count / 2, count / 2..<count] : [0..<count] {
      let plan = HTTPBenchmark.Plan(concurrency: 32, requestCount: part.count) { request(part.lowerBound + $0) }
      let result = try await HTTPBenchmark.run(
        plan, endpoint: endpoint, tls: try ClientTLS(trust: .anything), time: setting.time)
      guard result.failureCount == 0 else { throw BenchmarkError("\(result.failureCount) objects could not be made") }
    }
  }

  /// Lists everything; returns the megabytes of the answers.
  private static func list(_ endpoint: Endpoint, form: String, _ setting: BenchmarkSetting) async throws -> Double {
    let plan = HTTPBenchmark.Plan(concurrency: 1, requestCount: 2) { number in
      APIRequest(method: "GET", path: "/api/v1/\(number == 0 ? "pods" : "configmaps")", headers: headers(form))
    }
    let result = try await HTTPBenchmark.run(
      plan, endpoint: endpoint, tls: try ClientTLS(trust: .anything), time: setting.time)
    guard result.failureCount == 0 else { throw BenchmarkError("a list failed") }
    return Double(result.bodyBytes) / 1e6
  }
}
