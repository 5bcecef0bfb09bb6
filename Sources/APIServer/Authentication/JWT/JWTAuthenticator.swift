import APIMachinery
import HTTPTransport
import Logging
import Synchronization

/// Tokens of one OpenID Connect issuer.
final class JWTAuthenticator: Authenticator {
  /// What tokens were found to stand for; emptied when full.
  private static let knownMax = 4096
  /// Clocks may differ by this much before a token's start.
  private static let startLeeway: Int64 = 300

  let issuer: AuthenticationConfiguration.Issuer
  private let expressions: JWTExpressions
  private let keys: IssuerKeys
  private let time: any TimeSource
  private let known = Mutex<[String: (user: UserInfo, expiry: Int64)]>([:])

  init(_ issuer: AuthenticationConfiguration.Issuer, time: any TimeSource) throws(KubeAPIServerError) {
    self.issuer = issuer
    self.time = time
    expressions = IssuerCompiler(issuer, FieldPath("jwt"), disallowed: []).expressions
    keys = try IssuerKeys(issuer, time: time)
  }

  func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    guard let text = credentials.bearerToken else { return nil }
    if let found = known.withLock({ $0[text] }), time.now().seconds < found.expiry { return found.user }
    guard let token = ParsedToken(text), token.issuer == issuer.url else { return nil }
    guard let set = keys.current else { throw AuthenticationFailure("oidc: authenticator not initialized") }
    return try user(of: token, text, set)
  }

  /// Keys are fetched when they are first needed, and again when a token names one that isn't known.
  func knowsMore(about credentials: Credentials) -> Bool {
    guard let token = credentials.bearerToken.flatMap(ParsedToken.init), token.issuer == issuer.url else {
      return false
    }
    guard let set = keys.current else { return true }
    return !token.keyIdentifier.isEmpty && !set.contains(token.keyIdentifier)
  }

  func authenticateElsewhere(_ credentials: Credentials) async throws(AuthenticationFailure) -> UserInfo? {
    guard knowsMore(about: credentials), let text = credentials.bearerToken, let token = ParsedToken(text) else {
      return nil
    }
    do {
      return try user(of: token, text, try await keys.fetch())
    } catch let error as RemoteError {
      throw AuthenticationFailure("oidc: \(error)")
    } catch let error as AuthenticationFailure {
      throw error
    } catch {
      throw AuthenticationFailure("oidc: \(error)")
    }
  }

  /// Fetches the keys before the first token comes.
  func prepare() async { _ = try? await keys.fetch() }

  private func user(
    of token: ParsedToken, _ text: String, _ set: JSONWebKeySet
  ) throws(AuthenticationFailure) -> UserInfo {
    guard issuer.audiences.contains(where: token.audiences.contains) else {
      throw AuthenticationFailure("oidc: expected audience in \(issuer.audiences.sorted()) got \(token.audiences)")
    }
    let now = time.now().seconds
    guard let expiry = token.claims["exp"].flatMap(Self.seconds), now < expiry else {
      throw AuthenticationFailure("oidc: verify token: oidc: token is expired")
    }
    if let start = token.claims["nbf"].flatMap(Self.seconds), now + Self.startLeeway < start {
      throw AuthenticationFailure("oidc: verify token: current time is before the nbf (not before) time")
    }
    guard issuer.algorithms.contains(token.algorithm) else {
      throw AuthenticationFailure(
        "oidc: verify token: oidc: id token signed with unsupported algorithm \(quoted(token.algorithm))")
    }
    guard
      set.isValid(
        token.signature, of: token.content, algorithm: token.algorithm, identifier: token.keyIdentifier)
    else { throw AuthenticationFailure("oidc: verify token: failed to verify signature") }
    let user = try JWTClaims(claims: token.claims, issuer: issuer, expressions: expressions).user()
    known.withLock { known in
      if known.count >= Self.knownMax { known = [:] }
      known[text] = (user, expiry)
    }
    return user
  }

  private static func seconds(_ value: JSONValue) -> Int64? {
    value.integerValue ?? value.doubleValue.flatMap { Int64(exactly: $0.rounded(.down)) }
  }
}

/// The keys of an issuer, found by its discovery document.
final class IssuerKeys: Sendable {
  /// Between two requests at least this much time passes, so that made-up tokens can't make the server ask without end.
  private static let pause = Duration.seconds(1)

  private struct State {
    var keys: JSONWebKeySet?
    var fetchedAt: Duration?
    var problem: RemoteError?
    var isFetching = false
    /// Who waits for the request under way; as many as there are requests with such tokens.
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let issuer: AuthenticationConfiguration.Issuer
  private let documents: RemoteDocuments
  private let time: any TimeSource
  private let state = Mutex(State())
  private let logger = Logger(label: "kube-apiserver")

  init(_ issuer: AuthenticationConfiguration.Issuer, time: any TimeSource) throws(KubeAPIServerError) {
    self.issuer = issuer
    self.time = time
    do throws(TransportError) {
      let authorities = Array(issuer.certificateAuthority.utf8)
      documents = RemoteDocuments(
        tls: try ClientTLS(trust: authorities.isEmpty ? .system : .authorities(authorities)), time: time)
    } catch {
      throw KubeAPIServerError("oidc: \(issuer.url): \(error)")
    }
  }

  /// nil before they were fetched.
  var current: JSONWebKeySet? { state.withLock { $0.keys } }

  /// The keys as they are now.
  func fetch() async throws(RemoteError) -> JSONWebKeySet {
    if begin() { finish(await result()) } else { await waitForOther() }
    let (keys, problem) = state.withLock { ($0.keys, $0.problem) }
    if let problem { throw problem }
    guard let keys else { throw RemoteError("the keys of \(issuer.url) are not known") }
    return keys
  }

  /// Whether the caller is to fetch them; nobody is where they were fetched just now.
  private func begin() -> Bool {
    let now = time.uptime()
    return state.withLock { state in
      if state.isFetching { return false }
      if let fetchedAt = state.fetchedAt, now - fetchedAt < Self.pause { return false }
      state.fetchedAt = now
      state.isFetching = true
      return true
    }
  }

  private func result() async -> Result<JSONWebKeySet, RemoteError> {
    do throws(RemoteError) {
      return .success(try await load())
    } catch {
      logger.error("oidc authenticator: the keys of \(issuer.url) can't be fetched: \(error)")
      return .failure(error)
    }
  }

  private func finish(_ result: Result<JSONWebKeySet, RemoteError>) {
    let waiters = state.withLock { state in
      switch result {
      case .success(let keys): (state.keys, state.problem) = (keys, nil)
      case .failure(let problem): state.problem = problem
      }
      state.isFetching = false
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns when the request under way has its answer, which its time limits see to.
  private func waitForOther() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.isFetching { state.waiters.append(continuation) }
        return !state.isFetching
      }
      if isOver { continuation.resume() }
    }
  }

  private func load() async throws(RemoteError) -> JSONWebKeySet {
    let base = issuer.url.hasSuffix("/") ? String(issuer.url.dropLast()) : issuer.url
    let url = issuer.discoveryURL.isEmpty ? "\(base)/.well-known/openid-configuration" : issuer.discoveryURL
    let document = try await documents.get(url)
    let named = document["issuer"]?.stringValue ?? ""
    guard named == issuer.url else {
      throw RemoteError(
        "oidc: issuer did not match the issuer returned by provider, expected \(quoted(issuer.url)) got \(quoted(named))"
      )
    }
    guard let place = document["jwks_uri"]?.stringValue, !place.isEmpty else {
      throw RemoteError("provider did not return JWKS URL")
    }
    return JSONWebKeySet(try await documents.get(place))
  }
}
