import APIMachinery
import HTTPTransport

/// Who makes a request, and whether they may.
extension Pipeline {
  /// The caller. Throws 401 for credentials that nobody recognises.
  func authenticate(_ request: APIRequest, _ info: RequestInfo, _ caller: Caller) async throws(APIError) -> UserInfo {
    switch caller {
    case .process(let user): return user
    case .connection(let connection):
      let credentials = Self.credentials(request, connection)
      var found = try? authenticator.authenticate(credentials)
      if found == nil, authenticator.knowsMore(about: credentials) {
        found = try? await authenticator.authenticateElsewhere(credentials)
      }
      guard let user = found ?? anonymous(credentials, info) else { throw .unauthorized() }
      return user
    }
  }

  /// The user in whose name the request is answered, where that needs no waiting; nil when it does.
  func identifyImmediately(_ request: APIRequest, _ info: RequestInfo, _ caller: Caller) throws(APIError) -> UserInfo? {
    guard !Impersonation.isAsked(request.headers) else { return nil }
    switch caller {
    case .process(let user): return user
    case .connection(let connection):
      let credentials = Self.credentials(request, connection)
      if let user = try? authenticator.authenticate(credentials) { return user }
      if authenticator.knowsMore(about: credentials) { return nil }
      guard let user = anonymous(credentials, info) else { throw .unauthorized() }
      return user
    }
  }

  func authorize(_ context: RequestContext) async throws(APIError) {
    let attributes = AuthorizationAttributes(user: context.user, info: context.info)
    let decision = await authorizer.decide(attributes)
    if context.audit != nil {
      context.auditAnnotations.add("authorization.k8s.io/decision", decision.isAllowed ? "allow" : "forbid")
      context.auditAnnotations.add("authorization.k8s.io/reason", decision.reason)
    }
    try Self.check(decision, attributes)
  }

  /// False where the decision needs waiting.
  func isAuthorizedImmediately(_ info: RequestInfo, _ user: UserInfo) throws(APIError) -> Bool {
    let attributes = AuthorizationAttributes(user: user, info: info)
    guard let decision = authorizer.knownDecision(attributes) else { return false }
    try Self.check(decision, attributes)
    return true
  }

  private static func check(
    _ decision: AuthorizationDecision, _ attributes: AuthorizationAttributes
  ) throws(APIError) {
    if decision.isAllowed { return }
    if case .failure(let message, _) = decision { throw .internalError(message) }
    throw .forbidden(attributes, reason: decision.reason)
  }

  /// Wrong credentials are never taken for none.
  private func anonymous(_ credentials: Credentials, _ info: RequestInfo) -> UserInfo? {
    credentials.bearerToken == nil && credentials.certificates.isEmpty && anonymous(info.path) ? .anonymous : nil
  }

  private static func credentials(_ request: APIRequest, _ connection: ConnectionInfo) -> Credentials {
    Credentials(
      bearerToken: BearerToken.read(request.headers), certificates: connection.clientCertificateChain,
      headers: request.headers)
  }
}

/// Where a request carries its token.
enum BearerToken {
  /// Of browsers, which can set no other header for a WebSocket.
  private static let protocolPrefix = "base64url.bearer.authorization.k8s.io."

  static func read(_ headers: Headers) -> String? {
    if let value = headers["Authorization"] {
      let parts = value.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
      let token = parts[1].trimmed
      return token.isEmpty ? nil : token
    }
    guard headers["Upgrade"]?.lowercased() == "websocket" else { return nil }
    for value in headers.all("Sec-WebSocket-Protocol") {
      for name in value.split(separator: ",") where name.trimmed.hasPrefix(protocolPrefix) {
        guard let bytes = try? Base64URL.decode(String(name.trimmed.dropFirst(protocolPrefix.count))), !bytes.isEmpty
        else { continue }
        return String(decoding: bytes, as: UTF8.self)
      }
    }
    return nil
  }
}
