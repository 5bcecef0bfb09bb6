public import APIMachinery

/// Sends requests to one server, over HTTP/2 where the server speaks it and HTTP/1.1 otherwise. Connections are
/// kept and shared.
///
/// A response with status 101 has a body of ``APIResponse/Body/upgrade(_:)``: calling its function with a stream
/// joins that stream to the server's connection, so a proxy can hand the response on as it is. Whoever wants to
/// talk over the connection directly uses ``upgrade(_:)``.
public final class HTTPClient: APITransport {
  public let endpoint: Endpoint
  private let configuration: HTTPClientConfiguration
  private let connector: ClientConnector
  private let pool: ConnectionPool
  private let authority: String

  public init(
    endpoint: Endpoint, configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
    time: any TimeSource = SystemTime()
  ) {
    self.endpoint = endpoint
    self.configuration = configuration
    connector = ClientConnector(endpoint: endpoint, configuration: configuration)
    pool = ConnectionPool(connector: connector, configuration: configuration, time: time)
    switch endpoint {
    case .tcp(let host, let port):
      let isDefault = port == (configuration.tls == nil ? 80 : 443)
      let shown = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
      authority = isDefault ? shown : "\(shown):\(port)"
    case .unix:
      authority = "localhost"
    }
  }

  deinit {
    pool.shutDown()
  }

  /// Closes all connections; requests fail from now on.
  public func shutDown() {
    pool.shutDown()
  }

  public func send(_ request: APIRequest) async throws -> APIResponse {
    if request.headers["Upgrade"] != nil {
      switch try await upgrade(request) {
      case .refused(let response): return response
      case .upgraded(var response, let stream):
        response.body = .upgrade { peer in await peer.join(stream) }
        return response
      }
    }
    let request = withDefaults(request)
    var mayRetry = true
    while true {
      switch try await pool.acquire() {
      case .http1(let connection, let reused):
        do {
          return try await connection.send(request, authority: authority) { [pool] reusable in
            pool.release(connection, reusable: reusable)
          }
        } catch let error as TransportError where reused && mayRetry && isRetriable(request, error) {
          mayRetry = false
        }
      case .http2(let connection, let reused):
        do {
          return try await connection.send(request, authority: authority) { [pool] in pool.streamEnded() }
        } catch let error as TransportError where reused && mayRetry && isRetriable(request, error) {
          mayRetry = false
        }
      }
    }
  }

  /// What became of a request to change the protocol.
  public enum Upgrade: Sendable {
    /// The status is 101; the response's headers say what was agreed on.
    case upgraded(APIResponse, any DuplexStream)
    /// Any other answer.
    case refused(APIResponse)
  }

  /// Sends a request that has an `Upgrade` header, on a connection of its own.
  public func upgrade(_ request: APIRequest) async throws -> Upgrade {
    guard case .http1(let connection) = try await connector.connect(allowsHTTP2: false) else {
      throw TransportError(.protocolViolation, "the server chose HTTP/2 without being offered it")
    }
    let response = try await connection.send(withDefaults(request), authority: authority) { _ in connection.close() }
    guard response.status == 101 else { return .refused(response) }
    return .upgraded(response, try await connection.takeOver())
  }

  private func withDefaults(_ request: APIRequest) -> APIRequest {
    var request = request
    for field in configuration.headers.fields where request.headers[field.name] == nil {
      request.headers.add(field.name, field.value)
    }
    return request
  }

  /// A kept connection may have been closed by the server just when it was used: as Go's client, what changes
  /// nothing is sent once more.
  private func isRetriable(_ request: APIRequest, _ error: TransportError) -> Bool {
    guard error.code == .closed else { return false }
    return ["GET", "HEAD", "OPTIONS"].contains(request.method) || error.message.contains("REFUSED_STREAM")
  }
}
