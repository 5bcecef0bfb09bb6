internal import APIMachinery
internal import HTTPTransport
internal import NIOCore
internal import NIOPosix

/// Asks name servers over the network: each question from a socket of its own, so that its port is unknown to those
/// who would forge an answer.
struct NetworkForwarder: DNSForwarder {
  var servers: [IPAddress]
  var port = 53

  private static let patience = TimeAmount.seconds(2)

  func ask(_ message: [UInt8], overTCP: Bool, isAnswer: @escaping @Sendable ([UInt8]) -> Bool) async -> [UInt8]? {
    for server in servers.prefix(ResolverConfiguration.serversMax) {
      if let answer = try? await ask(server, message, overTCP: overTCP, isAnswer) { return answer }
      if Task.isCancelled { return nil }
    }
    return nil
  }

  private func ask(
    _ server: IPAddress, _ message: [UInt8], overTCP: Bool, _ isAnswer: @escaping @Sendable ([UInt8]) -> Bool
  ) async throws -> [UInt8] {
    let group = TransportThreads.group
    let promise = group.next().makePromise(of: [UInt8].self)
    let timeout = promise.futureResult.eventLoop.scheduleTask(in: Self.patience) {
      promise.fail(ClusterDNSError("\(server) doesn't answer"))
    }
    defer { timeout.cancel() }
    do {
      let peer = try SocketAddress(ipAddress: "\(server)", port: port)
      let channel: any Channel
      if overTCP {
        channel = try await ClientBootstrap(group: group).connectTimeout(Self.patience)
          .channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
              try channel.pipeline.syncOperations.addHandler(StreamAnswerHandler(promise, isAnswer))
            }
          }
          .connect(to: peer).get()
        var buffer = ByteBuffer()
        buffer.writeInteger(UInt16(truncatingIfNeeded: message.count))
        buffer.writeBytes(message)
        try await channel.writeAndFlush(buffer)
      } else {
        let any = server.family == .v4 ? "0.0.0.0" : "::"
        channel = try await DatagramBootstrap(group: group)
          .channelInitializer { $0.pipeline.addHandler(DatagramAnswerHandler(promise, isAnswer)) }
          .bind(host: any, port: 0).get()
        try await channel.connect(to: peer).get()
        try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: peer, data: ByteBuffer(bytes: message)))
      }
      defer { channel.close(promise: nil) }
      return try await promise.futureResult.get()
    } catch {
      promise.fail(error)
      throw error
    }
  }
}

private final class DatagramAnswerHandler: ChannelInboundHandler, Sendable {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  private let promise: EventLoopPromise<[UInt8]>
  private let isAnswer: @Sendable ([UInt8]) -> Bool

  init(_ promise: EventLoopPromise<[UInt8]>, _ isAnswer: @escaping @Sendable ([UInt8]) -> Bool) {
    self.promise = promise
    self.isAnswer = isAnswer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = Array(unwrapInboundIn(data).data.readableBytesView)
    // What is no answer may be a forgery; the true one may still come.
    if isAnswer(bytes) { promise.succeed(bytes) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }
}

private final class StreamAnswerHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let promise: EventLoopPromise<[UInt8]>
  private let isAnswer: @Sendable ([UInt8]) -> Bool
  private var received = ByteBuffer()

  init(_ promise: EventLoopPromise<[UInt8]>, _ isAnswer: @escaping @Sendable ([UInt8]) -> Bool) {
    self.promise = promise
    self.isAnswer = isAnswer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var piece = unwrapInboundIn(data)
    received.writeBuffer(&piece)
    guard let length = received.getInteger(at: received.readerIndex, as: UInt16.self) else { return }
    if received.readableBytes >= 2 + Int(length), let bytes = received.getBytes(at: 2, length: Int(length)) {
      if isAnswer(bytes) { promise.succeed(bytes) } else { promise.fail(ClusterDNSError("a wrong answer")) }
    } else if received.readableBytes > 65537 {
      promise.fail(ClusterDNSError("too long an answer"))
    }
  }

  func channelInactive(context: ChannelHandlerContext) { promise.fail(ClusterDNSError("no whole answer")) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }
}
