internal import APIMachinery
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Serves HTTP/1.1 and HTTP/2 on TCP and unix sockets, with or without TLS.
///
/// Bytes are handled on event loops; a ``HTTPHandler`` answers requests, at once where it can, otherwise in a task
/// of its own. Nothing that a peer does or fails to do occupies more than the stated limits allow.
public final class HTTPServer: Sendable {
  private let context: ServerContext
  private let listeners = Mutex<[any Channel]>([])

  /// - Parameter tls: Nil serves plain HTTP/1.1.
  public init(
    configuration: HTTPServerConfiguration = HTTPServerConfiguration(), tls: ServerTLS? = nil,
    handler: any HTTPHandler, logger: Logger = Logger(label: "http-server")
  ) {
    context = ServerContext(configuration: configuration, handler: handler, tls: tls, logger: logger)
  }

  /// Open connections.
  public var connectionCount: Int { context.connectionCount }

  /// Starts to listen; may be called for several addresses. Port 0 picks a free one.
  ///
  /// - Returns: The address with the port that was picked.
  @discardableResult
  public func listen(on endpoint: Endpoint) async throws(TransportError) -> Endpoint {
    let setup = ConnectionSetup(server: context)
    let bootstrap = ServerBootstrap(group: TransportThreads.group)
      .serverChannelOption(.backlog, value: 1_024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(
        .writeBufferWaterMark, value: .init(low: 64 * 1024, high: 256 * 1024)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard setup.server.admit(channel) else { throw TransportError(.limitReached, "too many connections") }
          try setup.setUp(channel)
        }
      }
    do {
      let channel: any Channel
      var bound = endpoint
      switch endpoint {
      case .tcp(let host, let port):
        channel =
          try await bootstrap
          .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
          .childChannelOption(.socketOption(.so_keepalive), value: 1)
          .bind(host: host, port: port).get()
        bound = .tcp(host: host, port: channel.localAddress?.port ?? port)
      case .unix(let path):
        channel = try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
      }
      listeners.withLock { $0.append(channel) }
      return bound
    } catch {
      throw TransportError(.badAddress, "can't listen on \(endpoint): \(error)")
    }
  }

  /// Stops accepting, lets running requests finish for up to `grace`, then closes every connection.
  public func shutDown(within grace: Duration = .seconds(5)) async {
    let channels = listeners.withLock { listeners in
      defer { listeners = [] }
      return listeners
    }
    for channel in channels { try? await channel.close().get() }
    context.beginShutdown()
    let time = context.configuration.time
    let deadline = time.uptime() + grace
    while context.connectionCount > 0, time.uptime() < deadline {
      do { try await time.sleep(for: .milliseconds(20)) } catch { break }
    }
    await context.closeAll()
  }

  /// Listens on `endpoints` until the task is cancelled, then shuts down.
  ///
  /// - Parameter drain: Awaited before that, while requests are still answered.
  public func run(
    on endpoints: [Endpoint], grace: Duration = .seconds(5), drain: @escaping @Sendable () async -> Void = {}
  ) async throws(TransportError) {
    for endpoint in endpoints { try await listen(on: endpoint) }
    await waitForCancellation()
    await Task {
      await drain()
      await shutDown(within: grace)
    }.value
  }

  private func waitForCancellation() async {
    let (cancelled, continuation) = AsyncStream.makeStream(of: Void.self)
    await withTaskCancellationHandler {
      for await _ in cancelled {}
    } onCancel: {
      continuation.finish()
    }
  }
}
