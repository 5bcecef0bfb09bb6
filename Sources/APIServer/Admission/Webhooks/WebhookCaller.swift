import APIMachinery
import Telemetry

/// Asks single webhooks.
struct WebhookCaller: Sendable {
  let client: WebhookClient
  let services: ServiceResolver
  let time: any TimeSource
  let random: any RandomSource
  let metrics: AdmissionMetrics

  /// How long a request may take in all, as upstream.
  private static let requestTime = Duration.seconds(34)

  /// Why a webhook didn't let a request through.
  enum Failure: Error {
    /// It couldn't be asked, or its answer is of no use: what its failure policy is about.
    case call(message: String, code: Int)
    /// It refused.
    case rejection(APIError)
    /// The server is at fault, or the request: refused whatever the failure policy.
    case other(APIError)

    /// The status that goes into metrics.
    var code: Int {
      switch self {
      case .call(_, let code): code
      case .rejection(let error): error.code
      case .other: 0
      }
    }
  }

  /// What is left of the time that a request has; it may be none.
  func remainingTime(_ request: AdmissionRequest) -> Duration {
    var limit = Self.requestTime
    if let asked = request.context.request.query("timeout"), let given = try? GoDuration(parsing: asked),
      given.nanoseconds > 0
    {
      limit = min(limit, given.duration)
    }
    return limit - (time.now() - request.context.receivedAt)
  }

  /// The answer of a webhook that lets the request through, after what it has to say beside is noted.
  func call(
    _ webhook: AdmissionWebhook, _ request: AdmissionRequest, _ objects: VersionedObjects, isMutating: Bool
  ) async throws(Failure) -> AdmissionReview.Answer {
    if request.isDryRun {
      guard let allowsDryRun = webhook.allowsDryRun else { throw failure(webhook, "Webhook SideEffects is nil", 400) }
      guard allowsDryRun else {
        throw .other(.badRequest("admission webhook \(quoted(webhook.name)) does not support dry run"))
      }
    }
    guard let version = webhook.reviewVersion else {
      throw failure(
        webhook,
        "could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)", 400)
    }
    let uid = random.uuid()
    let timeout = min(webhook.timeout, remainingTime(request))
    let review: JSONValue
    do throws(RemoteError) {
      let endpoint = try webhook.location.endpoint(services, timeout: timeout)
      let body = AdmissionReview.encode(request, objects, uid: uid, version: version)
      review = try await client.post(body, to: endpoint, timeout: timeout)
      try AdmissionReview.checkTypes(review)
    } catch {
      throw failure(webhook, "failed to call webhook: \(error.message)", error.status ?? 503)
    }
    let answer: AdmissionReview.Answer
    do throws(RemoteError) {
      answer = try AdmissionReview.decode(review, uid: uid, version: version, isMutating: isMutating)
    } catch {
      throw failure(webhook, "received invalid webhook response: \(error.message)", 503)
    }
    for (key, value) in answer.auditAnnotations where NameValidation.qualifiedName("\(webhook.name)/\(key)").isEmpty {
      request.context.auditAnnotations.add("\(webhook.name)/\(key)", value)
    }
    request.context.warnings.add(answer.warnings)
    guard answer.isAllowed else { throw .rejection(Self.rejection(webhook.name, answer.result)) }
    return answer
  }

  func failure(_ webhook: AdmissionWebhook, _ reason: String, _ code: Int) -> Failure {
    .call(message: "failed calling webhook \(quoted(webhook.name)): \(reason)", code: code)
  }

  /// The webhook's own `Status` with its name put before the message, and what a refusal can't do without.
  private static func rejection(_ name: String, _ result: JSONValue?) -> APIError {
    var error = APIError(status: result ?? [:])
    if (result?["code"]?.integerValue ?? 0) < 400 { error.code = 400 }
    let head = "admission webhook \(quoted(name)) denied the request"
    if !error.message.isEmpty {
      error.message = "\(head): \(error.message)"
    } else if !error.reason.rawValue.isEmpty {
      error.message = "\(head): \(error.reason.rawValue)"
    } else {
      error.message = "\(head) without explanation"
    }
    return error
  }

  /// Counts a call under upstream's names.
  func record(
    _ webhook: AdmissionWebhook, _ request: AdmissionRequest, isMutating: Bool, started: Duration,
    failure: Failure?
  ) {
    let type = isMutating ? "admit" : "validating"
    let operation = request.operation.rawValue
    var isRejected = failure != nil
    switch failure {
    case .call(_, let code):
      if webhook.failsOpen {
        isRejected = false
        metrics.failOpen.with(webhook.name, type).increment()
      } else {
        metrics.rejections.with(webhook.name, type, operation, "calling_webhook_error", "\(min(code, 600))").increment()
      }
    case .rejection(let error):
      metrics.rejections.with(webhook.name, type, operation, "no_error", "\(min(error.code, 600))").increment()
    case .other:
      metrics.rejections.with(webhook.name, type, operation, "apiserver_internal_error", "0").increment()
    case nil: break
    }
    let code = min(failure?.code ?? 200, 600)
    metrics.calls.with(webhook.name, type, operation, "\(code)", "\(isRejected)").increment()
    metrics.callSeconds.with(webhook.name, type, operation, "\(isRejected)").observe(time.uptime() - started)
  }
}
