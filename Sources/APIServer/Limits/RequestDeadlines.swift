import APIMachinery
import Synchronization

/// Answers requests whose handlers take too long. One timer serves all requests: it rings when the first of those under
/// way is due.
final class RequestDeadlines: Sendable {
  private struct State {
    /// As many as there are requests under way.
    var races: [Int: Race] = [:]
    var nextID = 0
    /// When the timer rings.
    var wake: Duration?
    var timer: Task<Void, Never>?
  }

  /// A handler and its deadline: who comes first answers.
  private final class Race: Sendable {
    let due: Duration
    private let continuation: Mutex<CheckedContinuation<APIResponse?, Never>?>
    private let work = Mutex<(task: Task<Void, Never>?, isCancelled: Bool)>((nil, false))

    init(due: Duration, _ continuation: CheckedContinuation<APIResponse?, Never>) {
      self.due = due
      self.continuation = Mutex(continuation)
    }

    func run(_ task: Task<Void, Never>) {
      let isCancelled = work.withLock { work in
        work.task = task
        return work.isCancelled
      }
      if isCancelled { task.cancel() }
    }

    func cancel() {
      let task = work.withLock { work in
        work.isCancelled = true
        return work.task
      }
      task?.cancel()
    }

    func finish(_ response: APIResponse?) {
      let waiting = continuation.withLock { continuation in
        defer { continuation = nil }
        return continuation
      }
      waiting?.resume(returning: response)
    }
  }

  private let time: any TimeSource
  private let state = Mutex(State())

  init(time: any TimeSource) {
    self.time = time
  }

  /// What `work` answers, or nil when it hasn't by `due` (an uptime); its task is cancelled then, and what it answers
  /// later is dropped.
  func run(until due: Duration, _ work: @escaping @Sendable () async -> APIResponse) async -> APIResponse? {
    let id = state.withLock { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let race = Race(due: due, continuation)
        add(race, id)
        race.run(
          Task { [self] in
            let response = await work()
            remove(id)
            race.finish(response)
          })
        if Task.isCancelled { race.cancel() }
      }
    } onCancel: {
      state.withLock { $0.races[id] }?.cancel()
    }
  }

  private func add(_ race: Race, _ id: Int) {
    state.withLock { state in
      state.races[id] = race
      guard state.wake.map({ race.due < $0 }) ?? true else { return }
      setTimer(&state, race.due)
    }
  }

  private func remove(_ id: Int) {
    _ = state.withLock { $0.races.removeValue(forKey: id) }
  }

  private func setTimer(_ state: inout State, _ due: Duration) {
    state.timer?.cancel()
    state.wake = due
    state.timer = Task { [weak self, time] in
      guard (try? await time.sleep(for: max(.zero, due - time.uptime()))) != nil else { return }
      self?.ring()
    }
  }

  private func ring() {
    let now = time.uptime()
    let late = state.withLock { state in
      let late = state.races.filter { $0.value.due <= now }
      for id in late.keys { state.races[id] = nil }
      state.wake = nil
      if let next = state.races.values.map(\.due).min() { setTimer(&state, next) }
      return late.values
    }
    for race in late {
      race.finish(nil)
      race.cancel()
    }
  }
}
