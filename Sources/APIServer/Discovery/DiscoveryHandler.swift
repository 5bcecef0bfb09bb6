import APIMachinery

/// Answers `/api`, `/apis` and what is below them without naming a resource.
struct DiscoveryHandler: PathHandler {
  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    let parts = context.info.path.split(separator: "/").map(String.init)
    guard context.request.method == "GET" || (parts.count == 1 && parts[0] == "apis") else {
      throw .methodNotAllowed
    }
    if context.info.path.hasPrefix("//") { return PathHandlers.pageNotFound }
    let legacy = LegacyDiscovery(server)
    switch (parts.first, parts.count) {
    case ("api", 1), ("apis", 1): return try root(context, server, legacy, isCore: parts[0] == "api")
    case ("api", 2):
      guard let list = legacy.resourceList(group: "", version: parts[1]) else { throw .pathNotFound }
      return try answer(list, context, server)
    case ("apis", 2):
      guard let group = legacy.group(parts[1]) else { return PathHandlers.pageNotFound }
      return try answer(group, context, server)
    case ("apis", 3):
      guard let list = legacy.resourceList(group: parts[1], version: parts[2]) else {
        guard server.resources.hasGroup(parts[1]) else { return PathHandlers.pageNotFound }
        throw .pathNotFound
      }
      return try answer(list, context, server)
    default: throw .pathNotFound
    }
  }

  private func root(_ context: RequestContext, _ server: APIServer, _ legacy: LegacyDiscovery, isCore: Bool)
    throws(APIError) -> APIResponse
  {
    for clause in AcceptHeader.clauses(context.request.headers["Accept"] ?? "") {
      guard let asked = clause.parameters["as"] else { break }
      guard asked == "APIGroupDiscoveryList", clause.parameters["g"] == "apidiscovery.k8s.io",
        clause.parameters["v"] == "v2", let form = server.negotiation.encoding(clause.essence)
      else { continue }
      let document = AggregatedDiscovery(server).document(isCore: isCore)
      let bytes = form == .json ? document.encoded() : Self.encode(document, form)
      let tag = "\"\(ContentHash.of(bytes))\""
      var headers = Headers([
        (
          "Content-Type", "\(ContentForm(encoding: form).mediaType);g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
        ),
        ("Cache-Control", "public"), ("ETag", tag), ("Vary", "Accept"),
      ])
      if context.request.headers["If-None-Match"] == tag {
        headers["Content-Type"] = nil
        return APIResponse(status: 304, headers: headers)
      }
      return APIResponse(status: 200, headers: headers, body: .bytes(bytes))
    }
    var response = try answer(isCore ? legacy.versions() : legacy.groupList(), context, server)
    response.headers["Vary"] = "Accept"
    return response
  }

  private static func encode(_ document: JSONValue, _ encoding: ContentForm.Encoding) -> [UInt8] {
    let type = SchemaRegistry.builtIn.type(named: "apidiscovery.k8s.io/v2.APIGroupDiscoveryList")
    return ObjectResponse.encode(document, type: type, form: ContentForm(encoding: encoding)).bytes
  }

  private func answer(_ document: JSONValue, _ context: RequestContext, _ server: APIServer) throws(APIError)
    -> APIResponse
  {
    let form = try server.negotiation.form(of: context.request)
    let kind = document["kind"]?.stringValue ?? ""
    return ObjectResponse.make(
      document, type: SchemaRegistry.builtIn.type(named: "meta/v1.\(kind)"), status: 200, form: form)
  }
}
