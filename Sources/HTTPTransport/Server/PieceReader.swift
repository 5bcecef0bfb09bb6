internal import NIOCore

/// Goes through the pieces of a body in chunks, so that a long list is never joined as a whole.
struct PieceReader {
  private let pieces: [[UInt8]]
  private var index = 0
  private var offset = 0

  init(_ pieces: [[UInt8]]) {
    self.pieces = pieces
    skipEmpty()
  }

  var isAtEnd: Bool { index == pieces.count }

  /// Up to `limit` bytes; nil at the end.
  mutating func next(upTo limit: Int) -> ByteBuffer? {
    guard !isAtEnd else { return nil }
    var size = 0
    var probe = index
    while probe < pieces.count, size < limit {
      size += pieces[probe].count - (probe == index ? offset : 0)
      probe += 1
    }
    var buffer = ByteBufferAllocator().buffer(capacity: min(size, limit))
    while !isAtEnd, buffer.readableBytes < limit {
      let piece = pieces[index]
      let count = min(piece.count - offset, limit - buffer.readableBytes)
      if offset == 0, count == piece.count {
        buffer.writeBytes(piece)
      } else {
        buffer.writeBytes(piece[offset..<(offset + count)])
      }
      offset += count
      skipEmpty()
    }
    return buffer
  }

  private mutating func skipEmpty() {
    while index < pieces.count, offset == pieces[index].count {
      index += 1
      offset = 0
    }
  }
}
