import APIMachinery
import Synchronization

/// Wakes the one task that waits for it. A wake-up while nobody waits is kept, several count as one.
final class Wakeup: Sendable {
  private struct State {
    var isDue = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func wake() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let waiter = state.waiter else {
        state.isDue = true
        return nil
      }
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  /// Returns when woken, after `limit`, or when the task is cancelled.
  /// - Returns: Whether it was woken.
  func wait(upTo limit: Duration, time: any TimeSource) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await self.wait()
        return !Task.isCancelled
      }
      group.addTask {
        try? await time.sleep(for: limit)
        return false
      }
      let isWoken = await group.next() ?? false
      group.cancelAll()
      return isWoken
    }
  }

  private func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.isDue || Task.isCancelled {
            state.isDue = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume()
    }
  }
}
