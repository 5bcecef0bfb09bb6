internal import APIMachinery
internal import HTTPTransport
internal import Logging
internal import Synchronization

/// Answers load balancers that ask a node, on a Service's `healthCheckNodePort`, whether it has endpoints of its own.
actor ServiceHealthServer {
  private final class Answer: HTTPHandler {
    private let health: Mutex<ServiceHealth>
    private let proxy: ProxyHealth

    init(_ health: ServiceHealth, _ proxy: ProxyHealth) {
      self.health = Mutex(health)
      self.proxy = proxy
    }

    func set(_ new: ServiceHealth) { health.withLock { $0 = new } }

    func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
      let health = health.withLock { $0 }
      let isHealthy = proxy.isHealthy
      let count = health.localEndpoints.count
      let text = """
        {
        \t"service": {
        \t\t"namespace": "\(health.namespace)",
        \t\t"name": "\(health.name)"
        \t},
        \t"localEndpoints": \(count),
        \t"serviceProxyHealthy": \(isHealthy)
        }
        """
      return APIResponse(
        status: count > 0 && isHealthy ? 200 : 503,
        headers: Headers([
          ("Content-Type", "application/json"), ("X-Content-Type-Options", "nosniff"),
          ("X-Load-Balancing-Endpoint-Weight", "\(count)"),
        ]), body: .bytes(Array(text.utf8)))
    }
  }

  private var servers: [UInt16: (server: HTTPServer, answer: Answer)] = [:]
  private let proxy: ProxyHealth
  private let address: String
  private let logger: Logger

  init(proxy: ProxyHealth, address: String, logger: Logger) {
    self.proxy = proxy
    self.address = address
    self.logger = logger
  }

  /// Listens on exactly these ports.
  func update(_ checks: [UInt16: ServiceHealth]) async {
    for (port, entry) in servers where checks[port] == nil {
      servers[port] = nil
      await entry.server.shutDown(within: .zero)
    }
    for (port, health) in checks {
      if let entry = servers[port] {
        entry.answer.set(health)
        continue
      }
      let answer = Answer(health, proxy)
      let server = HTTPServer(handler: answer, logger: logger)
      do {
        try await server.listen(on: .tcp(host: address, port: Int(port)))
        servers[port] = (server, answer)
      } catch {
        logger.error("no health check of \(health.namespace)/\(health.name) on port \(port): \(error)")
      }
    }
  }

  func stop() async { await update([:]) }
}
