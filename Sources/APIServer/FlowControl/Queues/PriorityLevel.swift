import APIMachinery
import Synchronization

/// A priority level at work: its ``FairQueues``, and the requests that wait for their turn.
final class PriorityLevel: Sendable {
  struct Waiter {
    /// Tells this request from a later one with the same number.
    var serial: UInt64
    var continuation: CheckedContinuation<Decision, Never>
    var details: FlowRequestDetails
  }

  enum Decision: Sendable, Equatable {
    case run(Int)
    case rejected(FairQueues.Rejection)
  }

  struct State {
    var queues: FairQueues
    /// At most the queues' lengths together.
    var waiters: [Int: Waiter] = [:]
    var nextSerial: UInt64 = 0
    /// When the one timer of the level rings.
    var timerDue: Double?
    var schemas: [String: Int] = [:]
    var smoothed = SmoothedDemand()
    var target = 0.0
    /// No object names it any longer: it goes when it is empty.
    var isQuiescing = false
  }

  let name: String
  let state: Mutex<State>
  private let time: any TimeSource

  init(name: String, settings: FairQueues.Settings, limit: Int, time: any TimeSource) {
    self.name = name
    self.time = time
    state = Mutex(State(queues: FairQueues(settings, limit: limit, now: time.uptime().inSeconds)))
  }

  /// Where requests of the flow schema are counted.
  func index(ofSchema name: String) -> Int {
    state.withLock { state in
      if let index = state.schemas[name] { return index }
      state.queues.counts.append(FlowCounts(schema: name))
      state.schemas[name] = state.queues.counts.count - 1
      return state.queues.counts.count - 1
    }
  }

  /// A number for a request that can run at once; nil, and nothing has happened, for others.
  func startImmediately(schema: Int, hash: UInt64, distinguisher: String, work: WorkEstimate, now: Double) -> Int? {
    state.withLock { state in
      let outcome = state.queues.start(
        schema: schema, hash: hash, distinguisher: distinguisher, work: work, mayWait: false, now: now)
      guard case .runs(let number) = outcome else { return nil }
      return number
    }
  }

  /// Waits for the request's turn, `limit` at most; ends early when the task is cancelled.
  func start(
    schema: Int, hash: UInt64, distinguisher: String, work: WorkEstimate, details: FlowRequestDetails,
    limit: Duration
  ) async -> Decision {
    let place = Mutex<(number: Int, serial: UInt64)?>(nil)
    let timer = Mutex<Task<Void, Never>?>(nil)
    defer { timer.withLock { $0?.cancel() } }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now = time.uptime().inSeconds
        let decision = update { state -> Decision? in
          let outcome = state.queues.start(
            schema: schema, hash: hash, distinguisher: distinguisher, work: work, mayWait: true, now: now)
          switch outcome {
          case .runs(let number): return .run(number)
          case .rejected(let reason): return .rejected(reason)
          case nil: return .rejected(.concurrencyLimit)
          case .waits(let number):
            let serial = state.nextSerial
            state.nextSerial += 1
            state.waiters[number] = Waiter(serial: serial, continuation: continuation, details: details)
            place.withLock { $0 = (number, serial) }
            return nil
          }
        }
        if let decision { return continuation.resume(returning: decision) }
        guard let waiting = place.withLock({ $0 }) else { return }
        if Task.isCancelled { return giveUp(waiting.number, waiting.serial, .cancelled) }
        let sleeping = Task { [weak self, time] in
          guard (try? await time.sleep(for: limit)) != nil else { return }
          self?.giveUp(waiting.number, waiting.serial, .timeOut)
        }
        timer.withLock { $0 = sleeping }
      }
    } onCancel: {
      if let waiting = place.withLock({ $0 }) { giveUp(waiting.number, waiting.serial, .cancelled) }
    }
  }

  func finish(_ number: Int, now: Double, isUndone: Bool) {
    update { $0.queues.finish(number, now: now, isUndone: isUndone) }
  }

  private func giveUp(_ number: Int, _ serial: UInt64, _ reason: FairQueues.Rejection) {
    let now = time.uptime().inSeconds
    let waiter = state.withLock { state -> Waiter? in
      guard state.waiters[number]?.serial == serial, state.queues.cancel(number, reason, now: now) else { return nil }
      return state.waiters.removeValue(forKey: number)
    }
    waiter?.continuation.resume(returning: .rejected(reason))
  }

  /// Changes the level, and lets those run whose turn has come by that.
  @discardableResult
  func update<Result: Sendable>(_ change: (inout State) -> Result) -> Result {
    let (result, resumed, due) = state.withLock { state in
      let result = change(&state)
      let dispatched = state.queues.takeDispatched()
      var resumed: [(CheckedContinuation<Decision, Never>, Int)] = []
      for number in dispatched {
        if let waiter = state.waiters.removeValue(forKey: number) { resumed.append((waiter.continuation, number)) }
      }
      var due: Double?
      if let release = state.queues.nextRelease, state.timerDue.map({ $0 > release }) ?? true {
        state.timerDue = release
        due = release
      }
      return (result, resumed, due)
    }
    for (continuation, number) in resumed { continuation.resume(returning: .run(number)) }
    if let due { wake(at: due) }
    return result
  }

  /// Seats that linger are free again without anybody saying so.
  private func wake(at due: Double) {
    let wait = Duration.seconds(max(0, due - time.uptime().inSeconds))
    Task { [weak self, time] in
      guard (try? await time.sleep(for: wait)) != nil, let self else { return }
      let now = time.uptime().inSeconds
      update { state in
        if state.timerDue == due { state.timerDue = nil }
        state.queues.advance(now: now)
      }
    }
  }
}

extension Duration {
  /// For arithmetic on times that needs no more than nanoseconds.
  var inSeconds: Double { self / .seconds(1) }
}

/// What `/debug/api_priority_and_fairness/dump_requests` tells of a request that waits.
struct FlowRequestDetails: Sendable {
  var user: String
  var info: RequestInfo
}
