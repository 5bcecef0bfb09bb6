import APIMachinery

/// What others need to check service account tokens: the discovery document and the keys.
struct ServiceAccountIssuerHandler: PathHandler {
  let tokens: ServiceAccountTokens

  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    guard context.request.method == "GET" else { throw .methodNotAllowed }
    if context.info.path == "/openid/v1/jwks" { return answer(tokens.keySet, "application/jwk-set+json") }
    let address = "https://\(server.configuration.advertiseAddress):\(server.configuration.securePort)"
    return answer(tokens.discoveryDocument(keySetURL: address + "/openid/v1/jwks"), "application/json")
  }

  private func answer(_ document: JSONValue, _ mediaType: String) -> APIResponse {
    APIResponse(
      status: 200, headers: Headers([("Content-Type", mediaType), ("Cache-Control", "public, max-age=3600")]),
      body: .bytes(document.encoded()))
  }
}
