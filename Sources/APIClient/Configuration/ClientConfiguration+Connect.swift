public import APIMachinery
import HTTPTransport
import Synchronization

extension ClientConfiguration {
  /// A transport to the server with these credentials. Connections are opened when they are needed.
  /// Throws ``ClientError/Code/invalidConfiguration`` for a server that is no `http` or `https` URL, and
  /// the transport's error for certificates that can't be used.
  public func connect(
    time: any TimeSource = SystemTime(), source: any ConfigurationSource = SystemConfigurationSource()
  ) throws -> any APITransport {
    let url = try ServerURL(server)
    var options = HTTPClientConfiguration()
    if url.isSecure {
      let trust: ClientTLS.Trust =
        insecureSkipTLSVerify ? .anything : certificateAuthority.isEmpty ? .system : .authorities(certificateAuthority)
      options.tls = try ClientTLS(
        trust: trust, certificateChain: clientCertificate, privateKey: clientKey,
        serverName: tlsServerName.isEmpty ? nil : tlsServerName)
    }
    let client = HTTPClient(endpoint: .tcp(host: url.host, port: url.port), configuration: options, time: time)
    return CredentialTransport(inner: client, configuration: self, prefix: url.path, time: time, source: source)
  }
}

/// The parts of a server's URL.
struct ServerURL: Equatable {
  var isSecure: Bool
  var host: String
  var port: Int
  /// Before every request's path; empty, or starting with `/`.
  var path: String

  init(_ text: String) throws {
    let invalid = ClientError(.invalidConfiguration, "the server \(text) is no http or https URL")
    var rest = text[...]
    if rest.hasPrefix("https://") {
      isSecure = true
      rest = rest.dropFirst(8)
    } else if rest.hasPrefix("http://") {
      isSecure = false
      rest = rest.dropFirst(7)
    } else if !rest.contains("://") {
      isSecure = false
    } else {
      throw invalid
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    path = String(rest[slash...])
    while path.hasSuffix("/") { path.removeLast() }
    var authority = rest[..<slash]
    port = isSecure ? 443 : 80
    if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
      guard let number = Int(authority[authority.index(after: colon)...]), (1...65535).contains(number) else {
        throw invalid
      }
      port = number
      authority = authority[..<colon]
    }
    host = String(authority.filter { $0 != "[" && $0 != "]" })
    guard !host.isEmpty else { throw invalid }
  }
}

/// Adds credentials to every request.
final class CredentialTransport: APITransport {
  private struct Token {
    var value: String
    var readAt: Duration?
  }

  /// A projected token is rotated long before it expires; client-go also reads it once a minute.
  private static let tokenLifetime: Duration = .seconds(60)

  private let inner: any APITransport
  private let configuration: ClientConfiguration
  private let prefix: String
  private let time: any TimeSource
  private let source: any ConfigurationSource
  private let token: Mutex<Token>

  init(
    inner: any APITransport, configuration: ClientConfiguration, prefix: String, time: any TimeSource,
    source: any ConfigurationSource
  ) {
    self.inner = inner
    self.configuration = configuration
    self.prefix = prefix
    self.time = time
    self.source = source
    token = Mutex(Token(value: configuration.token))
  }

  func send(_ request: APIRequest) async throws -> APIResponse {
    var request = request
    if !prefix.isEmpty { request.path = prefix + request.path }
    if request.headers["Authorization"] == nil {
      let token = try currentToken()
      if !token.isEmpty {
        request.headers["Authorization"] = "Bearer " + token
      } else if !configuration.username.isEmpty {
        let pair = configuration.username + ":" + configuration.password
        request.headers["Authorization"] = "Basic " + Base64.encode(Array(pair.utf8))
      }
    }
    if !configuration.impersonateUser.isEmpty {
      request.headers["Impersonate-User"] = configuration.impersonateUser
      for group in configuration.impersonateGroups { request.headers.add("Impersonate-Group", group) }
    }
    return try await inner.send(request)
  }

  private func currentToken() throws -> String {
    guard !configuration.tokenFile.isEmpty else { return configuration.token }
    let now = time.uptime()
    return try token.withLock { token in
      if let readAt = token.readAt, now - readAt < Self.tokenLifetime { return token.value }
      if let bytes = try source.file(configuration.tokenFile) {
        token.value = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
      }
      token.readAt = now
      return token.value
    }
  }
}
