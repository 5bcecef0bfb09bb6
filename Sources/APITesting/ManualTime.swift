public import APIMachinery
import Synchronization

/// A clock that only moves when a test moves it.
public final class ManualTime: TimeSource {
  private struct Sleeper {
    var deadline: Duration
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var uptime: Duration = .zero
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
    var nextID = 0
  }

  private let start: Timestamp
  private let state = Mutex(State())

  /// A clock that stands at `start` (by default 2026-01-01 00:00:00 UTC).
  public init(start: Timestamp = Timestamp(seconds: 1_767_225_600)) {
    self.start = start
  }

  public func now() -> Timestamp { start + uptime() }

  public func uptime() -> Duration { state.withLock { $0.uptime } }

  public func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    guard duration > .zero else { return await Task.yield() }
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = state.withLock { state in
          if state.cancelled.remove(id) != nil { return true }
          state.sleepers[id] = Sleeper(deadline: state.uptime + duration, continuation: continuation)
          return false
        }
        if isCancelled { continuation.resume() }
      }
    } onCancel: {
      let sleeper = state.withLock { state -> Sleeper? in
        guard let sleeper = state.sleepers.removeValue(forKey: id) else {
          state.cancelled.insert(id)
          return nil
        }
        return sleeper
      }
      sleeper?.continuation.resume()
    }
    state.withLock { state in _ = state.cancelled.remove(id) }
    try Task.checkCancellation()
  }

  /// How many tasks sleep.
  public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

  /// Lets other tasks run until at least `count` of them sleep, or the test is cancelled; bounded by nothing else, like
  /// ``eventually(_:isolation:_:)``.
  public func waitForSleepers(_ count: Int) async {
    try? await eventually("\(count) that sleep") { sleeperCount >= count }
  }

  /// Moves the clock on by `step` again and again until `isDone`: for what sleeps an unknown number of times.
  public func pass(
    _ what: String, step: Duration = .seconds(1), isolation: isolated (any Actor)? = #isolation,
    until isDone: () async throws -> Bool
  ) async throws {
    try await eventually(what) {
      if try await isDone() { return true }
      advance(by: step)
      return false
    }
  }

  /// Moves the clock; wakes, in order of their deadlines, the sleepers that are due.
  public func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.uptime += duration
      return Self.takeDue(&state)
    }
    for continuation in due { continuation.resume() }
  }

  /// Moves the clock to the next deadline of a sleeper, but not beyond `limit`.
  /// - Returns: False when nobody sleeps until then.
  public func advanceToNextDeadline(limit: Duration) -> Bool {
    let due = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard let next = state.sleepers.values.map(\.deadline).min(), next <= limit else { return [] }
      state.uptime = max(state.uptime, next)
      return Self.takeDue(&state)
    }
    for continuation in due { continuation.resume() }
    return !due.isEmpty
  }

  private static func takeDue(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
    let now = state.uptime
    let due = state.sleepers.filter { $0.value.deadline <= now }
      .sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
    for (id, _) in due { state.sleepers[id] = nil }
    return due.map(\.value.continuation)
  }
}
