internal import APIMachinery
internal import HTTPTransport
internal import LinuxSupport

/// A child that serves the API: started, watched until it is ready, and looked at from outside.
struct ServerProcess {
  let child: any ChildProcess
  let startedAt: Duration
  let port: Int
  let time: any TimeSource
  private static let limit = Duration.seconds(60)

  /// - Parameter arguments: Of this program; they must say the same port.
  init(_ program: String, _ arguments: [String], port: Int, log: String, time: any TimeSource) throws {
    let output = try Descriptor.open(log, flags: 0o2 | 0o100 | 0o2000)
    startedAt = time.uptime()
    child = try SystemProcessRunner().spawn(Command(program, arguments, timeLimit: nil), output: .file(output))
    self.port = port
    self.time = time
  }

  /// How long after its start `/readyz` said ok.
  func readiness() async throws -> Duration {
    let deadline = startedAt + Self.limit
    let client = HTTPClient(
      endpoint: .tcp(host: "127.0.0.1", port: port),
      configuration: HTTPClientConfiguration(tls: try ClientTLS(trust: .anything)), time: time)
    defer { client.shutDown() }
    while time.uptime() < deadline {
      if let response = try? await client.send(APIRequest(method: "GET", path: "/readyz")), response.status == 200 {
        return time.uptime() - startedAt
      }
      try await time.sleep(for: .milliseconds(2))
    }
    throw BenchmarkError("the server isn't ready after \(Self.limit)")
  }

  /// What it keeps in memory, in megabytes: of its own, and with the pages of its program file.
  func memory() throws -> (anonymous: Double, resident: Double) {
    let status = try HostFileSystem().readText("/proc/\(child.identifier)/status")
    func megabytes(_ field: String) -> Double {
      let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
      let kibibytes = line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Double($0) } ?? 0
      return kibibytes * 1_024 / 1e6
    }
    return (megabytes("RssAnon"), megabytes("VmRSS"))
  }

  /// Asks it to end and waits for that.
  func end() async throws {
    child.signal(15)
    _ = try await child.wait()
  }

  /// A port that was free just now.
  static func freePort() async throws -> Int {
    let server = HTTPServer(handler: NoAnswer())
    let endpoint = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0))
    await server.shutDown(within: .zero)
    guard let port = endpoint.port else { throw BenchmarkError("no port is free") }
    return port
  }

  private struct NoAnswer: HTTPHandler {
    func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse { APIResponse(status: 404) }
    func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? { nil }
  }
}
