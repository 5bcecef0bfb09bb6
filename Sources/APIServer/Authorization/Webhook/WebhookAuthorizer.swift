import APIMachinery
import CEL
import Logging
import Synchronization

/// Asks a server whether a user may do something.
final class WebhookAuthorizer: Authorizer {
  /// Answers that are remembered; forgotten together when there are more.
  private static let knownMax = 8192
  /// Questions larger than this are asked every time.
  private static let questionBytesMax = 10_000

  private struct Answer {
    var status: JSONValue
    var until: Duration
  }

  private let settings: AuthorizationConfiguration.Webhook
  private let webhook: ReviewWebhook
  private let conditions: AccessConditions
  private let time: any TimeSource
  private let known = Mutex<[[UInt8]: Answer]>([:])
  private let logger = Logger(label: "kube-apiserver")

  init(_ settings: AuthorizationConfiguration.Webhook, time: any TimeSource) throws(KubeAPIServerError) {
    self.settings = settings
    self.time = time
    let path = settings.kubeConfigFile ?? ""
    webhook = try ReviewWebhook(
      file: try ServerFiles.read(path, flag: "the kubeconfig of an authorization webhook"), path: path,
      timeout: settings.timeout?.duration ?? .seconds(30), time: time)
    do throws(ParseError) {
      conditions = try AccessConditions(settings.conditions)
    } catch {
      throw KubeAPIServerError("a match condition of an authorization webhook: \(error.message)")
    }
  }

  func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision {
    knownDecision(attributes) ?? .noOpinion(reason: "")
  }

  func knownDecision(_ attributes: AuthorizationAttributes) -> AuthorizationDecision? {
    if let decision = decisionOfConditions(attributes) { return decision }
    return remembered(AccessReviewForm.spec(attributes).encoded()).map(Self.decision)
  }

  func decide(_ attributes: AuthorizationAttributes) async -> AuthorizationDecision {
    if let decision = decisionOfConditions(attributes) { return decision }
    let spec = AccessReviewForm.spec(attributes)
    let question = spec.encoded()
    if let status = remembered(question) { return Self.decision(status) }
    do throws(RemoteError) {
      let status = try await webhook.post(review(spec))["status"] ?? [:]
      remember(status, of: question)
      return Self.decision(status)
    } catch {
      logger.error("Failed to make webhook authorizer request: \(error)")
      return failure("\(error)")
    }
  }

  /// nil where the webhook is to be asked.
  private func decisionOfConditions(_ attributes: AuthorizationAttributes) -> AuthorizationDecision? {
    do throws(CELError) {
      return try conditions.hold(attributes) ? nil : .noOpinion(reason: "")
    } catch {
      return failure("\(error)")
    }
  }

  private func failure(_ message: String) -> AuthorizationDecision {
    .failure(message: message, denies: settings.failurePolicy == "Deny")
  }

  private func review(_ spec: JSONValue) -> JSONValue {
    var spec = spec
    if settings.version == "v1beta1" {
      let groups = spec["groups"]
      spec["groups"] = .none
      spec["group"] = groups
    }
    return [
      "kind": "SubjectAccessReview", "apiVersion": .string("authorization.k8s.io/\(settings.version)"),
      "metadata": ["creationTimestamp": .null], "spec": spec, "status": ["allowed": false],
    ]
  }

  // MARK: Memory

  private func remembered(_ question: [UInt8]) -> JSONValue? {
    let now = time.uptime()
    return known.withLock { $0[question] }.flatMap { now < $0.until ? $0.status : nil }
  }

  private func remember(_ status: JSONValue, of question: [UInt8]) {
    let isAllowed = status["allowed"] == true
    guard question.count < Self.questionBytesMax,
      isAllowed ? settings.cachesAuthorized : settings.cachesUnauthorized,
      let lifetime = (isAllowed ? settings.authorizedTimeToLive : settings.unauthorizedTimeToLive)?.duration,
      lifetime > .zero
    else { return }
    let answer = Answer(status: status, until: time.uptime() + lifetime)
    known.withLock { known in
      if known.count >= Self.knownMax { known = [:] }
      known[question] = answer
    }
  }

  private static func decision(_ status: JSONValue) -> AuthorizationDecision {
    let reason = status["reason"]?.stringValue ?? ""
    switch (status["denied"] == true, status["allowed"] == true) {
    case (true, true):
      return .failure(message: "webhook subject access review returned both allow and deny response", denies: true)
    case (true, false): return .deny(reason: reason)
    case (false, true): return .allow(reason: reason)
    case (false, false): return .noOpinion(reason: reason)
    }
  }
}
