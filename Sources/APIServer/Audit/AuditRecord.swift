import APIMachinery
import HTTPTransport
import Synchronization

/// The audit of one request, from its arrival to the end of its answer.
final class AuditRecord: Sendable {
  /// As upstream: longer names of clients are cut off.
  private static let userAgentMax = 1_024

  let decision: AuditPolicy.Decision
  private let auditor: Auditor
  private let event: Mutex<AuditEvent>
  private let annotations: AuditAnnotations

  init(
    _ decision: AuditPolicy.Decision, _ request: APIRequest, _ info: RequestInfo, user: UserInfo?, id: String,
    received: Timestamp, remoteAddress: String, annotations: AuditAnnotations, auditor: Auditor
  ) {
    self.decision = decision
    self.auditor = auditor
    self.annotations = annotations
    var event = AuditEvent(
      level: decision.level, id: id, uri: Self.uri(request), verb: info.verb, user: user,
      addresses: Self.addresses(request, remoteAddress),
      userAgent: Self.truncated(request.headers["User-Agent"] ?? ""), received: received, stageTime: received)
    if info.isResourceRequest {
      event.object = AuditObject(
        resource: info.resource, namespace: info.namespace, name: info.name, apiGroup: info.apiGroup,
        apiVersion: info.apiVersion, subresource: info.subresource)
    }
    self.event = Mutex(event)
  }

  // MARK: What comes to be known

  func impersonates(_ user: UserInfo) { event.withLock { $0.impersonated = user } }

  /// The object that was sent, once it has been decoded.
  func noteRequest(_ object: JSONValue) {
    event.withLock { event in
      if event.object?.namespace.isEmpty == true { event.object?.namespace = object.namespace }
      if event.object?.name.isEmpty == true { event.object?.name = object.name }
      event.object?.uid = object.uid
      event.object?.resourceVersion = object.resourceVersion
      if event.level >= .request { event.requestObject = shown(object) }
    }
  }

  /// A patch as it was sent.
  func notePatch(_ body: [UInt8]) {
    guard decision.level >= .request else { return }
    guard let patch = (try? JSONParser.parse(body)) ?? (try? YAMLCodec.decode(body)) else { return }
    event.withLock { $0.requestObject = patch }
  }

  private func shown(_ object: JSONValue) -> JSONValue {
    guard decision.omitsManagedFields else { return object }
    var object = object
    if object[path: "metadata", "managedFields"] != nil { object.setMetadata("managedFields", nil) }
    for list in ["items", "rows"] {
      guard let items = object[list]?.arrayValue else { continue }
      object[list] = .array(
        items.map { item in
          if list == "items" { return shown(item) }
          var row = item
          if let inner = row["object"] { row["object"] = shown(inner) }
          return row
        })
    }
    return object
  }

  // MARK: Stages

  /// False where a back end that must have the event doesn't.
  @discardableResult
  func deliver(_ stage: AuditStage) async -> Bool {
    guard let event = reached(stage) else { return true }
    return await auditor.deliver(event)
  }

  /// For those who can't wait.
  private func emit(_ stage: AuditStage) {
    if let event = reached(stage) { auditor.process(event) }
  }

  /// Nil for a stage that isn't wanted.
  private func reached(_ stage: AuditStage) -> AuditEvent? {
    guard !decision.omittedStages.contains(stage) else { return nil }
    let now = auditor.time.now()
    return event.withLock { event in
      event.stage = stage
      if stage != .requestReceived { event.stageTime = now }
      event.annotations = annotations.values(at: event.level >= .request ? .request : .metadata)
      return event
    }
  }

  /// Events for `response`, and for its end where it lasts. Returns the response to send.
  func finish(with response: APIResponse, isLongRunning: Bool) async -> APIResponse {
    var response = response
    note(response)
    switch response.body {
    case .bytes, .pieces:
      if isLongRunning { await deliver(.responseStarted) }
      await deliver(.responseComplete)
    case .stream(let stream):
      if isLongRunning { await deliver(.responseStarted) }
      let end = OnceOnly { [self] in emit(.responseComplete) }
      response.body = .stream(
        ByteStream(
          next: {
            do {
              let piece = try await stream.next()
              if piece == nil { end.run() }
              return piece
            } catch {
              end.run()
              throw error
            }
          },
          cancel: {
            stream.cancel()
            end.run()
          }))
    case .upgrade(let converse):
      await deliver(.responseStarted)
      response.body = .upgrade { stream in
        await converse(stream)
        await self.deliver(.responseComplete)
      }
    }
    return response
  }

  /// The one event of a request that got no further than authentication.
  func fail(_ response: APIResponse, message: String) async {
    event.withLock { event in
      event.status = [
        "metadata": [:], "status": "Failure", "message": .string(message), "reason": "Unauthorized",
        "code": .integer(Int64(response.status)),
      ]
    }
    await deliver(.responseStarted)
  }

  private func note(_ response: APIResponse) {
    let showsObject = decision.level >= .requestResponse
    var object: JSONValue?
    // A Status says more than its code, and is small.
    if showsObject || response.status >= 400 { object = Self.object(response) }
    var status: JSONValue = ["metadata": [:]]
    if let object, object["kind"] == "Status", object["apiVersion"] == "v1" {
      for key in ["status", "message", "reason", "details"] where object[key] != nil { status[key] = object[key] }
    }
    status["code"] = .integer(Int64(response.status))
    event.withLock { event in
      event.status = status
      if showsObject, let object { event.responseObject = shown(object) }
    }
  }

  private static func object(_ response: APIResponse) -> JSONValue? {
    let bytes: [UInt8]
    switch response.body {
    case .bytes(let whole): bytes = whole
    case .pieces(let pieces): bytes = Array(pieces.joined())
    case .stream, .upgrade: return nil
    }
    let type = response.headers["Content-Type"] ?? ""
    if type.hasPrefix("application/json") { return try? JSONParser.parse(bytes) }
    if type.hasPrefix("application/yaml") { return try? YAMLCodec.decode(bytes) }
    return type.contains("protobuf") ? try? ProtobufCodec().decode(bytes) : nil
  }

  // MARK: The request

  private static func uri(_ request: APIRequest) -> String {
    guard !request.query.isEmpty else { return request.path }
    return RequestTarget.format(path: request.path, query: request.query)
  }

  /// Where the request came from, as far as proxies say and the connection shows.
  private static func addresses(_ request: APIRequest, _ remote: String) -> [String] {
    var addresses = (request.headers["X-Forwarded-For"] ?? "").split(separator: ",").compactMap {
      IPAddress($0.trimmed)?.description
    }
    if addresses.isEmpty, let real = request.headers["X-Real-Ip"].flatMap({ IPAddress($0) }) {
      addresses.append(real.description)
    }
    if !remote.isEmpty, addresses.last != remote { addresses.append(remote) }
    return addresses
  }

  private static func truncated(_ agent: String) -> String {
    agent.utf8.count <= userAgentMax
      ? agent : String(decoding: agent.utf8.prefix(userAgentMax), as: UTF8.self) + "...TRUNCATED"
  }
}

/// Does something the first time it is asked to.
private final class OnceOnly: Sendable {
  private let isDone = Mutex(false)
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func run() {
    let isFirst = isDone.withLock { isDone in
      defer { isDone = true }
      return !isDone
    }
    if isFirst { body() }
  }
}
