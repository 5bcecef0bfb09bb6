internal import APIMachinery
internal import CZlib
internal import Synchronization

/// Compresses a body on the way: only a chunk of it exists compressed at any time.
final class GzipStream: Sendable {
  /// As kube-apiserver: the fastest level, since the network inside a cluster is quick.
  private static let level: Int32 = 1
  private static let chunkBytes = 64 * 1024

  private let state: Mutex<State>

  private struct State {
    var pieces: [[UInt8]]
    var index = 0
    var deflater: Deflater?
  }

  init(_ pieces: [[UInt8]]) {
    state = Mutex(State(pieces: pieces, deflater: Deflater(format: .gzip, level: Self.level)))
  }

  /// Whether the client accepts gzip, as kube-apiserver looks at it: anywhere in Accept-Encoding, without a quality.
  static func isAccepted(by headers: Headers) -> Bool {
    headers["Accept-Encoding"]?.split(separator: ",").contains { $0.trimmingSpaces == "gzip" } ?? false
  }

  var stream: ByteStream {
    ByteStream { try self.next() }
  }

  private func next() throws -> [UInt8]? {
    try state.withLock { state in
      guard let deflater = state.deflater else { return nil }
      var compressed: [UInt8] = []
      while compressed.count < Self.chunkBytes {
        guard state.index < state.pieces.count else {
          try deflater.finish(into: &compressed)
          state.deflater = nil
          return compressed
        }
        try deflater.compress(state.pieces[state.index], into: &compressed)
        state.pieces[state.index] = []
        state.index += 1
      }
      return compressed
    }
  }
}

extension Substring {
  var trimmingSpaces: Substring {
    var rest = self
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return rest
  }
}
