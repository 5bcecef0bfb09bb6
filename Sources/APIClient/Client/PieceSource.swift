import Synchronization

/// Hands out pieces that are already there, one after another.
final class PieceSource: Sendable {
  private let remaining: Mutex<ArraySlice<[UInt8]>>

  init(_ pieces: [[UInt8]]) {
    remaining = Mutex(pieces[...])
  }

  func next() -> [UInt8]? {
    remaining.withLock { $0.popFirst() }
  }
}
