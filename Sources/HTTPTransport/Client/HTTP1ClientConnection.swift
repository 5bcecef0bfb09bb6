internal import APIMachinery
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// One HTTP/1.1 connection of a client, used by one request at a time.
final class HTTP1ClientConnection: Sendable {
  let channel: any Channel
  private let handler: NIOLoopBound<HTTP1ClientHandler>
  private let configuration: HTTPClientConfiguration

  private init(channel: any Channel, handler: HTTP1ClientHandler, configuration: HTTPClientConfiguration) {
    self.channel = channel
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    self.configuration = configuration
  }

  /// On the event loop.
  static func add(to channel: any Channel, configuration: HTTPClientConfiguration) throws -> HTTP1ClientConnection {
    let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
    let encoder = HTTPRequestEncoder()
    let handler = HTTP1ClientHandler(encoder: encoder, decoder: decoder)
    try channel.pipeline.syncOperations.addHandlers([encoder, decoder, handler])
    return HTTP1ClientConnection(channel: channel, handler: handler, configuration: configuration)
  }

  var isOpen: Bool { channel.isActive }

  /// - Parameter whenDone: Called once, on the event loop, when the response has come in as a whole; says whether
  ///   the connection can take another request.
  func send(
    _ request: APIRequest, authority: String, whenDone: @escaping @Sendable (_ reusable: Bool) -> Void
  ) async throws -> APIResponse {
    try await ResponseReceiver.receive(on: channel.eventLoop, configuration) { [handler] receiver in
      handler.value.send(request, authority: authority, to: receiver.value, whenDone: whenDone)
    }
  }

  /// After a response with status 101: the connection as a stream of bytes.
  func takeOver() async throws -> any DuplexStream {
    try await channel.eventLoop.submit { [handler] in try handler.value.takeOver() }.get()
  }

  func close() { channel.close(promise: nil) }
}

/// Sends a request and receives its response.
final class HTTP1ClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = HTTPClientRequestPart

  private let encoder: HTTPRequestEncoder
  private let decoder: ByteToMessageHandler<HTTPResponseDecoder>
  private var context: ChannelHandlerContext?
  private var current: Current?
  private var readSuppressed = false
  private var failure: (any Error)?
  private var isUpgraded = false

  private struct Current {
    let receiver: ResponseReceiver
    let whenDone: @Sendable (Bool) -> Void
    var keepsAlive = true
    var status = 0
  }

  init(encoder: HTTPRequestEncoder, decoder: ByteToMessageHandler<HTTPResponseDecoder>) {
    self.encoder = encoder
    self.decoder = decoder
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func send(
    _ request: APIRequest, authority: String, to receiver: ResponseReceiver,
    whenDone: @escaping @Sendable (Bool) -> Void
  ) {
    guard let context, context.channel.isActive, current == nil else {
      receiver.fail(TransportError(.closed, "http: server closed idle connection"))
      return whenDone(false)
    }
    current = Current(receiver: receiver, whenDone: whenDone)
    receiver.resumeReading = { [weak self] in self?.resumeReading() }
    receiver.abandon = { [weak self] in self?.context?.close(promise: nil) }
    var headers = HTTPHeaders()
    headers.reserveCapacity(request.headers.fields.count + 2)
    if request.headers["Host"] == nil { headers.add(name: "Host", value: authority) }
    for field in request.headers.fields {
      let name = field.name.lowercased()
      if name == "content-length" || name == "transfer-encoding" { continue }
      headers.add(name: field.name, value: field.value)
    }
    if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
      headers.add(name: "Content-Length", value: String(request.body.count))
    }
    let head = HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: request.method),
      uri: RequestTarget.format(path: request.path, query: request.query), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !request.body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: request.body)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      guard current != nil else { return context.close(promise: nil) }  // An answer that nobody asked for.
      current?.keepsAlive = head.isKeepAlive
      current?.status = Int(head.status.code)
      let headers = Headers(head.headers.map { ($0.name, $0.value) })
      current?.receiver.receive(
        status: Int(head.status.code), headers: headers, endsHere: head.status == .switchingProtocols)
    case .body(let bytes):
      current?.receiver.receive(bytes)
    case .end:
      guard let done = current, done.status != 101 else { return }
      current = nil
      if done.keepsAlive { resumeReading() } else { context.close(promise: nil) }
      done.whenDone(done.keepsAlive)  // Before the one who waits goes on, who may want the connection again.
      done.receiver.receiveEnd()
    }
  }

  func read(context: ChannelHandlerContext) {
    if let current, !current.receiver.wantsMore { readSuppressed = true } else { context.read() }
  }

  private func resumeReading() {
    guard readSuppressed else { return }
    readSuppressed = false
    context?.read()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case NIOSSLError.uncleanShutdown = error { return }  // The end of the connection follows.
    failure = failure ?? ClientConnector.describe(error, .unix(path: ""))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if let lost = current {
      current = nil
      let error = failure ?? TransportError(.closed, lost.receiver.hasHead ? "unexpected EOF" : "EOF")
      lost.receiver.fail(error)
      lost.whenDone(false)
    }
    context.fireChannelInactive()
  }

  func takeOver() throws -> any DuplexStream {
    guard let context, context.channel.isActive, let done = current, done.status == 101 else {
      throw TransportError(.closed, "connection closed before its protocol was changed")
    }
    current = nil
    let pipeline = context.pipeline.syncOperations
    let handler = DuplexStreamHandler()
    try pipeline.addHandler(handler)
    let stream = ChannelDuplexStream(handler: handler, eventLoop: context.eventLoop)
    let channel = context.channel
    pipeline.removeHandler(self, promise: nil)
    pipeline.removeHandler(decoder, promise: nil)
    pipeline.removeHandler(encoder, promise: nil)
    channel.read()
    return stream
  }
}
