internal import NIOCore

/// Splits the bytes of a stream into gRPC's length-prefixed messages.
struct GRPCMessageReader {
  /// The longest message taken; containerd's own limit is 16 MiB.
  let maximumLength: Int
  private var buffer = ByteBuffer()

  init(maximumLength: Int) {
    self.maximumLength = maximumLength
  }

  mutating func append(_ bytes: inout ByteBuffer) {
    // Taking the buffer over instead of copying it is the usual case: a whole message in one frame.
    if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeBuffer(&bytes) }
  }

  /// The next whole message, or nil while one is incomplete. Throws a ``GRPCStatus`` for one that is too long or
  /// compressed (we never offer compression).
  mutating func next() throws(GRPCStatus) -> ByteBuffer? {
    guard let flag: UInt8 = buffer.getInteger(at: buffer.readerIndex),
      let length: UInt32 = buffer.getInteger(at: buffer.readerIndex + 1)
    else { return nil }
    guard flag == 0 else {
      throw GRPCStatus(code: GRPCStatus.internalError, message: "the server sent a compressed message")
    }
    guard length <= maximumLength else {
      throw GRPCStatus(
        code: GRPCStatus.resourceExhausted,
        message: "a message of \(length) bytes is over the limit of \(maximumLength)")
    }
    guard buffer.readableBytes >= 5 + Int(length) else { return nil }
    buffer.moveReaderIndex(forwardBy: 5)
    let message = buffer.readSlice(length: Int(length))
    if buffer.readableBytes == 0 { buffer = ByteBuffer() }
    return message
  }

  /// A message with its prefix, as it goes on the wire.
  static func framed(_ message: [UInt8], allocator: ByteBufferAllocator) -> ByteBuffer {
    var buffer = allocator.buffer(capacity: message.count + 5)
    buffer.writeInteger(UInt8(0))
    buffer.writeInteger(UInt32(message.count))
    buffer.writeBytes(message)
    return buffer
  }
}
