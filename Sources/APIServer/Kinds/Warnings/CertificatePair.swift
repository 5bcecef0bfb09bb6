import APIMachinery
import PKI

/// The certificate and key of a Secret for TLS, as Go's `tls.X509KeyPair` would take them.
enum CertificatePair {
  /// What is wrong with the pair, in Go's words; nil where nothing is.
  static func problem(of data: ObjectField) -> String? {
    let certificates = blocks(data["tls.crt"])
    guard let certificate = certificates.first(where: { $0.kind == "CERTIFICATE" }) else {
      let kinds = certificates.map(\.kind)
      if kinds.isEmpty { return "tls: failed to find any PEM data in certificate input" }
      if kinds.count == 1, kinds[0].hasSuffix("PRIVATE KEY") {
        return "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs "
          + "may have been switched"
      }
      return "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the "
        + "following types: [\(kinds.joined(separator: " "))]"
    }
    if (try? CertificateDetails(der: certificate.der)) == nil { return "x509: malformed certificate" }
    let keys = blocks(data["tls.key"])
    guard !keys.contains(where: { $0.kind.hasSuffix("PRIVATE KEY") }) else { return nil }
    let kinds = keys.map(\.kind)
    if kinds.isEmpty { return "tls: failed to find any PEM data in key input" }
    if kinds == ["CERTIFICATE"] { return "tls: found a certificate rather than a key in the PEM for the private key" }
    return
      "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of "
      + "the following types: [\(kinds.joined(separator: " "))]"
  }

  private static func blocks(_ field: ObjectField) -> [PEM] {
    guard let bytes = try? Base64.decode(field.string) else { return [] }
    return (try? PEM.decode(bytes)) ?? []
  }
}
