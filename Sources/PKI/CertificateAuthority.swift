public import APIMachinery
internal import Crypto
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// Issues certificates.
public struct CertificateAuthority: Sendable {
  /// The authority's own certificate and key.
  public let bundle: CertificateBundle

  private let certificate: Certificate
  private let key: Certificate.PrivateKey

  /// Clocks of other machines may be late by this much.
  private static let backdating = Duration.seconds(5 * 60)

  /// Reads an authority from PEM; its key may be of any kind that X.509 commonly has.
  public init(bundle: CertificateBundle) throws(PKIError) {
    self.bundle = bundle
    let details = try bundle.details
    guard details.isAuthority else {
      throw PKIError(.untrusted, "The certificate of \"\(details.commonName)\" is not that of an authority.")
    }
    (certificate, key) = try PKIError.wrap(.malformed, "The authority's certificate or key can't be read") {
      (
        try Certificate(derEncoded: details.der),
        try Certificate.PrivateKey(pemEncoded: String(decoding: bundle.privateKey, as: UTF8.self))
      )
    }
    guard key.publicKey == certificate.publicKey else {
      throw PKIError(.malformed, "The key of authority \"\(details.commonName)\" does not belong to its certificate.")
    }
  }

  /// The certificate in PEM, for those who shall trust this authority.
  public var certificatePEM: [UInt8] { bundle.certificateChain }

  /// Makes a new authority that signs for itself, with an ECDSA P-256 key.
  ///
  /// - Parameter validity: Ten years by default, as kubeadm's.
  public static func make(
    commonName: String, now: Timestamp, validity: Duration = .seconds(10 * 365 * 86_400)
  ) throws(PKIError) -> CertificateAuthority {
    let signingKey = P256.Signing.PrivateKey()
    let bundle = try PKIError.wrap(.unsupported, "Making the authority \"\(commonName)\" failed") {
      let key = Certificate.PrivateKey(signingKey)
      let name = try SubjectNames.distinguishedName(commonName: commonName, organizations: [])
      let certificate = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
        notValidBefore: (now - backdating).date, notValidAfter: (now + validity).date, issuer: name, subject: name,
        signatureAlgorithm: .ecdsaWithSHA256,
        extensions: try Certificate.Extensions {
          Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
          Critical(KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: true))
          SubjectKeyIdentifier(hash: key.publicKey)
          SubjectAlternativeNames([.dnsName(commonName)])
        },
        issuerPrivateKey: key)
      return CertificateBundle(
        certificateChain: try certificate.pem, privateKey: Array((signingKey.pemRepresentation + "\n").utf8))
    }
    return try CertificateAuthority(bundle: bundle)
  }

  /// Makes a new key and a certificate for it.
  public func issue(_ template: CertificateTemplate, now: Timestamp) throws(PKIError) -> CertificateBundle {
    let signingKey = P256.Signing.PrivateKey()
    let names = try AlternativeNames.generalNames(dnsNames: template.dnsNames, ipAddresses: template.ipAddresses)
    let pem = try PKIError.wrap(.unsupported, "Issuing a certificate for \"\(template.commonName)\" failed") {
      try sign(
        publicKey: Certificate.PrivateKey(signingKey).publicKey,
        subject: SubjectNames.distinguishedName(
          commonName: template.commonName, organizations: template.organizations),
        names: names, usages: template.usages, keyEncipherment: true, from: now - Self.backdating,
        until: now + template.validity
      ).pem
    }
    return CertificateBundle(
      certificateChain: pem, privateKey: Array((signingKey.pemRepresentation + "\n").utf8))
  }

  /// Answers a signing request: the subject, names and key are the request's, all else is ours.
  ///
  /// - Parameters:
  ///   - validity: Cut to what is left of the authority's own.
  ///   - usages: As in a CertificateSigningRequest: `client auth`, `server auth`, `digital signature`,
  ///     `key encipherment`.
  /// - Returns: The certificate in PEM.
  public func sign(
    _ request: SigningRequest, usages: [String], validity: Duration, now: Timestamp
  ) throws(PKIError) -> [UInt8] {
    var known: Set<CertificateTemplate.Usage> = []
    if usages.contains("client auth") { known.insert(.client) }
    if usages.contains("server auth") { known.insert(.server) }
    return try PKIError.wrap(.unsupported, "Signing the request of \"\(request.commonName)\" failed") {
      try sign(
        publicKey: request.request.publicKey, subject: request.request.subject, names: request.generalNames,
        usages: known, keyEncipherment: usages.contains("key encipherment"), from: now - Self.backdating,
        until: now + validity
      ).pem
    }
  }

  private func sign(
    publicKey: Certificate.PublicKey, subject: DistinguishedName, names: [GeneralName],
    usages: Set<CertificateTemplate.Usage>, keyEncipherment: Bool, from: Timestamp, until: Timestamp
  ) throws -> Certificate {
    var extended: [ExtendedKeyUsage.Usage] = []
    if usages.contains(.server) { extended.append(.serverAuth) }
    if usages.contains(.client) { extended.append(.clientAuth) }
    var extensions = try Certificate.Extensions {
      Critical(KeyUsage(digitalSignature: true, keyEncipherment: keyEncipherment))
      try ExtendedKeyUsage(extended)
      Critical(BasicConstraints.notCertificateAuthority)
      AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
    }
    if !names.isEmpty {
      try extensions.append(SubjectAlternativeNames(names).makeCertificateExtension())
    }
    let end = min(until, Timestamp(certificate.notValidAfter))
    return try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey, notValidBefore: from.date,
      notValidAfter: end.date, issuer: certificate.subject, subject: subject, extensions: extensions,
      issuerPrivateKey: key)
  }
}

extension Certificate {
  var pem: [UInt8] {
    get throws { Array((try serializeAsPEM().pemString + "\n").utf8) }
  }
}

extension CertificateAuthority {
  /// Whether this authority signed the bundle's certificate.
  func issued(_ bundle: CertificateBundle) -> Bool {
    guard let details = try? bundle.details, let leaf = try? Certificate(derEncoded: details.der) else { return false }
    return leaf.issuer == certificate.subject
      && certificate.publicKey.isValidSignature(leaf.signature, for: leaf)
  }
}
