import APIMachinery

/// Asks the webhooks of MutatingWebhookConfigurations, one after another: each sees what those before it changed.
struct MutatingAdmissionWebhook: AdmissionPlugin {
  let name = "MutatingAdmissionWebhook"

  let cache: WebhookCache
  let selection: WebhookSelection
  let caller: WebhookCaller

  func handles(_ request: AdmissionRequest) -> Bool { !cache.isEmpty && !request.isAboutAdmission }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    request.reinvocation.begin(name, request.object)
    defer { request.reinvocation.end(name, request.object) }
    let own = AdmissionTarget(request)
    // Good until the object changes.
    var versions: [AdmissionTarget: VersionedObjects] = [:]
    for (index, webhook) in cache.webhooks.enumerated() {
      guard let objects = try await selection.objects(for: webhook, request, &versions),
        request.reinvocation.asks(name, webhook.key)
      else { continue }
      let changed = try await ask(webhook, request, objects, index)
      if let changed {
        request.object = try await selection.cluster.convert(changed, from: objects.target, to: own)
        versions = [:]
        request.reinvocation.noteChange(name)
      }
      if webhook.isReinvoked { request.reinvocation.noteAsked(name, webhook.key) }
    }
  }

  /// The object as the webhook changed it; nil where it did not.
  ///
  /// - Parameter index: The place among all webhooks.
  private func ask(
    _ webhook: AdmissionWebhook, _ request: AdmissionRequest, _ objects: VersionedObjects, _ index: Int
  ) async throws(APIError) -> JSONValue? {
    let notes = WebhookNotes(webhook, request, index: index)
    let started = caller.time.uptime()
    do throws(WebhookCaller.Failure) {
      let answer = try await caller.call(webhook, request, objects, isMutating: true)
      let changed = try patched(objects, answer, webhook, request, notes)
      caller.record(webhook, request, isMutating: true, started: started, failure: nil)
      notes.add(mutated: changed != nil)
      return changed
    } catch {
      caller.record(webhook, request, isMutating: true, started: started, failure: error)
      notes.add(mutated: false)
      switch error {
      case .call(let message, _):
        guard webhook.failsOpen else { throw .internalError(message) }
        notes.addFailedOpen()
        guard caller.remainingTime(request) > .zero else {
          throw .timeout("request did not complete within requested timeout", retryAfter: 0)
        }
        return nil
      case .rejection(let refusal), .other(let refusal): throw refusal
      }
    }
  }

  private func patched(
    _ objects: VersionedObjects, _ answer: AdmissionReview.Answer, _ webhook: AdmissionWebhook,
    _ request: AdmissionRequest, _ notes: WebhookNotes
  ) throws(WebhookCaller.Failure) -> JSONValue? {
    guard !answer.patch.isEmpty else { return nil }
    let document: JSONValue
    let patch: JSONPatch
    do {
      document = try JSONParser.parse(answer.patch)
      patch = try JSONPatch(json: document)
    } catch {
      throw caller.failure(webhook, "received undecodable patch in webhook response: \(error)", 503)
    }
    guard patch.count > 0 else { return nil }
    guard !objects.object.isNull else {
      throw .other(
        .internalError(
          "admission webhook \(quoted(webhook.name)) attempted to modify the object, which is not supported for this "
            + "operation"))
    }
    guard answer.patchType == "JSONPatch" else {
      throw caller.failure(webhook, "unsupported patch type \(quoted(answer.patchType))", 400)
    }
    var object = objects.object
    do throws(ParseError) {
      guard patch.count <= JSONPatch.operationsMaximum else {
        throw ParseError("the patch has more than \(JSONPatch.operationsMaximum) operations")
      }
      try patch.apply(to: &object)
      try ObjectPatcher(cluster: selection.cluster, target: objects.target, now: request.context.receivedAt)
        .complete(&object)
    } catch {
      throw .other(.internalError(error.message))
    }
    notes.add(patch: document)
    return object == objects.object ? nil : object
  }
}

/// What is noted for audit events of one call of a mutating webhook.
private struct WebhookNotes {
  private static let domain = "webhook.admission.k8s.io"

  private let webhook: AdmissionWebhook
  private let annotations: AuditAnnotations
  private let place: String

  init(_ webhook: AdmissionWebhook, _ request: AdmissionRequest, index: Int) {
    self.webhook = webhook
    annotations = request.context.auditAnnotations
    place = "round_\(request.reinvocation.isSecondRound ? 1 : 0)_index_\(index)"
  }

  private var subject: JSONValue {
    ["configuration": .string(webhook.configuration), "webhook": .string(webhook.name)]
  }

  func add(mutated: Bool) {
    var note = subject
    note["mutated"] = .bool(mutated)
    annotations.add("mutation.\(Self.domain)/\(place)", note.jsonText)
  }

  func add(patch: JSONValue) {
    var note = subject
    note["patch"] = patch
    note["patchType"] = "JSONPatch"
    annotations.add("patch.\(Self.domain)/\(place)", note.jsonText, from: .request)
  }

  func addFailedOpen() { annotations.add("failed-open.mutation.\(Self.domain)/\(place)", webhook.name) }
}
