internal import Crypto
internal import SwiftASN1
internal import X509

/// A request to sign a certificate (PKCS #10).
public struct SigningRequest: Sendable {
  public let commonName: String
  public let organizations: [String]
  public let dnsNames: [String]
  /// In text form.
  public let ipAddresses: [String]
  public let uris: [String]
  public let emailAddresses: [String]

  let request: CertificateSigningRequest
  let generalNames: [GeneralName]

  /// Reads a request in PEM and checks that it was signed with its own key.
  public init(pem: [UInt8]) throws(PKIError) {
    let blocks = try PEM.decode(pem)
    guard let block = blocks.first, blocks.count == 1,
      block.kind == "CERTIFICATE REQUEST" || block.kind == "NEW CERTIFICATE REQUEST"
    else { throw PKIError(.malformed, "PEM block type must be CERTIFICATE REQUEST") }
    request = try PKIError.wrap(.malformed, "The certificate request can't be read") {
      try CertificateSigningRequest(derEncoded: block.der)
    }
    guard request.publicKey.isValidSignature(request.signature, for: request) else {
      throw PKIError(.untrusted, "The certificate request was not signed with its own key.")
    }
    let subject = SubjectNames(request.subject)
    commonName = subject.commonName
    organizations = subject.organizations
    let extensions = (try? request.attributes.extensionRequest)?.extensions ?? Certificate.Extensions()
    generalNames = (try? extensions.subjectAlternativeNames).map { Array($0) } ?? []
    let names = AlternativeNames(extensions)
    dnsNames = names.dnsNames
    ipAddresses = names.ipAddresses
    uris = names.uris
    emailAddresses = names.emailAddresses
  }

  /// Makes a new key and a request for a certificate for it.
  ///
  /// - Returns: The request and the key, in PEM.
  public static func make(
    _ template: CertificateTemplate
  ) throws(PKIError) -> (request: [UInt8], privateKey: [UInt8]) {
    let signingKey = P256.Signing.PrivateKey()
    let names = try AlternativeNames.generalNames(dnsNames: template.dnsNames, ipAddresses: template.ipAddresses)
    return try PKIError.wrap(.unsupported, "Making a certificate request failed") {
      var extensions = Certificate.Extensions()
      if !names.isEmpty { try extensions.append(SubjectAlternativeNames(names).makeCertificateExtension()) }
      let attributes =
        names.isEmpty
        ? CertificateSigningRequest.Attributes()
        : CertificateSigningRequest.Attributes([try .init(ExtensionRequest(extensions: extensions))])
      let request = try CertificateSigningRequest(
        version: .v1,
        subject: SubjectNames.distinguishedName(
          commonName: template.commonName, organizations: template.organizations),
        privateKey: Certificate.PrivateKey(signingKey), attributes: attributes)
      let pem = try request.serializeAsPEM().pemString + "\n"
      return (Array(pem.utf8), Array((signingKey.pemRepresentation + "\n").utf8))
    }
  }
}
