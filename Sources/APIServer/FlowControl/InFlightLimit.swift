import Synchronization

/// Bounds how many requests are worked on at once, whoever they are from (`--enable-priority-and-fairness=false`). A
/// request beyond the bound is refused.
final class InFlightLimit: Sendable {
  private struct State {
    var reading = 0
    var mutating = 0
  }

  private let readingMax: Int
  private let mutatingMax: Int
  private let state = Mutex(State())

  /// Zero means no bound.
  init(readingMax: Int, mutatingMax: Int) {
    self.readingMax = readingMax
    self.mutatingMax = mutatingMax
  }

  /// Whether there is room; it must be given back with ``leave(isMutating:)`` then.
  func enter(isMutating: Bool) -> Bool {
    state.withLock { state in
      if isMutating {
        guard mutatingMax == 0 || state.mutating < mutatingMax else { return false }
        state.mutating += 1
      } else {
        guard readingMax == 0 || state.reading < readingMax else { return false }
        state.reading += 1
      }
      return true
    }
  }

  func leave(isMutating: Bool) {
    state.withLock { state in
      if isMutating { state.mutating -= 1 } else { state.reading -= 1 }
    }
  }

  /// Requests being worked on now: reading, mutating.
  var inFlight: (reading: Int, mutating: Int) { state.withLock { ($0.reading, $0.mutating) } }
}
