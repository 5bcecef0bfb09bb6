internal import APIMachinery
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2
internal import NIOPosix
internal import NIOSSL
internal import NIOTLS

/// A connection that has been made and is ready for requests.
enum ClientConnection: Sendable {
  case http1(HTTP1ClientConnection)
  case http2(HTTP2ClientConnection)
}

/// Makes connections: address, TLS handshake, negotiated protocol.
struct ClientConnector: Sendable {
  let endpoint: Endpoint
  let configuration: HTTPClientConfiguration

  func connect(allowsHTTP2: Bool) async throws -> ClientConnection {
    let ready = TransportThreads.group.any().makePromise(of: ClientConnection.self)
    let setup = ClientSetup(
      configuration: configuration, host: host, allowsHTTP2: allowsHTTP2 && configuration.allowsHTTP2, ready: ready)
    let bootstrap = ClientBootstrap(group: TransportThreads.group)
      .connectTimeout(TimeAmount(configuration.connectTimeout))
      .channelOption(.maxMessagesPerRead, value: 4)
      .channelOption(.writeBufferWaterMark, value: .init(low: 64 * 1024, high: 256 * 1024))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try setup.setUp(channel) }
      }
    do {
      let channel: any Channel
      switch endpoint {
      case .tcp(let host, let port):
        channel =
          try await bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
          .channelOption(.socketOption(.so_keepalive), value: 1)
          .connect(host: host, port: port).get()
      case .unix(let path):
        channel = try await bootstrap.connect(unixDomainSocketPath: path).get()
      }
      return try await withTaskCancellationHandler {
        try await ready.futureResult.get()
      } onCancel: {
        channel.close(promise: nil)
      }
    } catch {
      ready.fail(error)  // In case nobody else has.
      throw Self.describe(error, endpoint)
    }
  }

  private var host: String? {
    if case .tcp(let host, _) = endpoint { host } else { nil }
  }

  /// Go's words for what went wrong, which end up in events and in the messages of probes.
  static func describe(_ error: any Error, _ endpoint: Endpoint) -> any Error {
    switch error {
    case let error as TransportError: return error
    case is CancellationError: return error
    case let error as NIOConnectionError:
      let causes = error.connectionErrors.map { reason($0.error) }
      let cause = causes.first ?? (error.dnsAError ?? error.dnsAAAAError).map { _ in "no such host" } ?? "no address"
      return TransportError(.connectFailed, "dial tcp \(endpoint): \(cause)")
    case is ChannelError, is IOError:
      return TransportError(.connectFailed, "dial tcp \(endpoint): \(reason(error))")
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      return TransportError(.tls, "tls: failed to verify or negotiate with \(endpoint): \(error)")
    default:
      return TransportError(.connectFailed, "dial tcp \(endpoint): \(error)")
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError where error.errnoCode == ECONNREFUSED: return "connect: connection refused"
    case let error as IOError where error.errnoCode == EHOSTUNREACH: return "connect: no route to host"
    case let error as IOError where error.errnoCode == ENETUNREACH: return "connect: network is unreachable"
    case let error as IOError where error.errnoCode == ENOENT: return "connect: no such file or directory"
    case let error as IOError where error.errnoCode == ECONNRESET: return "read: connection reset by peer"
    case ChannelError.connectTimeout: return "i/o timeout"
    default: return "\(error)"
    }
  }
}

/// Builds the pipeline of one outgoing connection.
struct ClientSetup: Sendable {
  let configuration: HTTPClientConfiguration
  let host: String?
  let allowsHTTP2: Bool
  let ready: EventLoopPromise<ClientConnection>

  func setUp(_ channel: any Channel) throws {
    guard let tls = configuration.tls else {
      let connection = try HTTP1ClientConnection.add(to: channel, configuration: configuration)
      return ready.succeed(.http1(connection))
    }
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(try tls.handler(host: host, allowsHTTP2: allowsHTTP2))
    try pipeline.addHandler(ClientProtocolSelector(setup: self))
  }
}

/// Waits for the TLS handshake and then sets up what was negotiated in it.
private final class ClientProtocolSelector: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let setup: ClientSetup
  private var deadline: LazyDeadline?
  private var failure: (any Error)?

  init(setup: ClientSetup) {
    self.setup = setup
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    let ready = setup.ready
    let deadline = LazyDeadline(eventLoop: context.eventLoop) {
      ready.fail(TransportError(.timeout, "net/http: TLS handshake timeout"))
      channel.close(promise: nil)
    }
    // The address may take its time, too.
    deadline.set(after: TimeAmount(setup.configuration.connectTimeout * 2))
    self.deadline = deadline
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
    setup.ready.fail(failure ?? TransportError(.closed, "connection closed during the TLS handshake"))
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case .some(.handshakeCompleted(let negotiated)) = event as? TLSUserEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    do {
      if negotiated == "h2" {
        let connection = try HTTP2ClientConnection.add(to: context.channel, configuration: setup.configuration)
        setup.ready.succeed(.http2(connection))
      } else {
        let connection = try HTTP1ClientConnection.add(to: context.channel, configuration: setup.configuration)
        setup.ready.succeed(.http1(connection))
      }
      context.pipeline.syncOperations.removeHandler(self, promise: nil)
    } catch {
      errorCaught(context: context, error: error)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    failure = error
    setup.ready.fail(error)
    context.close(promise: nil)
  }
}
