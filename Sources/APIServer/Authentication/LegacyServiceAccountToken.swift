import APIMachinery

/// Tokens that stand in a Secret of type `kubernetes.io/service-account-token`: they name no audience and never end,
/// but are only good as long as the Secret has them.
struct LegacyServiceAccountToken {
  static let issuer = "kubernetes/serviceaccount"
  private static let prefix = "kubernetes.io/serviceaccount"
  private static let invalidSince = "kubernetes.io/legacy-token-invalid-since"

  let namespace: String
  let secret: String
  let account: String
  let accountUID: String

  /// Throws for claims that aren't those of such a token.
  init(_ claims: JSONValue) throws(AuthenticationFailure) {
    func text(_ name: String) throws(AuthenticationFailure) -> String {
      guard let text = claims["\(Self.prefix)/\(name)"]?.stringValue, !text.isEmpty else {
        throw AuthenticationFailure("\(name) claim is missing")
      }
      return text
    }
    namespace = try text("namespace")
    secret = try text("secret.name")
    account = try text("service-account.name")
    accountUID = try text("service-account.uid")
    guard claims["sub"]?.stringValue == ServiceAccountTokens.userName(namespace: namespace, name: account) else {
      throw AuthenticationFailure("sub claim is invalid")
    }
  }

  /// The user, where the Secret and the service account are still there.
  func user(of token: String, reader: any ObjectReader) throws(AuthenticationFailure) -> UserInfo {
    guard let stored = reader.object(GroupResource("secrets"), namespace: namespace, name: secret) else {
      throw AuthenticationFailure("service account token has been invalidated")
    }
    let data = stored[path: "data", "token"]?.stringValue ?? ""
    guard stored.deletionTimestamp == nil, let bytes = try? Base64.decode(data),
      String(decoding: bytes, as: UTF8.self) == token
    else { throw AuthenticationFailure("service account token has been invalidated") }
    if let since = stored.labels[Self.invalidSince] {
      throw AuthenticationFailure(
        "the token in secret \(namespace)/\(secret) for service account \(namespace)/\(account) has been marked "
          + "invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the "
          + "'\(Self.invalidSince)' label from the secret to temporarily allow use of this token (since \(since))")
    }
    guard let owner = reader.object(GroupResource("serviceaccounts"), namespace: namespace, name: account),
      owner.deletionTimestamp == nil
    else { throw AuthenticationFailure("service account \(namespace)/\(account) has been deleted") }
    guard owner.uid == accountUID else {
      throw AuthenticationFailure(
        "service account UID (\(owner.uid)) does not match claim (\(accountUID))")
    }
    return UserInfo(
      name: ServiceAccountTokens.userName(namespace: namespace, name: account), uid: accountUID,
      groups: [UserInfo.Group.serviceAccounts, "\(UserInfo.Group.serviceAccounts):\(namespace)"])
  }
}
