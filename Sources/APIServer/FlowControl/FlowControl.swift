import APIMachinery
import Synchronization

/// Decides when a request may run: priority and fairness, or where that is off a plain bound.
///
/// A request belongs to the first flow schema that matches it, and that to a priority level. Levels share the server's
/// seats; within a level flows take turns. The way of a request that finds a free seat has no allocation and one lock.
final class FlowControl: Sendable {
  struct Configuration: Sendable {
    /// By precedence; the last one matches everything.
    var schemas: [CompiledFlowSchema] = []
    var levels: [String: Level] = [:]
  }

  /// A priority level with what its object says.
  struct Level: Sendable {
    var settings: PriorityLevelSettings
    var limits: SeatLimits
    let level: PriorityLevel
  }

  /// A place among the requests that run. It must be given back with ``leave(_:now:)``.
  struct Admission: Sendable {
    fileprivate enum Place: Sendable {
      case uncounted
      case counted(isMutating: Bool)
      case seat(Int)
    }

    /// What the response says of it; nil where requests aren't classified.
    fileprivate(set) var schema: CompiledFlowSchema?
    fileprivate var place: Place
  }

  enum Decision: Sendable {
    case runs(Admission)
    /// Refused with 429.
    case rejected(CompiledFlowSchema?)
  }

  /// No request waits longer for its turn, whatever its deadline. As upstream's.
  private static let waitMax = Duration.seconds(60)

  /// All seats that levels share.
  let serverSeats: Int
  let time: any TimeSource
  let isFair: Bool
  let inFlight: InFlightLimit
  private let estimator: WorkEstimator
  let current: Mutex<Configuration>

  init(_ configuration: APIServerConfiguration, resources: ResourceRegistry, time: any TimeSource) {
    isFair = configuration.isFair
    serverSeats = configuration.readingRequestsMax + configuration.mutatingRequestsMax
    inFlight = InFlightLimit(
      readingMax: isFair ? 0 : configuration.readingRequestsMax,
      mutatingMax: isFair ? 0 : configuration.mutatingRequestsMax)
    self.time = time
    estimator = WorkEstimator(resources: resources)
    current = Mutex(Configuration())
    // Until the objects are read there are those that must be.
    digest(levels: [], schemas: [])
  }

  /// A place for a request that can run at once; nil, and nothing has happened, where it would have to wait.
  func enterImmediately(_ info: RequestInfo, _ request: APIRequest, _ user: UserInfo, now: Duration) -> Admission? {
    guard let schema = classify(info, user) else { return isFair ? uncounted : enterPlain(info, user) }
    let flow = schema.flow(info, user)
    let number = schema.level.startImmediately(
      schema: schema.index, hash: flow.hash, distinguisher: flow.distinguisher,
      work: estimator.estimate(info, request, seatsMax: schema.seatsMax), now: now.inSeconds)
    guard let number else { return nil }
    note(info, isEntering: true)
    return Admission(schema: schema, place: .seat(number))
  }

  /// A place for a request, or a refusal, after waiting for its turn.
  ///
  /// - Parameter deadline: How long the request has in all; it waits a quarter of that at most.
  func enter(
    _ info: RequestInfo, _ request: APIRequest, _ user: UserInfo, now: Duration, deadline: Duration
  ) async -> Decision {
    if let admission = enterImmediately(info, request, user, now: now) { return .runs(admission) }
    guard let schema = classify(info, user) else { return .rejected(nil) }
    let flow = schema.flow(info, user)
    let decision = await schema.level.start(
      schema: schema.index, hash: flow.hash, distinguisher: flow.distinguisher,
      work: estimator.estimate(info, request, seatsMax: schema.seatsMax),
      details: FlowRequestDetails(user: user.name, info: info), limit: min(deadline / 4, Self.waitMax))
    switch decision {
    case .run(let number):
      note(info, isEntering: true)
      return .runs(Admission(schema: schema, place: .seat(number)))
    case .rejected: return .rejected(schema)
    }
  }

  /// - Parameters:
  ///   - now: By uptime.
  ///   - isUndone: Nothing has happened: the request will enter again.
  func leave(_ admission: Admission, _ info: RequestInfo, now: Duration, isUndone: Bool = false) {
    switch admission.place {
    case .uncounted: break
    case .counted(let isMutating): inFlight.leave(isMutating: isMutating)
    case .seat(let number):
      note(info, isEntering: false)
      admission.schema?.level.finish(number, now: now.inSeconds, isUndone: isUndone)
    }
  }

  private var uncounted: Admission { Admission(schema: nil, place: .uncounted) }

  private func enterPlain(_ info: RequestInfo, _ user: UserInfo) -> Admission? {
    if info.isLongRunning || user.groups.contains(UserInfo.Group.masters) { return uncounted }
    let isMutating = Self.isMutating(info)
    return inFlight.enter(isMutating: isMutating)
      ? Admission(schema: nil, place: .counted(isMutating: isMutating)) : nil
  }

  /// Nil for requests that aren't classified: those that last, except for the start of watches.
  private func classify(_ info: RequestInfo, _ user: UserInfo) -> CompiledFlowSchema? {
    guard isFair, info.verb == "watch" || !info.isLongRunning else { return nil }
    let schemas = current.withLock { $0.schemas }
    return schemas.first { $0.matches(info, user) } ?? schemas.last
  }

  private func note(_ info: RequestInfo, isEntering: Bool) {
    let isMutating = Self.isMutating(info)
    if isEntering { _ = inFlight.enter(isMutating: isMutating) } else { inFlight.leave(isMutating: isMutating) }
  }

  private static func isMutating(_ info: RequestInfo) -> Bool {
    switch info.verb {
    case "get", "list", "watch", "head", "options": false
    default: true
    }
  }

  /// What a request hears that is refused.
  static func rejection() -> APIResponse {
    APIResponse(
      status: 429,
      headers: Headers([
        ("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "1"), ("X-Content-Type-Options", "nosniff"),
      ]),
      body: .bytes(Array("Too many requests, please try again later.\n".utf8)))
  }

  /// Tells the caller what the request was classified as. By UID: names may say more than the caller should know.
  static func addHeaders(_ schema: CompiledFlowSchema?, to headers: inout Headers) {
    guard let schema else { return }
    headers.add("X-Kubernetes-PF-FlowSchema-UID", schema.uid)
    headers.add("X-Kubernetes-PF-PriorityLevel-UID", schema.levelUID)
  }
}
