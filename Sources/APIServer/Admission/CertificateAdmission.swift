import APIMachinery
import PKI

/// Who may decide on requests for certificates of a signer, and who may issue them: those who may `approve` and `sign`
/// in its name.
struct CertificateAdmission: AdmissionPlugin {
  enum Step: Sendable { case approval, signing }

  let step: Step
  let authorizer: any Authorizer

  var name: String { step == .approval ? "CertificateApproval" : "CertificateSigning" }

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .update
      && request.isAbout(
        "certificatesigningrequests", group: "certificates.k8s.io",
        subresource: step == .approval ? "approval" : "status")
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    if step == .signing, request.object["status"] == request.oldObject["status"] { return }
    let signer = request.oldObject[path: "spec", "signerName"]?.stringValue ?? ""
    let verb = step == .approval ? "approve" : "sign"
    guard await !SignerPermission.isAllowed(request.user, verb, signer: signer, authorizer) else { return }
    throw request.forbidden("user not permitted to \(verb) requests with signerName \(quoted(signer))")
  }
}

/// Who may do something in the name of a signer.
enum SignerPermission {
  /// By its name, or for all signers of its domain.
  static func isAllowed(
    _ user: UserInfo, _ verb: String, signer: String, _ authorizer: any Authorizer
  ) async -> Bool {
    let domain = signer.prefix { $0 != "/" }
    for name in [signer, "\(domain)/*"] {
      let attributes = AuthorizationAttributes(
        user: user, verb: verb, apiGroup: "certificates.k8s.io", apiVersion: "*", resource: "signers", name: name)
      if await authorizer.decide(attributes).isAllowed { return true }
    }
    return false
  }
}

/// Nobody asks for a certificate that makes its holder a member of `system:masters`.
struct CertificateSubjectRestriction: AdmissionPlugin {
  let name = "CertificateSubjectRestriction"
  private static let signer = "kubernetes.io/kube-apiserver-client"

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .create && request.isAbout("certificatesigningrequests", group: "certificates.k8s.io")
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    guard request.object[path: "spec", "signerName"]?.stringValue == Self.signer,
      let encoded = request.object[path: "spec", "request"]?.stringValue,
      let pem = try? Base64.decode(encoded),
      let asked = try? SigningRequest(pem: pem)
    else { return }
    if asked.organizations.contains(UserInfo.Group.masters) {
      throw request.forbidden(
        "use of \(Self.signer) signer with \(UserInfo.Group.masters) group is not allowed")
    }
  }
}
