import APIMachinery
import HTTPTransport
import Synchronization

/// Calls webhooks. Connections are kept for each of them.
final class WebhookClient: Sendable {
  /// Clients are dropped together when there are this many.
  private static let clientsMax = 64
  /// As upstream, no answer may be larger.
  private static let answerBytesMax = 10 * 1024 * 1024

  private let time: any TimeSource
  private let clients = Mutex<[WebhookEndpoint: HTTPClient]>([:])

  init(time: any TimeSource) { self.time = time }

  /// Posts a review and returns the answer, which must be JSON.
  func post(_ body: JSONValue, to endpoint: WebhookEndpoint, timeout: Duration) async throws(WebhookError) -> JSONValue
  {
    let request = APIRequest(
      method: "POST", path: endpoint.path,
      query: [QueryItem("timeout", "\(timeout.components.seconds)s")],
      headers: Headers([
        ("Content-Type", "application/json"), ("Accept", "application/json"),
        ("User-Agent", "kube-apiserver-admission"),
      ]), body: body.encoded())
    let client = try client(endpoint)
    let bytes = try await withTimeout(timeout, endpoint) { () async throws(WebhookError) -> [UInt8] in
      try await Self.answer(client, request)
    }
    do {
      return try JSONParser.parse(bytes)
    } catch {
      throw WebhookError("the answer can't be read: \(error)")
    }
  }

  private static func answer(_ client: HTTPClient, _ request: APIRequest) async throws(WebhookError) -> [UInt8] {
    let response: APIResponse
    do {
      response = try await client.send(request)
    } catch {
      throw WebhookError("Post \(quoted("https://\(client.endpoint)\(request.path)")): \(error)")
    }
    var bytes: [UInt8] = []
    switch response.body {
    case .bytes(let whole): bytes = whole
    case .stream(let stream):
      do {
        for try await piece in stream {
          bytes += piece
          guard bytes.count <= answerBytesMax else {
            throw WebhookError("the answer has more than \(answerBytesMax) bytes")
          }
        }
      } catch let error as WebhookError {
        throw error
      } catch {
        throw WebhookError("\(error)")
      }
    default: break
    }
    guard (200..<300).contains(response.status) else {
      let message = (try? JSONParser.parse(bytes))?["message"]?.stringValue
      throw WebhookError(
        message ?? "the server responded with the status code \(response.status)", status: response.status)
    }
    return bytes
  }

  private func client(_ endpoint: WebhookEndpoint) throws(WebhookError) -> HTTPClient {
    if let known = clients.withLock({ $0[endpoint] }) { return known }
    let tls: ClientTLS
    do throws(TransportError) {
      tls = try ClientTLS(
        trust: endpoint.authorities.isEmpty ? .system : .authorities(endpoint.authorities),
        serverName: endpoint.serverName)
    } catch {
      throw WebhookError("unable to load root certificates: \(error)")
    }
    let made = HTTPClient(
      endpoint: .tcp(host: endpoint.host, port: endpoint.port), configuration: HTTPClientConfiguration(tls: tls),
      time: time)
    return clients.withLock { clients in
      if let known = clients[endpoint] { return known }
      if clients.count >= Self.clientsMax { clients = [:] }
      clients[endpoint] = made
      return made
    }
  }

  private func withTimeout<Value: Sendable>(
    _ timeout: Duration, _ endpoint: WebhookEndpoint,
    _ body: @escaping @Sendable () async throws(WebhookError) -> Value
  ) async throws(WebhookError) -> Value {
    let time = time
    let outcome = await withTaskGroup(of: Result<Value, WebhookError>?.self) { group in
      group.addTask {
        do throws(WebhookError) {
          return .success(try await body())
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        try? await time.sleep(for: timeout)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
    guard let outcome else {
      throw WebhookError(
        "Post \(quoted("https://\(endpoint.host):\(endpoint.port)\(endpoint.path)")): context deadline exceeded")
    }
    return try outcome.get()
  }
}
