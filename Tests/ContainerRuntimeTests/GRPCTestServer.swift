import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import Synchronization

/// A gRPC server that behaves like grpc-go where that matters: it sends a PING with nearly every answer.
///
/// Methods: `/test/Echo` answers with the request, `/test/Fail` with status 5 and a percent-encoded message, `/test/Never`
/// not at all, `/test/Drop` closes the connection, `/test/Count` streams as many messages as the request has bytes.
final class GRPCTestServer: Sendable {
  let socketPath: String
  private let channel: any Channel
  let connections: Counter

  final class Counter: Sendable {
    private let state = Mutex(0)
    var count: Int { state.withLock { $0 } }
    func increment() { state.withLock { $0 += 1 } }
  }

  static func start() async throws -> GRPCTestServer {
    let path = "/tmp/apus-grpc-\(UInt64.random(in: 0 ... .max)).sock"
    let connections = Counter()
    var configuration = NIOHTTP2Handler.Configuration()
    configuration.connection.controlFrameRateLimit.maximumCount = 1_000_000
    configuration.stream.streamResetFrameRateLimit.maximumCount = 1_000_000
    let settings = configuration
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { connection in
        connections.increment()
        return connection.eventLoop.makeCompletedFuture {
          _ = try connection.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: settings.connection, streamConfiguration: settings.stream
          ) { stream in
            stream.eventLoop.makeCompletedFuture {
              try stream.pipeline.syncOperations.addHandler(Answerer(connection: connection))
            }
          }
        }
      }
      .bind(unixDomainSocketPath: path).get()
    return GRPCTestServer(socketPath: path, channel: channel, connections: connections)
  }

  private init(socketPath: String, channel: any Channel, connections: Counter) {
    self.socketPath = socketPath
    self.channel = channel
    self.connections = connections
  }

  func stop() async throws {
    try await channel.close()
  }

  private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let connection: any Channel
    private var method = ""
    private var request = ByteBuffer()

    init(connection: any Channel) { self.connection = connection }

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
      switch method {
      case "/test/Echo":
        start(context)
        message(context, payload)
        end(context, ["grpc-status": "0"])
      case "/test/Count":
        start(context)
        for number in 0..<payload.count { message(context, [UInt8(truncatingIfNeeded: number)]) }
        end(context, ["grpc-status": "0"])
      case "/test/Fail":
        end(context, [":status": "200", "grpc-status": "5", "grpc-message": "no such thing: %C3%A4%"])
      case "/test/Drop":
        connection.close(promise: nil)
      default: break
      }
    }

    private func start(_ context: ChannelHandlerContext) {
      context.write(wrapOutboundOut(.headers(.init(headers: [":status": "200"]))), promise: nil)
    }

    private func message(_ context: ChannelHandlerContext, _ bytes: [UInt8]) {
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
