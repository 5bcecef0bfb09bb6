import APIMachinery
import Storage

/// Changes who still has to clean up in a namespace; without anyone left, a namespace that is being deleted goes.
struct NamespaceFinalizeHandler: ResourceHandler {
  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let endpoint = try request.endpoint()
    let form = try endpoint.form(request.context)
    let options = try WriteOptions(.update, request.context.request)
    let sent = try request.server.decoding.object(
      request.context, resource: endpoint.resource, validation: options.fieldValidation
    ).value
    let name = request.info.name
    guard sent.name.isEmpty || sent.name == name else {
      throw .badRequest("the name of the object (\(sent.name)) does not match the name on the URL (\(name))")
    }
    let storage = try endpoint.storage()
    let given = try await admitted(sent, endpoint, storage, request.context, options)
    let management = endpoint.fieldManagement(request.context, options)
    let change = { @Sendable (namespace: inout JSONValue) throws(APIError) in
      if !given.resourceVersion.isEmpty, given.resourceVersion != namespace.resourceVersion {
        throw .modified(GroupResource("namespaces"), name)
      }
      let old = namespace
      let finalizers = given[path: "spec", "finalizers"]?.arrayValue ?? []
      namespace["spec"] = finalizers.isEmpty ? [:] : ["finalizers": .array(finalizers)]
      management.recordUpdate(&namespace, old: old)
    }
    if let gone = try await deleteFinished(storage, name, isDryRun: options.isDryRun, change) {
      return try endpoint.answer(gone, form: form, request.context)
    }
    let stored = try await storage.modify(namespace: "", name: name, isDryRun: options.isDryRun, change)
    return try endpoint.answer(stored, form: form, request.context)
  }

  private func admitted(
    _ sent: JSONValue, _ endpoint: ResourceEndpoint, _ storage: ResourceStorage, _ context: RequestContext,
    _ options: WriteOptions
  ) async throws(APIError) -> JSONValue {
    let name = context.info.name
    guard let current = storage.get(namespace: "", name: name) else { throw .notFound(storage.resource, name) }
    var admission = endpoint.admissionRequest(
      .update, context, name: name, object: sent, old: current.decoded(), options: options.json(.update),
      isDryRun: options.isDryRun)
    guard endpoint.server.admission.handles(admission) else { return sent }
    try await endpoint.server.admission.admit(&admission)
    try await endpoint.server.admission.validate(admission)
    return admission.object
  }

  /// A namespace that nobody cleans up any more and that is being deleted goes at once, in its last form.
  private func deleteFinished(
    _ storage: ResourceStorage, _ name: String, isDryRun: Bool,
    _ change: (inout JSONValue) throws(APIError) -> Void
  ) async throws(APIError) -> JSONValue? {
    guard let current = storage.get(namespace: "", name: name) else { return nil }
    var namespace = current.decoded()
    guard namespace.deletionTimestamp != nil, namespace.finalizers.isEmpty else { return nil }
    try change(&namespace)
    guard namespace[path: "spec", "finalizers"]?.arrayValue?.isEmpty ?? true else { return nil }
    if !isDryRun { _ = try await storage.delete(namespace: "", name: name, expected: current.revision) }
    return namespace
  }
}
