import Synchronization

/// Closed until the server has its objects in memory: requests about resources wait for that, since an empty cache would
/// say that nothing exists. Who waits is a request, whose own deadline bounds it.
final class StartGate: Sendable {
  private struct State {
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextID = 0
  }

  private let state = Mutex(State())
  private let opened = Atomic(false)

  var isOpen: Bool { opened.load(ordering: .acquiring) }

  func open() {
    let waiting = state.withLock { state in
      opened.store(true, ordering: .releasing)
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Returns when the gate opens, or when the task is cancelled.
  func wait() async {
    if isOpen { return }
    let id = state.withLock { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if isOpen || Task.isCancelled { return true }
          state.waiting[id] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
    }
  }
}
