internal import NIOCore

/// Questions over UDP.
final class DatagramHandler: ChannelInboundHandler, Sendable {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundOut = AddressedEnvelope<ByteBuffer>

  private let responder: DNSResponder

  init(_ responder: DNSResponder) {
    self.responder = responder
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    let message = Array(envelope.data.readableBytesView)
    let outcome = responder.respond(to: message, overTCP: false)
    switch outcome {
    case .ignore: break
    case .answer(let bytes):
      context.write(
        wrapOutboundOut(AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: bytes))),
        promise: nil)
    case .forward, .follow:
      let channel = context.channel
      let (responder, peer) = (responder, envelope.remoteAddress)
      Task {
        guard let bytes = await responder.complete(outcome, message: message, overTCP: false) else { return }
        try? await channel.writeAndFlush(AddressedEnvelope(remoteAddress: peer, data: ByteBuffer(bytes: bytes)))
      }
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

  /// A datagram that could not be sent is its sender's loss, not the server's end.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
