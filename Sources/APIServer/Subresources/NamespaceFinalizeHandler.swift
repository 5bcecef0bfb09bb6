import APIMachinery
import Storage

/// Changes who still has to clean up in a namespace; without anyone left, a namespace that is being deleted goes.
struct NamespaceFinalizeHandler: ResourceHandler {
  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let endpoint = try request.endpoint()
    let form = try endpoint.form(request.context)
    let options = try WriteOptions(.update, request.context.request)
    let given = try request.server.decoding.object(
      request.context, resource: endpoint.resource, validation: options.fieldValidation)
    let name = request.info.name
    guard given.name.isEmpty || given.name == name else {
      throw .badRequest("the name of the object (\(given.name)) does not match the name on the URL (\(name))")
    }
    let storage = try endpoint.storage()
    let management = endpoint.fieldManagement(request.context, options)
    let stored = try await storage.modify(namespace: "", name: name, isDryRun: options.isDryRun) {
      namespace throws(APIError) in
      if !given.resourceVersion.isEmpty, given.resourceVersion != namespace.resourceVersion {
        throw .modified(GroupResource("namespaces"), name)
      }
      let old = namespace
      let finalizers = given[path: "spec", "finalizers"]?.arrayValue ?? []
      namespace["spec"] = finalizers.isEmpty ? [:] : ["finalizers": .array(finalizers)]
      management.recordUpdate(&namespace, old: old)
    }
    let isEmpty = stored[path: "spec", "finalizers"]?.arrayValue?.isEmpty ?? true
    if isEmpty, stored.deletionTimestamp != nil, stored.finalizers.isEmpty, !options.isDryRun,
      let current = storage.get(namespace: "", name: name)
    {
      _ = try await storage.delete(namespace: "", name: name, expected: current.revision)
    }
    return try endpoint.answer(stored, form: form, request.context)
  }
}
