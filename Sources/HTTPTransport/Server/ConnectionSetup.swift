internal import APIMachinery
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2
internal import NIOSSL
internal import NIOTLS
internal import Synchronization

/// Builds the pipeline of one accepted connection.
struct ConnectionSetup: Sendable {
  let server: ServerContext

  /// On the connection's event loop.
  func setUp(_ channel: any Channel) throws {
    let pipeline = channel.pipeline.syncOperations
    guard let tls = server.tls else {
      return try addHTTP1(channel, ConnectionInfo(channel, isSecure: false, .http1, []))
    }
    try pipeline.addHandler(PlaintextDetector())
    let chain = ClientChain()
    let handler = NIOSSLServerHandler(
      context: tls.context,
      customVerificationCallback: { presented, promise in
        chain.store(presented.compactMap { try? $0.toDERBytes() })
        promise.succeed(.certificateVerified)
      })
    try pipeline.addHandler(handler)
    try pipeline.addHandler(ProtocolSelector(server: server, tls: handler, chain: chain))
  }

  func addHTTP1(_ channel: any Channel, _ connection: ConnectionInfo) throws {
    // A peer may say that it sends no more and still wait for its answer.
    try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = server.configuration.maximumHeaderBytes
    limits.maxHeaderListSize = server.configuration.maximumHeaderBytes
    limits.maxHeaderFieldCount = server.configuration.maximumHeaderCount
    let decoder = ByteToMessageHandler(
      HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits))
    let lastBytes = LastBytes(bytesMax: server.configuration.maximumHeaderBytes)
    let handler = HTTP1ServerHandler(server: server, connection: connection, decoder: decoder, lastBytes: lastBytes)
    try channel.pipeline.syncOperations.addHandlers(lastBytes, decoder, handler)
  }
}

/// The client's certificates, as the handshake brings them.
final class ClientChain: Sendable {
  private let presented = Mutex<[[UInt8]]>([])

  func store(_ chain: [[UInt8]]) { presented.withLock { $0 = chain } }

  var chain: [[UInt8]] { presented.withLock { $0 } }
}

extension ConnectionInfo {
  convenience init(_ channel: any Channel, isSecure: Bool, _ version: HTTPVersion, _ chain: [[UInt8]]) {
    self.init(
      remoteAddress: channel.remoteAddress?.ipAddress ?? "", remotePort: channel.remoteAddress?.port ?? 0,
      localAddress: channel.localAddress?.ipAddress ?? "", localPort: channel.localAddress?.port ?? 0,
      isSecure: isSecure, httpVersion: version, clientCertificateChain: chain)
  }
}

/// Waits for the TLS handshake and then sets up what was negotiated in it.
final class ProtocolSelector: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let server: ServerContext
  private let tls: NIOSSLServerHandler
  private let chain: ClientChain
  private var deadline: LazyDeadline?

  init(server: ServerContext, tls: NIOSSLServerHandler, chain: ClientChain) {
    self.server = server
    self.tls = tls
    self.chain = chain
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    let deadline = LazyDeadline(eventLoop: context.eventLoop) { channel.close(promise: nil) }
    deadline.set(after: TimeAmount(server.configuration.headerTimeout))
    self.deadline = deadline
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case .some(.handshakeCompleted(let negotiated)) = event as? TLSUserEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    var presented = chain.chain
    // A resumed session brings no certificates anew.
    if presented.isEmpty, let leaf = try? tls.peerCertificate?.toDERBytes() { presented = [leaf] }
    let version: ConnectionInfo.HTTPVersion = negotiated == "h2" ? .http2 : .http1
    let connection = ConnectionInfo(context.channel, isSecure: true, version, presented)
    do {
      switch version {
      case .http1: try ConnectionSetup(server: server).addHTTP1(context.channel, connection)
      case .http2: try ConnectionSetup(server: server).addHTTP2(context.channel, connection)
      }
      context.pipeline.syncOperations.removeHandler(self, promise: nil)
    } catch {
      context.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let remote = context.remoteAddress?.description ?? ""
    server.logger.debug("TLS handshake failed", metadata: ["error": "\(error)", "remote": "\(remote)"])
    context.close(promise: nil)
  }
}

/// Tells a client that speaks plain HTTP to a TLS port what is wrong, as Go's server does.
final class PlaintextDetector: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let first = unwrapInboundIn(data).readableBytesView.first ?? 0
    // A TLS connection starts with a handshake record; a request with a letter.
    if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
      let reply = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
      context.close(promise: nil)
      return
    }
    context.fireChannelRead(data)
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }
}
