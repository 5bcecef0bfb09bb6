internal import APIMachinery
internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2
internal import Synchronization

/// One HTTP/2 connection of a client, shared by many requests.
final class HTTP2ClientConnection: Sendable {
  /// Bytes of one response that may be under way unread.
  private static let streamWindowBytes = 512 * 1024
  private static let connectionWindowBytes = 64 * 1024 * 1024

  let channel: any Channel
  private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
  private let configuration: HTTPClientConfiguration
  private let state: Mutex<State>

  private struct State {
    var openStreams = 0
    /// As the server's settings say; 100 until they come.
    var maximumStreams = 100
    var acceptsStreams = true
  }

  private init(
    channel: any Channel, multiplexer: NIOHTTP2Handler.StreamMultiplexer, configuration: HTTPClientConfiguration
  ) {
    self.channel = channel
    self.multiplexer = multiplexer
    self.configuration = configuration
    state = Mutex(State())
  }

  /// On the event loop.
  static func add(to channel: any Channel, configuration: HTTPClientConfiguration) throws -> HTTP2ClientConnection {
    var connectionLimits = NIOHTTP2Handler.ConnectionConfiguration()
    connectionLimits.initialSettings = [
      HTTP2Setting(parameter: .enablePush, value: 0),
      HTTP2Setting(parameter: .maxConcurrentStreams, value: 0),
      HTTP2Setting(parameter: .maxHeaderListSize, value: 1 << 20),
      HTTP2Setting(parameter: .initialWindowSize, value: streamWindowBytes),
    ]
    connectionLimits.targetWindowSize = connectionWindowBytes
    // Servers may ping often.
    connectionLimits.controlFrameRateLimit.maximumCount = 100_000
    var streamLimits = NIOHTTP2Handler.StreamConfiguration()
    streamLimits.targetWindowSize = streamWindowBytes
    streamLimits.outboundBufferSizeHighWatermark = 256 * 1024
    streamLimits.outboundBufferSizeLowWatermark = 64 * 1024
    streamLimits.streamResetFrameRateLimit.maximumCount = 100_000
    streamLimits.streamErrorRateLimit.maximumCount = 100_000
    let http2 = NIOHTTP2Handler(
      mode: .client, eventLoop: channel.eventLoop, connectionConfiguration: connectionLimits,
      streamConfiguration: streamLimits
    ) { pushed in
      pushed.close()
    }
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(http2)
    let connection = HTTP2ClientConnection(
      channel: channel, multiplexer: try http2.syncMultiplexer(), configuration: configuration)
    try pipeline.addHandler(
      HTTP2ClientConnectionHandler(connection: connection, pingInterval: configuration.pingInterval))
    return connection
  }

  var isOpen: Bool { channel.isActive && state.withLock { $0.acceptsStreams } }
  var openStreams: Int { state.withLock { $0.openStreams } }

  /// Takes one of the streams that the server allows; false when all are in use.
  func reserveStream() -> Bool {
    guard channel.isActive else { return false }
    return state.withLock { state in
      guard state.acceptsStreams, state.openStreams < state.maximumStreams else { return false }
      state.openStreams += 1
      return true
    }
  }

  private func releaseStream() {
    let closes = state.withLock { state in
      state.openStreams -= 1
      return !state.acceptsStreams && state.openStreams == 0
    }
    if closes { channel.close(promise: nil) }
  }

  func serverAllows(streams: Int) {
    state.withLock { $0.maximumStreams = max(1, streams) }
  }

  /// No new requests; closes when the running ones are done.
  func stopAccepting() {
    let closes = state.withLock { state in
      state.acceptsStreams = false
      return state.openStreams == 0
    }
    if closes { channel.close(promise: nil) }
  }

  /// On a stream that was reserved.
  ///
  /// - Parameter whenDone: Called once, when the stream has ended.
  func send(
    _ request: APIRequest, authority: String, whenDone: @escaping @Sendable () -> Void
  ) async throws -> APIResponse {
    let eventLoop = channel.eventLoop
    return try await ResponseReceiver.receive(on: eventLoop, configuration) { [multiplexer] receiver in
      let opened = eventLoop.makePromise(of: (any Channel).self)
      multiplexer.createStreamChannel(promise: opened) { stream in
        stream.eventLoop.makeCompletedFuture {
          try stream.pipeline.syncOperations.addHandler(
            HTTP2ClientStreamHandler(request: request, authority: authority, receiver: receiver.value))
        }
      }
      opened.futureResult.whenComplete { result in
        switch result {
        case .success(let stream):
          stream.closeFuture.whenComplete { _ in
            self.releaseStream()
            whenDone()
          }
        case .failure(let error):
          receiver.value.fail(TransportError(.closed, "http2: no stream: \(error)"))
          self.releaseStream()
          whenDone()
        }
      }
    }
  }

  func close() { channel.close(promise: nil) }
}

/// Watches a connection: how many streams the server allows, when it wants to end, whether it is alive.
private final class HTTP2ClientConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  private let connection: HTTP2ClientConnection
  private let pingInterval: Duration
  private var ping: LazyDeadline?
  private var awaitsPong = false

  init(connection: HTTP2ClientConnection, pingInterval: Duration) {
    self.connection = connection
    self.pingInterval = pingInterval
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let deadline = LazyDeadline(eventLoop: context.eventLoop) {
      let (handler, context) = bound.value
      handler.checkLife(context)
    }
    deadline.set(after: TimeAmount(pingInterval))
    ping = deadline
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    ping?.cancel()
    ping = nil
  }

  private func checkLife(_ context: ChannelHandlerContext) {
    if awaitsPong { return context.close(promise: nil) }
    if connection.openStreams > 0 {
      awaitsPong = true
      let frame = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(withInteger: 0x6170_7573), ack: false))
      context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
    ping?.set(after: TimeAmount(awaitsPong ? pingInterval / 2 : pingInterval))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data).payload {
    case .settings(.settings(let settings)):
      if let streams = settings.last(where: { $0.parameter == .maxConcurrentStreams }) {
        connection.serverAllows(streams: streams.value)
      }
    case .goAway:
      connection.stopAccepting()
    case .ping(_, ack: true):
      awaitsPong = false
      ping?.set(after: TimeAmount(pingInterval))
    default:
      break
    }
    context.fireChannelRead(data)
  }

  func channelInactive(context: ChannelHandlerContext) {
    ping?.cancel()
    connection.stopAccepting()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
