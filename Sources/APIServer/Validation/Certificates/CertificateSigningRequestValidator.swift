import APIMachinery

/// CertificateSigningRequests, as upstream's `pkg/apis/certificates/validation`. The spec never changes after creation:
/// the strategy keeps it.
struct CertificateSigningRequestValidator: ObjectValidator {
  private static let legacySigner = "kubernetes.io/legacy-unknown"
  private static let expirationSecondsMin: Int64 = 600
  private static let usages: Set<String> = [
    "signing", "digital signature", "content commitment", "key encipherment", "key agreement", "data encipherment",
    "cert sign", "crl sign", "encipher only", "decipher only", "any", "server auth", "client auth", "code signing",
    "email protection", "s/mime", "ipsec end system", "ipsec tunnel", "ipsec user", "timestamping", "ocsp signing",
    "microsoft sgc", "netscape sgc",
  ]

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let (usages, signer, seconds) = (spec["usages"], spec["signerName"], spec["expirationSeconds"])
    var errors: [FieldError] = []
    if !Self.isRequest(spec["request"].string) {
      errors.append(spec["request"].invalid("PEM block type must be CERTIFICATE REQUEST"))
    }
    errors += usages.mustBeSet()
    var seen: Set<String> = []
    for usage in usages.elements {
      if !Self.usages.contains(usage.string) { errors.append(usage.notSupported(Self.usages.sorted())) }
      if !seen.insert(usage.string).inserted { errors.append(usage.duplicate()) }
    }
    errors +=
      signer.string == Self.legacySigner
      ? [signer.invalid("the legacy signerName is not allowed via this API version")] : Self.signerName(signer)
    if let number = seconds.integer, number < Self.expirationSecondsMin {
      errors.append(seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)"))
    }
    return errors + conditions(ObjectField(object, "status")["conditions"])
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    conditions(ObjectField(object, "status")["conditions"])
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    conditions(ObjectField(object, "status")["conditions"])
  }

  private func conditions(_ conditions: ObjectField) -> [FieldError] {
    var seen: Set<String> = []
    return conditions.elements.flatMap { condition in
      let (type, status) = (condition["type"], condition["status"])
      var errors = type.mustBeSet()
      switch type.string {
      case "Approved", "Denied", "Failed":
        if status.isEmpty {
          errors.append(status.required())
        } else if status.string != "True" {
          errors.append(status.notSupported(["True"]))
        }
      default:
        errors += status.isEmpty ? [status.required()] : status.mustBeOne(of: ["True", "False", "Unknown"])
      }
      for other in [("Approved", "Denied"), ("Denied", "Approved")]
      where type.string == other.0 && seen.contains(other.1) {
        errors.append(type.invalid("Approved and Denied conditions are mutually exclusive"))
      }
      if !seen.insert(type.string).inserted { errors.append(type.duplicate()) }
      return errors
    }
  }

  /// Whether the base64 text holds a PEM block of a request.
  private static func isRequest(_ text: String) -> Bool {
    guard let bytes = try? Base64.decode(text) else { return false }
    let pem = String(decoding: bytes, as: UTF8.self)
    return pem.contains("-----BEGIN CERTIFICATE REQUEST-----") && pem.contains("-----END CERTIFICATE REQUEST-----")
  }

  /// `domain/path`, the domain with a dot.
  static func signerName(_ signer: ObjectField) -> [FieldError] {
    if signer.isEmpty { return [signer.required()] }
    let parts = signer.string.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      return [
        signer.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'")
      ]
    }
    var errors: [FieldError] = []
    for problem in NameValidation.dns1123Subdomain(parts[0]) {
      errors.append(
        signer.invalid(showing: .string(parts[0]), "validating domain \(GoFormat.quoted(parts[0])): \(problem)"))
    }
    if !parts[0].contains(".") {
      errors.append(
        signer.invalid(
          showing: .string(parts[0]), "should be a domain with at least two segments separated by dots"))
    }
    for label in parts[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
      for problem in NameValidation.dns1123Label(label) {
        errors.append(
          signer.invalid(showing: .string(label), "validating label \(GoFormat.quoted(label)): \(problem)"))
      }
    }
    return errors
  }
}
