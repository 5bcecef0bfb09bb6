import Synchronization

/// Something that becomes true once: tasks wait until it is opened; after that nobody waits.
public final class Gate: Sendable {
  private enum State {
    case closed(waiting: [Int: CheckedContinuation<Void, Never>], next: Int)
    case open
  }

  private let state = Mutex(State.closed(waiting: [:], next: 0))

  /// A closed gate.
  public init() {}

  /// Whether ``open()`` was called.
  public var isOpen: Bool {
    state.withLock { if case .open = $0 { true } else { false } }
  }

  /// Lets everybody through, now and later.
  public func open() {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard case .closed(let waiting, _) = state else { return [] }
      state = .open
      return waiting.sorted { $0.key < $1.key }.map(\.value)
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Returns when the gate is open. Throws `CancellationError` when the task is cancelled first.
  public func wait() async throws {
    let id = state.withLock { state -> Int? in
      guard case .closed(let waiting, let next) = state else { return nil }
      state = .closed(waiting: waiting, next: next + 1)
      return next
    }
    guard let id else { return }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goOn = state.withLock { state -> Bool in
          guard case .closed(var waiting, let next) = state, !Task.isCancelled else { return true }
          waiting[id] = continuation
          state = .closed(waiting: waiting, next: next)
          return false
        }
        if goOn { continuation.resume() }
      }
    } onCancel: {
      let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
        guard case .closed(var waiting, let next) = state else { return nil }
        let continuation = waiting.removeValue(forKey: id)
        state = .closed(waiting: waiting, next: next)
        return continuation
      }
      continuation?.resume()
    }
    try Task.checkCancellation()
  }
}
