internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2
internal import NIOPosix
internal import Synchronization

/// A gRPC client: one HTTP/2 connection shared by all calls, opened at the first call and again
/// after it was lost.
///
/// grpc-go answers nearly every call with a PING to measure the bandwidth, and swift-nio-http2 ends a connection with
/// more than 200 control frames in 30 s; both sides are trusted here, so that limit is raised to what the socket can carry.
public final class GRPCChannel: Sendable {
  /// Control frames, resets and stream errors taken in one second before the connection is given up.
  static let frameLimitPerSecond = 5_000
  static let maximumMessageLength = 16 << 20
  /// Window for the data of one call and for the whole connection.
  private static let windowSize = 1 << 20

  private struct Connection: Sendable {
    let channel: any Channel
    let multiplexer: NIOHTTP2Handler.StreamMultiplexer
  }

  /// Where the server is.
  public enum Target: Sendable, CustomStringConvertible {
    case unix(String)
    case tcp(host: String, port: Int)

    public var description: String {
      switch self {
      case .unix(let path): path
      case .tcp(let host, let port): "\(host):\(port)"
      }
    }
  }

  public let target: Target
  private let group: any EventLoopGroup
  /// The connection in use or being opened. At most one.
  private let current = Mutex<EventLoopFuture<Connection>?>(nil)

  /// Nothing is connected yet.
  public init(target: Target) {
    self.target = target
    group = TransportThreads.group
  }

  deinit {
    current.withLock { $0 }?.whenSuccess { $0.channel.close(promise: nil) }
  }

  /// One request, one answer. Throws ``GRPCStatus``, or `CancellationError` where the task is cancelled.
  ///
  /// - Parameter retries: How often the call is made again when the connection is lost; only for calls that change nothing
  ///   or may happen twice.
  public func unary(
    _ method: String, _ request: [UInt8], deadline: Duration, retries: Int = 0
  ) async throws -> [UInt8] {
    var attempt = 0
    while true {
      do {
        return try await unaryOnce(method, request, deadline: deadline)
      } catch let status as GRPCStatus {
        guard status.code == GRPCStatus.unavailable, attempt < retries, !Task.isCancelled else { throw status }
        attempt += 1
      }
    }
  }

  private func unaryOnce(_ method: String, _ request: [UInt8], deadline: Duration) async throws -> [UInt8] {
    let connection = try await connection()
    let headers = self.headers(method, deadline: deadline)
    let timeout = TimeAmount(deadline)
    let answer = connection.channel.eventLoop.makePromise(of: [UInt8].self)
    let opened = connection.multiplexer.createStreamChannel { stream in
      stream.eventLoop.makeCompletedFuture {
        var body: [UInt8]?
        let handler = GRPCCallHandler(
          headers: headers, request: request, deadline: timeout, maximumMessageLength: Self.maximumMessageLength,
          onMessage: { body = Array($0.readableBytesView) },
          onEnd: { status in
            if status.code == 0, let body {
              answer.succeed(body)
            } else if status.code == 0 {
              answer.fail(GRPCStatus(code: GRPCStatus.internalError, message: "the answer holds no message"))
            } else {
              answer.fail(status)
            }
          })
        try stream.pipeline.syncOperations.addHandler(handler)
      }
    }
    // A stream that could not be opened never reaches its handler. The connection is then of no more use (the server
    // has said GOAWAY): closing it makes the next call open a new one.
    opened.whenFailure {
      answer.fail(GRPCStatus(code: GRPCStatus.unavailable, message: "no stream: \($0)"))
      connection.channel.close(promise: nil)
    }
    return try await withTaskCancellationHandler {
      do {
        return try await answer.futureResult.get()
      } catch {
        if Task.isCancelled { throw CancellationError() }
        throw error
      }
    } onCancel: {
      opened.whenSuccess { $0.close(promise: nil) }
    }
  }

  /// One request, messages until the server ends the stream. At most `capacity` elements wait for the consumer; when it
  /// falls further behind, the stream ends with an error.
  ///
  /// - Parameters:
  ///   - failure: What the reader is told of a call that failed.
  ///   - transform: Makes an element of a message; nil drops it.
  public func serverStream<Element: Sendable>(
    _ method: String, _ request: [UInt8], capacity: Int,
    failure: @escaping @Sendable (GRPCStatus) -> any Error = { $0 },
    transform: @escaping @Sendable ([UInt8]) throws -> Element?
  ) async throws -> AsyncThrowingStream<Element, any Error> {
    let connection: Connection
    do {
      connection = try await self.connection()
    } catch let status as GRPCStatus {
      throw failure(status)
    }
    let headers = self.headers(method, deadline: nil)
    let (messages, continuation) = AsyncThrowingStream.makeStream(
      of: Element.self, bufferingPolicy: .bufferingOldest(capacity))
    let opened = connection.multiplexer.createStreamChannel { stream in
      stream.eventLoop.makeCompletedFuture {
        let handler = GRPCCallHandler(
          headers: headers, request: request, deadline: nil, maximumMessageLength: Self.maximumMessageLength,
          onMessage: { message in
            do {
              guard let element = try transform(Array(message.readableBytesView)) else { return }
              if case .dropped = continuation.yield(element) {
                throw failure(
                  GRPCStatus(code: GRPCStatus.resourceExhausted, message: "the reader of \(method) fell behind"))
              }
            } catch {
              continuation.finish(throwing: error)
            }
          },
          onEnd: { status in
            continuation.finish(throwing: status.code == 0 ? nil : failure(status))
          })
        try stream.pipeline.syncOperations.addHandler(handler)
      }
    }
    opened.whenFailure {
      continuation.finish(
        throwing: failure(GRPCStatus(code: GRPCStatus.unavailable, message: "no stream for \(method): \($0)")))
    }
    continuation.onTermination = { _ in opened.whenSuccess { $0.close(promise: nil) } }
    return messages
  }

  /// Ends the connection; calls under way fail. The next call opens a new one.
  public func close() async {
    let connection = current.withLock { connection in
      defer { connection = nil }
      return connection
    }
    guard let opened = try? await connection?.get() else { return }
    try? await opened.channel.close()
  }

  private func headers(_ method: String, deadline: Duration?) -> HPACKHeaders {
    var headers: HPACKHeaders = [
      ":method": "POST", ":scheme": "http", ":path": method, ":authority": "localhost",
      "content-type": "application/grpc", "te": "trailers", "user-agent": "apus",
    ]
    if let deadline {
      let milliseconds = deadline / .milliseconds(1)
      headers.add(name: "grpc-timeout", value: "\(min(99_999_999, max(1, Int(milliseconds))))m")
    }
    return headers
  }

  private func connection() async throws -> Connection {
    let future = current.withLock { current in
      if let current { return current }
      let opening = connect()
      current = opening
      return opening
    }
    do {
      let connection = try await future.get()
      guard connection.channel.isActive else {
        forget(future)
        throw GRPCStatus(code: GRPCStatus.unavailable, message: "the connection to \(target) closed")
      }
      return connection
    } catch let status as GRPCStatus {
      throw status
    } catch {
      forget(future)
      throw GRPCStatus(code: GRPCStatus.unavailable, message: "cannot connect to \(target): \(error)")
    }
  }

  private func forget(_ future: EventLoopFuture<Connection>) {
    current.withLock { if $0 === future { $0 = nil } }
  }

  private func connect() -> EventLoopFuture<Connection> {
    var configuration = NIOHTTP2Handler.Configuration()
    configuration.connection.targetWindowSize = Self.windowSize
    configuration.connection.controlFrameRateLimit.maximumCount = Self.frameLimitPerSecond
    configuration.connection.controlFrameRateLimit.windowLength = .seconds(1)
    configuration.connection.maximumConnectionGlitches = Self.frameLimitPerSecond
    configuration.stream.targetWindowSize = Self.windowSize
    configuration.stream.streamResetFrameRateLimit.maximumCount = Self.frameLimitPerSecond
    configuration.stream.streamResetFrameRateLimit.windowLength = .seconds(1)
    configuration.stream.streamErrorRateLimit.maximumCount = Self.frameLimitPerSecond
    configuration.stream.streamErrorRateLimit.windowLength = .seconds(1)
    let settings = configuration
    let multiplexer = group.next().makePromise(of: NIOHTTP2Handler.StreamMultiplexer.self)
    let bootstrap = ClientBootstrap(group: multiplexer.futureResult.eventLoop)
      .connectTimeout(.seconds(5))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          multiplexer.succeed(
            try channel.pipeline.syncOperations.configureHTTP2Pipeline(
              mode: .client, connectionConfiguration: settings.connection, streamConfiguration: settings.stream,
              inboundStreamInitializer: { $0.close() }))
          try channel.pipeline.syncOperations.addHandler(ConnectionErrorHandler())
        }
      }
    let opened =
      switch target {
      case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
      case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
      }
    opened.whenFailure { multiplexer.fail($0) }
    let connection = opened.and(multiplexer.futureResult).map { Connection(channel: $0, multiplexer: $1) }
    connection.whenSuccess { opened in
      opened.channel.closeFuture.whenComplete { [weak self] _ in self?.forget(connection) }
    }
    return connection
  }
}

/// Closes a connection that has failed: calls on it then end with "unavailable", and the next call opens a new one.
private final class ConnectionErrorHandler: ChannelInboundHandler {
  typealias InboundIn = Never

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
