internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// One call on its own HTTP/2 stream: sends the request when the stream opens, hands out each message of the
/// answer, and reports the end exactly once.
final class GRPCCallHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let headers: HPACKHeaders
  private let request: [UInt8]
  private let deadline: TimeAmount?
  private var reader: GRPCMessageReader
  private var onMessage: ((ByteBuffer) -> Void)?
  private var onEnd: ((GRPCStatus) -> Void)?
  private var timer: Scheduled<Void>?

  /// - Parameters:
  ///   - onMessage: Called on the event loop, in order.
  ///   - onEnd: Called once, after the last message.
  init(
    headers: HPACKHeaders, request: [UInt8], deadline: TimeAmount?, maximumMessageLength: Int,
    onMessage: @escaping (ByteBuffer) -> Void, onEnd: @escaping (GRPCStatus) -> Void
  ) {
    self.headers = headers
    self.request = request
    self.deadline = deadline
    reader = GRPCMessageReader(maximumLength: maximumMessageLength)
    self.onMessage = onMessage
    self.onEnd = onEnd
  }

  func channelActive(context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(.headers(.init(headers: headers))), promise: nil)
    let body = GRPCMessageReader.framed(request, allocator: context.channel.allocator)
    context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(body), endStream: true))), promise: nil)
    if let deadline {
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      timer = context.eventLoop.scheduleTask(in: deadline) {
        let (handler, context) = bound.value
        handler.end(
          GRPCStatus(code: GRPCStatus.deadlineExceeded, message: "no answer before the deadline"), closing: context)
      }
    }
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(let frame):
      if frame.endStream { end(GRPCStatus(trailers: frame.headers), closing: context) }
    case .data(let frame):
      guard case .byteBuffer(var bytes) = frame.data else { return }
      reader.append(&bytes)
      do throws(GRPCStatus) {
        while let message = try reader.next() { onMessage?(message) }
      } catch {
        end(error, closing: context)
      }
      if frame.endStream {
        end(GRPCStatus(code: GRPCStatus.internalError, message: "the answer ended without a status"), closing: context)
      }
    case .rstStream(let code):
      end(GRPCStatus(code: GRPCStatus.unavailable, message: "the server reset the stream: \(code)"), closing: context)
    default:
      break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(GRPCStatus(code: GRPCStatus.unavailable, message: "the connection failed: \(error)"), closing: context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(GRPCStatus(code: GRPCStatus.unavailable, message: "the connection closed during the call"), closing: nil)
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    end(GRPCStatus(code: GRPCStatus.unavailable, message: "the connection closed during the call"), closing: nil)
  }

  private func end(_ status: GRPCStatus, closing context: ChannelHandlerContext?) {
    guard let onEnd else { return }
    self.onEnd = nil
    onMessage = nil
    timer?.cancel()
    onEnd(status)
    context?.close(promise: nil)
  }
}
