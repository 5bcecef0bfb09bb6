import APIMachinery
import HTTPTransport
import Logging

/// Posts events to another server, as the `EventList`s of `audit.k8s.io/v1` (`--audit-webhook-*`).
final class AuditWebhook: Sendable {
  /// As upstream's `DefaultRetryBackoffWithInitialDelay`.
  private static let attemptsMax = 5
  private static let backoffFactor = 1.5
  private static let timeout = Duration.seconds(30)

  private let client: HTTPClient
  private let endpoint: WebhookKubeconfig
  private let initialBackoff: Duration
  private let time: any TimeSource
  private let logger = Logger(label: "audit")

  /// - Parameter configuration: A kubeconfig whose current context names the server.
  init(configuration: [UInt8], path: String, initialBackoff: Duration, time: any TimeSource)
    throws(KubeAPIServerError)
  {
    self.initialBackoff = initialBackoff
    self.time = time
    endpoint = try WebhookKubeconfig(configuration, path: path, flag: "--audit-webhook-config-file")
    var http = HTTPClientConfiguration(tls: endpoint.tls)
    http.responseTimeout = Self.timeout
    client = HTTPClient(endpoint: endpoint.endpoint, configuration: http, time: time)
  }

  /// Tries several times; what can't be delivered then is lost, and said in the log.
  func send(_ events: [AuditEvent]) async {
    let list: JSONValue = [
      "kind": "EventList", "apiVersion": "audit.k8s.io/v1", "metadata": [:], "items": .array(events.map(\.json)),
    ]
    var headers = Headers([("Content-Type", "application/json"), ("User-Agent", "kube-apiserver")])
    if let token = endpoint.token { headers["Authorization"] = "Bearer \(token)" }
    let request = APIRequest(
      method: "POST", path: endpoint.path, query: [QueryItem("timeout", "30s")], headers: headers, body: list.encoded())
    var backoff = initialBackoff
    for attempt in 1...Self.attemptsMax {
      var problem = ""
      do {
        let response = try await client.send(request)
        _ = try await response.body.collect(upTo: 1 << 20)
        if (200..<300).contains(response.status) { return }
        problem = "status \(response.status)"
      } catch {
        problem = "\(error)"
      }
      if attempt == Self.attemptsMax || Task.isCancelled {
        logger.error(
          "audit events are lost: the webhook can't be reached",
          metadata: ["events": "\(events.count)", "error": "\(problem)"])
        return
      }
      try? await time.sleep(for: backoff)
      backoff = .seconds(backoff.inSeconds * Self.backoffFactor)
    }
  }
}

/// Where a kubeconfig says that a webhook is, and with what it is to be asked.
struct WebhookKubeconfig: Sendable {
  var endpoint: Endpoint
  var path: String
  /// Nil for plain HTTP.
  var tls: ClientTLS?
  var token: String?

  init(_ text: [UInt8], path file: String, flag: String) throws(KubeAPIServerError) {
    let failure = { (problem: String) in KubeAPIServerError("\(flag): \(file): \(problem)") }
    let root: JSONValue
    do throws(ParseError) {
      root = try YAMLCodec.decode(text)
    } catch {
      throw failure(error.message)
    }
    let named = { (list: String, name: JSONValue?) in
      (root[list]?.arrayValue ?? []).first { name == nil || $0["name"] == name }
    }
    let context = named("contexts", root["current-context"])?["context"]
    guard let cluster = named("clusters", context?["cluster"])?["cluster"],
      let server = cluster["server"]?.stringValue
    else { throw failure("no cluster with a server in the current context") }
    let user = named("users", context?["user"])?["user"] ?? [:]
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    let content = { (value: JSONValue, key: String) throws(KubeAPIServerError) -> [UInt8] in
      if let data = value["\(key)-data"]?.stringValue {
        guard let bytes = try? Base64.decode(data) else { throw failure("\(key)-data is no base64") }
        return bytes
      }
      guard let name = value[key]?.stringValue, !name.isEmpty else { return [] }
      return try ServerFiles.read(name.hasPrefix("/") ? name : folder + name, flag: flag)
    }
    token = user["token"]?.stringValue
    if token == nil, let name = user["tokenFile"]?.stringValue {
      token = try ServerFiles.text(name.hasPrefix("/") ? name : folder + name, flag: flag).filter { !$0.isWhitespace }
    }
    let isSecure = server.hasPrefix("https://")
    guard isSecure || server.hasPrefix("http://") else { throw failure("server \(server) is no http or https URL") }
    let address = server.dropFirst(isSecure ? 8 : 7)
    let slash = address.firstIndex(of: "/") ?? address.endIndex
    path = slash == address.endIndex ? "/" : String(address[slash...])
    guard let place = Self.hostAndPort(address[..<slash], default: isSecure ? 443 : 80) else {
      throw failure("server \(server) has no host and port")
    }
    endpoint = .tcp(host: place.host, port: place.port)
    guard isSecure else { return }
    let authority = try content(cluster, "certificate-authority")
    let trustsAll = cluster["insecure-skip-tls-verify"]?.boolValue ?? false
    do throws(TransportError) {
      tls = try ClientTLS(
        trust: trustsAll ? .anything : authority.isEmpty ? .system : .authorities(authority),
        certificateChain: [], privateKey: [], serverName: cluster["tls-server-name"]?.stringValue)
    } catch {
      throw failure("\(error)")
    }
    let (certificate, key) = (try content(user, "client-certificate"), try content(user, "client-key"))
    guard !certificate.isEmpty else { return }
    do throws(TransportError) {
      try tls?.replace(certificateChain: certificate, privateKey: key)
    } catch {
      throw failure("\(error)")
    }
  }

  private static func hostAndPort(_ text: Substring, default port: Int) -> (host: String, port: Int)? {
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return nil }
      let rest = text[text.index(after: end)...]
      let number = rest.isEmpty ? port : Int(rest.dropFirst())
      return number.map { (String(text[text.index(after: text.startIndex)..<end]), $0) }
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { return nil }
    let number = parts.count == 2 ? Int(parts[1]) : port
    return number.map { (String(host), $0) }
  }
}
