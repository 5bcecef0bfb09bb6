public import APIMachinery
import Synchronization

/// Wakes one waiting task. A signal sent while nobody waits is kept, several are one.
public final class Signal: Sendable {
  private struct State {
    var isRaised = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// A signal that nobody has sent yet.
  public init() {}

  /// Wakes the task that waits, or the next one that does.
  public func send() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let waiter = state.waiter else {
        state.isRaised = true
        return nil
      }
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  /// Returns after a signal, or when the task is cancelled. Only one task may wait at a time.
  public func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goOn = state.withLock { state -> Bool in
          precondition(state.waiter == nil, "two tasks wait for one signal")
          if state.isRaised || Task.isCancelled {
            state.isRaised = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if goOn { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume()
    }
  }

  /// Returns after a signal, after `duration`, or when the task is cancelled, whichever is first.
  public func wait(upTo duration: Duration, _ time: any TimeSource) async {
    guard duration > .zero else { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await time.sleep(for: duration) }
      group.addTask { await self.wait() }
      await group.next()
      group.cancelAll()
    }
  }
}
