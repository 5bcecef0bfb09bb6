import KubernetesAPI
import PKI

/// The signers that the controller manager acts for, and what each asks of a request.
enum CertificateSigner: String, Sendable {
  case kubeletClient = "kubernetes.io/kube-apiserver-client-kubelet"
  case kubeletServing = "kubernetes.io/kubelet-serving"
  case apiServerClient = "kubernetes.io/kube-apiserver-client"
  case legacyUnknown = "kubernetes.io/legacy-unknown"

  /// Why the signer doesn't sign the request; nil where it does. As upstream's `IsKubeletClientCSR` and its like.
  func objection(to request: SigningRequest, usages: [String]) -> String? {
    let usages = Set(usages)
    switch self {
    case .kubeletClient:
      guard request.organizations == ["system:nodes"] else { return "subject organization is not system:nodes" }
      guard request.commonName.hasPrefix("system:node:") else {
        return "subject common name does not begin with system:node:"
      }
      guard request.dnsNames.isEmpty else { return "DNS subjectAltNames are not allowed" }
      guard request.ipAddresses.isEmpty else { return "IP subjectAltNames are not allowed" }
      guard request.emailAddresses.isEmpty else { return "Email subjectAltNames are not allowed" }
      guard request.uris.isEmpty else { return "URI subjectAltNames are not allowed" }
      return Self.areUsages(usages, with: "client auth") ? nil : "usages did not match"
    case .kubeletServing:
      guard request.organizations == ["system:nodes"] else { return "subject organization is not system:nodes" }
      guard request.commonName.hasPrefix("system:node:") else {
        return "subject common name does not begin with system:node:"
      }
      guard !request.dnsNames.isEmpty || !request.ipAddresses.isEmpty else {
        return "at least one DNS or IP subjectAltName is required"
      }
      guard request.emailAddresses.isEmpty else { return "Email subjectAltNames are not allowed" }
      guard request.uris.isEmpty else { return "URI subjectAltNames are not allowed" }
      return Self.areUsages(usages, with: "server auth") ? nil : "usages did not match"
    case .apiServerClient:
      guard usages.isSubset(of: ["client auth", "digital signature", "key encipherment"]),
        usages.contains("client auth")
      else { return "usages did not match" }
      return nil
    case .legacyUnknown: return nil
    }
  }

  private static func areUsages(_ usages: Set<String>, with purpose: String) -> Bool {
    usages == [purpose, "digital signature"] || usages == [purpose, "digital signature", "key encipherment"]
  }
}

extension CertificateSigningRequest {
  func has(_ condition: String) -> Bool { status.conditions.contains { $0.type == condition } }
  var isDecided: Bool { has("Approved") || has("Denied") }
}
