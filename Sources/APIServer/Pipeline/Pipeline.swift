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
  let limits: RequestLimits
  let deadlines: RequestDeadlines
  let identifiers: RequestIdentifiers
  /// Nil where nothing is audited.
  let auditor: Auditor?
  let gate: StartGate

  /// The whole pipeline; never throws, since every failure has an answer.
  func respond(to request: APIRequest, from caller: Caller) async -> APIResponse {
    let arrival = Arrival(
      request: request, info: RequestInfo(request), caller: caller, started: time.uptime(), received: time.now(),
      id: identifier(of: request, caller))
    var response: APIResponse
    do throws(APIError) {
      if let limit = try limits.limit(of: request, arrival.info) {
        let inTime = await deadlines.run(until: arrival.started + limit) { await handle(arrival, limit) }
        response =
          inTime
          ?? StatusResponse.make(
            for: .timeout("request did not complete within the allotted timeout", retryAfter: 0), request: request,
            negotiation: router.server.negotiation)
      } else {
        response = await handle(arrival, limits.requestTimeout)
      }
    } catch {
      response = StatusResponse.make(for: error, request: request, negotiation: router.server.negotiation)
    }
    addHeaders(&response, arrival)
    metrics.record(request, arrival.info, status: response.status, duration: time.uptime() - arrival.started)
    return response
  }

  /// A request as it came in.
  private struct Arrival: Sendable {
    let request: APIRequest
    let info: RequestInfo
    let caller: Caller
    /// By uptime and by the wall clock.
    let started: Duration
    let received: Timestamp
    /// Nil where nobody asks for it: in this process, without audit.
    let id: String?
    let warnings = WarningRecorder()
    let annotations = AuditAnnotations()
  }

  private func identifier(of request: APIRequest, _ caller: Caller) -> String? {
    if auditor == nil, case .process = caller { return nil }
    return identifiers.identifier(of: request)
  }

  private func addHeaders(_ response: inout APIResponse, _ arrival: Arrival) {
    for text in arrival.warnings.all { response.headers.add("Warning", WarningHeader.value(text)) }
    if let id = arrival.id { response.headers.add(RequestIdentifiers.header, id) }
    spread(arrival.caller, &response)
  }

  /// Asks some HTTP/2 clients to connect anew.
  private func spread(_ caller: Caller, _ response: inout APIResponse) {
    guard limits.goawayChance > 0, case .connection(let connection) = caller, connection.httpVersion == .http2,
      identifiers.nextUnit() < limits.goawayChance
    else { return }
    response.headers["Connection"] = "close"
  }

  /// Authenticates, and audits what follows.
  private func handle(_ arrival: Arrival, _ limit: Duration) async -> APIResponse {
    let request = arrival.request
    if arrival.info.isResourceRequest { await gate.wait() }
    let user: UserInfo
    do throws(APIError) {
      user = try await authenticate(request, arrival.info, arrival.caller)
    } catch {
      let response = StatusResponse.make(for: error, request: request, negotiation: router.server.negotiation)
      await begin(arrival, nil)?.fail(response, message: Self.attempted(request))
      return response
    }
    let record = begin(arrival, user)
    if let record, await !record.deliver(.requestReceived) {
      return StatusResponse.make(
        for: .internalError("failed to store audit event"), request: request, negotiation: router.server.negotiation)
    }
    var response: APIResponse
    do throws(APIError) {
      let acting = try await impersonation.apply(
        to: user, headers: request.headers, info: arrival.info, authorizer: authorizer)
      if let record, acting != user { record.impersonates(acting) }
      let context = RequestContext(
        request: request, info: arrival.info, user: acting, receivedAt: arrival.received, warnings: arrival.warnings,
        auditAnnotations: arrival.annotations, audit: record, remoteAddress: arrival.caller.remoteAddress)
      response = await admitAndHandle(context, arrival.started, limit)
    } catch {
      response = StatusResponse.make(for: error, request: request, negotiation: router.server.negotiation)
    }
    return await record?.finish(with: response, isLongRunning: arrival.info.isLongRunning) ?? response
  }

  private func begin(_ arrival: Arrival, _ user: UserInfo?) -> AuditRecord? {
    auditor?.begin(
      arrival.request, arrival.info, user: user, id: arrival.id ?? "", received: arrival.received,
      remoteAddress: arrival.caller.remoteAddress, annotations: arrival.annotations)
  }

  /// What upstream's audit says of a caller it doesn't know.
  private static func attempted(_ request: APIRequest) -> String {
    guard let kind = request.headers["Authorization"]?.split(separator: " ").first else {
      return "Authentication failed, no credentials provided"
    }
    return "Authentication failed, attempted: \(kind.lowercased())"
  }

  /// Takes a seat, waiting for it if need be, and handles the request on it.
  private func admitAndHandle(_ context: RequestContext, _ started: Duration, _ limit: Duration) async -> APIResponse {
    let decision = await flowControl.enter(
      context.info, context.request, context.user, now: started, deadline: limit)
    var response: APIResponse
    let schema: CompiledFlowSchema?
    switch decision {
    case .rejected(let found):
      schema = found
      response = FlowControl.rejection()
    case .runs(let admission):
      schema = admission.schema
      do throws(APIError) {
        try await authorize(context)
        response = try await router.respond(to: context)
      } catch {
        response = StatusResponse.make(for: error, request: context.request, negotiation: router.server.negotiation)
      }
      flowControl.leave(admission, context.info, now: time.uptime())
    }
    FlowControl.addHeaders(schema, to: &response.headers)
    return response
  }

  /// The same for what needs no waiting; nil when it does. Nothing has happened then.
  func respondImmediately(to request: APIRequest, from caller: Caller) -> APIResponse? {
    guard request.method == "GET", gate.isOpen, auditor == nil, request.query("timeout") == nil else { return nil }
    let info = RequestInfo(request)
    guard router.canRespondImmediately(to: info) else { return nil }
    let started = time.uptime()
    var response: APIResponse
    do throws(APIError) {
      guard let user = try identifyImmediately(request, info, caller) else { return nil }
      let context = RequestContext(request: request, info: info, user: user, receivedAt: time.now())
      guard let found = handleImmediately(context, started) else { return nil }
      response = found
    } catch {
      response = StatusResponse.make(for: error, request: request, negotiation: router.server.negotiation)
    }
    if let id = identifier(of: request, caller) { response.headers.add(RequestIdentifiers.header, id) }
    spread(caller, &response)
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
