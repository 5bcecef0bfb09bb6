public import APIMachinery
public import PKI
import Synchronization

/// Recognises users by client certificates: the common name is the user, the organizations are the groups.
public final class ClientCertificateAuthenticator: Authenticator {
  private struct Known {
    var user: UserInfo
    var notAfter: Timestamp
  }

  /// Verifying signatures takes long, and a connection shows the same certificate with every request.
  private static let knownMax = 4_096

  private let pool: CertificatePool
  private let time: any TimeSource
  private let known = Mutex<(generation: UInt64, users: [[UInt8]: Known])>((0, [:]))

  public init(pool: CertificatePool, time: any TimeSource) {
    self.pool = pool
    self.time = time
  }

  public func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    guard let leaf = credentials.certificates.first else { return nil }
    let now = time.now()
    let generation = pool.generation
    let found = known.withLock { known -> Known? in
      if known.generation != generation { known = (generation, [:]) }
      return known.users[leaf]
    }
    if let found, now < found.notAfter { return found.user }
    let details: CertificateDetails
    do {
      details = try pool.verifyClient(chain: credentials.certificates, at: now)
    } catch {
      throw AuthenticationFailure("\(error)")
    }
    guard !details.commonName.isEmpty else { throw AuthenticationFailure("the certificate has no common name") }
    let user = UserInfo(name: details.commonName, groups: details.organizations)
    known.withLock { known in
      if known.users.count >= Self.knownMax { known.users = [:] }
      known.users[leaf] = Known(user: user, notAfter: details.notAfter)
    }
    return user
  }
}
