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
    switch responder.respond(to: message, overTCP: false) {
    case .ignore: break
    case .answer(let bytes):
      context.write(
        wrapOutboundOut(AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: bytes))),
        promise: nil)
    case .forward(let query):
      let channel = context.channel
      let (responder, peer) = (responder, envelope.remoteAddress)
      Task {
        let bytes = await responder.forward(query, message: message, overTCP: false)
        try? await channel.writeAndFlush(AddressedEnvelope(remoteAddress: peer, data: ByteBuffer(bytes: bytes)))
      }
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

  /// A datagram that could not be sent is its sender's loss, not the server's end.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
