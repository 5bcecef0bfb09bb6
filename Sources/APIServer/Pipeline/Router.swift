import APIMachinery

/// Finds what answers an authorised request.
struct Router: Sendable {
  let server: APIServer

  func respond(to context: RequestContext) async throws(APIError) -> APIResponse {
    let info = context.info
    if let target = server.extensions.server(for: info.path) {
      return await ExtensionProxy(target: target).respond(
        to: context.request, user: context.user, remoteAddress: context.remoteAddress)
    }
    guard info.isResourceRequest else { return try await server.paths.respond(to: context, server: server) }
    guard server.resources.serves(group: info.apiGroup, version: info.apiVersion) else {
      return PathHandlers.pageNotFound
    }
    let target = try resolve(info)
    if let warning = target.resource.deprecationWarning { context.warnings.add(warning) }
    // Authorised like GET, but no resource answers it.
    guard context.request.method != "HEAD" || info.subresource == "proxy" else { throw .methodNotAllowed }
    if let handler = server.handlers.handler(for: target.resource.groupResource, subresource: info.subresource) {
      return try await handler.respond(to: HandlerRequest(context: context, server: server))
    }
    let endpoint = ResourceEndpoint(server: server, resource: target.resource, subresource: target.subresource)
    if let custom = target.resource.custom {
      if info.subresource == "scale", let paths = custom.scale {
        return try await CustomScaleHandler(endpoint: endpoint, paths: paths).respond(to: context)
      }
    }
    switch info.verb {
    case "get": return try await endpoint.get(context)
    case "list": return try await endpoint.list(context)
    case "watch": return try await endpoint.watch(context)
    case "create": return try await endpoint.create(context)
    case "update": return try await endpoint.update(context)
    case "patch": return try await endpoint.patch(context)
    case "delete": return try await endpoint.delete(context)
    case "deletecollection": return try await endpoint.deleteCollection(context)
    default: throw .methodNotAllowed
    }
  }

  /// Whether it is worth trying at once: a plain read of stored objects.
  func canRespondImmediately(to info: RequestInfo) -> Bool {
    info.isResourceRequest && info.subresource.isEmpty && (info.verb == "get" || info.verb == "list")
      && server.extensions.server(for: info.path) == nil
  }

  func respondImmediately(to context: RequestContext) throws(APIError) -> APIResponse? {
    guard server.resources.serves(group: context.info.apiGroup, version: context.info.apiVersion) else { return nil }
    let target = try resolve(context.info)
    guard server.handlers.handler(for: target.resource.groupResource, subresource: "") == nil else { return nil }
    return try ResourceEndpoint(server: server, resource: target.resource, subresource: nil)
      .readImmediately(context)
  }

  private func resolve(_ info: RequestInfo) throws(APIError) -> (resource: ServedResource, subresource: Subresource?) {
    guard let resource = server.resources.resource(info.resource, group: info.apiGroup, version: info.apiVersion)
    else { throw .pathNotFound }
    if resource.isNamespaced {
      // A single object, or a write, needs its namespace in the path.
      if info.namespace.isEmpty, !info.name.isEmpty, info.parts.count > 1 { throw .pathNotFound }
      if info.namespace.isEmpty, info.verb != "list", info.verb != "watch" { throw .methodNotAllowed }
    } else if !info.namespace.isEmpty, info.resource != "namespaces" {
      throw .pathNotFound
    }
    guard !info.subresource.isEmpty else {
      try Self.check(info, against: resource.verbs, name: info.parts.count > 1 ? info.name : "")
      return (resource, nil)
    }
    guard let subresource = resource.subresources.first(where: { $0.name == info.subresource }) else {
      throw .pathNotFound
    }
    guard info.parts.count == 3 || subresource.name == "proxy" else { throw .pathNotFound }
    guard subresource.verbs.contains(info.verb) || subresource.name == "proxy" else { throw .methodNotAllowed }
    return (resource, subresource)
  }

  /// The verb must be one of the resource's, and fit a path with or without a name.
  private static func check(_ info: RequestInfo, against verbs: [String], name: String) throws(APIError) {
    guard verbs.contains(info.verb) else { throw .methodNotAllowed }
    switch info.verb {
    case "create": if !name.isEmpty { throw .methodNotAllowed }
    case "update", "patch": if name.isEmpty { throw .methodNotAllowed }
    default: break
    }
  }
}
