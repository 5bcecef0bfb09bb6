internal import APIMachinery
internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// The client's side of one HTTP/2 stream.
final class HTTP2ClientStreamHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let request: APIRequest
  private let authority: String
  private let receiver: ResponseReceiver
  private var context: ChannelHandlerContext?
  private var readSuppressed = false
  private var failure: (any Error)?

  init(request: APIRequest, authority: String, receiver: ResponseReceiver) {
    self.request = request
    self.authority = authority
    self.receiver = receiver
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    receiver.resumeReading = { [weak self] in
      guard let self, self.readSuppressed else { return }
      self.readSuppressed = false
      self.context?.read()
    }
    receiver.abandon = { [weak self] in self?.context?.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    var headers = HPACKHeaders()
    headers.reserveCapacity(request.headers.fields.count + 5)
    headers.add(name: ":method", value: request.method)
    headers.add(name: ":scheme", value: "https")
    headers.add(name: ":authority", value: request.headers["Host"] ?? authority)
    headers.add(name: ":path", value: RequestTarget.format(path: request.path, query: request.query))
    for field in request.headers.fields {
      let name = field.name.lowercased()
      switch name {
      case "host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "content-length":
        continue
      default:
        headers.add(name: name, value: field.value)
      }
    }
    let hasBody = !request.body.isEmpty
    if hasBody || ["POST", "PUT", "PATCH"].contains(request.method) {
      headers.add(name: "content-length", value: String(request.body.count))
    }
    context.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: !hasBody))), promise: nil)
    if hasBody {
      let body = ByteBuffer(bytes: request.body)
      context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(body), endStream: true))), promise: nil)
    }
    context.flush()
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(let head):
      receive(head)
    case .data(let data):
      if case .byteBuffer(let bytes) = data.data, bytes.readableBytes > 0 { receiver.receive(bytes) }
      if data.endStream { receiver.receiveEnd() }
    case .rstStream(let code):
      failure = TransportError(
        .closed, "stream error: stream reset by the server: \(code)\(code == .refusedStream ? " (REFUSED_STREAM)" : "")"
      )
    default:
      break
    }
  }

  private func receive(_ head: HTTP2Frame.FramePayload.Headers) {
    guard !receiver.hasHead else {  // Trailers.
      if head.endStream { receiver.receiveEnd() }
      return
    }
    var status = 0
    var fields: [(String, String)] = []
    fields.reserveCapacity(head.headers.count)
    for (name, value, _) in head.headers {
      if name == ":status" { status = Int(value) ?? 0 } else { fields.append((name, value)) }
    }
    if (100..<200).contains(status) { return }  // Informational: the answer follows.
    receiver.receive(status: status, headers: Headers(fields), endsHere: head.endStream)
  }

  func read(context: ChannelHandlerContext) {
    if receiver.wantsMore { context.read() } else { readSuppressed = true }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if failure == nil { failure = TransportError(.closed, "http2: \(error)") }
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    receiver.fail(failure ?? TransportError(.closed, "http2: client connection lost"))
    context.fireChannelInactive()
  }
}
