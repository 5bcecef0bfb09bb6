import APIMachinery
import Logging
import Synchronization

/// The issuers of the authentication configuration that is in force, and who may ask without credentials. The
/// configuration can be replaced while the server runs.
public final class JWTAuthenticators: Authenticator {
  private struct State {
    var authenticators: [JWTAuthenticator] = []
    var anonymous: AuthenticationConfiguration.Anonymous?
  }

  private let state = Mutex(State())
  private let disallowedIssuers: Set<String>
  private let time: any TimeSource
  private let file: WatchedFile?
  private let firstContent: [UInt8]
  private let logger = Logger(label: "kube-apiserver")

  /// - Parameter disallowedIssuers: Those whose tokens are recognised otherwise.
  init(
    _ configuration: AuthenticationConfiguration, disallowedIssuers: Set<String>, time: any TimeSource
  ) throws(KubeAPIServerError) {
    self.disallowedIssuers = disallowedIssuers
    self.time = time
    file = nil
    firstContent = []
    try use(configuration)
  }

  /// Of a file that is read again when it changes.
  init(file: WatchedFile, disallowedIssuers: Set<String>, time: any TimeSource) throws(KubeAPIServerError) {
    self.disallowedIssuers = disallowedIssuers
    self.time = time
    self.file = file
    firstContent = try file.read()
    try use(try Self.parse(firstContent, file.path))
  }

  /// Who may ask without credentials, where the configuration says so.
  var anonymous: AuthenticationConfiguration.Anonymous? { state.withLock { $0.anonymous } }

  public func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    guard credentials.bearerToken != nil else { return nil }
    var failure: AuthenticationFailure?
    for authenticator in state.withLock({ $0.authenticators }) {
      do throws(AuthenticationFailure) {
        if let user = try authenticator.authenticate(credentials) { return user }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return nil
  }

  public func knowsMore(about credentials: Credentials) -> Bool {
    guard credentials.bearerToken != nil else { return false }
    return state.withLock { $0.authenticators }.contains { $0.knowsMore(about: credentials) }
  }

  public func authenticateElsewhere(_ credentials: Credentials) async throws(AuthenticationFailure) -> UserInfo? {
    for authenticator in state.withLock({ $0.authenticators }) where authenticator.knowsMore(about: credentials) {
      if let user = try await authenticator.authenticateElsewhere(credentials) { return user }
    }
    return nil
  }

  /// Fetches keys, and follows the file until the task is cancelled.
  func run() async {
    for authenticator in state.withLock({ $0.authenticators }) { await authenticator.prepare() }
    await followFile()
  }

  func followFile() async {
    await file?.follow(after: firstContent) { content in
      do throws(KubeAPIServerError) {
        try use(try Self.parse(content, file?.path ?? ""))
        logger.info("reloaded the authentication configuration")
      } catch {
        // What was in force stays.
        logger.error("the changed authentication configuration can't be used: \(error)")
      }
    }
  }

  private static func parse(_ content: [UInt8], _ path: String) throws(KubeAPIServerError)
    -> AuthenticationConfiguration
  {
    do throws(ParseError) {
      return try AuthenticationConfiguration(content)
    } catch {
      throw KubeAPIServerError("--authentication-config: \(path): \(error.message)")
    }
  }

  private func use(_ configuration: AuthenticationConfiguration) throws(KubeAPIServerError) {
    let problems = configuration.problems(disallowed: disallowedIssuers)
    guard problems.isEmpty else { throw KubeAPIServerError("--authentication-config: \(problems.joinedMessage)") }
    // Issuers that stay as they were keep their keys.
    let before = state.withLock { $0.authenticators }
    var authenticators: [JWTAuthenticator] = []
    for issuer in configuration.issuers {
      if let same = before.first(where: { $0.issuer == issuer }) {
        authenticators.append(same)
      } else {
        authenticators.append(try JWTAuthenticator(issuer, time: time))
      }
    }
    state.withLock { [authenticators] in $0 = State(authenticators: authenticators, anonymous: configuration.anonymous)
    }
  }
}
