public import APIMachinery
internal import Synchronization

/// Loads a server with requests and measures what comes back.
///
/// The figures say something only beside a baseline taken in the same run on the same machine:
/// ``baseline(body:tls:plan:time:)`` measures this module's own server with a fixed answer.
public struct HTTPBenchmark: Sendable {
  /// How requests are sent.
  public enum Wire: String, Sendable, CaseIterable {
    /// One request after another on each connection, by a client that costs next to nothing.
    case http1
    /// Requests side by side on few connections, by ``HTTPClient``.
    case http2
  }

  /// What is sent, and how much of it.
  public struct Plan: Sendable {
    public var wire: Wire
    /// Requests under way at a time; with HTTP/1.1 each on a connection of its own.
    public var concurrency: Int
    public var requestCount: Int
    /// Makes the request with the given number.
    public var request: @Sendable (Int) -> APIRequest

    public init(
      wire: Wire = .http1, concurrency: Int = 32, requestCount: Int, request: @escaping @Sendable (Int) -> APIRequest
    ) {
      self.wire = wire
      self.concurrency = concurrency
      self.requestCount = requestCount
      self.request = request
    }
  }

  /// What came of it.
  public struct Result: Sendable {
    public var requestCount: Int
    /// Answers with a status of 400 and above, and requests without answer.
    public var failureCount: Int
    public var bodyBytes: Int
    public var duration: Duration
    /// What the whole process used, which is the server and the clients.
    public var processorTime = Duration.zero
    /// Sorted.
    public var latencies: [Duration]

    public var requestsPerSecond: Double { Double(requestCount) / max(duration.inSeconds, 1e-9) }

    /// Of the processors, for one request.
    public var microsecondsPerRequest: Double { processorTime.inSeconds * 1e6 / Double(max(requestCount, 1)) }

    /// Of bodies, in millions of bytes.
    public var megabytesPerSecond: Double { Double(bodyBytes) / 1e6 / max(duration.inSeconds, 1e-9) }

    /// - Parameter share: Between 0 and 1.
    public func latency(at share: Double) -> Duration {
      latencies.isEmpty ? .zero : latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))]
    }
  }

  /// Sends the plan's requests to `endpoint`.
  public static func run(
    _ plan: Plan, endpoint: Endpoint, tls: ClientTLS?, time: any TimeSource = SystemTime()
  ) async throws -> Result {
    let tally = Tally()
    let start = time.uptime()
    let used = SystemTime.processorTime()
    switch plan.wire {
    case .http1: try await loadHTTP1(plan, endpoint, tls, time, tally)
    case .http2: await loadHTTP2(plan, endpoint, tls, time, tally)
    }
    var result = tally.result(duration: time.uptime() - start)
    result.processorTime = SystemTime.processorTime() - used
    return result
  }

  /// Measures this module's server with a fixed answer: the most that anything built on it could reach.
  ///
  /// - Parameter tls: The server's and the client's side.
  public static func baseline(
    body: [UInt8], tls: (server: ServerTLS, client: ClientTLS)?, plan: Plan, time: any TimeSource = SystemTime()
  ) async throws -> Result {
    let server = HTTPServer(tls: tls?.server, handler: FixedAnswer(body: body))
    let endpoint = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0))
    do {
      let result = try await run(plan, endpoint: endpoint, tls: tls?.client, time: time)
      await server.shutDown(within: .zero)
      return result
    } catch {
      await server.shutDown(within: .zero)
      throw error
    }
  }

  private struct FixedAnswer: HTTPHandler {
    let response: APIResponse

    init(body: [UInt8]) {
      response = APIResponse(
        status: 200, headers: Headers([("Content-Type", "application/json")]), body: .bytes(body))
    }

    func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse { response }

    func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? { response }
  }

  private static func loadHTTP1(
    _ plan: Plan, _ endpoint: Endpoint, _ tls: ClientTLS?, _ time: any TimeSource, _ tally: Tally
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<plan.concurrency {
        group.addTask { try await LoadConnection.run(plan, endpoint, tls, time, tally) }
      }
      try await group.waitForAll()
    }
  }

  private static func loadHTTP2(
    _ plan: Plan, _ endpoint: Endpoint, _ tls: ClientTLS?, _ time: any TimeSource, _ tally: Tally
  ) async {
    let client = HTTPClient(endpoint: endpoint, configuration: HTTPClientConfiguration(tls: tls), time: time)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<plan.concurrency {
        group.addTask {
          while let number = tally.nextNumber(below: plan.requestCount) {
            let start = time.uptime()
            do {
              let response = try await client.send(plan.request(number))
              let count = try await response.body.collect(upTo: 1 << 30).count
              tally.add(bytes: count, failed: response.status >= 400, latency: time.uptime() - start)
            } catch {
              tally.add(bytes: 0, failed: true, latency: time.uptime() - start)
            }
          }
        }
      }
    }
    client.shutDown()
  }

  /// What has been measured so far.
  final class Tally: Sendable {
    private let state = Mutex(State())

    private struct State {
      var next = 0
      var failures = 0
      var bytes = 0
      var latencies: [Duration] = []
    }

    func nextNumber(below limit: Int) -> Int? {
      state.withLock { state in
        guard state.next < limit else { return nil }
        defer { state.next += 1 }
        return state.next
      }
    }

    func add(bytes: Int, failed: Bool, latency: Duration) {
      state.withLock { state in
        state.bytes += bytes
        state.failures += failed ? 1 : 0
        state.latencies.append(latency)
      }
    }

    func result(duration: Duration) -> Result {
      state.withLock { state in
        Result(
          requestCount: state.latencies.count, failureCount: state.failures, bodyBytes: state.bytes,
          duration: duration, latencies: state.latencies.sorted())
      }
    }
  }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
