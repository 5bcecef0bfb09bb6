import APIClient
import APIMachinery
import KubernetesAPI
import Logging
import PKI

/// Signs approved requests with the cluster's authority.
final class CSRSigningController: Controller {
  private let requests: Informer<CertificateSigningRequest>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient
  private let time: any TimeSource
  private let authority: CertificateAuthority
  private let validityMax: Duration

  /// A request may ask for less than the configured validity, but not for less than this.
  private static let validityMin: Duration = .seconds(600)

  /// nil where the options name no usable authority.
  init?(_ context: ControllerContext) {
    guard !context.options.clusterSigningKey.isEmpty else { return nil }
    do {
      authority = try CertificateAuthority(
        bundle: CertificateBundle(
          certificateChain: context.options.clusterSigningCertificate, privateKey: context.options.clusterSigningKey))
    } catch {
      Logger(label: "certificates").error("certificates can't be signed: \(error)")
      return nil
    }
    requests = context.informers.informer(for: CertificateSigningRequest.self)
    queue = context.queue("certificate_signing")
    client = context.client(for: "certificate-controller")
    time = context.time
    validityMax = context.options.clusterSigningDuration
    requests.addHandler { [queue] in queue.add($0.object.key) }
  }

  func run() async {
    await work(queue, workers: 5, after: [requests]) { [self] in try await sync($0) }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard var csr = requests.cache[key], csr.has("Approved"), !csr.has("Denied"), !csr.has("Failed"),
      csr.status.certificate.isEmpty, let signer = CertificateSigner(rawValue: csr.spec.signerName)
    else { return }
    do {
      let request = try SigningRequest(pem: csr.spec.request)
      if let objection = signer.objection(to: request, usages: csr.spec.usages) {
        // An unknown signer's request is left to others; ours has failed for good.
        csr.status.conditions.append(failure("SignerValidationFailure", objection))
      } else {
        csr.status.certificate = try authority.sign(
          request, usages: csr.spec.usages, validity: validity(csr), now: time.now())
      }
    } catch {
      csr.status.conditions.append(failure("SignerValidationFailure", "\(error)"))
    }
    let signed = csr
    _ = try await ifFound { try await client.updateStatus(signed) }
  }

  private func validity(_ csr: CertificateSigningRequest) -> Duration {
    guard let seconds = csr.spec.expirationSeconds else { return validityMax }
    return min(max(.seconds(Int64(seconds)), Self.validityMin), validityMax)
  }

  private func failure(_ reason: String, _ message: String) -> CertificateSigningRequestCondition {
    var condition = CertificateSigningRequestCondition()
    condition.type = "Failed"
    condition.status = "True"
    condition.reason = reason
    condition.message = message
    condition.lastUpdateTime = time.now().wholeSeconds
    condition.lastTransitionTime = time.now().wholeSeconds
    return condition
  }
}
