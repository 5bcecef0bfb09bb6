public import APIMachinery
internal import FoundationEssentials
internal import Synchronization
internal import SwiftASN1
internal import X509

/// The authorities whose certificates are trusted. They can be replaced at any time.
public final class CertificatePool: Sendable {
  /// Certificates between that of the peer and that of the trusted authority, both counted.
  private static let chainLengthMax = 6
  /// Certificates that a peer may present.
  private static let presentedMax = 10

  private let state: Mutex<State>

  private struct State {
    var pem: [UInt8]
    var authorities: [Certificate]
    var generation: UInt64
  }

  /// - Parameter pem: One or more certificates.
  public init(pem: [UInt8]) throws(PKIError) {
    state = Mutex(State(pem: pem, authorities: try Self.read(pem), generation: 0))
  }

  /// Trusts these from now on instead. On an error nothing changes.
  public func replace(pem: [UInt8]) throws(PKIError) {
    let authorities = try Self.read(pem)
    state.withLock { state in
      guard state.pem != pem else { return }
      state = State(pem: pem, authorities: authorities, generation: state.generation + 1)
    }
  }

  public var pem: [UInt8] { state.withLock { $0.pem } }

  /// Grows with every replacement: what was verified under an older one is to be verified anew.
  public var generation: UInt64 { state.withLock { $0.generation } }

  private static func read(_ pem: [UInt8]) throws(PKIError) -> [Certificate] {
    let blocks = try PEM.decode(pem).filter { $0.kind == "CERTIFICATE" }
    guard !blocks.isEmpty else { throw PKIError(.malformed, "There is no certificate in the PEM data.") }
    return try PKIError.wrap(.malformed, "A certificate of an authority can't be read") {
      try blocks.map { try Certificate(derEncoded: $0.der) }
    }
  }

  /// Checks a chain of certificates in DER, the peer's own first, and returns what that one says.
  ///
  /// Follows Go's `x509.Certificate.Verify` for client use: signatures up to a trusted authority, validity of every
  /// certificate, authorities marked as such, extended key usage, no critical extension that is not understood.
  public func verifyClient(chain: [[UInt8]], at time: Timestamp) throws(PKIError) -> CertificateDetails {
    guard let first = chain.first, chain.count <= Self.presentedMax else {
      throw PKIError(.untrusted, "The peer presented no certificate, or too many.")
    }
    let presented = try PKIError.wrap(.malformed, "The peer's certificate can't be read") {
      try chain.map { try Certificate(derEncoded: $0) }
    }
    let authorities = state.withLock { $0.authorities }
    guard let leaf = presented.first else { throw PKIError(.untrusted, "The peer presented no certificate.") }
    let details = CertificateDetails(leaf, der: first)
    try checkValidity(leaf, at: time)
    guard details.allowsClientUse else {
      throw PKIError(.untrusted, "x509: certificate specifies an incompatible key usage")
    }
    guard Self.understandsCriticalExtensions(leaf) else {
      throw PKIError(.untrusted, "x509: unhandled critical extension")
    }
    guard
      Self.isTrusted(
        leaf, intermediates: Array(presented.dropFirst()), authorities: authorities, at: time.date, depth: 1)
    else { throw PKIError(.untrusted, "x509: certificate signed by unknown authority") }
    return details
  }

  private func checkValidity(_ certificate: Certificate, at time: Timestamp) throws(PKIError) {
    let details = CertificateDetails(certificate, der: [])
    if time < details.notBefore || time > details.notAfter {
      throw PKIError(.expired, "x509: certificate has expired or is not yet valid")
    }
  }

  private static func isTrusted(
    _ certificate: Certificate, intermediates: [Certificate], authorities: [Certificate], at date: Date, depth: Int
  ) -> Bool {
    for authority in authorities where signs(authority, certificate, at: date) { return true }
    guard depth < chainLengthMax else { return false }
    for (index, intermediate) in intermediates.enumerated() where signs(intermediate, certificate, at: date) {
      // Constraints on names aren't evaluated, so an intermediate authority with such limits is not trusted.
      guard understandsCriticalExtensions(intermediate), (try? intermediate.extensions.nameConstraints) == nil,
        pathLengthAllows(intermediate, below: depth - 1), CertificateDetails(intermediate, der: []).allowsClientUse
      else { continue }
      var others = intermediates
      others.remove(at: index)
      if isTrusted(intermediate, intermediates: others, authorities: authorities, at: date, depth: depth + 1) {
        return true
      }
    }
    return false
  }

  /// Whether `issuer` is an authority that is valid now and signed `certificate`.
  private static func signs(_ issuer: Certificate, _ certificate: Certificate, at date: Date) -> Bool {
    guard issuer.subject == certificate.issuer, issuer.notValidBefore <= date, date <= issuer.notValidAfter,
      case .isCertificateAuthority? = try? issuer.extensions.basicConstraints
    else { return false }
    if let usage = try? issuer.extensions.keyUsage, !usage.keyCertSign { return false }
    return issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
  }

  private static func pathLengthAllows(_ authority: Certificate, below: Int) -> Bool {
    guard case .isCertificateAuthority(let limit)? = try? authority.extensions.basicConstraints else { return false }
    return limit.map { below <= $0 } ?? true
  }

  private static func understandsCriticalExtensions(_ certificate: Certificate) -> Bool {
    certificate.extensions.allSatisfy { item in
      !item.critical
        || [
          .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
          .X509ExtensionID.subjectAlternativeName,
        ].contains(item.oid)
    }
  }
}
