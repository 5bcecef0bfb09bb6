internal import NIOCore

/// Questions over TCP: each after its length in two bytes. They are answered in order, one at a time.
final class StreamHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let responder: DNSResponder
  private var received = ByteBuffer()
  private var isWaiting = false
  private var idle: Scheduled<Void>?

  /// A connection that asks nothing for so long is closed.
  private static let patience = TimeAmount.seconds(10)

  init(_ responder: DNSResponder) {
    self.responder = responder
  }

  func channelActive(context: ChannelHandlerContext) {
    restartClock(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    idle?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var piece = unwrapInboundIn(data)
    received.writeBuffer(&piece)
    // Two of the longest messages: whoever sends ahead more than that doesn't wait for answers.
    guard received.readableBytes <= 2 * 65537 else { return context.close(promise: nil) }
    answerNext(context)
  }

  private func answerNext(_ context: ChannelHandlerContext) {
    while !isWaiting, let length = received.getInteger(at: received.readerIndex, as: UInt16.self),
      received.readableBytes >= 2 + Int(length)
    {
      received.moveReaderIndex(forwardBy: 2)
      let message = received.readBytes(length: Int(length)) ?? []
      received.discardReadBytes()
      restartClock(context)
      let outcome = responder.respond(to: message, overTCP: true)
      switch outcome {
      case .ignore: return context.close(promise: nil)
      case .answer(let bytes): write(bytes, context)
      case .forward, .follow:
        isWaiting = true
        let (responder, loop) = (responder, context.eventLoop)
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        Task {
          guard let bytes = await responder.complete(outcome, message: message, overTCP: true) else { return }
          loop.execute {
            let (handler, context) = bound.value
            handler.isWaiting = false
            handler.write(bytes, context)
            handler.answerNext(context)
          }
        }
      }
    }
  }

  private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
    var buffer = ByteBuffer()
    buffer.writeInteger(UInt16(truncatingIfNeeded: bytes.count))
    buffer.writeBytes(bytes)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  private func restartClock(_ context: ChannelHandlerContext) {
    idle?.cancel()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    idle = context.eventLoop.scheduleTask(in: Self.patience) { bound.value.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
