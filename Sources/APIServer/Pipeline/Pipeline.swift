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
  let allowsAnonymous: Bool
  let authorizer: any Authorizer
  let flowControl: FlowControl
  let router: Router
  let metrics: RequestMetrics
  let time: any TimeSource
  let limits: RequestLimits
  let deadlines: RequestDeadlines
  let identifiers: RequestIdentifiers
  /// Nil where nothing is audited.
  let auditor: Auditor?

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
            for: .timeout("request did not complete within the allotted timeout", retryAfter: 0), request: request)
      } else {
        response = await handle(arrival, limits.requestTimeout)
      }
    } catch {
      response = StatusResponse.make(for: error, request: request)
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
    if limits.goawayChance > 0, case .connection(let connection) = arrival.caller, connection.httpVersion == .http2,
      identifiers.nextUnit() < limits.goawayChance
    {
      response.headers["Connection"] = "close"
    }
  }

  /// Authenticates, and audits what follows.
  private func handle(_ arrival: Arrival, _ limit: Duration) async -> APIResponse {
    let request = arrival.request
    let user: UserInfo
    do throws(APIError) {
      user = try authenticate(request, arrival.caller)
    } catch {
      let response = StatusResponse.make(for: error, request: request)
      begin(arrival, nil)?.fail(response, message: Self.attempted(request))
      return response
    }
    let record = begin(arrival, user)
    if let record, !record.emit(.requestReceived) {
      return StatusResponse.make(for: .internalError("failed to store audit event"), request: request)
    }
    var response: APIResponse
    do throws(APIError) {
      let acting = try Impersonation.apply(to: user, headers: request.headers, authorizer: authorizer)
      if let record, acting != user { record.impersonates(acting) }
      let context = RequestContext(
        request: request, info: arrival.info, user: acting, receivedAt: arrival.received, warnings: arrival.warnings,
        auditAnnotations: arrival.annotations, audit: record, remoteAddress: arrival.caller.remoteAddress)
      response = await admitAndHandle(context, arrival.started, limit)
    } catch {
      response = StatusResponse.make(for: error, request: request)
    }
    return record?.finish(with: response, isLongRunning: arrival.info.isLongRunning) ?? response
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
        try authorize(context)
        response = try await router.respond(to: context)
      } catch {
        response = StatusResponse.make(for: error, request: context.request)
      }
      flowControl.leave(admission, context.info, now: time.uptime())
    }
    FlowControl.addHeaders(schema, to: &response.headers)
    return response
  }

  /// The same for what needs no waiting; nil when it does. Nothing has happened then.
  func respondImmediately(to request: APIRequest, from caller: Caller) -> APIResponse? {
    guard request.method == "GET", auditor == nil, request.query("timeout") == nil else { return nil }
    let info = RequestInfo(request)
    guard router.canRespondImmediately(to: info) else { return nil }
    let started = time.uptime()
    var response: APIResponse
    do throws(APIError) {
      let user = try Impersonation.apply(
        to: try authenticate(request, caller), headers: request.headers, authorizer: authorizer)
      let context = RequestContext(request: request, info: info, user: user, receivedAt: time.now())
      guard let found = handleImmediately(context, started) else { return nil }
      response = found
    } catch {
      response = StatusResponse.make(for: error, request: request)
    }
    if let id = identifier(of: request, caller) { response.headers.add(RequestIdentifiers.header, id) }
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
      try authorize(context)
      response = try router.respondImmediately(to: context)
    } catch {
      response = StatusResponse.make(for: error, request: context.request)
    }
    flowControl.leave(admission, info, now: time.uptime(), isUndone: response == nil)
    guard var response else { return nil }
    FlowControl.addHeaders(admission.schema, to: &response.headers)
    return response
  }

  private func authenticate(_ request: APIRequest, _ caller: Caller) throws(APIError) -> UserInfo {
    switch caller {
    case .process(let user): return user
    case .connection(let connection):
      let credentials = Credentials(
        bearerToken: Self.bearerToken(request.headers), certificates: connection.clientCertificateChain,
        headers: request.headers)
      guard let user = (try? authenticator.authenticate(credentials)) ?? anonymous(credentials) else {
        throw .unauthorized()
      }
      return user
    }
  }

  /// Wrong credentials are never taken for none.
  private func anonymous(_ credentials: Credentials) -> UserInfo? {
    allowsAnonymous && credentials.bearerToken == nil && credentials.certificates.isEmpty ? .anonymous : nil
  }

  private static func bearerToken(_ headers: Headers) -> String? {
    guard let value = headers["Authorization"] else { return nil }
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    let token = parts[1].trimmed
    return token.isEmpty ? nil : token
  }

  private func authorize(_ context: RequestContext) throws(APIError) {
    let attributes = AuthorizationAttributes(user: context.user, info: context.info)
    let decision = authorizer.authorize(attributes)
    if context.audit != nil {
      context.auditAnnotations.add("authorization.k8s.io/decision", decision.isAllowed ? "allow" : "forbid")
      context.auditAnnotations.add("authorization.k8s.io/reason", decision.reason)
    }
    guard decision.isAllowed else { throw .forbidden(attributes, reason: decision.reason) }
  }
}
