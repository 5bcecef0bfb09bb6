import APIClient
import APIMachinery
import KubernetesAPI
import PKI

/// Approves the requests of kubelets for client certificates, where whoever asks is allowed to.
final class CSRApprovingController: Controller {
  private let requests: Informer<CertificateSigningRequest>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient
  private let time: any TimeSource

  private static let reviews = GroupVersionResource(
    group: "authorization.k8s.io", version: "v1", resource: "subjectaccessreviews")

  init(_ context: ControllerContext) {
    requests = context.informers.informer(for: CertificateSigningRequest.self)
    queue = context.queue("certificate_approving")
    client = context.client(for: "certificate-controller")
    time = context.time
    requests.addHandler { [queue] in queue.add($0.object.key) }
  }

  func run() async {
    await work(queue, workers: 1, after: [requests]) { [self] in try await sync($0) }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let csr = requests.cache[key], csr.status.certificate.isEmpty, !csr.isDecided,
      csr.spec.signerName == CertificateSigner.kubeletClient.rawValue,
      let request = try? SigningRequest(pem: csr.spec.request),
      CertificateSigner.kubeletClient.objection(to: request, usages: csr.spec.usages) == nil
    else { return }
    if request.commonName == csr.spec.username, try await isAllowed(csr, subresource: "selfnodeclient") {
      try await approve(csr, "Auto approving self kubelet client certificate after SubjectAccessReview.")
    } else if try await isAllowed(csr, subresource: "nodeclient") {
      try await approve(csr, "Auto approving kubelet client certificate after SubjectAccessReview.")
    }
  }

  private func isAllowed(_ csr: CertificateSigningRequest, subresource: String) async throws -> Bool {
    let review: JSONValue = [
      "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
      "spec": [
        "user": .string(csr.spec.username), "uid": .string(csr.spec.uid),
        "groups": .array(csr.spec.groups.map { .string($0) }),
        "extra": .object(
          JSONObject(
            csr.spec.extra.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map { .string($0) })) })),
        "resourceAttributes": [
          "group": "certificates.k8s.io", "resource": "certificatesigningrequests", "verb": "create",
          "subresource": .string(subresource), "version": "*",
        ],
      ],
    ]
    return try await client.create(ResourcePath(Self.reviews), review)[path: "status", "allowed"]?.boolValue ?? false
  }

  private func approve(_ csr: CertificateSigningRequest, _ message: String) async throws {
    var approved = csr
    var condition = CertificateSigningRequestCondition()
    condition.type = "Approved"
    condition.status = "True"
    condition.reason = "AutoApproved"
    condition.message = message
    condition.lastUpdateTime = time.now().wholeSeconds
    condition.lastTransitionTime = time.now().wholeSeconds
    approved.status.conditions.append(condition)
    try await client.update(approved, subresource: "approval")
  }
}
