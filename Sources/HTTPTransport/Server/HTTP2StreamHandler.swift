internal import APIMachinery
internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// The server's side of one HTTP/2 stream: one request and its response.
final class HTTP2StreamHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  /// What a peer may still send of a body that has been refused before the stream is reset.
  private static let discardedBytesMax = 16 * 1024 * 1024

  private let server: ServerContext
  private let connection: ConnectionInfo
  private var context: ChannelHandlerContext?
  private var state = State.idle
  private var deadline: LazyDeadline?
  private var pendingHead: HPACKHeaders?
  private var pendingBody: ByteBuffer?

  private enum State {
    case idle
    case receiving(APIRequest)
    case answering(ServerExchange, discarded: Int)
    case done
  }

  init(server: ServerContext, connection: ConnectionInfo) {
    self.server = server
    self.connection = connection
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), state) {
    case (.headers(let headers), .idle):
      begin(headers)
    case (.headers(let trailers), .receiving(let request)) where trailers.endStream:
      answer(request) { $0.start(request) }
    case (.data(let data), .receiving(var request)):
      state = .idle  // Lets go of the copy, so that appending happens in place.
      guard case .byteBuffer(let bytes) = data.data else { return }
      guard request.body.count + bytes.readableBytes <= server.configuration.maximumBodyBytes else {
        return refuseTooLarge(request)
      }
      request.body.append(contentsOf: bytes.readableBytesView)
      state = .receiving(request)
      if data.endStream { answer(request) { $0.start(request) } }
    case (.data(let data), .answering(let exchange, let discarded)):
      let total = discarded + data.data.readableBytes
      state = .answering(exchange, discarded: total)
      if total > Self.discardedBytesMax { context.close(promise: nil) }
    default:
      break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    let old = state
    state = .done
    if case .answering(let exchange, _) = old { exchange.cancel() }
    context.fireChannelInactive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if case .answering(let exchange, _) = state { exchange.writabilityChanged() }
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func begin(_ head: HTTP2Frame.FramePayload.Headers) {
    var method = ""
    var target = "/"
    var contentLength: Int?
    var fields: [(String, String)] = []
    fields.reserveCapacity(head.headers.count)
    for (name, value, _) in head.headers {
      switch name {
      case ":method": method = value
      case ":path": target = value
      case ":authority": fields.append(("Host", value))
      case "content-length":
        contentLength = Int(value)
        fields.append((name, value))
      default:
        if !name.hasPrefix(":") { fields.append((name, value)) }
      }
    }
    let (path, query) = RequestTarget.parse(target)
    let request = APIRequest(method: method, path: path, query: query, headers: Headers(fields))
    if let contentLength, contentLength > server.configuration.maximumBodyBytes { return refuseTooLarge(request) }
    if head.endStream { return answer(request) { $0.start(request) } }
    if request.headers["Expect"]?.lowercased() == "100-continue" {
      context?.writeAndFlush(
        wrapOutboundOut(.headers(.init(headers: [":status": "100"], endStream: false))), promise: nil)
    }
    state = .receiving(request)
    if let context {
      let deadline = LazyDeadline(eventLoop: context.eventLoop) { [weak self] in
        if let self, case .receiving = self.state { self.context?.close(promise: nil) }
      }
      deadline.set(after: TimeAmount(server.configuration.bodyTimeout))
      self.deadline = deadline
    }
  }

  private func answer(_ request: APIRequest, _ run: (ServerExchange) -> Void) {
    guard let context else { return }
    deadline?.cancel()
    deadline = nil
    let exchange = ServerExchange(
      context: server, connection: connection, eventLoop: context.eventLoop, output: self)
    state = .answering(exchange, discarded: 0)
    run(exchange)
  }

  private func refuseTooLarge(_ incoming: APIRequest) {
    var request = incoming
    request.body = []
    let response = server.configuration.bodyTooLarge(request)
    answer(request) { $0.respond(response, to: request) }
  }
}

extension HTTP2StreamHandler: ExchangeOutput {
  var isWritable: Bool { context?.channel.isWritable ?? false }
  var canUpgrade: Bool { false }

  func writeHead(status: Int, headers: Headers, length: BodyLength) {
    var head = HPACKHeaders()
    head.reserveCapacity(headers.fields.count + 3)
    head.add(name: ":status", value: String(status))
    var hasDate = false
    for field in headers.fields {
      let name = field.name.lowercased()
      switch name {
      case "connection" where field.value == "close": endConnection()
      case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade": continue
      case "content-length" where length != .unknown: continue
      case "date": hasDate = true
      default: break
      }
      guard !name.isEmpty, name.utf8.allSatisfy(HTTP1ResponseHead.isTokenByte) else { continue }
      head.add(name: name, value: Self.withoutLineBreaks(field.value))
    }
    if !hasDate { head.add(name: "date", value: server.date.text()) }
    switch length {
    case .known(let count), .omitted(let count): head.add(name: "content-length", value: String(count))
    case .none, .unknown: break
    }
    pendingHead = head
  }

  /// Asks the client to open another connection (GOAWAY); streams that are open go on.
  private func endConnection() {
    guard let connection = context?.channel.parent else { return }
    connection.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
  }

  private static func withoutLineBreaks(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) else { return value }
    return String(decoding: value.utf8.map { $0 == 13 || $0 == 10 || $0 == 0 ? 32 : $0 }, as: UTF8.self)
  }

  func writeBody(_ bytes: ByteBuffer) {
    writePending(endStream: false)
    pendingBody = bytes
  }

  func writeEnd() {
    if pendingHead == nil && pendingBody == nil { pendingBody = ByteBuffer() }
    writePending(endStream: true)
    context?.flush()
    state = .done
  }

  func flush() {
    writePending(endStream: false)
    context?.flush()
  }

  private func writePending(endStream: Bool) {
    guard let context else { return }
    if let head = pendingHead {
      pendingHead = nil
      context.write(
        wrapOutboundOut(.headers(.init(headers: head, endStream: endStream && pendingBody == nil))), promise: nil)
    }
    if let body = pendingBody {
      pendingBody = nil
      context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(body), endStream: endStream))), promise: nil)
    }
  }

  func abort() {
    flush()
    state = .done
    context?.close(promise: nil)
  }

  func upgrade(headers: Headers) -> ChannelDuplexStream? { nil }
}
