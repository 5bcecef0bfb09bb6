import APIMachinery
import HTTPTransport
import Synchronization

/// Calls webhooks. Connections are kept for each of them.
final class WebhookClient: Sendable {
  /// Clients are dropped together when there are this many.
  private static let clientsMax = 64
  /// As upstream, no answer may be larger.
  private static let answerBytesMax = 10 * 1024 * 1024
  /// Of HTTP/1.1, as upstream uses for webhooks: as many as there may be requests at a time that change something.
  private static let connectionsMax = 256
  /// Less than servers wait that are made like upstream's, so that none is used just when it is closed.
  private static let idleTimeout = Duration.seconds(60)

  private let time: any TimeSource
  private let clients = Mutex<[WebhookEndpoint.Connection: HTTPClient]>([:])

  init(time: any TimeSource) { self.time = time }

  /// Posts a review and returns the answer, which must be JSON.
  func post(_ body: [UInt8], to endpoint: WebhookEndpoint, timeout: Duration) async throws(RemoteError) -> JSONValue {
    let request = APIRequest(
      method: "POST", path: endpoint.path, query: [QueryItem("timeout", "\(Self.seconds(timeout))s")],
      headers: Headers([
        ("Host", endpoint.hostHeader), ("Content-Type", "application/json"), ("Accept", "application/json, */*"),
        ("User-Agent", "kube-apiserver-admission"),
      ]), body: body)
    let target = "Post \(quoted(Self.shown(endpoint.url, timeout)))"
    let client = try client(endpoint)
    let response: APIResponse
    let bytes: [UInt8]
    do {
      let answer = try await Deadline.run(timeout, time: time) {
        let response = try await client.send(request)
        return (response, try await response.body.collect(upTo: Self.answerBytesMax))
      }
      guard let answer else { throw RemoteError("context deadline exceeded") }
      (response, bytes) = answer
    } catch {
      throw RemoteError("\(target): \(Self.describe(error))")
    }
    guard (200...206).contains(response.status) else { throw Self.refusal(response, bytes) }
    do {
      return try JSONParser.parse(bytes)
    } catch {
      let shown = String(decoding: bytes.prefix(256), as: UTF8.self)
      throw RemoteError("couldn't get version/kind; json parse error: \(error): \(quoted(shown))")
    }
  }

  /// Whole seconds, rounded up: how long the webhook is told that it has.
  static func seconds(_ timeout: Duration) -> Int64 {
    max(1, timeout.components.seconds + (timeout.components.attoseconds > 0 ? 1 : 0))
  }

  /// As errors show what was called.
  static func shown(_ url: String, _ timeout: Duration) -> String { "\(url)?timeout=\(seconds(timeout))s" }

  /// A `Status` speaks for itself; otherwise it is said what the code means.
  private static func refusal(_ response: APIResponse, _ bytes: [UInt8]) -> RemoteError {
    if let status = try? JSONParser.parse(bytes), status["kind"] == "Status", status["status"] != "Success" {
      let error = APIError(status: status)
      return RemoteError(error.message, status: error.code)
    }
    let isText = response.headers["Content-Type"]?.hasPrefix("text/") ?? true
    let text = String(decoding: bytes.prefix(2048), as: UTF8.self).split { $0.isWhitespace && $0.isNewline }
    let error = APIError.response(code: response.status, body: isText ? text.joined(separator: "\n") : "unknown")
    return RemoteError(error.message, status: response.status)
  }

  /// Go's words for what users see most.
  private static func describe(_ error: any Error) -> String {
    let text = "\(error)"
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return "tls: failed to verify certificate: x509: certificate signed by unknown authority"
    }
    return text
  }

  private func client(_ endpoint: WebhookEndpoint) throws(RemoteError) -> HTTPClient {
    let key = endpoint.connection
    if let known = clients.withLock({ $0[key] }) { return known }
    let tls: ClientTLS
    do throws(TransportError) {
      tls = try ClientTLS(
        trust: endpoint.authorities.isEmpty ? .system : .authorities(endpoint.authorities),
        serverName: endpoint.serverName)
    } catch {
      throw RemoteError("unable to load root certificates: \(error)")
    }
    var configuration = HTTPClientConfiguration(tls: tls)
    configuration.allowsHTTP2 = false
    configuration.maximumConnections = Self.connectionsMax
    configuration.idleTimeout = Self.idleTimeout
    let made = HTTPClient(
      endpoint: .tcp(host: endpoint.host, port: endpoint.port), configuration: configuration, time: time)
    return clients.withLock { clients in
      if let known = clients[key] { return known }
      if clients.count >= Self.clientsMax { clients = [:] }
      clients[key] = made
      return made
    }
  }
}
