internal import APIMachinery
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// The server's side of an HTTP/1.1 connection: takes the decoder's parts, answers one request after another and
/// writes responses as bytes.
final class HTTP1ServerHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Parts of later requests that may wait while one is answered.
  private static let waitingPartsMax = 1_024

  private let server: ServerContext
  private let connection: ConnectionInfo
  private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
  private let lastBytes: LastBytes
  private var context: ChannelHandlerContext?
  private var deadline: LazyDeadline?
  private var state = State.idle
  /// Parts of the next requests, which the peer sent before it had its answer.
  private var waiting = CircularBuffer<HTTPServerRequestPart>()
  private var readSuppressed = false
  private var inReadLoop = false
  private var needsFlush = false
  private var inputClosed = false
  private var isShuttingDown = false
  /// Set when what follows the running exchange can't be understood.
  private var parseFailure: (any Error)?
  private var head = ByteBuffer()

  private enum State {
    case idle
    case receiving(IncomingRequest)
    case answering(Answer)
    /// The response is out, the connection is to be closed; whatever still comes in is thrown away.
    case lingering
    case closed
  }

  private struct IncomingRequest {
    var request: APIRequest
    var keepsAlive: Bool
    var isHTTP10: Bool
    var wantsUpgrade: Bool
  }

  private struct Answer {
    let exchange: ServerExchange
    let isHTTP10: Bool
    var keepsAlive: Bool
    /// False while parts of the request's body are still to come, which nobody wants any more.
    var requestEnded: Bool
    let wantsUpgrade: Bool
    var isChunked = false
    var headSent = false
  }

  init(
    server: ServerContext, connection: ConnectionInfo, decoder: ByteToMessageHandler<HTTPRequestDecoder>,
    lastBytes: LastBytes
  ) {
    self.server = server
    self.connection = connection
    self.decoder = decoder
    self.lastBytes = lastBytes
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    let deadline = LazyDeadline(eventLoop: context.eventLoop) { [weak self] in self?.deadlineReached() }
    deadline.set(after: TimeAmount(server.configuration.headerTimeout))
    self.deadline = deadline
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    server.onShutdown(of: context.channel) { [eventLoop = context.eventLoop] in
      eventLoop.execute { bound.value.beginShutdown() }
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
    deadline = nil
    self.context = nil
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    let old = state
    state = .closed
    waiting.removeAll()
    if case .answering(let answer) = old { answer.exchange.cancel() }
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    lastBytes.forget()
    inReadLoop = true
    let part = unwrapInboundIn(data)
    if case .answering(let answer) = state, answer.requestEnded {
      guard waiting.count < Self.waitingPartsMax else { return context.close(promise: nil) }
      waiting.append(part)
    } else {
      receive(part)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    inReadLoop = false
    if needsFlush {
      needsFlush = false
      context.flush()
    }
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    // While a request is answered, the next one waits in the socket; the end of the connection is noticed all
    // the same.
    if case .answering(let answer) = state, answer.requestEnded {
      readSuppressed = true
    } else {
      context.read()
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if case .answering(let answer) = state { answer.exchange.writabilityChanged() }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(ChannelEvent.inputClosed) = event as? ChannelEvent {
      inputClosed = true
      switch state {
      case .answering(let answer) where !answer.exchange.isOpenEnded:
        answer.exchange.cancelHandler()  // As Go's server; the peer may still read the answer.
      default: context.close(promise: nil)
      }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case is HTTPParserError, is ByteToMessageDecoderError:
      if case .answering = state {
        parseFailure = error
      } else {
        refuse(error)
      }
    case NIOSSLError.uncleanShutdown:
      break  // The end of the connection follows.
    default:
      context.close(promise: nil)
    }
  }

  private func deadlineReached() {
    switch state {
    case .receiving:
      server.logger.debug("closing a connection whose request did not arrive in time")
      context?.close(promise: nil)
    case .idle, .lingering:
      context?.close(promise: nil)
    case .answering, .closed:
      break
    }
  }

  private func beginShutdown() {
    isShuttingDown = true
    switch state {
    case .idle: context?.close(promise: nil)
    case .answering(let answer) where answer.exchange.isOpenEnded: break  // Ended with the drain's deadline.
    default: break
    }
  }
}

// MARK: - Requests

extension HTTP1ServerHandler {
  private func receive(_ part: HTTPServerRequestPart) {
    switch (state, part) {
    case (.idle, .head(let head)):
      begin(head)
    case (.receiving(var incoming), .body(let bytes)):
      state = .idle  // Lets go of the copy, so that appending happens in place.
      guard incoming.request.body.count + bytes.readableBytes <= server.configuration.maximumBodyBytes else {
        return refuseTooLarge(incoming)
      }
      incoming.request.body.append(contentsOf: bytes.readableBytesView)
      state = .receiving(incoming)
    case (.receiving(let incoming), .end):
      answer(incoming, requestEnded: true) { $0.start(incoming.request) }
    case (.answering(var answer), .end):
      answer.requestEnded = true
      state = .answering(answer)
    case (.answering, .body), (.lingering, _), (.closed, _):
      break  // Unwanted.
    case (.idle, .body), (.idle, .end), (.receiving, .head), (.answering, .head):
      context?.close(promise: nil)  // The decoder never does this.
    }
  }

  private func begin(_ head: HTTPRequestHead) {
    let (path, query) = RequestTarget.parse(head.uri)
    var request = APIRequest(method: head.method.rawValue, path: path, query: query)
    var headers: [(String, String)] = []
    headers.reserveCapacity(head.headers.count)
    var hostCount = 0
    var contentLength: Int?
    var expectation: String?
    var hasUpgrade = false
    for (name, value) in head.headers {
      headers.append((name, value))
      switch name.utf8.count {
      case 4 where name.lowercased() == "host": hostCount += 1
      case 14 where name.lowercased() == "content-length": contentLength = Int(value)
      case 6 where name.lowercased() == "expect": expectation = value.lowercased()
      case 7 where name.lowercased() == "upgrade": hasUpgrade = true
      default: break
      }
    }
    request.headers = Headers(headers)
    let isHTTP10 = head.version == .http1_0
    let incoming = IncomingRequest(
      request: request, keepsAlive: head.isKeepAlive, isHTTP10: isHTTP10, wantsUpgrade: hasUpgrade)
    deadline?.set(after: TimeAmount(server.configuration.bodyTimeout))
    if !isHTTP10, hostCount != 1 {
      let problem = hostCount == 0 ? "missing required Host header" : "too many Host headers"
      return refuse(status: 400, text: "400 Bad Request: \(problem)")
    }
    if let contentLength, contentLength > server.configuration.maximumBodyBytes {
      return refuseTooLarge(incoming)
    }
    if let expectation {
      guard expectation == "100-continue" else { return refuse(status: 417, text: "417 Expectation Failed") }
      if contentLength != 0 {
        context?.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
      }
    }
    state = .receiving(incoming)
  }

  private func answer(_ incoming: IncomingRequest, requestEnded: Bool, _ run: (ServerExchange) -> Void) {
    guard let context else { return }
    deadline?.clear()
    let exchange = ServerExchange(
      context: server, connection: connection, eventLoop: context.eventLoop, output: self)
    state = .answering(
      Answer(
        exchange: exchange, isHTTP10: incoming.isHTTP10, keepsAlive: incoming.keepsAlive && requestEnded,
        requestEnded: requestEnded, wantsUpgrade: incoming.wantsUpgrade))
    run(exchange)
  }

  private func refuseTooLarge(_ incoming: IncomingRequest) {
    var request = incoming.request
    request.body = []
    let response = server.configuration.bodyTooLarge(request)
    answer(incoming, requestEnded: false) { $0.respond(response, to: request) }
  }

  private func refuse(_ error: any Error) {
    switch error {
    case HTTPParserError.headerOverflow: refuse(status: 431, text: "431 Request Header Fields Too Large")
    case HTTPParserError.invalidVersion: refuse(status: 505, text: "505 HTTP Version Not Supported")
    case HTTPParserError.invalidMethod: answerUnknownMethod()
    default: refuse(status: 400, text: "400 Bad Request")
    }
  }

  /// The decoder takes nothing any more, so that this is the connection's last request. Its head may still be on the
  /// way; the time for it runs on.
  private func answerUnknownMethod() {
    guard case .idle = state else { return refuse(status: 400, text: "400 Bad Request") }
    switch UnknownMethod.head(in: lastBytes.bytes, bytesMax: server.configuration.maximumHeaderBytes) {
    case .partial where !lastBytes.isFull:
      lastBytes.onMore = { [weak self] in self?.answerUnknownMethod() }
    case .whole(let request):
      lastBytes.onMore = {}
      let incoming = IncomingRequest(request: request, keepsAlive: false, isHTTP10: false, wantsUpgrade: false)
      answer(incoming, requestEnded: false) { $0.start(request) }
    case .partial, .none:
      lastBytes.onMore = nil
      refuse(status: 400, text: "400 Bad Request")
    }
  }

  /// As Go's server answers what never became a request.
  private func refuse(status: Int, text: String) {
    guard let context else { return }
    switch state {
    case .lingering, .closed: return
    default: break
    }
    let reply =
      "HTTP/1.1 \(status) \(HTTP1ResponseHead.reason(status))\r\nContent-Type: text/plain; charset=utf-8\r\n"
      + "Connection: close\r\n\r\n\(text)"
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
    linger()
  }

  /// Closing while the peer is still sending would make its kernel throw away our answer: so first say that
  /// nothing more comes, and wait a little for the peer to stop.
  private func linger() {
    guard let context else { return }
    state = .lingering
    waiting.removeAll()
    if inputClosed { return context.close(promise: nil) }
    context.close(mode: .output, promise: nil)
    deadline?.set(after: TimeAmount(server.configuration.lingerTimeout))
    resumeReading()
  }

  private func resumeReading() {
    if readSuppressed {
      readSuppressed = false
      context?.read()
    }
  }

  /// The response is out: what comes next on this connection?
  private func exchangeEnded() {
    guard case .answering(let answer) = state, let context else { return }
    guard answer.requestEnded else { return linger() }
    guard answer.keepsAlive, !inputClosed, !isShuttingDown else {
      state = .lingering
      flush()
      return context.close(promise: nil)
    }
    state = .idle
    deadline?.set(after: TimeAmount(server.configuration.idleTimeout))
    while !waiting.isEmpty {
      if case .answering(let next) = state, next.requestEnded { return }
      receive(waiting.removeFirst())
    }
    if case .answering(let next) = state, next.requestEnded { return }
    if let parseFailure { return refuse(parseFailure) }
    resumeReading()
  }
}

// MARK: - Responses

extension HTTP1ServerHandler: ExchangeOutput {
  var isWritable: Bool { context?.channel.isWritable ?? false }

  var canUpgrade: Bool {
    if case .answering(let answer) = state { answer.wantsUpgrade && answer.requestEnded } else { false }
  }

  func writeHead(status: Int, headers: Headers, length: BodyLength) {
    guard case .answering(var answer) = state else { return }
    // After a refused upgrade the decoder takes no further request.
    if isShuttingDown || inputClosed || answer.wantsUpgrade { answer.keepsAlive = false }
    if headers["Connection"].map({ $0.lowercased() == "close" }) ?? false { answer.keepsAlive = false }
    answer.isChunked = length == .unknown && !answer.isHTTP10
    if length == .unknown && answer.isHTTP10 { answer.keepsAlive = false }
    answer.headSent = true
    state = .answering(answer)
    var buffer = ByteBufferAllocator().buffer(capacity: 512 + (knownCount(length) < 64 * 1024 ? knownCount(length) : 0))
    HTTP1ResponseHead(
      status: status, headers: headers, length: length, closes: !answer.keepsAlive, date: server.date.text(),
      isChunked: answer.isChunked
    ).append(to: &buffer)
    head = buffer
  }

  private func knownCount(_ length: BodyLength) -> Int {
    if case .known(let count) = length { count } else { 0 }
  }

  func writeBody(_ bytes: ByteBuffer) {
    guard case .answering(let answer) = state, let context else { return }
    var bytes = bytes
    if answer.isChunked {
      head.writeString(String(bytes.readableBytes, radix: 16))
      head.writeStaticString("\r\n")
      head.writeBuffer(&bytes)
      head.writeStaticString("\r\n")
    } else if head.readableBytes > 0, bytes.readableBytes < 64 * 1024 {
      head.writeBuffer(&bytes)  // Head and body go into one TLS record.
    } else {
      writePending()
      context.write(wrapOutboundOut(bytes), promise: nil)
    }
  }

  func writeEnd() {
    guard case .answering(let answer) = state else { return }
    if answer.isChunked { head.writeStaticString("0\r\n\r\n") }
    writePending()
    if inReadLoop { needsFlush = true } else { context?.flush() }
    exchangeEnded()
  }

  func flush() {
    writePending()
    needsFlush = false
    context?.flush()
  }

  private func writePending() {
    guard head.readableBytes > 0 else { return }
    let bytes = head
    head = ByteBuffer()
    context?.write(wrapOutboundOut(bytes), promise: nil)
  }

  func abort() {
    // Without the last chunk, or with fewer bytes than announced, the peer can tell.
    flush()
    context?.close(promise: nil)
  }

  func upgrade(headers: Headers) -> ChannelDuplexStream? {
    guard case .answering = state, let context else { return nil }
    var buffer = ByteBufferAllocator().buffer(capacity: 256)
    HTTP1ResponseHead(
      status: 101, headers: headers, length: .none, closes: false, date: server.date.text(), isChunked: false
    ).append(to: &buffer)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    let handler = DuplexStreamHandler()
    let pipeline = context.pipeline.syncOperations
    do {
      try pipeline.addHandler(handler)
    } catch {
      context.close(promise: nil)
      return nil
    }
    let stream = ChannelDuplexStream(handler: handler, eventLoop: context.eventLoop)
    let exchange = state
    let channel = context.channel
    state = .closed
    // The conversation's task ends with the connection.
    if case .answering(let answer) = exchange {
      let bound = NIOLoopBound(answer.exchange, eventLoop: context.eventLoop)
      channel.closeFuture.whenComplete { _ in bound.value.cancel() }
    }
    let wasSuppressed = readSuppressed
    pipeline.removeHandler(self, promise: nil)
    pipeline.removeHandler(decoder, promise: nil)
    pipeline.removeHandler(lastBytes, promise: nil)
    if inputClosed { channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
    if wasSuppressed { channel.read() }
    return stream
  }
}
