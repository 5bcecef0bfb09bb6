import APIMachinery
import PKI

/// PodCertificateRequests: made once, and issued, denied or failed once.
struct PodCertificateRequestValidator: ObjectValidator {
  private static let expirationSecondsMin: Int64 = 60 * 60
  /// For signers of Kubernetes' own, and for all others: 91 days.
  private static let kubernetesExpirationSecondsMax: Int64 = 24 * 60 * 60
  private static let expirationSecondsMax: Int64 = 91 * 24 * 60 * 60
  private static let identifierBytesMax = 128
  private static let requestBytesMax = 10 * 1024
  private static let certificateChainBytesMax = 50 * 1024
  private static let verdicts = ["Issued", "Denied", "Failed"]

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = CertificateSigningRequestValidator.signerName(spec["signerName"])
    errors += spec["unverifiedUserAnnotations"].entries.flatMap { entry in
      entry.key.contains("/")
        ? NameValidation.qualifiedName(entry.key.lowercased()).map {
          spec["unverifiedUserAnnotations"].invalid(showing: .string(entry.key), $0)
        }
        : [entry.field.invalid(showing: .string(entry.key), "must be a domain-prefixed key (such as \"acme.io/foo\")")]
    }
    for (name, identifier) in [
      ("podName", "podUID"), ("serviceAccountName", "serviceAccountUID"), ("nodeName", "nodeUID"),
    ] {
      errors += spec[name].mustMatch(NameValidation.dns1123Subdomain)
      let uid = spec[identifier]
      if uid.isEmpty { errors.append(uid.invalid(showing: "", "must not be empty")) }
      if uid.string.utf8.count > Self.identifierBytesMax { errors.append(uid.tooLong(Self.identifierBytesMax)) }
    }
    let seconds = spec["maxExpirationSeconds"]
    guard let lifetime = seconds.integer else { return errors + [seconds.required("must be set")] }
    let isOurs = Self.isKubernetes(spec["signerName"].string)
    let maximum = isOurs ? Self.kubernetesExpirationSecondsMax : Self.expirationSecondsMax
    if !(Self.expirationSecondsMin...maximum).contains(lifetime) {
      errors.append(seconds.invalid("must be in the range [\(Self.expirationSecondsMin), \(maximum)]"))
    }
    return errors + request(spec["stubPKCS10Request"])
  }

  /// Nothing but the metadata changes.
  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    GoInternalForm.immutable(
      ObjectField(object, "spec"), old["spec"], "certificates.k8s.io/v1beta1.PodCertificateRequestSpec")
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (status, before) = (ObjectField(object, "status"), ObjectField(old, "status"))
    let errors = conditions(status["conditions"]) + ConditionRules.validate(status["conditions"])
    guard errors.isEmpty else { return errors }
    if Self.verdict(before) != nil {
      return SemanticEquality.areEqual(status.value, before.value)
        ? [] : [status.invalid("immutable after PodCertificateRequest is issued, denied, or failed")]
    }
    let others = ["certificateChain", "notBefore", "notAfter", "beginRefreshAt"].filter { !status[$0].isEmpty }
    switch Self.verdict(status) {
    case "Issued": return issue(status)
    case nil:
      return others.isEmpty
        ? [] : [status.invalid("non-condition status fields must be empty while the PodCertificateRequest is pending")]
    default:
      return others.isEmpty
        ? []
        : [
          status.invalid("non-condition status fields must be empty when denying or failing the PodCertificateRequest")
        ]
    }
  }

  private static func isKubernetes(_ signer: String) -> Bool {
    let host = signer.prefix { $0 != "/" }
    return host == "kubernetes.io" || host.hasSuffix(".kubernetes.io")
  }

  private static func verdict(_ status: ObjectField) -> String? {
    status["conditions"].elements.first { verdicts.contains($0["type"].string) && $0["status"].string == "True" }?[
      "type"
    ]
    .string
  }

  /// A request that was signed with the key it holds.
  private func request(_ request: ObjectField) -> [FieldError] {
    guard !request.isEmpty else { return [request.required()] }
    let bytes = (try? Base64.decode(request.string)) ?? []
    if bytes.count > Self.requestBytesMax { return [request.tooLong(Self.requestBytesMax)] }
    do throws(PKIError) {
      _ = try SigningRequest(pem: PEM(kind: "CERTIFICATE REQUEST", der: bytes).encoded)
      return []
    } catch {
      return [
        request.invalid(
          showing: "<value omitted>",
          error.code == .untrusted ? "could not verify the signature of the request" : "must be a valid PKCS#10 CSR")
      ]
    }
  }

  private func conditions(_ conditions: ObjectField) -> [FieldError] {
    var count = 0
    return conditions.elements.flatMap { condition -> [FieldError] in
      guard Self.verdicts.contains(condition["type"].string) else {
        return [condition["type"].notSupported(Self.verdicts.sorted())]
      }
      count += 1
      var errors: [FieldError] = []
      if count > 1 {
        errors.append(
          condition["type"].invalid(
            "There may be at most one condition with type \"Issued\", \"Denied\", or \"Failed\""))
      }
      if condition["status"].string != "True" { errors.append(condition["status"].notSupported(["True"])) }
      return errors
    }
  }

  private func issue(_ status: ObjectField) -> [FieldError] {
    let chain = status["certificateChain"]
    if chain.string.utf8.count > Self.certificateChainBytesMax { return [chain.tooLong(Self.certificateChainBytesMax)] }
    let blocks = (try? PEM.decode(Array(chain.string.utf8))) ?? []
    guard let first = blocks.first else {
      return [chain.invalid("issued certificate chain must contain at least one certificate")]
    }
    guard blocks.allSatisfy({ $0.kind == "CERTIFICATE" }) else {
      return [chain.invalid("issued certificate chain must consist entirely of CERTIFICATE PEM blocks")]
    }
    guard let leaf = try? CertificateDetails(der: first.der) else {
      return [chain.invalid("leaf certificate does not parse as valid X.509")]
    }
    var errors = ["notBefore", "notAfter"].filter { status[$0].isEmpty }.map {
      status[$0].required("must be present and consistent with the issued certificate")
    }
    if status["beginRefreshAt"].isEmpty {
      errors.append(
        status["beginRefreshAt"].required("must be present and in the range [notbefore+10min, notafter-10min]"))
    }
    guard errors.isEmpty else { return errors }
    for (name, label, time) in [("notBefore", "NotBefore", leaf.notBefore), ("notAfter", "NotAfter", leaf.notAfter)]
    where (try? Timestamp(rfc3339: status[name].string)) != time {
      return [status[name].invalid("must be set to the \(label) time encoded in the leaf certificate")]
    }
    let refresh = try? Timestamp(rfc3339: status["beginRefreshAt"].string)
    guard let refresh, refresh >= leaf.notBefore + .seconds(600), refresh <= leaf.notAfter - .seconds(600) else {
      return [status["beginRefreshAt"].invalid("must be in the range [notbefore+10min, notafter-10min]")]
    }
    return []
  }
}
