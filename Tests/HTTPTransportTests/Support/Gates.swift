import APIMachinery
import Synchronization

/// Lets tests and handlers wait for each other.
final class Gate: Sendable {
  private struct State {
    var open: Set<String> = []
    var waiting: [Int: (name: String, continuation: CheckedContinuation<Void, Never>)] = [:]
    var nextID = 0
  }

  private let state = Mutex(State())

  func open(_ name: String) {
    let due = state.withLock { state in
      state.open.insert(name)
      let due = state.waiting.filter { $0.value.name == name }
      for id in due.keys { state.waiting[id] = nil }
      return due
    }
    for (_, waiting) in due { waiting.continuation.resume() }
  }

  /// Waits until it is open, or the task is cancelled.
  func wait(_ name: String) async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.open.contains(name) || Task.isCancelled { return true }
          state.waiting[id] = (name, continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: id) }?.continuation.resume()
    }
  }
}

/// A stream whose pieces a test makes.
final class PieceSource: Sendable {
  private let pieces = AsyncStream.makeStream(of: [UInt8].self)
  private let gate = Gate()
  private let taken = Mutex(0)

  var stream: ByteStream {
    ByteStream(
      next: { [self] in
        for await piece in pieces.stream {
          taken.withLock { $0 += 1 }
          return piece
        }
        return nil
      }, cancel: { [self] in gate.open("cancelled") })
  }

  /// Pieces that the consumer has asked for and got.
  var takenCount: Int { taken.withLock { $0 } }

  func send(_ text: String) { pieces.continuation.yield(Array(text.utf8)) }

  func end() { pieces.continuation.finish() }

  func waitUntilCancelled() async { await gate.wait("cancelled") }
}
