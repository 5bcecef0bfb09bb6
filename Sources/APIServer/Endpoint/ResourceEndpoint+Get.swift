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
    try await storage.waitUntil(try ResourceVersion.parse(text))
  }
}

/// Resource versions as clients send them.
enum ResourceVersion {
  /// What the store can't count to is as far in the future as anything.
  ///
  /// Throws an error without a status: upstream's storage finds this out.
  static func parse(_ text: String) throws(APIError) -> Revision {
    guard !text.hasPrefix("+"), let value = UInt64(text) else {
      throw .unclassified(
        "resourceVersion: Invalid value: \(quoted(text)): \(QueryNumber.problem(text, parsing: "ParseUint"))")
    }
    return Revision(clamping: value)
  }
}
