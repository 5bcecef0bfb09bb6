public import APIMachinery
internal import SwiftASN1
internal import X509

/// A certificate, those of the authorities between it and a trusted one, and its private key, in PEM.
public struct CertificateBundle: Sendable, Equatable {
  /// The owner's first.
  public var certificateChain: [UInt8]
  public var privateKey: [UInt8]

  public init(certificateChain: [UInt8], privateKey: [UInt8]) {
    self.certificateChain = certificateChain
    self.privateKey = privateKey
  }

  /// What the first certificate says.
  public var details: CertificateDetails {
    get throws(PKIError) { try CertificateDetails(pem: certificateChain) }
  }

  /// Whether too little of the validity is left at `time`: a third, or everything.
  public func needsRenewal(at time: Timestamp) -> Bool {
    guard let details = try? details else { return true }
    let whole = details.notAfter - details.notBefore
    return details.notAfter - time < whole / 3
  }
}

/// What a new certificate shall say.
public struct CertificateTemplate: Sendable, Equatable {
  public var commonName: String
  public var organizations: [String]
  public var dnsNames: [String]
  /// In text form.
  public var ipAddresses: [String]
  public var usages: Set<Usage>
  public var validity: Duration

  /// What the key may be used for.
  public enum Usage: Sendable, Hashable {
    case server
    case client
  }

  /// A year, as kubeadm issues.
  public static let defaultValidity = Duration.seconds(365 * 86_400)

  public init(
    commonName: String, organizations: [String] = [], dnsNames: [String] = [], ipAddresses: [String] = [],
    usages: Set<Usage>, validity: Duration = defaultValidity
  ) {
    self.commonName = commonName
    self.organizations = organizations
    self.dnsNames = dnsNames
    self.ipAddresses = ipAddresses
    self.usages = usages
    self.validity = validity
  }
}

extension CertificateBundle {
  var keyBelongsToCertificate: Bool {
    guard let details = try? details, let certificate = try? Certificate(derEncoded: details.der),
      let key = try? Certificate.PrivateKey(pemEncoded: String(decoding: privateKey, as: UTF8.self))
    else { return false }
    return certificate.publicKey == key.publicKey
  }
}
