public import APIMachinery

/// Answers requests to a resource or subresource that isn't simply stored: reviews, tokens, evictions, bindings, logs,
/// streams to kubelets. Registered by group, resource and subresource in ``ResourceHandlers``; called after the
/// request was authenticated and authorised. The handler runs admission itself where upstream does.
public protocol ResourceHandler: Sendable {
  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse
}

/// What a ``ResourceHandler`` gets.
public struct HandlerRequest: Sendable {
  public let context: RequestContext
  /// The server, for reads, writes and the content forms of requests and answers.
  public let server: APIServer

  public init(context: RequestContext, server: APIServer) {
    self.context = context
    self.server = server
  }

  public var info: RequestInfo { context.info }
  public var user: UserInfo { context.user }
}
