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
  private var head: [UInt8] = []
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
    let bootstrap = ClientBootstrap(group: loop).channelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        if let tls {
          var host: String?
          if case .tcp(let name, _) = endpoint { host = name }
          try channel.pipeline.syncOperations.addHandler(try tls.handler(host: host, allowsHTTP2: false))
        }
        try channel.pipeline.syncOperations.addHandler(
          LoadConnection(plan: plan, host: "\(endpoint)", time: time, tally: tally, done: done))
      }
    }
    do {
      switch endpoint {
      case .tcp(let host, let port): _ = try await bootstrap.connect(host: host, port: port).get()
      case .unix(let path): _ = try await bootstrap.connect(unixDomainSocketPath: path).get()
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
    let request = plan.request(number)
    var text = "\(request.method) \(RequestTarget.format(path: request.path, query: request.query)) HTTP/1.1\r\n"
    text += "Host: \(host)\r\n"
    for field in request.headers.fields { text += "\(field.name): \(field.value)\r\n" }
    if !request.body.isEmpty { text += "Content-Length: \(request.body.count)\r\n" }
    text += "\r\n"
    var buffer = ByteBuffer(string: text)
    buffer.writeBytes(request.body)
    start = time.uptime()
    isWaiting = true
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  /// False until the head is complete.
  private func readHead(_ bytes: inout ByteBuffer) -> Bool {
    while let byte = bytes.readInteger(as: UInt8.self) {
      head.append(byte)
      guard byte == UInt8(ascii: "\n"), head.suffix(4).elementsEqual("\r\n\r\n".utf8) else { continue }
      let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
      let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      let length = lines.first { $0.lowercased().hasPrefix("content-length:") }?.dropFirst(15)
      failed = status >= 400 || status < 200
      bodyBytes = length.flatMap { Int($0.filter { $0 != " " }) } ?? 0
      bodyLeft = bodyBytes
      head.removeAll(keepingCapacity: true)
      return true
    }
    return false
  }

  private func complete(_ context: ChannelHandlerContext) {
    tally.add(bytes: bodyBytes, failed: failed, latency: time.uptime() - start)
    bodyLeft = nil
    isWaiting = false
    sendNext(context)
  }
}
