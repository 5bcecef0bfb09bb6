import APIMachinery
import Storage

extension ResourceEndpoint {
  func get(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let form = try form(context)
    let storage = try storage()
    try await waitForRevision(context, storage)
    guard let object = storage.get(namespace: context.info.namespace, name: context.info.name) else {
      throw .notFound(groupResource, context.info.name)
    }
    return try await answer(object, form: form, context)
  }

  /// Reads that the cache answers without waiting: an object, or a list, in the stored form as JSON.
  func readImmediately(_ context: RequestContext) throws(APIError) -> APIResponse? {
    guard resource.conversion == nil, resource.deprecationWarning == nil, let storage = resource.storage else {
      return nil
    }
    let form = try form(context)
    guard form == .plainJSON else { return nil }
    guard context.info.verb == "get" else { return try listImmediately(context, storage) }
    guard context.request.query.isEmpty else { return nil }
    guard let object = storage.get(namespace: context.info.namespace, name: context.info.name) else {
      throw .notFound(groupResource, context.info.name)
    }
    return ObjectResponse.json(object.bytes)
  }

  /// A GET with `resourceVersion` wants a state at least that new.
  private func waitForRevision(_ context: RequestContext, _ storage: ResourceStorage) async throws(APIError) {
    guard let text = context.request.query("resourceVersion"), !text.isEmpty else { return }
    let revision: Revision
    do throws(APIError) {
      revision = try ResourceVersion.parse(text)
    } catch {
      // Upstream's storage finds this out, whose errors carry no status.
      throw .unclassified("resourceVersion: \(error.message)")
    }
    try await storage.waitUntil(revision)
  }
}

/// Resource versions as clients send them.
enum ResourceVersion {
  static func parse(_ text: String) throws(APIError) -> Revision {
    guard let value = UInt64(text), let revision = Revision(exactly: value) else {
      throw .badRequest(
        "Invalid value: \(quoted(text)): strconv.ParseUint: parsing \(quoted(text)): invalid syntax")
    }
    return revision
  }
}
