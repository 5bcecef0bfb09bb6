import APIMachinery

/// Approves or denies a certificate signing request: only the conditions change.
struct ApprovalHandler: ResourceHandler {
  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let endpoint = try request.endpoint()
    switch request.info.verb {
    case "get":
      return try await ResourceEndpoint(server: request.server, resource: endpoint.resource, subresource: nil)
        .get(request.context)
    case "update": return try await endpoint.update(request.context)
    case "patch": return try await endpoint.patch(request.context)
    default: throw .methodNotAllowed
    }
  }
}
