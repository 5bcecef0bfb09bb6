import APIMachinery
import PKI

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

  var nameRule: NameRule { .pathSegment }
  var metadataChecksOnUpdate: [MetadataCheck] { [.create, .update] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let (usages, signer, seconds) = (spec["usages"], spec["signerName"], spec["expirationSeconds"])
    var errors: [FieldError] = []
    if let problem = Self.problem(ofRequest: spec["request"].string) {
      errors.append(spec["request"].invalid(showing: .string(spec["request"].string), problem))
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
    let status = ObjectField(object, "status")
    return errors + conditions(status["conditions"]) + certificate(status["certificate"])
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    return conditions(status["conditions"])
      + verdict(status, old, mayBeAdded: context.subresource == "approval")
      + issue(status, old, maySet: false)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    let before = old[path: "status", "certificate"]?.stringValue ?? ""
    return conditions(status["conditions"])
      + (status["certificate"].string == before ? [] : certificate(status["certificate"]))
      + verdict(status, old, mayBeAdded: false) + issue(status, old, maySet: true)
  }

  /// What was decided stays decided; only the approval subresource decides.
  private func verdict(_ status: ObjectField, _ old: JSONValue, mayBeAdded: Bool) -> [FieldError] {
    let of = { (type: String, conditions: JSONValue?) in
      (conditions?.arrayValue ?? []).filter { $0["type"]?.stringValue == type }
    }
    let conditions = status["conditions"]
    var removed: [FieldError] = []
    var changed: [FieldError] = []
    for type in ["Approved", "Denied", "Failed"] {
      let (new, before) = (of(type, conditions.value), of(type, old[path: "status", "conditions"]))
      if new.count < before.count {
        removed.append(conditions.forbidden("updates may not remove a condition of type \(GoFormat.quoted(type))"))
        continue
      }
      guard !mayBeAdded, type != "Failed" else { continue }
      if new.count > before.count {
        changed.append(conditions.forbidden("updates may not add a condition of type \(GoFormat.quoted(type))"))
      } else if new != before {
        changed.append(conditions.forbidden("updates may not modify a condition of type \(GoFormat.quoted(type))"))
      }
    }
    return removed + changed
  }

  private func issue(_ status: ObjectField, _ old: JSONValue, maySet: Bool) -> [FieldError] {
    let certificate = status["certificate"]
    let before = old[path: "status", "certificate"]?.stringValue ?? ""
    guard certificate.string != before else { return [] }
    if !maySet { return [certificate.forbidden("updates may not set certificate content")] }
    return before.isEmpty ? [] : [certificate.forbidden("updates may not modify existing certificate content")]
  }

  /// PEM blocks of certificates and nothing else.
  private func certificate(_ certificate: ObjectField) -> [FieldError] {
    guard !certificate.isEmpty else { return [] }
    let wrong = { (detail: String) in [certificate.invalid(showing: "<certificate data>", detail)] }
    let blocks = (try? Base64.decode(certificate.string)).flatMap { try? PEM.decode($0) } ?? []
    for block in blocks {
      guard block.kind == "CERTIFICATE" else {
        return wrong("only CERTIFICATE PEM blocks are allowed, found \(GoFormat.quoted(block.kind))")
      }
      guard RequestForm.isCertificate(block.der) else { return wrong("x509: malformed certificate") }
    }
    return blocks.isEmpty ? wrong("must contain at least one CERTIFICATE PEM block") : []
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

  /// What is wrong with a request in PEM, in base64; nil for a right one.
  private static func problem(ofRequest text: String) -> String? {
    let bytes = (try? Base64.decode(text)) ?? []
    guard let block = (try? PEM.decode(bytes))?.first, block.kind == "CERTIFICATE REQUEST" else {
      return "PEM block type must be CERTIFICATE REQUEST"
    }
    if let problem = RequestForm.problem(block.der) { return problem }
    do throws(PKIError) {
      _ = try SigningRequest(pem: block.encoded)
      return nil
    } catch {
      return error.code == .untrusted ? error.message : nil
    }
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
