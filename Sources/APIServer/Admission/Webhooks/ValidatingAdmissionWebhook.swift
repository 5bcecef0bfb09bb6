import APIMachinery

/// Asks the webhooks of ValidatingWebhookConfigurations, all at the same time.
struct ValidatingAdmissionWebhook: AdmissionPlugin {
  let name = "ValidatingAdmissionWebhook"
  private static let failedOpenKey = "failed-open.validating.webhook.admission.k8s.io/"

  let cache: WebhookCache
  let selection: WebhookSelection
  let caller: WebhookCaller

  func handles(_ request: AdmissionRequest) -> Bool { !cache.isEmpty && !request.isAboutAdmission }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    var versions: [AdmissionTarget: VersionedObjects] = [:]
    var calls: [(webhook: AdmissionWebhook, objects: VersionedObjects)] = []
    for webhook in cache.webhooks {
      if let objects = try await selection.objects(for: webhook, request, &versions) {
        calls.append((webhook, objects))
      }
    }
    guard !calls.isEmpty else { return }
    guard caller.remainingTime(request) > .zero else {
      throw .timeout("request did not complete within requested timeout", retryAfter: 0)
    }
    // All are waited for, and the first that refused is the one that is heard.
    let first = await withTaskGroup(of: APIError?.self) { group in
      for (index, call) in calls.enumerated() {
        group.addTask { await ask(call.webhook, request, call.objects, index) }
      }
      var first: APIError?
      for await error in group { first = first ?? error }
      return first
    }
    if let first { throw first }
  }

  /// - Parameter index: The place among those that are asked.
  private func ask(
    _ webhook: AdmissionWebhook, _ request: AdmissionRequest, _ objects: VersionedObjects, _ index: Int
  ) async -> APIError? {
    let started = caller.time.uptime()
    do throws(WebhookCaller.Failure) {
      _ = try await caller.call(webhook, request, objects, isMutating: false)
      caller.record(webhook, request, isMutating: false, started: started, failure: nil)
      return nil
    } catch {
      caller.record(webhook, request, isMutating: false, started: started, failure: error)
      switch error {
      case .call(let message, _):
        guard webhook.failsOpen else { return .internalError(message) }
        request.context.auditAnnotations.add("\(Self.failedOpenKey)round_0_index_\(index)", webhook.name)
        return nil
      case .rejection(let refusal), .other(let refusal): return refusal
      }
    }
  }
}
