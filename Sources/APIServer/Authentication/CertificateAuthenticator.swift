public import APIMachinery
public import PKI
import Synchronization

/// Client certificates that one of the trusted authorities has signed: the common name is the user, the
/// organisations are the groups.
public final class CertificateAuthenticator: Authenticator {
  private let authorities: CertificatePool
  private let time: any TimeSource
  /// What the leaf certificates seen so far say. Bounded: emptied when full, or when the authorities change.
  private let known = Mutex(Known())
  private static let knownMax = 4096

  private struct Known {
    var generation: UInt64 = 0
    var details: [[UInt8]: CertificateDetails] = [:]
  }

  public init(authorities: CertificatePool, time: any TimeSource) {
    self.authorities = authorities
    self.time = time
  }

  public func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    guard let leaf = credentials.certificates.first else { return nil }
    let now = time.now()
    let generation = authorities.generation
    let details: CertificateDetails
    if let found = known.withLock({ $0.generation == generation ? $0.details[leaf] : nil }), found.notBefore <= now,
      now <= found.notAfter
    {
      details = found
    } else {
      do {
        details = try authorities.verifyClient(chain: credentials.certificates, at: now)
      } catch {
        throw AuthenticationFailure("client certificate: \(error)")
      }
      known.withLock { known in
        if known.generation != generation || known.details.count >= Self.knownMax {
          known = Known(generation: generation)
        }
        known.details[leaf] = details
      }
    }
    guard !details.commonName.isEmpty else { return nil }
    return UserInfo(name: details.commonName, groups: details.organizations)
  }
}
