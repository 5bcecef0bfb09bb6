public import APIMachinery
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// What a certificate says, as far as Kubernetes looks at it.
public struct CertificateDetails: Sendable, Equatable {
  /// The user's name.
  public var commonName: String
  /// The user's groups.
  public var organizations: [String]
  public var dnsNames: [String]
  /// In text form.
  public var ipAddresses: [String]
  public var uris: [String]
  public var emailAddresses: [String]
  public var serialNumber: [UInt8]
  public var notBefore: Timestamp
  public var notAfter: Timestamp
  public var isAuthority: Bool
  public var allowsClientUse: Bool
  public var allowsServerUse: Bool
  public var der: [UInt8]

  public init(der: [UInt8]) throws(PKIError) {
    let certificate = try PKIError.wrap(.malformed, "The certificate can't be read") {
      try Certificate(derEncoded: der)
    }
    self.init(certificate, der: der)
  }

  /// Of the first certificate in PEM data.
  public init(pem: [UInt8]) throws(PKIError) {
    guard let block = try PEM.decode(pem).first(where: { $0.kind == "CERTIFICATE" }) else {
      throw PKIError(.malformed, "There is no certificate in the PEM data.")
    }
    try self.init(der: block.der)
  }

  init(_ certificate: Certificate, der: [UInt8]) {
    let subject = SubjectNames(certificate.subject)
    commonName = subject.commonName
    organizations = subject.organizations
    let names = AlternativeNames(certificate.extensions)
    dnsNames = names.dnsNames
    ipAddresses = names.ipAddresses
    uris = names.uris
    emailAddresses = names.emailAddresses
    serialNumber = Array(certificate.serialNumber.bytes)
    notBefore = Timestamp(certificate.notValidBefore)
    notAfter = Timestamp(certificate.notValidAfter)
    if case .isCertificateAuthority? = try? certificate.extensions.basicConstraints {
      isAuthority = true
    } else {
      isAuthority = false
    }
    // Without the extension, a certificate is good for everything.
    let usages = (try? certificate.extensions.extendedKeyUsage).map { Array($0) }
    allowsClientUse = usages.map { $0.contains(.clientAuth) || $0.contains(.any) } ?? true
    allowsServerUse = usages.map { $0.contains(.serverAuth) || $0.contains(.any) } ?? true
    self.der = der
  }
}

/// The parts of a subject that carry meaning in Kubernetes.
struct SubjectNames {
  var commonName = ""
  var organizations: [String] = []

  init(_ name: DistinguishedName) {
    for attributes in name {
      for attribute in attributes {
        switch attribute.type {
        case .RDNAttributeType.commonName: commonName = String(attribute.value) ?? ""
        case .RDNAttributeType.organizationName: String(attribute.value).map { organizations.append($0) }
        default: break
        }
      }
    }
  }

  static func distinguishedName(commonName: String, organizations: [String]) throws -> DistinguishedName {
    // Organisations first, as Go writes a pkix.Name.
    var attributes = organizations.map {
      RelativeDistinguishedName.Attribute(type: .RDNAttributeType.organizationName, utf8String: $0)
    }
    attributes.append(.init(type: .RDNAttributeType.commonName, utf8String: commonName))
    return try DistinguishedName(attributes)
  }
}

/// The names that a certificate is valid for besides its subject.
struct AlternativeNames {
  var dnsNames: [String] = []
  var ipAddresses: [String] = []
  var uris: [String] = []
  var emailAddresses: [String] = []

  init(_ extensions: Certificate.Extensions) {
    guard let names = try? extensions.subjectAlternativeNames else { return }
    for name in names {
      switch name {
      case .dnsName(let value): dnsNames.append(value)
      case .ipAddress(let value): ipAddresses.append(IPAddressText.text(of: Array(value.bytes)))
      case .uniformResourceIdentifier(let value): uris.append(value)
      case .rfc822Name(let value): emailAddresses.append(value)
      default: break
      }
    }
  }

  static func generalNames(dnsNames: [String], ipAddresses: [String]) throws(PKIError) -> [GeneralName] {
    var names = dnsNames.map { GeneralName.dnsName($0) }
    for address in ipAddresses {
      guard let bytes = IPAddressText.bytes(of: address) else {
        throw PKIError(.malformed, "\"\(address)\" is no IP address.")
      }
      names.append(.ipAddress(ASN1OctetString(contentBytes: bytes[...])))
    }
    return names
  }
}
