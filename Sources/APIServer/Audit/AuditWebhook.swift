import APIMachinery
import HTTPTransport

/// Posts events to another server, as the `EventList`s of `audit.k8s.io/v1` (`--audit-webhook-*`).
final class AuditWebhook: AuditSink {
  /// As upstream's `DefaultRetryBackoffWithInitialDelay`.
  private static let attemptsMax = 5
  private static let backoffFactor = 1.5
  private static let timeout = Duration.seconds(30)

  private let client: HTTPClient
  private let address: RemoteAddress
  private let headers: Headers
  private let initialBackoff: Duration
  private let time: any TimeSource
  private let errors: AuditErrors

  /// - Parameter configuration: A kubeconfig whose current context names the server.
  init(configuration: [UInt8], path: String, initialBackoff: Duration, time: any TimeSource, errors: AuditErrors)
    throws(KubeAPIServerError)
  {
    self.errors = errors
    self.initialBackoff = initialBackoff
    self.time = time
    do {
      let kubeconfig = try WebhookKubeconfig(configuration, path: path)
      address = try kubeconfig.address()
      headers = kubeconfig.headers
      var http = HTTPClientConfiguration(tls: address.isSecure ? try kubeconfig.tls() : nil)
      http.responseTimeout = Self.timeout
      client = HTTPClient(endpoint: address.endpoint, configuration: http, time: time)
    } catch {
      throw KubeAPIServerError("--audit-webhook-config-file: \(path): \(error)")
    }
  }

  /// Tries several times; what can't be delivered then is lost, and said in the log.
  func write(_ events: [AuditEvent]) async -> Bool {
    let list: JSONValue = [
      "kind": "EventList", "apiVersion": "audit.k8s.io/v1", "metadata": [:], "items": .array(events.map(\.json)),
    ]
    var headers = headers
    headers["Content-Type"] = "application/json"
    headers["User-Agent"] = "kube-apiserver"
    let request = APIRequest(
      method: "POST", path: address.path, query: address.query + [QueryItem("timeout", "30s")], headers: headers,
      body: list.encoded())
    var backoff = initialBackoff
    for attempt in 1...Self.attemptsMax {
      var problem = ""
      var isLasting = false
      do {
        let response = try await client.send(request)
        _ = try await response.body.collect(upTo: 1 << 20)
        if (200..<300).contains(response.status) { return true }
        problem = "status \(response.status)"
        isLasting = response.status != 429 && response.status < 500
      } catch {
        problem = "\(error)"
      }
      if attempt == Self.attemptsMax || isLasting || Task.isCancelled {
        errors.note("webhook", events: events.count, problem)
        return false
      }
      try? await time.sleep(for: backoff)
      backoff = .seconds(backoff.inSeconds * Self.backoffFactor)
    }
    return false
  }
}
