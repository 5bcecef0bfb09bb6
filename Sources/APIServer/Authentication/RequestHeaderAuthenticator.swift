public import APIMachinery
public import PKI

/// Which headers of a front proxy say who the user is (`--requestheader-*`).
public struct RequestHeaderOptions: Sendable, Equatable {
  public var usernameHeaders = ["X-Remote-User"]
  public var uidHeaders: [String] = ["X-Remote-Uid"]
  public var groupHeaders = ["X-Remote-Group"]
  public var extraHeaderPrefixes = ["X-Remote-Extra-"]
  /// Common names of the proxies' certificates; empty allows any that the authorities signed.
  public var allowedNames: [String] = []

  /// The common name of the cluster's own proxy certificate.
  public static let ownProxyName = ClusterCertificates.frontProxyName

  public init() {}
}

/// Users that a front proxy speaks for: the proxy shows a certificate of its own authority, and headers say who sent
/// the request.
public final class RequestHeaderAuthenticator: Authenticator {
  private let options: RequestHeaderOptions
  private let proxies: ClientCertificateAuthenticator

  /// - Parameter authorities: Those that sign the proxies' certificates.
  public init(_ options: RequestHeaderOptions, authorities: CertificatePool, time: any TimeSource) {
    self.options = options
    proxies = ClientCertificateAuthenticator(pool: authorities, time: time)
  }

  public func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    let headers = credentials.headers
    let first = { (names: [String]) in names.lazy.compactMap { headers[$0] }.first { !$0.isEmpty } ?? "" }
    let name = first(options.usernameHeaders)
    // Nearly all requests speak for themselves, and verifying their certificates as those of proxies would be in vain.
    guard !name.isEmpty, !credentials.certificates.isEmpty, let proxy = try proxies.authenticate(credentials) else {
      return nil
    }
    guard options.allowedNames.isEmpty || options.allowedNames.contains(proxy.name) else {
      throw AuthenticationFailure("x509: subject with cn=\(proxy.name) is not in the allowed list")
    }
    return UserInfo(
      name: name, uid: first(options.uidHeaders), groups: options.groupHeaders.flatMap { headers.all($0) },
      extra: extra(headers))
  }

  private func extra(_ headers: Headers) -> [String: [String]] {
    var extra: [String: [String]] = [:]
    for field in headers.fields {
      let name = field.name.lowercased()
      for prefix in options.extraHeaderPrefixes where name.hasPrefix(prefix.lowercased()) {
        let key = PercentEncoding.decode(String(name.dropFirst(prefix.utf8.count)))
        extra[key, default: []].append(field.value)
      }
    }
    return extra
  }
}
