import APIMachinery

/// A resource that is answered and never stored: the client creates an object, the server fills in its status and
/// gives it back.
protocol Review: Sendable {
  /// Group, version and kind of the object.
  var kind: GroupVersionKind { get }

  /// Whether the answer records who set which field, as upstream's generic create does.
  var tracksFields: Bool { get }

  /// Answers the decoded object. Throws for objects that make no sense.
  func answer(_ object: inout JSONValue, _ request: HandlerRequest) async throws(APIError)
}

extension Review {
  var tracksFields: Bool { true }
}

/// Runs a ``Review`` as the create request it is.
struct ReviewHandler: ResourceHandler {
  let review: any Review

  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    guard request.context.request.method == "POST" else { throw .methodNotAllowed }
    let form = try request.server.negotiation.form(of: request.context.request)
    let options = try WriteOptions(.create, request.context.request)
    var object = try request.server.decoding.object(
      request.context, kind: review.kind, validation: options.fieldValidation)
    let type = request.server.types.type(review.kind)
    if review.tracksFields {
      FieldManagement(
        request.context, options, kind: review.kind, type: type, subresource: request.info.subresource
      ).recordCreate(&object)
    }
    object = try await request.admitted(
      object, kind: review.kind, name: request.info.name.isEmpty ? object.name : request.info.name, options)
    try await review.answer(&object, request)
    return ObjectResponse.make(object, type: type, status: 201, form: form)
  }
}
