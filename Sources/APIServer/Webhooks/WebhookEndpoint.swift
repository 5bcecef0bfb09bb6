import APIMachinery
import HTTPTransport

/// Where a webhook is said to be and whom to trust there: `clientConfig` of conversions and admission webhooks, read
/// once.
struct WebhookLocation: Sendable {
  private enum Place: Sendable {
    case url(host: String, port: Int)
    case service(namespace: String, name: String, port: Int64)
    case nowhere(RemoteError)
  }

  private let place: Place
  /// As upstream's errors show it.
  private let url: String
  private let path: String
  private let serverName: String
  private let hostHeader: String
  /// In PEM; empty for the authorities of the machine.
  private let authorities: [UInt8]

  private static let defaultPort: Int64 = 443

  init(clientConfig: JSONValue) {
    let bundle = (try? Base64.decode(clientConfig["caBundle"]?.stringValue ?? "")) ?? []
    // Nothing but white space is as good as nothing.
    authorities = bundle.allSatisfy { $0 <= 0x20 } ? [] : bundle
    if let service = clientConfig["service"], !service.isNull {
      let name = service["name"]?.stringValue ?? ""
      let namespace = service["namespace"]?.stringValue ?? ""
      let port = service["port"]?.integerValue ?? Self.defaultPort
      let given = service["path"]?.stringValue ?? ""
      path = given.isEmpty ? "/" : given.hasPrefix("/") ? given : "/" + given
      serverName = "\(name).\(namespace).svc"
      hostHeader = "\(serverName):\(port)"
      url = "https://\(hostHeader)\(path)"
      place = .service(namespace: namespace, name: name, port: port)
      return
    }
    let text = clientConfig["url"]?.stringValue ?? ""
    let parsed = Self.parse(text)
    path = parsed?.path ?? "/"
    (serverName, hostHeader) = (parsed?.host ?? "", parsed?.authority ?? "")
    url = "https://\(hostHeader)\(path)"
    if let parsed {
      place = .url(host: parsed.host, port: parsed.port)
    } else {
      place = .nowhere(
        RemoteError(
          text.isEmpty ? "webhook configuration must have either service or URL" : "Unparsable URL: \(quoted(text))"))
    }
  }

  private struct ParsedURL {
    var authority: String
    var host: String
    var port: Int
    var path: String
  }

  private static func parse(_ url: String) -> ParsedURL? {
    guard url.hasPrefix("https://") else { return nil }
    let rest = url.dropFirst("https://".count).prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let path = rest.dropFirst(authority.count).prefix { $0 != "?" }
    var host = String(authority)
    var port = Int(defaultPort)
    let afterBracket = authority.hasPrefix("[") ? authority.drop { $0 != "]" } : authority
    if let colon = afterBracket.lastIndex(of: ":") {
      guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
        return nil
      }
      (host, port) = (String(authority[..<colon]), number)
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard !host.isEmpty else { return nil }
    return ParsedURL(
      authority: String(authority), host: host, port: port, path: path.isEmpty ? "/" : String(path))
  }

  /// Where it can be reached now.
  func endpoint(_ services: ServiceResolver, timeout: Duration) throws(RemoteError) -> WebhookEndpoint {
    let host: String
    let port: Int
    switch place {
    case .url(let ownHost, let ownPort):
      host = ownHost
      port = ownPort
    case .service(let namespace, let name, let number):
      do throws(ServiceResolutionError) {
        let found = try services.resolve(namespace: namespace, name: name, port: number)
        guard case .tcp(let foundHost, let foundPort) = found else {
          throw ServiceResolutionError("service \(quoted(name)) is not on the network")
        }
        host = foundHost
        port = foundPort
      } catch {
        throw RemoteError("Post \(quoted(WebhookClient.shown(url, timeout))): \(error.message)")
      }
    case .nowhere(let error): throw error
    }
    return WebhookEndpoint(
      host: host, port: port, path: path, url: url, serverName: serverName, hostHeader: hostHeader,
      authorities: authorities)
  }
}

/// Where a webhook is reached.
struct WebhookEndpoint: Sendable, Hashable {
  let host: String
  let port: Int
  let path: String
  let url: String
  /// Checked against the webhook's certificate.
  let serverName: String
  let hostHeader: String
  let authorities: [UInt8]

  /// Endpoints that differ in the path share their connections.
  struct Connection: Hashable {
    let host: String
    let port: Int
    let serverName: String
    let authorities: [UInt8]
  }

  var connection: Connection {
    Connection(host: host, port: port, serverName: serverName, authorities: authorities)
  }
}
