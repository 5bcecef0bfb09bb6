public import APIMachinery

/// What a caller presents to say who it is.
public struct Credentials: Sendable {
  /// The text after `Bearer ` in the Authorization header.
  public var bearerToken: String?
  /// The client's certificate (DER, leaf first) as it was offered in the TLS handshake. The handshake only proved
  /// that the client holds the key; whether its issuer is trusted is for the authenticator to check.
  public var certificates: [[UInt8]]
  /// Of the request, for front proxies that say there who the user is.
  public var headers: Headers

  public init(bearerToken: String? = nil, certificates: [[UInt8]] = [], headers: Headers = Headers()) {
    self.bearerToken = bearerToken
    self.certificates = certificates
    self.headers = headers
  }
}

/// Recognises one kind of credentials. Synchronous, because every read passes here on the event loop before it is
/// answered from memory: an authenticator that must ask elsewhere keeps what it learned in a bounded cache.
public protocol Authenticator: Sendable {
  /// The user, or nil when the credentials are not of the kind known here. Throws ``AuthenticationFailure`` for
  /// credentials of this kind that are wrong (expired, bad signature); others are still asked then.
  func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo?

  /// Whether ``authenticateElsewhere(_:)`` may find a user that ``authenticate(_:)`` doesn't.
  func knowsMore(about credentials: Credentials) -> Bool

  /// Asks other servers. Only called when nobody recognised the credentials from memory.
  func authenticateElsewhere(_ credentials: Credentials) async throws(AuthenticationFailure) -> UserInfo?
}

extension Authenticator {
  public func knowsMore(about credentials: Credentials) -> Bool { false }

  public func authenticateElsewhere(_ credentials: Credentials) async throws(AuthenticationFailure) -> UserInfo? {
    nil
  }
}

/// Credentials were recognised and found wrong. The caller only ever sees "Unauthorized"; the message is for the log.
public struct AuthenticationFailure: Error, Sendable, Equatable {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }
}

/// Asks several authenticators in turn.
public struct AuthenticatorChain: Authenticator {
  public var authenticators: [any Authenticator]

  public init(_ authenticators: [any Authenticator]) {
    self.authenticators = authenticators
  }

  /// The first user found; the group `system:authenticated` is added to it. Throws the first failure when nobody
  /// recognised the credentials.
  public func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    var failure: AuthenticationFailure?
    for authenticator in authenticators {
      do throws(AuthenticationFailure) {
        guard let user = try authenticator.authenticate(credentials) else { continue }
        return Self.withGroup(user)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return nil
  }

  public func knowsMore(about credentials: Credentials) -> Bool {
    authenticators.contains { $0.knowsMore(about: credentials) }
  }

  public func authenticateElsewhere(_ credentials: Credentials) async throws(AuthenticationFailure) -> UserInfo? {
    var failure: AuthenticationFailure?
    for authenticator in authenticators where authenticator.knowsMore(about: credentials) {
      do throws(AuthenticationFailure) {
        guard let user = try await authenticator.authenticateElsewhere(credentials) else { continue }
        return Self.withGroup(user)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return nil
  }

  private static func withGroup(_ user: UserInfo) -> UserInfo {
    let hasGroup = [UserInfo.Group.authenticated, UserInfo.Group.unauthenticated].contains(where: user.groups.contains)
    guard !hasGroup, user.name != UserInfo.anonymous.name else { return user }
    var user = user
    user.groups.append(UserInfo.Group.authenticated)
    return user
  }
}
