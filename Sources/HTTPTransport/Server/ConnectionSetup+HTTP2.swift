internal import APIMachinery
internal import Logging
internal import NIOCore
internal import NIOHTTP2

extension ConnectionSetup {
  /// Bytes that a peer may send before it must wait for us to take them.
  private static let streamWindowBytes = 256 * 1024
  private static let connectionWindowBytes = 4 * 1024 * 1024

  func addHTTP2(_ channel: any Channel, _ connection: ConnectionInfo) throws {
    let limits = server.configuration
    var connectionLimits = NIOHTTP2Handler.ConnectionConfiguration()
    connectionLimits.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.maximumConcurrentStreams),
      HTTP2Setting(parameter: .maxHeaderListSize, value: limits.maximumHeaderBytes),
      HTTP2Setting(parameter: .initialWindowSize, value: Self.streamWindowBytes),
    ]
    connectionLimits.targetWindowSize = Self.connectionWindowBytes
    connectionLimits.controlFrameRateLimit.maximumCount = 2_000
    var streamLimits = NIOHTTP2Handler.StreamConfiguration()
    streamLimits.targetWindowSize = Self.streamWindowBytes
    streamLimits.outboundBufferSizeHighWatermark = 256 * 1024
    streamLimits.outboundBufferSizeLowWatermark = 64 * 1024
    streamLimits.streamResetFrameRateLimit.maximumCount = limits.maximumResetsPer30Seconds
    streamLimits.streamErrorRateLimit.maximumCount = limits.maximumResetsPer30Seconds

    let manager = NIOHTTP2ServerConnectionManagementHandler(
      eventLoop: channel.eventLoop,
      configuration: .init(
        maxIdleTime: TimeAmount(limits.idleTimeout), maxAge: nil, maxGraceTime: nil,
        // As Go's server does by TCP keep-alive: a peer that has vanished is found out.
        keepalive: .init(pingInterval: .seconds(60), ackTimeout: .seconds(30))))
    let http2 = NIOHTTP2Handler(
      mode: .server, eventLoop: channel.eventLoop, connectionConfiguration: connectionLimits,
      streamConfiguration: streamLimits, streamDelegate: manager.http2StreamDelegate
    ) { [server] stream in
      stream.eventLoop.makeCompletedFuture {
        try stream.pipeline.syncOperations.addHandler(HTTP2StreamHandler(server: server, connection: connection))
      }
    }
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandlers(http2, manager)
    try pipeline.addHandler(HTTP2ConnectionHandler(server: server), position: .before(manager))
  }
}

/// Sits between the frames and the connection's manager: starts the manager's clocks, which wait for a channel to
/// become active that has long been so, and closes what can't go on.
final class HTTP2ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame

  private let server: ServerContext

  init(server: ServerContext) {
    self.server = server
  }

  func handlerAdded(context: ChannelHandlerContext) {
    context.fireChannelActive()
    let channel = context.channel
    server.onShutdown(of: channel) {
      channel.eventLoop.execute { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    server.logger.debug("HTTP/2 connection error", metadata: ["error": "\(error)"])
    // The frame handler has sent a GOAWAY where the protocol asks for one.
    context.close(promise: nil)
  }
}
