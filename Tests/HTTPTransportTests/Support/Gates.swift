import APIMachinery
import Synchronization

/// Lets tests and handlers wait for each other.
final class Gate: Sendable {
  private let state = Mutex<(open: Set<String>, waiting: [String: [CheckedContinuation<Void, Never>]])>(([], [:]))

  func open(_ name: String) {
    let waiting = state.withLock { state in
      state.open.insert(name)
      return state.waiting.removeValue(forKey: name) ?? []
    }
    for continuation in waiting { continuation.resume() }
  }

  func wait(_ name: String) async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if state.open.contains(name) { return true }
        state.waiting[name, default: []].append(continuation)
        return false
      }
      if isOpen { continuation.resume() }
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
