internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2
internal import NIOPosix
internal import Synchronization

/// A gRPC server on a unix socket, for tests, that behaves like grpc-go where that matters: it sends a PING with nearly
/// every answer.
public final class GRPCTestServer: Sendable {
  /// What a call is answered with.
  public enum Answer: Sendable {
    /// Messages, and the status 0.
    case messages([[UInt8]])
    case failure(code: Int, message: String)
    /// Nothing, ever.
    case silence
    /// The end of the connection.
    case closedConnection
  }

  /// Answers a call.
  public typealias Handler = @Sendable (_ method: String, _ request: [UInt8]) -> Answer

  public let socketPath: String
  private let channel: any Channel
  private let accepted: Counter

  /// Connections that were accepted.
  public var connections: Int { accepted.count }

  private final class Counter: Sendable {
    private let state = Mutex(0)
    var count: Int { state.withLock { $0 } }
    func increment() { state.withLock { $0 += 1 } }
  }

  /// Listens at `socketPath`, which nothing may be at yet.
  public static func start(at socketPath: String, _ handler: @escaping Handler) async throws -> GRPCTestServer {
    let accepted = Counter()
    var configuration = NIOHTTP2Handler.Configuration()
    configuration.connection.controlFrameRateLimit.maximumCount = 1_000_000
    configuration.stream.streamResetFrameRateLimit.maximumCount = 1_000_000
    let settings = configuration
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { connection in
        accepted.increment()
        return connection.eventLoop.makeCompletedFuture {
          _ = try connection.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: settings.connection, streamConfiguration: settings.stream
          ) { stream in
            stream.eventLoop.makeCompletedFuture {
              try stream.pipeline.syncOperations.addHandler(Answerer(connection: connection, handler: handler))
            }
          }
        }
      }
      .bind(unixDomainSocketPath: socketPath, cleanupExistingSocketFile: true).get()
    return GRPCTestServer(socketPath: socketPath, channel: channel, accepted: accepted)
  }

  private init(socketPath: String, channel: any Channel, accepted: Counter) {
    self.socketPath = socketPath
    self.channel = channel
    self.accepted = accepted
  }

  /// Takes no further connections.
  public func stop() async throws {
    try await channel.close()
  }

  private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let connection: any Channel
    private let handler: Handler
    private var method = ""
    private var request = ByteBuffer()

    init(connection: any Channel, handler: @escaping Handler) {
      self.connection = connection
      self.handler = handler
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .headers(let frame): method = frame.headers.first(name: ":path") ?? ""
      case .data(let frame):
        if case .byteBuffer(var bytes) = frame.data { request.writeBuffer(&bytes) }
        if frame.endStream { answer(context) }
      default: break
      }
    }

    private func answer(_ context: ChannelHandlerContext) {
      let ping = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(withInteger: 7), ack: false))
      connection.writeAndFlush(ping, promise: nil)
      let payload = request.getBytes(at: 5, length: request.readableBytes - 5) ?? []
      switch handler(method, payload) {
      case .messages(let messages):
        context.write(wrapOutboundOut(.headers(.init(headers: [":status": "200"]))), promise: nil)
        for message in messages { send(context, message) }
        end(context, ["grpc-status": "0"])
      case .failure(let code, let message):
        end(context, [":status": "200", "grpc-status": "\(code)", "grpc-message": message])
      case .silence: break
      case .closedConnection: connection.close(promise: nil)
      }
    }

    private func send(_ context: ChannelHandlerContext, _ bytes: [UInt8]) {
      var buffer = ByteBuffer()
      buffer.writeInteger(UInt8(0))
      buffer.writeInteger(UInt32(bytes.count))
      buffer.writeBytes(bytes)
      context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(buffer)))), promise: nil)
    }

    private func end(_ context: ChannelHandlerContext, _ trailers: HPACKHeaders) {
      context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: trailers, endStream: true))), promise: nil)
    }
  }
}
