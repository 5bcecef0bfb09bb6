import APIMachinery
import HTTPTransport

/// A server that reviews are posted to, given by a file in the form of a kubeconfig (`apiserver/pkg/util/webhook`).
final class ReviewWebhook: Sendable {
  private static let attempts = 5
  private static let backOff = 1.5

  private let client: HTTPClient
  private let address: RemoteAddress
  private let headers: Headers
  private let timeout: Duration
  private let firstRetry: Duration
  private let time: any TimeSource
  private let url: String

  /// - Parameter file: Its content. Certificates in files of their own are looked for beside `path`.
  init(
    file: [UInt8], path: String, timeout: Duration, firstRetry: Duration = .milliseconds(500), time: any TimeSource
  ) throws(KubeAPIServerError) {
    do {
      let kubeconfig = try WebhookKubeconfig(file, path: path)
      address = try kubeconfig.address()
      url = kubeconfig.server
      headers = kubeconfig.headers
      let tls = address.isSecure ? try kubeconfig.tls() : nil
      client = HTTPClient(
        endpoint: address.endpoint, configuration: HTTPClientConfiguration(tls: tls), time: time)
    } catch {
      throw KubeAPIServerError("webhook configuration \(path): \(error)")
    }
    self.timeout = timeout
    self.firstRetry = firstRetry
    self.time = time
  }

  /// Posts a review and returns it as it was answered; tried again while the server is out of order.
  func post(_ review: JSONValue) async throws(RemoteError) -> JSONValue {
    var headers = headers
    headers["Content-Type"] = "application/json"
    headers["Accept"] = "application/json"
    let request = APIRequest(
      method: "POST", path: address.path, query: address.query + [QueryItem("timeout", "\(GoDuration(timeout))")],
      headers: headers, body: review.encoded())
    var delay = firstRetry
    for attempt in 1...Self.attempts {
      do throws(RemoteError) {
        return try await RemoteDocuments.send(request, with: client, timeout: timeout, time: time, name: url)
      } catch {
        guard error.isTemporary, attempt < Self.attempts, (try? await time.sleep(for: delay)) != nil else {
          throw error
        }
        delay = delay * Self.backOff
      }
    }
    throw RemoteError("no answer")
  }
}

/// The parts of a kubeconfig that say where a webhook is.
struct WebhookKubeconfig {
  let server: String
  private let cluster: JSONValue
  private let user: JSONValue
  private let folder: String

  init(_ file: [UInt8], path: String) throws(ParseError) {
    let root = try YAMLCodec.decode(file)
    func entry(_ list: String, _ name: String, _ member: String) -> JSONValue {
      (root[list]?.arrayValue ?? []).first { $0["name"]?.stringValue == name }?[member] ?? [:]
    }
    let context = entry("contexts", root["current-context"]?.stringValue ?? "", "context")
    cluster = entry("clusters", context["cluster"]?.stringValue ?? "", "cluster")
    user = entry("users", context["user"]?.stringValue ?? "", "user")
    server = cluster["server"]?.stringValue ?? ""
    folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    guard !server.isEmpty else { throw ParseError("the current context names no cluster with a server") }
  }

  func address() throws(ParseError) -> RemoteAddress {
    guard let address = RemoteAddress(server) else { throw ParseError("the server \(quoted(server)) is no URL") }
    return address
  }

  /// Who this server is to the webhook.
  var headers: Headers {
    var headers = Headers()
    if let token = user["token"]?.stringValue, !token.isEmpty {
      headers["Authorization"] = "Bearer \(token)"
    } else if let name = user["username"]?.stringValue, !name.isEmpty {
      let pair = "\(name):\(user["password"]?.stringValue ?? "")"
      headers["Authorization"] = "Basic \(Base64.encode(Array(pair.utf8)))"
    }
    return headers
  }

  func tls() throws -> ClientTLS {
    let authorities = try content(cluster, "certificate-authority")
    let isInsecure = cluster["insecure-skip-tls-verify"] == true
    let name = cluster["tls-server-name"]?.stringValue ?? ""
    return try ClientTLS(
      trust: isInsecure ? .anything : authorities.isEmpty ? .system : .authorities(authorities),
      certificateChain: try content(user, "client-certificate"), privateKey: try content(user, "client-key"),
      serverName: name.isEmpty ? nil : name)
  }

  /// What stands in the file itself or in another that it names; empty where neither is.
  private func content(_ entry: JSONValue, _ member: String) throws -> [UInt8] {
    if let data = entry["\(member)-data"]?.stringValue, !data.isEmpty { return try Base64.decode(data) }
    guard let path = entry[member]?.stringValue, !path.isEmpty else { return [] }
    return try ServerFiles.read(path.hasPrefix("/") ? path : "\(folder)/\(path)", flag: member)
  }
}
