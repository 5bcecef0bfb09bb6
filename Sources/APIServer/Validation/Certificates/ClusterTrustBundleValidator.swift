import APIMachinery
import PKI

/// ClusterTrustBundles: named after their signer, with certificates of authorities and nothing else.
struct ClusterTrustBundleValidator: ObjectValidator {
  private static let bundleBytesMax = 1024 * 1024
  private static let omitted: JSONValue = "<value omitted>"

  var nameRule: NameRule { .unchecked }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let signer = spec["signerName"]
    return name(object, signer.string)
      + (signer.isEmpty ? [] : CertificateSigningRequestValidator.signerName(signer)) + bundle(spec["trustBundle"])
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (spec, before) = (ObjectField(object, "spec"), ObjectField(old, "spec"))
    let signer = spec["signerName"]
    var errors = name(object, signer.string)
    if !signer.isEmpty { errors += CertificateSigningRequestValidator.signerName(signer) }
    // What was stored is not judged again by what is known of certificates today.
    if spec["trustBundle"].value != before["trustBundle"].value { errors += bundle(spec["trustBundle"]) }
    return errors + signer.mustEqual(before["signerName"])
  }

  private func name(_ object: JSONValue, _ signer: String) -> [FieldError] {
    let field = ObjectField(object, "metadata")["name"]
    let problems: [String]
    if signer.isEmpty {
      problems =
        field.string.contains(":")
        ? ["ClusterTrustBundle without signer name must not have \":\" in its name"]
        : NameValidation.dns1123Subdomain(field.string)
    } else {
      let prefix = signer.replacing("/", with: ":") + ":"
      problems =
        field.string.hasPrefix(prefix)
        ? NameValidation.dns1123Subdomain(String(field.string.dropFirst(prefix.count)))
        : ["ClusterTrustBundle for signerName \(signer) must be named with prefix \(prefix)"]
    }
    return problems.map { field.invalid($0) }
  }

  private func bundle(_ bundle: ObjectField) -> [FieldError] {
    if bundle.string.utf8.count > Self.bundleBytesMax { return [bundle.tooLong(Self.bundleBytesMax)] }
    let wrong = { (detail: String) in bundle.invalid(showing: Self.omitted, detail) }
    let blocks = (try? PEM.decode(Array(bundle.string.utf8))) ?? []
    let errors = blocks.enumerated().compactMap { index, block -> FieldError? in
      guard block.kind == "CERTIFICATE" else { return wrong("entry \(index) has bad block type: \(block.kind)") }
      guard let details = try? CertificateDetails(der: block.der) else {
        return wrong("entry \(index) does not parse as X.509")
      }
      return details.isAuthority ? nil : wrong("entry \(index) does not have the CA bit set")
    }
    guard errors.isEmpty else { return errors }
    if blocks.isEmpty { return [wrong("at least one trust anchor must be provided")] }
    let equal = Dictionary(grouping: blocks.indices) { blocks[$0].der }.values.filter { $0.count > 1 }
    return equal.map { indices in
      wrong("duplicate trust anchor (indices [\(indices.map(String.init).joined(separator: " "))])")
    }
  }
}
