import APIMachinery
import Storage

/// Answers the API's verbs for one stored resource, or one of its simple subresources (`status`). One verb per file.
struct ResourceEndpoint: Sendable {
  let server: APIServer
  let resource: ServedResource
  let subresource: Subresource?

  var subresourceName: String { subresource?.name ?? "" }
  var groupResource: GroupResource { resource.groupResource }

  /// Reads and writes need a store; resources without one are answered by handlers.
  func storage() throws(APIError) -> ResourceStorage {
    guard let storage = resource.storage else { throw .methodNotAllowed }
    return storage
  }

  func type() throws(APIError) -> ObjectType {
    guard let type = resource.type else { throw .methodNotAllowed }
    return type
  }

  /// How the answer will look; an Accept header that can't be met is refused before anything happens.
  func form(_ context: RequestContext) throws(APIError) -> ContentForm {
    try negotiation.form(of: context.request, allowsShapes: true)
  }

  /// The forms that the resource can be had in.
  var negotiation: Negotiation {
    var negotiation = server.negotiation
    negotiation.allowsProtobuf = !resource.isCustom
    return negotiation
  }

  /// One object of the stored version as an answer.
  func answer(_ object: CachedObject, form: ContentForm, status: Int = 200, _ context: RequestContext)
    async throws(APIError) -> APIResponse
  {
    if isAnsweredAsStored(form) { return ObjectResponse.json(object.bytes, status: status) }
    return try answer(try await read(object), form: form, status: status, context)
  }

  /// What a write made as an answer: as the bytes that were stored where they will do, which saves encoding them again.
  func answer(_ result: WriteResult, form: ContentForm, _ context: RequestContext) async throws(APIError)
    -> APIResponse
  {
    let status = result.isNew ? 201 : 200
    if let stored = result.stored, isAnsweredAsStored(form) {
      return ObjectResponse.json(stored.bytes, status: status)
    }
    // What the stored version doesn't know of a custom resource is lost, and the answer says so.
    if resource.isCustom, let stored = result.stored {
      return try await answer(stored, form: form, status: status, context)
    }
    return try answer(result.object, form: form, status: status, context)
  }

  private func isAnsweredAsStored(_ form: ContentForm) -> Bool {
    form.encoding == .json && form.shape == .object && resource.conversion == nil && !form.isPretty
  }

  /// One object of the served version as an answer.
  func answer(_ object: JSONValue, form: ContentForm, status: Int = 200, _ context: RequestContext) throws(APIError)
    -> APIResponse
  {
    let shaped = try Shaping.shape(object, form: form, resource: resource, server: server, context: context)
    return ObjectResponse.make(shaped.object, type: shaped.type, status: status, form: form)
  }

  /// The object in the served version.
  func read(_ object: CachedObject) async throws(APIError) -> JSONValue {
    let decoded = object.decoded()
    guard let conversion = resource.conversion else { return decoded }
    return try await conversion.reading([decoded]).first ?? decoded
  }

  /// The objects in the served version, in the same order.
  func read(_ objects: [CachedObject]) async throws(APIError) -> [JSONValue] {
    let decoded = objects.map { $0.decoded() }
    guard let conversion = resource.conversion else { return decoded }
    return try await conversion.reading(decoded)
  }

  /// The object in the version that strategies and validators work on: the stored one for built-in resources, the
  /// served one for custom resources, whose versions each have a schema and rules of their own.
  func working(_ object: CachedObject) async throws(APIError) -> JSONValue {
    resource.isCustom ? try await read(object) : object.decoded()
  }

  /// From the working version to the served one.
  func served(_ object: JSONValue) -> JSONValue {
    guard !resource.isCustom, let conversion = resource.conversion else { return object }
    return conversion.fromStored(object)
  }

  /// From the served version to the working one.
  func stored(_ object: JSONValue) -> JSONValue {
    guard !resource.isCustom, let conversion = resource.conversion else { return object }
    return conversion.toStored(object)
  }

  func writeContext(_ context: RequestContext, isDryRun: Bool) -> WriteContext {
    WriteContext(
      request: context, resource: groupResource, subresource: subresourceName, namespace: context.info.namespace,
      isDryRun: isDryRun, reader: server.objects)
  }

  func validationContext(_ context: RequestContext) -> ValidationContext {
    var validation = ValidationContext(
      resource: groupResource, subresource: subresourceName, namespace: context.info.namespace,
      allowsPrivileged: server.configuration.allowsPrivileged, now: context.receivedAt)
    validation.reader = server.objects
    validation.warnings = context.warnings
    return validation
  }

  func admissionRequest(
    _ operation: AdmissionOperation, _ context: RequestContext, name: String, object: JSONValue = .null,
    old: JSONValue = .null, options: JSONValue = .null, isDryRun: Bool
  ) -> AdmissionRequest {
    // The namespace of a namespace is itself.
    let isNewNamespace = groupResource == GroupResource("namespaces") && context.info.namespace.isEmpty
    return AdmissionRequest(
      operation: operation, resource: groupResource, apiVersion: resource.apiVersion, subresource: subresourceName,
      kind: subresource?.kind ?? resource.kind, kindGroupVersion: subresource?.groupVersion,
      namespace: isNewNamespace ? name : context.info.namespace, name: name, object: object, oldObject: old,
      options: options, isDryRun: isDryRun, context: context)
  }

  func invalid(_ errors: [FieldError], name: String) -> APIError {
    .invalid(GroupKind(group: resource.group, kind: resource.kind), name, errors)
  }
}
