import APIMachinery
import Synchronization

/// A clock that stands still until it is moved.
final class ManualTime: TimeSource {
  private struct State {
    var elapsed = Duration.zero
    var sleepers: [Int: (due: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
    var nextID = 0
  }

  private static let start = Timestamp(seconds: 1_700_000_000)
  private let state = Mutex(State())

  func now() -> Timestamp { Self.start + uptime() }
  func uptime() -> Duration { state.withLock { $0.elapsed } }

  /// How many tasks sleep.
  var sleepers: Int { state.withLock { $0.sleepers.count } }

  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.elapsed += duration
      let due = state.sleepers.filter { $0.value.due <= state.elapsed }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }

  func sleep(for duration: Duration) async throws {
    let id = state.withLock { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let isCancelled = state.withLock { state in
          if Task.isCancelled { return true }
          state.sleepers[id] = (state.elapsed + duration, continuation)
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Lets other tasks run until `count` of them sleep.
  func waitForSleepers(_ count: Int) async {
    while sleepers < count { await Task.yield() }
  }
}
