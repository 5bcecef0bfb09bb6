import APIMachinery
import HTTPTransport
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP/2 connection of which every frame can be chosen.
final class RawHTTP2: Sendable {
  private let channel: any Channel
  private let frames: NIOLoopBound<NIOHTTP2Handler>

  private init(channel: any Channel, frames: NIOLoopBound<NIOHTTP2Handler>) {
    self.channel = channel
    self.frames = frames
  }

  static func open(_ server: TestServer) async throws -> RawHTTP2 {
    guard case .tcp(let host, let port) = server.endpoint else { throw TransportError(.badAddress, "not TCP") }
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.applicationProtocols = ["h2"]
    configuration.certificateVerification = .none
    let context = try NIOSSLContext(configuration: configuration)
    let box = Box()
    let channel = try await ClientBootstrap(group: TransportThreads.group)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
          var limits = NIOHTTP2Handler.ConnectionConfiguration()
          limits.initialSettings = [HTTP2Setting(parameter: .initialWindowSize, value: 65_535)]
          let handler = NIOHTTP2Handler(
            mode: .client, eventLoop: channel.eventLoop, connectionConfiguration: limits,
            streamConfiguration: .init()
          ) { $0.close() }
          try pipeline.addHandler(handler)
          box.store(NIOLoopBound(handler, eventLoop: channel.eventLoop))
        }
      }
      .connect(host: host, port: port).get()
    guard let handler = box.value else { throw TransportError(.closed, "no handler") }
    return RawHTTP2(channel: channel, frames: handler)
  }

  /// Starts a request and does nothing more about it, or resets it at once.
  func request(path: String, headers: [(String, String)] = [], resets: Bool) async throws {
    let stream = channel.eventLoop.makePromise(of: (any Channel).self)
    channel.eventLoop.execute { [frames] in
      do {
        try frames.value.syncMultiplexer().createStreamChannel(promise: stream) {
          $0.eventLoop.makeSucceededVoidFuture()
        }
      } catch {
        stream.fail(error)
      }
    }
    let opened = try await stream.futureResult.get()
    var head: HPACKHeaders = [":method": "GET", ":scheme": "https", ":authority": "a", ":path": path]
    for (name, value) in headers { head.add(name: name, value: value) }
    let payload = HTTP2Frame.FramePayload.headers(.init(headers: head, endStream: true))
    if resets {
      opened.write(payload, promise: nil)
      try await opened.writeAndFlush(HTTP2Frame.FramePayload.rstStream(.cancel)).get()
    } else {
      try await opened.writeAndFlush(payload).get()
    }
  }

  func waitUntilClosed() async { try? await channel.closeFuture.get() }

  func close() { channel.close(promise: nil) }

  private final class Box: Sendable {
    private let stored = Mutex<NIOLoopBound<NIOHTTP2Handler>?>(nil)
    func store(_ handler: NIOLoopBound<NIOHTTP2Handler>) { stored.withLock { $0 = handler } }
    var value: NIOLoopBound<NIOHTTP2Handler>? { stored.withLock { $0 } }
  }
}

extension RawHTTP2 {
  /// A TLS connection for HTTP/2 whose bytes are the test's own; what the server says is thrown away.
  final class Bytes: Sendable {
    private let channel: any Channel

    fileprivate init(_ channel: any Channel) { self.channel = channel }

    func write(_ bytes: [UInt8]) async throws {
      try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    func waitUntilClosed() async { try? await channel.closeFuture.get() }
  }

  static func openBytes(_ server: TestServer) async throws -> Bytes {
    guard case .tcp(let host, let port) = server.endpoint else { throw TransportError(.badAddress, "not TCP") }
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.applicationProtocols = ["h2"]
    configuration.certificateVerification = .none
    let context = try NIOSSLContext(configuration: configuration)
    let channel = try await ClientBootstrap(group: TransportThreads.group)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
        }
      }
      .connect(host: host, port: port).get()
    return Bytes(channel)
  }
}
