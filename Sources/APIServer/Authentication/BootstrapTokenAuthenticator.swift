public import APIMachinery

/// Tokens `id.secret` that nodes join with, kept as Secrets of type `bootstrap.kubernetes.io/token` in kube-system.
public struct BootstrapTokenAuthenticator: Authenticator {
  let reader: any ObjectReader
  let time: any TimeSource

  public init(reader: any ObjectReader, time: any TimeSource) {
    self.reader = reader
    self.time = time
  }

  public func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    guard let token = credentials.bearerToken else { return nil }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Self.isWord(parts[0], length: 6), Self.isWord(parts[1], length: 16),
      let secret = reader.object(
        GroupResource("secrets"), namespace: "kube-system", name: "bootstrap-token-\(parts[0])"),
      secret["type"] == "bootstrap.kubernetes.io/token", secret[path: "metadata", "deletionTimestamp"] == nil
    else { return nil }
    func value(_ key: String) -> String {
      guard let text = secret[path: "data", key]?.stringValue, let bytes = try? Base64.decode(text) else { return "" }
      return String(decoding: bytes, as: UTF8.self)
    }
    guard Self.isEqual(value("token-secret"), parts[1]), value("token-id") == parts[0],
      value("usage-bootstrap-authentication") == "true"
    else { return nil }
    let expiration = value("expiration")
    if !expiration.isEmpty {
      guard let end = try? Timestamp(rfc3339: expiration), time.now() < end else {
        throw AuthenticationFailure("bootstrap token \(parts[0]) has expired")
      }
    }
    let extra = value("auth-extra-groups").split(separator: ",").map(String.init)
      .filter { $0.hasPrefix("system:bootstrappers:") }
    return UserInfo(name: "system:bootstrap:\(parts[0])", groups: extra.sorted() + ["system:bootstrappers"])
  }

  private static func isWord(_ text: String, length: Int) -> Bool {
    text.utf8.count == length && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
  }

  /// Compares in a time that doesn't tell where the two differ.
  private static func isEqual(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
