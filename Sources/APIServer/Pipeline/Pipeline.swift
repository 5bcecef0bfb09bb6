import APIMachinery
import HTTPTransport

/// The one way into the server: authenticate → flow control → authorise → handle (admit, validate, store) → respond.
/// Callers over TLS and callers in the same process take the same steps in the same order; they differ only in how
/// it is known who they are.
struct Pipeline: Sendable {
  /// How a request came in.
  enum Caller: Sendable {
    /// Over a connection: the request's credentials say who it is.
    case connection(ConnectionInfo)
    /// From this process, acting as a user it was handed at start.
    case process(UserInfo)

    var remoteAddress: String {
      if case .connection(let connection) = self { connection.remoteAddress } else { "" }
    }
  }

  let authenticator: any Authenticator
  let anonymous: @Sendable (_ path: String) -> Bool
  let authorizer: any Authorizer
  let impersonation: Impersonation
  let flowControl: FlowControl
  let router: Router
  let metrics: RequestMetrics
  let time: any TimeSource

  /// The whole pipeline; never throws, since every failure has an answer.
  func respond(to request: APIRequest, from caller: Caller) async -> APIResponse {
    let started = time.uptime()
    let info = RequestInfo(request)
    let warnings = WarningRecorder()
    var response: APIResponse
    do throws(APIError) {
      let user = try await identify(request, info, caller)
      let context = RequestContext(
        request: request, info: info, user: user, receivedAt: time.now(), warnings: warnings,
        remoteAddress: caller.remoteAddress)
      response = await admitAndHandle(context, started)
    } catch {
      response = StatusResponse.make(for: error, request: request, negotiation: router.server.negotiation)
    }
    for text in warnings.all { response.headers.add("Warning", WarningHeader.value(text)) }
    metrics.record(request, info, status: response.status, duration: time.uptime() - started)
    return response
  }

  /// Takes a seat, waiting for it if need be, and handles the request on it.
  private func admitAndHandle(_ context: RequestContext, _ started: Duration) async -> APIResponse {
    let decision = await flowControl.enter(
      context.info, context.request, context.user, now: started, deadline: Self.deadline)
    var response: APIResponse
    let schema: CompiledFlowSchema?
    switch decision {
    case .rejected(let found):
      schema = found
      response = FlowControl.rejection()
    case .runs(let admission):
      schema = admission.schema
      do throws(APIError) {
        try await authorize(context.info, context.user)
        response = try await router.respond(to: context)
      } catch {
        response = StatusResponse.make(for: error, request: context.request, negotiation: router.server.negotiation)
      }
      flowControl.leave(admission, context.info, now: time.uptime())
    }
    FlowControl.addHeaders(schema, to: &response.headers)
    return response
  }

  /// As upstream's `--request-timeout`.
  private static let deadline = Duration.seconds(60)

  /// The same for what needs no waiting; nil when it does. Nothing has happened then.
  func respondImmediately(to request: APIRequest, from caller: Caller) -> APIResponse? {
    guard request.method == "GET" else { return nil }
    let info = RequestInfo(request)
    guard router.canRespondImmediately(to: info) else { return nil }
    let started = time.uptime()
    let response: APIResponse
    do throws(APIError) {
      guard let user = try identifyImmediately(request, info, caller) else { return nil }
      let context = RequestContext(request: request, info: info, user: user, receivedAt: time.now())
      guard let found = handleImmediately(context, started) else { return nil }
      response = found
    } catch {
      response = StatusResponse.make(for: error, request: request, negotiation: router.server.negotiation)
    }
    metrics.record(request, info, status: response.status, duration: time.uptime() - started)
    return response
  }

  /// Handles the request where a seat is free and nothing has to be waited for.
  private func handleImmediately(_ context: RequestContext, _ started: Duration) -> APIResponse? {
    let info = context.info
    guard let admission = flowControl.enterImmediately(info, context.request, context.user, now: started) else {
      return nil
    }
    let response: APIResponse?
    do throws(APIError) {
      let isKnown = try isAuthorizedImmediately(info, context.user)
      response = isKnown ? try router.respondImmediately(to: context) : nil
    } catch {
      response = StatusResponse.make(for: error, request: context.request, negotiation: router.server.negotiation)
    }
    flowControl.leave(admission, info, now: time.uptime(), isUndone: response == nil)
    guard var response else { return nil }
    FlowControl.addHeaders(admission.schema, to: &response.headers)
    return response
  }
}
