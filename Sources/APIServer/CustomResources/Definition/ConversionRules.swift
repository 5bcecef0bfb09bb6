import APIMachinery
import PKI

/// How objects change between versions.
struct ConversionRules {
  static let acceptedVersions = ["v1", "v1beta1"]

  let checks: DefinitionChecks

  func errors(_ conversion: ObjectField) -> [FieldError] {
    guard conversion.isPresent else { return [] }
    let strategy = conversion["strategy"]
    var errors = strategy.isEmpty ? [strategy.required()] : strategy.mustBeOne(of: ["None", "Webhook"])
    let (client, versions) = (conversion["webhookClientConfig"], conversion["conversionReviewVersions"])
    guard strategy.string == "Webhook" else {
      for field in [client, versions] where field.isPresent {
        errors.append(field.forbidden("should not be set when strategy is not set to Webhook"))
      }
      return errors
    }
    if client.isPresent {
      errors += WebhookClientRules.validate(client)
      if !client["caBundle"].isEmpty, !checks.allowsInvalidCABundle { errors += Self.caBundle(client["caBundle"]) }
    } else {
      errors.append(client.required("required when strategy is set to Webhook"))
    }
    return errors + reviewVersions(versions)
  }

  private func reviewVersions(_ versions: ObjectField) -> [FieldError] {
    guard !versions.isEmpty else { return [versions.required()] }
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for version in versions.elements {
      guard seen.insert(version.string).inserted else {
        errors.append(version.invalid("duplicate version"))
        continue
      }
      errors += version.mustMatch(NameValidation.dns1035Label)
    }
    if checks.requiresRecognizedReviewVersion, seen.isDisjoint(with: Self.acceptedVersions) {
      errors.append(
        versions.invalid("must include at least one of \(Self.acceptedVersions.joined(separator: ", "))"))
    }
    return errors
  }

  /// Certificates that a webhook's must be signed by.
  static func caBundle(_ bundle: ObjectField) -> [FieldError] {
    guard let bytes = try? Base64.decode(bundle.string) else { return [] }
    if bytes.isEmpty { return [] }
    guard (try? CertificatePool(pem: bytes)) == nil else { return [] }
    let blocks = (try? PEM.decode(bytes)) ?? []
    let problem =
      if blocks.isEmpty {
        "unable to parse bytes as PEM block"
      } else if blocks.contains(where: { $0.kind == "CERTIFICATE" }) {
        "failed to parse certificate: x509: malformed certificate"
      } else {
        "no valid certificate authority data seen"
      }
    return [bundle.invalid("unable to load root certificates: \(problem)")]
  }
}
