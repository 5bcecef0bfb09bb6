internal import APIMachinery
internal import NIOCore
internal import NIOPosix

/// One HTTP/1.1 connection of a load generator: sends the next request as soon as the answer to the last one is
/// complete. It understands just enough of HTTP to count: responses must have a length.
final class LoadConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let plan: HTTPBenchmark.Plan
  private let time: any TimeSource
  private let tally: HTTPBenchmark.Tally
  private let host: String
  private let done: EventLoopPromise<Void>
  /// The beginning of a head whose end is still to come.
  private var head = ByteBuffer()
  private var bodyLeft: Int?
  private var bodyBytes = 0
  private var failed = false
  private var start = Duration.zero
  private var isWaiting = false

  private init(
    plan: HTTPBenchmark.Plan, host: String, time: any TimeSource, tally: HTTPBenchmark.Tally,
    done: EventLoopPromise<Void>
  ) {
    self.plan = plan
    self.host = host
    self.time = time
    self.tally = tally
    self.done = done
  }

  static func run(
    _ plan: HTTPBenchmark.Plan, _ endpoint: Endpoint, _ tls: ClientTLS?, _ time: any TimeSource,
    _ tally: HTTPBenchmark.Tally
  ) async throws {
    let loop = TransportThreads.group.any()
    let done = loop.makePromise(of: Void.self)
    do {
      _ = try await LoadChannel.open(endpoint, tls, on: loop) {
        LoadConnection(plan: plan, host: "\(endpoint)", time: time, tally: tally, done: done)
      }
    } catch {
      done.fail(error)
    }
    try await done.futureResult.get()
  }

  func channelActive(context: ChannelHandlerContext) {
    sendNext(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    while bytes.readableBytes > 0 {
      if let left = bodyLeft {
        let count = min(left, bytes.readableBytes)
        bytes.moveReaderIndex(forwardBy: count)
        bodyLeft = left - count
      } else if !readHead(&bytes) {
        return
      }
      if bodyLeft == 0 { complete(context) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if isWaiting { tally.add(bytes: 0, failed: true, latency: time.uptime() - start) }
    done.succeed(())
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func sendNext(_ context: ChannelHandlerContext) {
    guard let number = tally.nextNumber(below: plan.requestCount) else { return context.close(promise: nil) }
    let buffer = LoadChannel.encode(plan.request(number), host: host)
    start = time.uptime()
    isWaiting = true
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  /// False until the head is complete.
  private func readHead(_ bytes: inout ByteBuffer) -> Bool {
    if head.readableBytes > 0 {
      head.writeBuffer(&bytes)
      swap(&head, &bytes)
      head.clear()
    }
    guard let found = bytes.withUnsafeReadableBytes({ LoadResponseHead($0) }) else {
      head = bytes
      bytes.clear()
      return false
    }
    bytes.moveReaderIndex(forwardBy: found.count)
    failed = found.status >= 400 || found.status < 200
    bodyBytes = found.bodyCount
    bodyLeft = bodyBytes
    return true
  }

  private func complete(_ context: ChannelHandlerContext) {
    tally.add(bytes: bodyBytes, failed: failed, latency: time.uptime() - start)
    bodyLeft = nil
    isWaiting = false
    sendNext(context)
  }
}
