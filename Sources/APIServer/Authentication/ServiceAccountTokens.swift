public import APIMachinery
import Synchronization

/// Issues and checks the tokens of service accounts.
///
/// The claims are upstream's (`kubernetes.io` with namespace, serviceaccount and what the token is bound to), so that
/// tokens of either server can be read by the same clients.
public final class ServiceAccountTokens: Sendable {
  /// What a token is bound to: it is valid only while this object exists.
  struct Binding: Sendable, Equatable {
    var kind: String
    var name: String
    var uid: String
  }

  let issuer: String
  let audiences: [String]
  private let signingKey: JSONWebToken.SigningKey
  private let keys: [JSONWebToken.VerificationKey]
  private let time: any TimeSource
  private let random: any RandomSource
  /// Claims of tokens whose signature was checked already. Bounded: emptied when full.
  private let verified = Mutex<[String: JSONValue]>([:])
  private static let verifiedMax = 4096

  /// - Parameters:
  ///   - signingKeyPEM: The private key to sign with.
  ///   - verificationKeyPEMs: Further keys whose tokens are accepted.
  public init(
    issuer: String, audiences: [String] = [], signingKeyPEM: String, verificationKeyPEMs: [String] = [],
    time: any TimeSource, random: any RandomSource
  ) throws {
    self.issuer = issuer
    self.audiences = audiences.isEmpty ? [issuer] : audiences
    signingKey = try JSONWebToken.SigningKey(pem: signingKeyPEM)
    keys = [signingKey.verifier] + (try verificationKeyPEMs.map { try JSONWebToken.VerificationKey(pem: $0) })
    self.time = time
    self.random = random
  }

  /// The document of `/openid/v1/jwks`.
  public var keySet: JSONValue { ["keys": .array(keys.map(\.jwk))] }

  /// The document of `/.well-known/openid-configuration`.
  public func discoveryDocument(keySetURL: String) -> JSONValue {
    [
      "issuer": .string(issuer), "jwks_uri": .string(keySetURL), "response_types_supported": ["id_token"],
      "subject_types_supported": ["public"],
      "id_token_signing_alg_values_supported": .array(Set(keys.map(\.algorithm)).sorted().map(JSONValue.string)),
    ]
  }

  /// A token of the service account.
  func issue(
    namespace: String, name: String, uid: String, audiences: [String], lifetimeSeconds: Int64, binding: Binding?,
    node: Binding? = nil
  ) throws -> (token: String, expiry: Timestamp) {
    let now = time.now().wholeSeconds
    let expiry = Timestamp(seconds: now.seconds + lifetimeSeconds)
    var claims: JSONValue = [
      "namespace": .string(namespace), "serviceaccount": ["name": .string(name), "uid": .string(uid)],
    ]
    for bound in [binding, node].compactMap({ $0 }) {
      var reference: JSONValue = ["name": .string(bound.name)]
      if !bound.uid.isEmpty { reference["uid"] = .string(bound.uid) }
      claims[bound.kind.lowercased()] = reference
    }
    let token = try JSONWebToken.sign(
      [
        "aud": .array(audiences.map(JSONValue.string)), "exp": .integer(expiry.seconds), "iat": .integer(now.seconds),
        "iss": .string(issuer), "jti": .string(random.uuid()), "kubernetes.io": claims, "nbf": .integer(now.seconds),
        "sub": .string(Self.userName(namespace: namespace, name: name)),
      ], with: signingKey)
    return (token, expiry)
  }

  static func userName(namespace: String, name: String) -> String { "system:serviceaccount:\(namespace):\(name)" }

  /// The claims of a token of this issuer with a good signature; nil for other tokens.
  func claims(of token: String) -> JSONValue? {
    if let known = verified.withLock({ $0[token] }) { return known }
    guard let issuer = JSONWebToken.claims(unverified: token)?["iss"]?.stringValue,
      issuer == self.issuer || issuer == LegacyServiceAccountToken.issuer,
      let claims = JSONWebToken.verify(token, keys: keys)
    else { return nil }
    verified.withLock { verified in
      if verified.count >= Self.verifiedMax { verified.removeAll() }
      verified[token] = claims
    }
    return claims
  }

  /// The user a token stands for.
  ///
  /// - Parameter accepted: Audiences of which the token must have one.
  func user(
    of token: String, accepted: [String], reader: any ObjectReader
  ) throws(AuthenticationFailure) -> (user: UserInfo, audiences: [String])? {
    guard let claims = claims(of: token) else { return nil }
    if claims["iss"]?.stringValue == LegacyServiceAccountToken.issuer {
      let user = try LegacyServiceAccountToken(claims).user(of: token, reader: reader)
      // It names no audience: it is meant for this server.
      let matching = accepted.filter(self.audiences.contains)
      guard !matching.isEmpty else {
        throw AuthenticationFailure("token audiences \(self.audiences) is invalid for the target audiences \(accepted)")
      }
      return (user, matching)
    }
    guard let account = claims["kubernetes.io"] else { return nil }
    let now = time.now().seconds
    guard let expiry = claims["exp"]?.integerValue, now < expiry else {
      throw AuthenticationFailure("service account token has expired")
    }
    guard now + 60 >= claims["nbf"]?.integerValue ?? 0 else {
      throw AuthenticationFailure("service account token is not valid yet")
    }
    let audiences =
      claims["aud"]?.arrayValue?.compactMap(\.stringValue) ?? claims["aud"]?.stringValue.map { [$0] } ?? []
    let matching = audiences.filter(accepted.contains)
    guard !matching.isEmpty else {
      throw AuthenticationFailure("token audiences \(audiences) is invalid for the target audiences \(accepted)")
    }
    let namespace = account["namespace"]?.stringValue ?? ""
    let name = account[path: "serviceaccount", "name"]?.stringValue ?? ""
    let uid = account[path: "serviceaccount", "uid"]?.stringValue ?? ""
    try check(.init("serviceaccounts"), namespace, name, uid, reader)
    var extra: [String: [String]] = [:]
    if let identifier = claims["jti"]?.stringValue {
      extra["authentication.kubernetes.io/credential-id"] = ["JTI=\(identifier)"]
    }
    for (member, resource, isNamespaced) in [
      ("pod", "pods", true), ("secret", "secrets", true), ("node", "nodes", false),
    ] {
      guard let bound = account[member] else { continue }
      let boundName = bound["name"]?.stringValue ?? ""
      let boundUID = bound["uid"]?.stringValue ?? ""
      // A pod's token names its node for information; only a token bound to the node itself depends on it.
      if member != "node" || account["pod"] == nil {
        try check(.init(resource), isNamespaced ? namespace : "", boundName, boundUID, reader)
      }
      guard member != "secret" else { continue }
      extra["authentication.kubernetes.io/\(member)-name"] = [boundName]
      if !boundUID.isEmpty { extra["authentication.kubernetes.io/\(member)-uid"] = [boundUID] }
    }
    let user = UserInfo(
      name: Self.userName(namespace: namespace, name: name), uid: uid,
      groups: [UserInfo.Group.serviceAccounts, "system:serviceaccounts:\(namespace)"], extra: extra)
    return (user, matching)
  }

  /// The object must exist under the same uid, and not be deleted for longer than its grace.
  private func check(
    _ resource: GroupResource, _ namespace: String, _ name: String, _ uid: String, _ reader: any ObjectReader
  ) throws(AuthenticationFailure) {
    guard let object = reader.object(resource, namespace: namespace, name: name) else {
      throw AuthenticationFailure("\(resource.resource) \(name) is gone")
    }
    guard uid.isEmpty || object[path: "metadata", "uid"]?.stringValue == uid else {
      throw AuthenticationFailure("\(resource.resource) \(name) is another one than the token was issued for")
    }
    if let deleted = object[path: "metadata", "deletionTimestamp"]?.stringValue,
      let end = try? Timestamp(rfc3339: deleted),
      time.now().seconds > end.seconds + 60
    {
      throw AuthenticationFailure("\(resource.resource) \(name) has been deleted")
    }
  }
}

/// Bearer tokens that ``ServiceAccountTokens`` issued.
public struct ServiceAccountAuthenticator: Authenticator {
  let tokens: ServiceAccountTokens
  let reader: any ObjectReader

  public init(tokens: ServiceAccountTokens, reader: any ObjectReader) {
    self.tokens = tokens
    self.reader = reader
  }

  public func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    guard let token = credentials.bearerToken else { return nil }
    return try tokens.user(of: token, accepted: tokens.audiences, reader: reader)?.user
  }
}
