public import APIMachinery
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Many watches at once, each on a connection of its own as those of separate clients are, which do nothing with
/// their events but count them.
public final class WatchLoad: Sendable {
  private static let openingMax = 16
  private let counter = Counter()
  private let channels = Mutex<[any Channel]>([])

  private init() {}

  /// Opens `count` watches with the same request and returns when the server has begun to answer all of them.
  public static func open(
    _ count: Int, _ request: APIRequest, endpoint: Endpoint, tls: ClientTLS?
  ) async throws -> WatchLoad {
    let load = WatchLoad()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        if number >= openingMax { try await group.next() }
        group.addTask { try await load.openOne(request, endpoint, tls) }
      }
      try await group.waitForAll()
    }
    return load
  }

  private func openOne(_ request: APIRequest, _ endpoint: Endpoint, _ tls: ClientTLS?) async throws {
    let loop = TransportThreads.group.any()
    let begun = loop.makePromise(of: Void.self)
    do {
      let channel = try await LoadChannel.open(endpoint, tls, on: loop) { [counter] in
        WatchCounter(request: LoadChannel.encode(request, host: "\(endpoint)"), counter: counter, begun: begun)
      }
      channels.withLock { $0.append(channel) }
    } catch {
      begun.fail(error)
    }
    try await begun.futureResult.get()
  }

  /// Events that all watches have received together.
  public var eventCount: Int { counter.events.load(ordering: .relaxed) }

  /// Watches that the server has ended.
  public var endedCount: Int { counter.ended.load(ordering: .relaxed) }

  public func close() async {
    let open = channels.withLock { channels in
      defer { channels = [] }
      return channels
    }
    for channel in open { try? await channel.close().get() }
  }

  fileprivate final class Counter: Sendable {
    let events = Atomic(0)
    let ended = Atomic(0)
  }
}

/// Counts the lines that end an object; a chunk's own lines don't.
private final class WatchCounter: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let request: ByteBuffer
  private let counter: WatchLoad.Counter
  private let begun: EventLoopPromise<Void>
  private var hasBegun = false
  private var last: UInt8 = 0

  init(request: ByteBuffer, counter: WatchLoad.Counter, begun: EventLoopPromise<Void>) {
    self.request = request
    self.counter = counter
    self.begun = begun
  }

  func channelActive(context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(request), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !hasBegun {
      hasBegun = true
      begun.succeed(())
    }
    let bytes = unwrapInboundIn(data)
    var count = 0
    bytes.withUnsafeReadableBytes { bytes in
      var start = 0
      while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if (end > 0 ? bytes[end - 1] : last) == UInt8(ascii: "}") { count += 1 }
        start = end + 1
      }
      last = bytes.last ?? last
    }
    if count > 0 { counter.events.add(count, ordering: .relaxed) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    counter.ended.add(1, ordering: .relaxed)
    if !hasBegun { begun.fail(TransportError(.closed, "the server has closed a watch")) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
