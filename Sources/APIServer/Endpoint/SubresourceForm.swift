import APIMachinery

/// A subresource that shows an object in another form, such as Scale: admission sees changes that are made through it in
/// that form.
struct SubresourceForm: Sendable {
  let endpoint: ResourceEndpoint
  /// The form of an object.
  let make: @Sendable (JSONValue) throws(APIError) -> JSONValue

  /// The form a client sends, as the plugins that change objects let it through.
  ///
  /// - Parameter old: The form before.
  func admitted(_ new: JSONValue, old: JSONValue, _ context: RequestContext, _ options: WriteOptions)
    async throws(APIError) -> JSONValue
  {
    var request = endpoint.admissionRequest(
      .update, context, name: context.info.name, object: new, old: old, options: options.json(.update),
      isDryRun: options.isDryRun)
    guard endpoint.server.admission.handles(request) else { return new }
    try await endpoint.server.admission.admit(&request)
    return request.object
  }

  /// What the plugins that check objects are asked instead of a request about the object itself.
  func request(for request: AdmissionRequest) throws(APIError) -> AdmissionRequest {
    var own = request
    own.subresource = endpoint.subresourceName
    own.kind = endpoint.subresource?.kind ?? request.kind
    own.kindGroupVersion = endpoint.subresource?.groupVersion
    own.object = try make(request.object)
    own.oldObject = try make(request.oldObject)
    return own
  }
}
